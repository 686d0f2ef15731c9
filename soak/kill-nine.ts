import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/*
 * Kills the server at random moments while people earn awards, again and again, and then asks: is every award that was
 * acknowledged there, does it verify, does it exist once? Run with `npm run soak` (`-- --kills 20` for a short one).
 */

const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' } } });
const kills = Number(values.kills);
const port = 3900 + randomInt(90);
const url = `http://127.0.0.1:${port}`;
const root = process.cwd();
const stateDir = await mkdtemp(join(tmpdir(), 'assay-soak-'));

const definition = {
  name: 'Noting what a meeting decided',
  competency: 'Notes what was decided, by whom it is done, and until when.',
  keyMethod: 'Decisions are read aloud before the meeting ends.',
  methodComponents: [
    { id: 'read-aloud', title: 'Read aloud', description: 'Everyone hears each decision once more.' },
  ],
  research: {
    rationale: 'What is read aloud is remembered.',
    citations: [{ text: 'An example, for the soak test.' }],
  },
  language: 'en',
  artifacts: [{ id: 'notes', title: 'Notes', description: 'The notes of one meeting.', accepts: ['text'] }],
  rubric: {
    levels: [
      { id: 'not-met', name: 'Not met' },
      { id: 'met', name: 'Met' },
    ],
    criteria: [
      {
        id: 'clear',
        name: 'Clear decisions',
        descriptors: { 'not-met': 'Decisions are missing.', met: 'Each decision has a person and a date.' },
        requiredLevel: 'met',
      },
    ],
  },
};

type Tokens = Record<'owner' | 'author' | 'assessor1' | 'learner', string>;
type Json = Record<string, unknown>;

const tokens = async (): Promise<Tokens> => JSON.parse(await readFile(join(stateDir, 'tokens.json'), 'utf8'));

