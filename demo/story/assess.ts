import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Client } from '../client.ts';
import { exchange, UnexpectedAnswerError } from '../exchange.ts';
import type { Cast, Person } from '../people.ts';
import type { Note, Report } from '../report.ts';
import { account, answers, judgement } from '../work.ts';
import { type HandedInFile, type Submission, sha256Of, short } from './hand-in.ts';
import type { Published } from './publish.ts';

const MAX_PAGES = 200;
/** How long an award that could not be signed at once may take: it is finished by a schedule. */
const SIGNING_LIMIT_MS = 180_000;

const summary = z.object({ id: z.string(), microCredentialId: z.string(), state: z.string() });
const queuePage = z.object({ items: z.array(summary), cursor: z.string().optional() });
const standing = z.object({
  unscored: z.array(z.string()),
  belowRequired: z.array(z.string()),
  unjudged: z.array(z.string()),
});
const heldView = summary.extend({
  rubric: z.unknown(),
  work: z.object({
    answers: z.record(z.string(), z.string()),
    evidence: z.array(
      z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('file'),
          sha256: z.string(),
          copy: z.object({ sha256: z.string() }),
          downloadUrl: z.url(),
        }),
        z.object({ kind: z.literal('text'), text: z.string(), sha256: z.string() }),
      ]),
    ),
  }),
});
const decision = z.object({
  outcome: z.literal('awarded'),
  credential: z.object({ id: z.string(), url: z.url(), issued: z.boolean() }),
});
const resultView = z.object({
  state: z.literal('awarded'),
  feedback: z.record(z.string(), z.object({ level: z.string(), feedback: z.string() })),
  credential: z.object({ url: z.url() }),
});

/** An award as its decision named it. */
export interface Award {
  /** The id within the API. */
  id: string;
  url: string;
}

/** A person assesses the work against the rubric and decides; nobody else can meanwhile, and nothing is decided unscored. */
export async function assess(
  client: Client,
  cast: Cast,
  { issuer, microCredential, definition }: Published,
  submission: Submission,
  { chapter, step }: Report,
): Promise<Award> {
  const { assessor, secondAssessor, learner } = cast;
  chapter('A person assesses it');

  const id = await step(assessor.label, 'looks for it in the queue', async (note) => {
    const { found, read } = await findInQueue(client, assessor, issuer, microCredential);
    note(`200  assessment ${found}, on page ${read} of the queue`);
    return found;
  });
  const route = `/assessments/${id}`;

  await step(assessor.label, 'claims it', async (note) => {
    const { body } = await client.ask({ as: assessor, route: `POST ${route}/claim` }, 200, summary);
    note(`200  ${body.state}`);
  });

  if (secondAssessor)
    await step(secondAssessor.label, 'tries to claim it too', async (note) => {
      const claim = { as: secondAssessor, route: `POST ${route}/claim` };
      note((await client.refused(claim, 409, 'assessment-not-open')).summary);
    });

  await step(assessor.label, 'reads the work and checks every file', async (note) => {
    const { body, answer } = await client.ask({ as: assessor, route: `GET ${route}` }, 200, heldView);
    const off = (what: string) => new UnexpectedAnswerError(answer, `${answer.request}: ${what}`);
    if (!isDeepStrictEqual(body.work.answers, answers))
      throw off('the answers are not those of the learner.');
    if (!isDeepStrictEqual(body.rubric, definition.rubric)) throw off('the rubric is another one.');
    const text = JSON.stringify(answer.body);
    if ([learner.subject, learner.name].some((one) => one !== undefined && text.includes(one)))
      throw off('the assessor can see who the learner is.');
    if (!body.work.evidence.some((item) => item.kind === 'text' && item.text === account))
      throw off('the text is not the one that was handed in.');
    note(`200  ${Object.keys(answers).length} answers, ${body.work.evidence.length} items, no name`);
    for (const file of submission.files) {
      const item = body.work.evidence.find((one) => one.kind === 'file' && one.sha256 === file.sha256);
      if (item?.kind !== 'file') throw off(`${file.name} is missing.`);
      await download(item, file, note);
    }
  });

  const [first = '', ...rest] = definition.rubric.criteria.map((criterion) => criterion.id);
  const scoreIt = async (criterion: string, note: Note) => {
    const json = judgement[criterion];
    const save = { as: assessor, route: `PUT ${route}/scores/${criterion}`, json };
    const { body } = await client.ask(save, 200, standing);
    note(`200  ${criterion}: ${json?.level}, with feedback; ${body.unscored.length} left to score`);
    return body;
  };

  await step(assessor.label, 'scores one criterion and tries to decide already', async (note) => {
    await scoreIt(first, note);
    const early = { as: assessor, route: `POST ${route}/decision`, json: { outcome: 'awarded' } };
    const refusal = await client.refused(early, 422, 'unscored-criteria');
    note(`${refusal.summary}, naming ${refusal.fields.join(' and ')}`);
  });

  await step(assessor.label, 'scores the others', async (note) => {
    for (const criterion of rest) await scoreIt(criterion, note);
  });

  const judgedParts = Object.keys(definition.passCriteria ?? {});
  if (judgedParts.length > 0)
    await step(assessor.label, 'says whether parts 1 and 3 pass', async (note) => {
      for (const part of judgedParts) {
        const save = { as: assessor, route: `PUT ${route}/parts/${part}`, json: { passed: true } };
        const { body } = await client.ask(save, 200, standing);
        note(`200  ${part}: passes; ${body.unjudged.length} left to judge`);
      }
    });

  const award = await step(assessor.label, 'decides: awarded', async (note) => {
    const { body, answer } = await client.ask(
      { as: assessor, route: `POST ${route}/decision`, json: { outcome: 'awarded' } },
      [200, 202],
      decision,
    );
    const { credential } = body;
    note(`${answer.status}  ${credential.url}`);
    if (!credential.issued) await untilPublic(credential.url, note);
    return credential;
  });

  await step(learner.label, 'reads the feedback', async (note) => {
    const own = { as: learner, route: `GET /submissions/${submission.id}` };
    const { body, answer } = await client.ask(own, 200, resultView);
    if (!isDeepStrictEqual(body.feedback, judgement) || body.credential.url !== award.url)
      throw new UnexpectedAnswerError(
        answer,
        'The feedback or the credential is not the one that was decided.',
      );
    note(`200  awarded, with feedback on ${Object.keys(body.feedback).length} criteria`);
  });
  return award;
}

