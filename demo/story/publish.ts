import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Client } from '../client.ts';
import { problemOf, UnexpectedAnswerError } from '../exchange.ts';
import type { Cast, Person } from '../people.ts';
import type { Note, Report } from '../report.ts';
import { type Definition, definition, issuer } from '../sample.ts';

const issuerView = z.object({ id: z.string(), did: z.string(), name: z.string() });
const draftView = z.object({
  id: z.string(),
  revision: z.number(),
  missing: z.array(z.object({ field: z.string(), message: z.string() })),
});
const versionView = z.object({
  id: z.url(),
  microCredentialId: z.string(),
  version: z.number(),
  definition: z.object({ name: z.string(), rubric: z.unknown() }),
});
const reviewView = z.object({
  findings: z.array(z.object({ id: z.string(), effect: z.enum(['blocks', 'advises']) })),
  readings: z.array(z.object({ at: z.string(), value: z.number().optional() })),
  checklist: z.object({ items: z.array(z.object({ id: z.string() })) }),
});
const memberView = z.object({ person: z.string(), roles: z.array(z.string()) });

/** What the rest of the story is about. */
export interface Published {
  issuer: string;
  issuerDid: string;
  microCredential: string;
  definition: Definition;
}

/** The issuer is there with its people, and its author publishes a micro-credential. */
export async function publish(client: Client, cast: Cast, { chapter, step }: Report): Promise<Published> {
  chapter('An organisation publishes what it will judge by');

  const issuerDid = await step(cast.owner.label, `sees to the issuer "${issuer.id}" and its people`, (note) =>
    prepareIssuer(client, cast, note),
  );

  const draft = await step(cast.author.label, 'starts a draft from the sample', async (note) => {
    const { body, answer } = await client.ask(
      { as: cast.author, route: `POST /issuers/${issuer.id}/micro-credentials`, json: definition },
      201,
      draftView,
    );
    if (body.missing.length > 0) throw new UnexpectedAnswerError(answer, 'The sample is not complete.');
    note(`201  draft ${body.id}, nothing missing`);
    return body;
  });

  await review(client, cast, `/issuers/${issuer.id}/micro-credentials/${draft.id}`, draft.revision, step);

  await step(cast.author.label, 'publishes version 1', async (note) => {
    const { body } = await client.ask(
      {
        as: cast.author,
        route: `POST /issuers/${issuer.id}/micro-credentials/${draft.id}/versions`,
        headers: { 'if-match': `"${draft.revision}"` },
        json: { changeNote: 'First version.' },
      },
      201,
      versionView,
    );
    note(`201  ${body.id}`);
  });

  await step('Anyone', 'reads it without signing in', async (note) => {
    const { body, answer } = await client.ask(
      { route: `GET /micro-credentials/${draft.id}` },
      200,
      versionView,
    );
    if (!isDeepStrictEqual(body.definition.rubric, definition.rubric))
      throw new UnexpectedAnswerError(answer, 'The public rubric is not word for word the one of the draft.');
    note(`200  "${body.definition.name}", version ${body.version}, with the rubric word for word`);
  });

  return { issuer: issuer.id, issuerDid, microCredential: draft.id, definition };
}

/** Somebody who did not write it approves exactly this revision; whoever wrote it cannot. */
async function review(
  client: Client,
  { author, reviewer }: Cast,
  path: string,
  revision: number,
  step: Report['step'],
): Promise<void> {
  const headers = { 'if-match': `"${revision}"` };
  await step(author.label, 'asks for a review', async (note) => {
    const route = `POST ${path}/review/request`;
    await client.ask({ as: author, route, headers, json: {} }, 201, z.unknown());
    note('201  requested');
    const own = { as: author, route: `POST ${path}/review/approval`, headers, json: {} };
    note(`${(await client.refused(own, 403, 'forbidden')).summary}, as an author`);
  });

  await step(reviewer.label, 'reads what software found, and approves', async (note) => {
    const read = { as: reviewer, route: `GET ${path}/review` };
    const { body, answer } = await client.ask(read, 200, reviewView);
    const blocking = body.findings.filter(({ effect }) => effect === 'blocks');
    if (blocking.length > 0)
      throw new UnexpectedAnswerError(answer, `The sample is blocked by ${blocking.map(({ id }) => id)}.`);
    const grade = body.readings.find(({ at }) => at === '')?.value;
    note(`200  nothing blocks, ${body.findings.length} pieces of advice, reading grade ${grade}`);
    const answers = Object.fromEntries(
      body.checklist.items.map(({ id }) => [
        id,
        id === 'true-translations'
          ? { answer: 'not-applicable', note: 'It is in one language.' }
          : { answer: 'met' },
      ]),
    );
    const save = { as: reviewer, route: `PUT ${path}/review/checklist`, headers, json: { answers } };
    await client.ask(save, 200, z.unknown());
    note(`200  ${body.checklist.items.length} items on impact, equity, access and language answered`);
    const approve = { as: reviewer, route: `POST ${path}/review/approval`, headers, json: {} };
    await client.ask(approve, 201, z.object({ kind: z.literal('approved') }));
    note(`201  approved, this revision and no other`);
  });
}

async function prepareIssuer(client: Client, cast: Cast, note: Note): Promise<string> {
  const route = `/issuers/${issuer.id}`;
  const found = await client.ask({ route: `GET ${route}` }, [200, 404], z.unknown());
  if (found.answer.status === 404) {
    if (problemOf(found.answer)?.code !== 'not-found') throw new UnexpectedAnswerError(found.answer);
    await client.ask({ as: cast.owner, route: 'POST /issuers', json: issuer }, 201, issuerView);
    note(`201  ${issuer.name} is new here`);
  }
  const { body } = await client.ask({ route: `GET ${route}` }, 200, issuerView);
  note(`200  ${body.name}, ${body.did}`);
  await giveRoles(client, cast, `${route}/members`, note);
  return body.did;
}

/** Gives the people of the story the roles that they lack, and takes none from anyone. */
async function giveRoles(client: Client, cast: Cast, route: string, note: Note): Promise<void> {
  const { owner, author, reviewer, assessor, secondAssessor } = cast;
  const needed: [Person | undefined, string][] = [
    [author, 'author'],
    [reviewer, 'reviewer'],
    [assessor, 'assessor'],
    [secondAssessor, 'assessor'],
  ];
  const members = z.object({ items: z.array(memberView) });
  const { items } = (await client.ask({ as: owner, route: `GET ${route}` }, 200, members)).body;
  for (const [person, role] of needed) {
    const held = items.find((one) => one.person === person?.subject)?.roles ?? [];
    if (!person || held.includes(role)) continue;
    await client.ask(
      {
        as: owner,
        route: `PUT ${route}/${encodeURIComponent(person.subject)}`,
        json: { roles: [...held, role] },
      },
      200,
      memberView,
    );
    note(`200  ${person.label} has the role ${role} now`);
  }
}
