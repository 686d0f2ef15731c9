import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Client } from '../client.ts';
import { exchange, UnexpectedAnswerError } from '../exchange.ts';
import type { Cast, Person } from '../people.ts';
import type { Note, Report } from '../report.ts';
import { account, answers, chartInWords, context, routineChart, visitRecord } from '../work.ts';
import type { Published } from './publish.ts';

const submissionView = z.object({
  id: z.string(),
  state: z.string(),
  missing: z.array(z.object({ field: z.string(), message: z.string() })),
});
/** How often to hand in again, a second apart, while files are being looked at. */
const MAX_TRIES = 60;
const handedInOrNotYet = z.union([
  z.object({ id: z.string(), state: z.literal('submitted') }),
  z.object({ code: z.literal('evidence-being-checked') }),
]);
const added = z.object({
  evidence: z.object({ id: z.string(), sha256: z.string() }),
  upload: z.object({ url: z.url(), fields: z.record(z.string(), z.string()) }).optional(),
});
type UploadForm = NonNullable<z.output<typeof added>['upload']>;

/** One file that the learner made, as it must come back to the assessor. */
export interface HandedInFile {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
  sha256: string;
}

/** What the learner handed in. */
export interface Submission {
  id: string;
  files: readonly HandedInFile[];
}

/** A learner answers, uploads evidence that is bound to its digest, and hands it in. */
export async function handIn(
  client: Client,
  { learner }: Cast,
  { microCredential, definition }: Published,
  { chapter, step }: Report,
): Promise<Submission> {
  chapter('A learner hands in work');

  const id = await step(learner.label, 'opens a submission', async (note) => {
    const { body } = await client.ask(
      { as: learner, route: `POST /micro-credentials/${microCredential}/submissions`, json: {} },
      201,
      submissionView,
    );
    note(`201  submission ${body.id}, ${body.missing.length} parts to hand in`);
    return body.id;
  });

  const prompts = [...definition.overview, ...definition.reflection];
  await step(learner.label, `answers the ${prompts.length} questions`, async (note) => {
    for (const prompt of prompts) {
      const route = `PUT /submissions/${id}/answers/${prompt.id}`;
      await client.ask({ as: learner, route, json: { text: answers[prompt.id] } }, 204, z.unknown());
      note(`204  ${prompt.id}`);
    }
  });

  const record = fileOf('visit-record.pdf', 'application/pdf', visitRecord(id));
  await step(learner.label, `announces and uploads ${record.name}`, async (note) => {
    const form = await announce(client, learner, id, 'visit-record', record, note);
    await refusedUpload(form, record, note);
    await upload(form, record, record.bytes, note);
  });

  const chart = fileOf('routine-chart.png', 'image/png', routineChart());
  await step(learner.label, `announces and uploads ${chart.name}`, async (note) => {
    const form = await announce(client, learner, id, 'routine-over-time', chart, note);
    await upload(form, chart, chart.bytes, note);
  });

  await step(learner.label, 'adds an account as text', async (note) => {
    const json = {
      kind: 'text',
      artifact: 'coaching-account',
      title: 'How I coached at the midday meal',
      context,
      text: account,
    };
    const { body } = await client.ask(
      { as: learner, route: `POST /submissions/${id}/evidence`, json },
      201,
      added,
    );
    note(`201  ${account.split(/\s+/).length} words, SHA-256 ${short(body.evidence.sha256)}`);
  });

  await step(learner.label, 'hands the submission in', async (note) => {
    const json = { attestations: { ownWork: true, consent: true, noThirdPartyData: true } };
    const request = { as: learner, route: `POST /submissions/${id}/submit`, json };
    let { body, answer } = await client.ask(request, [200, 409], handedInOrNotYet);
    for (let tries = 0; 'code' in body && tries < MAX_TRIES; tries++) {
      note('409  the files are still being looked at: waiting, and handing in again');
      await sleep(1000);
      ({ body, answer } = await client.ask(request, [200, 409], handedInOrNotYet));
    }
    if ('code' in body) throw new UnexpectedAnswerError(answer);
    note('200  submitted: every file is the one that was announced');
  });
  return { id, files: [record, chart] };
}

function fileOf(name: string, mediaType: string, bytes: Uint8Array): HandedInFile {
  return { name, mediaType, bytes, sha256: sha256Of(bytes) };
}

/** SHA-256 as 64 hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The start of a digest, as much as a reader compares. */
export function short(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}

async function announce(
  client: Client,
  learner: Person,
  submission: string,
  artifact: string,
  file: HandedInFile,
  note: Note,
): Promise<UploadForm> {
  const { mediaType, sha256, bytes, name } = file;
  const json = {
    kind: 'file',
    artifact,
    title: name,
    context,
    ...(mediaType.startsWith('image/') && { alternativeText: chartInWords }),
    mediaType,
    size: bytes.length,
    sha256,
  };
  const { body, answer } = await client.ask(
    { as: learner, route: `POST /submissions/${submission}/evidence`, json },
    201,
    added,
  );
  if (!body.upload) throw new UnexpectedAnswerError(answer, 'The answer has no form for the upload.');
  note(`201  announced: ${bytes.length} bytes of ${mediaType}, SHA-256 ${short(sha256)}`);
  return body.upload;
}

/** The store takes the announced bytes and no others. */
async function refusedUpload(form: UploadForm, file: HandedInFile, note: Note): Promise<void> {
  const altered = Uint8Array.from(file.bytes);
  const last = altered.length - 1;
  altered[last] = (altered[last] ?? 0) ^ 1;
  const answer = await post(form, file, altered);
  if (answer.status < 400 || answer.status >= 500)
    throw new UnexpectedAnswerError(answer, `A file with one changed byte was answered ${answer.status}.`);
  const code = /<Code>(\w+)<\/Code>/.exec(String(answer.body))?.[1] ?? 'no code';
  note(`${answer.status}  refused as it should be: the same file with one byte changed (${code})`);
}

async function upload(form: UploadForm, file: HandedInFile, bytes: Uint8Array, note: Note): Promise<void> {
  const answer = await post(form, file, bytes);
  if (answer.status < 200 || answer.status >= 300) throw new UnexpectedAnswerError(answer);
  note(`${answer.status}  uploaded, straight to the evidence store`);
}

function post({ url, fields }: UploadForm, { name, mediaType }: HandedInFile, bytes: Uint8Array) {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  // The store ignores what comes after the file.
  form.append('file', new Blob([Uint8Array.from(bytes)], { type: mediaType }), name);
  return exchange(url, { form });
}
