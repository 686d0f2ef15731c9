import * as z from 'zod';
import type { Client } from '../client.ts';
import { exchange, UnexpectedAnswerError } from '../exchange.ts';
import { type IndependentVerdict, verifyIndependently } from '../independent-verifier.ts';
import type { Cast } from '../people.ts';
import type { Note, Report } from '../report.ts';
import { judgement } from '../work.ts';
import type { Award } from './assess.ts';
import type { Published } from './publish.ts';

const credentialView = z.looseObject({
  id: z.url(),
  name: z.string(),
  issuer: z.looseObject({ id: z.string() }),
  credentialSubject: z.looseObject({
    identifier: z.array(z.looseObject({ identityType: z.string(), identityHash: z.string() })),
    achievement: z.looseObject({ id: z.url() }),
    result: z.array(z.looseObject({ resultDescription: z.string(), achievedLevel: z.string() })),
  }),
  credentialStatus: z.looseObject({ statusListCredential: z.url(), statusListIndex: z.string() }),
});
/** A credential as far as the story looks into it; every other member is kept. */
export type Credential = z.output<typeof credentialView>;

const verdictView = z.object({
  verdict: z.enum(['valid', 'invalid', 'could-not-be-checked']),
  checks: z.array(z.object({ name: z.string(), outcome: z.string(), message: z.string() })),
});
type Verdict = z.output<typeof verdictView>;

/** What both verifiers made of the credential and of the copies that were tampered with. */
export interface Verification {
  credential: Credential;
  verified: boolean;
  tamperedVerified: boolean;
}

/** A stranger fetches the credential, checks it in two independent ways, and fails to pass off a forgery. */
export async function verify(
  client: Client,
  { learner }: Cast,
  { issuerDid, definition }: Published,
  award: Award,
  { chapter, step }: Report,
): Promise<Verification> {
  const stranger = 'A stranger';
  chapter('A stranger verifies it');

  const credential = await step(stranger, 'fetches the credential from its address', async (note) => {
    const found = await fetchCredential(award.url);
    const off = (what: string) => new Error(`${award.url}: ${what}`);
    if (found.id !== award.url) throw off(`its id is ${found.id}.`);
    if (found.issuer.id !== issuerDid) throw off(`its issuer is ${found.issuer.id}, not ${issuerDid}.`);
    const { achievement, result } = found.credentialSubject;
    const holder = holderOf(found).identityHash;
    if (learner.name !== undefined && holder !== learner.name) throw off(`its holder is ${holder}.`);
    for (const [criterion, { level }] of Object.entries(judgement))
      if (!result.some((one) => one.achievedLevel === `${achievement.id}#${criterion}-${level}`))
        throw off(`it does not say that ${criterion} was ${level}.`);
    note(`200  application/vc+ld+json: "${found.name}", earned by ${holder}, ${result.length} results`);
    return found;
  });

  await step(stranger, 'opens the same address in a browser', async (note) => {
    const answer = await exchange(award.url, {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    const type = answer.headers.get('content-type') ?? 'nothing';
    const page = String(answer.body);
    if (answer.status !== 200 || !type.startsWith('text/html') || !page.includes(definition.name))
      throw new UnexpectedAnswerError(answer, `${award.url} is no page about it, but ${type}.`);
    note(`200  ${type}, ${answer.bytes.length} bytes`);
  });

  const verified = await step(stranger, 'has it verified in two ways', async (note) => {
    const ours = await postVerify(client, credential, note);
    const theirs = await independent(credential, note);
    if (ours.verdict !== 'valid') throw new Error(`POST /verify says ${ours.verdict}: ${bad(ours)}`);
    if (!theirs.verified) throw new Error(`Digital Bazaar's libraries say no: ${theirs.problem}`);
    return ours.verdict === 'valid' && theirs.verified;
  });

  const forgeries: [string, Credential][] = [
    ['another name', renamed(credential)],
    ['a better level', upgraded(credential)],
  ];
  let tamperedVerified = false;
  for (const [what, forged] of forgeries)
    await step('A forger', `writes ${what} into a copy`, async (note) => {
      const ours = await postVerify(client, forged, note);
      const theirs = await independent(forged, note);
      const noticed = ours.checks.some(({ name, outcome }) => name === 'proof' && outcome === 'failed');
      tamperedVerified ||= ours.verdict !== 'invalid' || !noticed || theirs.verified;
      if (tamperedVerified)
        throw new Error(
          `The forgery was not refused for what it is: POST /verify says ${ours.verdict}, @digitalbazaar/vc says ${theirs.verified ? 'valid' : 'not valid'}.`,
        );
    });

  return { credential, verified, tamperedVerified };
}

/** Fetches a credential as data. @throws UnexpectedAnswerError */
async function fetchCredential(url: string): Promise<Credential> {
  const answer = await exchange(url, { headers: { accept: 'application/vc+ld+json' } });
  const type = answer.headers.get('content-type') ?? 'nothing';
  const credential = credentialView.safeParse(answer.body);
  if (answer.status === 200 && type.startsWith('application/vc+ld+json') && credential.success)
    return credential.data;
  throw new UnexpectedAnswerError(
    answer,
    `${answer.request} answered ${answer.status} with ${type}, and no credential in it.`,
  );
}

/** Asks the server, and tells what it says. */
export async function postVerify(client: Client, credential: Credential, note: Note): Promise<Verdict> {
  const { body } = await client.ask({ route: 'POST /verify', json: credential }, 200, verdictView);
  const good = body.checks.filter(({ outcome }) => outcome === 'ok').length;
  const detail = body.verdict === 'valid' ? '' : `; ${bad(body)}`;
  note(`200  POST /verify: ${body.verdict}, ${good} of ${body.checks.length} checks ok${detail}`);
  return body;
}

function bad({ checks }: Verdict): string {
  return checks
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ name, message }) => `${name}: ${message}`)
    .join(' ');
}

/** Asks libraries that share nothing with the server but public documents, and tells what they say. */
export async function independent(credential: Credential, note: Note): Promise<IndependentVerdict> {
  const verdict = await verifyIndependently(credential, async (url) => {
    const answer = await exchange(url);
    if (answer.status !== 200) throw new UnexpectedAnswerError(answer);
    return answer.body;
  });
  const { verified, problem, keyFrom, status } = verdict;
  note(
    `     @digitalbazaar/vc: ${verified ? 'valid' : `not valid: ${problem}`}`,
    ...(verified ? [`     - the key is the issuer's, from ${keyFrom}`] : []),
    ...(status ? [`     - bit ${status.index} of ${status.list} is ${status.bit}; the list verifies`] : []),
  );
  return verdict;
}

function holderOf({ credentialSubject }: Credential) {
  const holder = credentialSubject.identifier.find((one) => one.identityType === 'name');
  if (!holder) throw new Error('The credential does not name its holder.');
  return holder;
}

function renamed(credential: Credential): Credential {
  const copy = structuredClone(credential);
  holderOf(copy).identityHash = 'Somebody Else';
  return copy;
}

function upgraded(credential: Credential): Credential {
  const copy = structuredClone(credential);
  const result = copy.credentialSubject.result.find((one) => one.achievedLevel.endsWith('-demonstrated'));
  if (!result) throw new Error('The credential has no result at the level "demonstrated".');
  result.achievedLevel = result.achievedLevel.replace(/demonstrated$/, 'exemplary');
  return copy;
}