async function findInQueue(client: Client, assessor: Person, issuer: string, microCredential: string) {
  let query = `issuer=${issuer}&limit=25`;
  for (let read = 1; read <= MAX_PAGES; read++) {
    const { body } = await client.ask({ as: assessor, route: `GET /assessments?${query}` }, 200, queuePage);
    const found = body.items.find((one) => one.microCredentialId === microCredential);
    if (found) return { found: found.id, read };
    if (body.cursor === undefined) throw new Error(`It is not on the ${read} pages of the queue.`);
    query = `issuer=${issuer}&limit=25&cursor=${encodeURIComponent(body.cursor)}`;
  }
  throw new Error(`It is not on the first ${MAX_PAGES} pages of the queue.`);
}

async function download(
  { downloadUrl, copy }: { downloadUrl: string; copy: { sha256: string } },
  file: HandedInFile,
  note: Note,
): Promise<void> {
  const answer = await exchange(downloadUrl);
  if (answer.status !== 200) throw new UnexpectedAnswerError(answer);
  const digest = sha256Of(answer.bytes);
  if (digest !== copy.sha256)
    throw new UnexpectedAnswerError(answer, `${file.name} came back as ${digest} and not as ${copy.sha256}.`);
  const told = digest === file.sha256 ? 'as announced' : 'a copy without what the file tells of its maker';
  note(`200  ${file.name}: ${answer.bytes.length} bytes, SHA-256 ${short(digest)}, ${told}`);
}

async function untilPublic(url: string, note: Note): Promise<void> {
  note('     it is not signed yet: waiting for it, 3 minutes at most');
  const limit = performance.now() + SIGNING_LIMIT_MS;
  for (;;) {
    const answer = await exchange(url);
    if (answer.status === 200) return note('200  signed and public now');
    if (answer.status !== 404 || performance.now() > limit) throw new UnexpectedAnswerError(answer);
    await sleep(2_000);
  }
}