async function ask(
  token: string | undefined,
  route: string,
  body?: unknown,
  ifMatch?: string,
): Promise<Json> {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(ifMatch && { 'if-match': ifMatch }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${route}: ${response.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}

function start(): ChildProcess {
  return spawn(process.execPath, ['local/start.ts'], {
    cwd: root,
    env: { ...process.env, PORT: String(port), ASSAY_STATE: stateDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function answering(server: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(50)) {
    if (server.exitCode !== null)
      throw new Error(`the server ended with ${server.exitCode} while it started`);
    const answer = await fetch(`${url}/micro-credentials?limit=1`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok && (await tokens().catch(() => undefined))) return;
  }
  throw new Error('the server did not start within a minute');
}

/** Awards that a decision was answered for: submission and credential. */
const acknowledged = new Map<string, string>();

/** One award after another until the server is gone. Each has a micro-credential of its own. */
async function earn(people: Tokens, until: () => boolean): Promise<void> {
  const drafts = '/issuers/riverbend/micro-credentials';
  // A review is no part of what is killed here.
  await ask(people.owner, 'PATCH /issuers/riverbend', { designReview: 'optional' });
  await handBackWhatIsHeld(people);
  while (!until()) {
    const draft = await ask(people.author, `POST ${drafts}`, definition);
    await ask(people.author, `POST ${drafts}/${draft.id}/versions`, { changeNote: 'First.' }, '"1"');
    const submission = await ask(people.learner, `POST /micro-credentials/${draft.id}/submissions`, {});
    const evidence = {
      kind: 'text',
      artifact: 'notes',
      title: 'Notes',
      context: { when: 'In March', where: 'At school', setting: 'A meeting of the team.' },
      text: 'Ana calls the school by Friday.',
    };
    await ask(people.learner, `POST /submissions/${submission.id}/evidence`, evidence);
    await ask(people.learner, `POST /submissions/${submission.id}/submit`, {
      attestations: { ownWork: true, consent: true, noThirdPartyData: true },
    });
    const assessment = await newestAssessment(people, String(draft.id));
    await ask(people.assessor1, `POST /assessments/${assessment}/claim`);
    const score = { level: 'met', feedback: 'Each decision has a person and a date.' };
    await ask(people.assessor1, `PUT /assessments/${assessment}/scores/clear`, score);
    const decided = await ask(people.assessor1, `POST /assessments/${assessment}/decision`, {
      outcome: 'awarded',
    });
    acknowledged.set(String(submission.id), (decided.credential as { id: string }).id);
  }
}

/** A kill leaves claims behind, and nobody holds more than some. */
async function handBackWhatIsHeld(people: Tokens): Promise<void> {
  const waiting = await everything(people.assessor1, '/assessments?issuer=riverbend');
  for (const { id } of waiting.filter(({ state }) => state === 'claimed'))
    await ask(people.assessor1, `POST /assessments/${id}/hand-back`);
}

async function newestAssessment(people: Tokens, microCredential: string): Promise<string> {
  const waiting = await everything(people.assessor1, '/assessments?issuer=riverbend');
  const found = waiting.find((item) => item.microCredentialId === microCredential);
  if (!found) throw new Error('the assessment is not in the queue');
  return String(found.id);
}

/** Every page of a list. */
async function everything(token: string, path: string): Promise<Json[]> {
  const found: Json[] = [];
  let cursor: unknown = '';
  while (cursor !== undefined) {
    const page = await ask(
      token,
      `GET ${path}${path.includes('?') ? '&' : '?'}limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    found.push(...(page.items as Json[]));
    cursor = page.cursor;
  }
  return found;
}

/** What is wrong, one line each; empty when all is well. */
async function examine(people: Tokens): Promise<string[]> {
  const wrong: string[] = [];
  const credentials = await everything(people.learner, '/me/credentials');
  const ids = credentials.map(({ id }) => String(id));
  if (new Set(ids).size < ids.length) wrong.push('a credential is listed twice');
  const awarded = (await everything(people.learner, '/me/submissions')).filter(
    ({ state }) => state === 'awarded',
  );
  if (awarded.length !== ids.length) wrong.push(`${awarded.length} awards have ${ids.length} credentials`);
  for (const [submission, credential] of acknowledged)
    if (!ids.includes(credential)) wrong.push(`the acknowledged award of ${submission} is lost`);
  for (const id of ids) {
    const document = await (await fetch(`${url}/credentials/${id}`)).text();
    const { verdict } = await ask(undefined, 'POST /verify', document);
    if (verdict !== 'valid') wrong.push(`credential ${id} is ${verdict}`);
  }
  console.log(
    `${acknowledged.size} awards acknowledged, ${awarded.length} decided, ${ids.length} credentials.`,
  );
  return wrong;
}

console.log(`${kills} times kill -9, at ${url}, state in ${stateDir}`);
let slowest = 0;
for (let round = 1; round <= kills; round += 1) {
  const began = performance.now();
  const server = start();
  await answering(server);
  slowest = Math.max(slowest, performance.now() - began);
  let dead = false;
  const earning = earn(await tokens(), () => dead).catch((error: unknown) => {
    if (!dead) throw error;
  });
  const working = Promise.race([earning, new Promise((resolve) => server.once('exit', resolve))]);
  // Long enough for some awards on a slow machine, short enough to hit the first one on any.
  await pause(randomInt(150, 8000));
  dead = true;
  server.kill('SIGKILL');
  await working;
  await earning;
  if (round % 10 === 0) console.log(`round ${round}: ${acknowledged.size} awards acknowledged so far`);
}

const server = start();
await answering(server);
const people = await tokens();
// What a kill left half done is finished by the first run of the audit, seconds after the start.
let wrong: string[] = ['not examined'];
for (const deadline = Date.now() + 60_000; wrong.length > 0 && Date.now() < deadline; await pause(3000))
  wrong = await examine(people);
server.kill('SIGINT');
await new Promise((resolve) => server.once('exit', resolve));
await rm(stateDir, { recursive: true });

if (acknowledged.size === 0) wrong = [...wrong, 'no award was made, so nothing was shown'];
console.log(`slowest start: ${(slowest / 1000).toFixed(1)} s`);
if (wrong.length > 0) {
  for (const line of wrong) console.error(line);
  process.exit(1);
}
console.log('Nothing is lost, nothing is there twice, everything verifies.');
