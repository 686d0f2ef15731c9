import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import file from '../samples/definitions/coaching-a-caregiver.json' with { type: 'json' };
import { dynamoTable } from '../src/adapters/dynamo-table.ts';
import type { Caller } from '../src/domain/membership.ts';
import { type Definition, definition as definitionShape } from '../src/domain/micro-credential.ts';
import type { EvidenceFiles } from '../src/ports.ts';
import { adviseAssessor } from '../src/usecases/advise-assessor.ts';
import {
  claimAssessment,
  listQueue,
  readAssessment,
  savePart,
  saveScore,
} from '../src/usecases/assess-submission.ts';
import { addEvidence, answerPrompt } from '../src/usecases/collect-evidence.ts';
import { decideAssessment } from '../src/usecases/decide-assessment.ts';
import { handInSubmission, withdrawSubmission } from '../src/usecases/hand-in-submission.ts';
import { putMember } from '../src/usecases/manage-members.ts';
import { openSubmission } from '../src/usecases/open-submission.ts';
import { readAnalytics } from '../src/usecases/read-figures.ts';
import { listSubmissions, readHistory, readSubmission } from '../src/usecases/read-submission.ts';
import { createDraft, publishVersion } from '../src/usecases/write-definition.ts';
import { dynamoStores } from '../test/adapters/stores.ts';
import { countUnits, createTable, startDatabase, type Units } from './table.ts';

/**
 * What each step from an attempt to its decision costs in request units, with so many submissions in the table already, of one issuer
 * and one micro-credential, each of which waits in the same queue: over a real DynamoDB engine, by the use cases that the functions run.
 * It fails unless every step costs the same, whatever is there. `--sizes 100,10000`; docs/data-model.md has 100 to 100,000.
 */
const { values } = parseArgs({ options: { sizes: { type: 'string', default: '100,10000' } } });
const sizes = values.sizes.split(',').map(Number);
/** By how much a step may cost more or less: lists are cut where a read unit of 4 KB ends. */
const tolerance = 1.25;

const publicUrl = 'https://assay.example';
const tableName = 'assessment';
const owner: Caller = { person: 'owner', machine: false };
const author: Caller = { person: 'author', machine: false };
const assessor: Caller = { person: 'assessor', machine: false };
const issuerId = 'riverbend';
const definition = definitionShape.parse(file.definition) as Definition;
const sha256 = 'a'.repeat(64);
const attestations = { ownWork: true, consent: true, noThirdPartyData: true } as const;

/** Files that are there as they were announced: what they cost is the store's. */
const evidenceFiles: EvidenceFiles = {
  uploadForm: async () => ({
    url: 'https://store.example/',
    fields: {},
    expiresAt: '2026-11-23T10:30:00.000Z',
  }),
  inspect: async (_, { size, sha256: digest, mediaType }) => ({
    ...{ size, sha256: digest, mediaType, objectVersion: '1' },
    ...(mediaType !== 'text/plain' && { detectedType: mediaType }),
  }),
  keep: async () => '1',
  carryOver: async () => {},
  discard: async () => {},
  downloadUrl: async () => 'https://store.example/x',
};

const database = await startDatabase();
const results = new Map<string, string[]>();
try {
  const { client } = database;
  const units = countUnits(client);
  for (const [round, size] of sizes.entries()) await measureAt(client, units, `${tableName}-${round}`, size);
} finally {
  await database.stop();
}
report();

async function measureAt(client: DynamoDBClient, units: Units, name: string, size: number): Promise<void> {
  await createTable(client, name);
  const table = dynamoTable({ tableName: name, client });
  const stores = dynamoStores({ table, dump: async () => [] } as never);
  const ports = {
    ...stores,
    evidenceFiles,
    blindCopies: {
      make: async (_: unknown, items: readonly { size: number }[]) =>
        items.map(({ size: bytes }) => ({ objectVersion: '1', sha256, size: bytes })),
    },
    blindFiles: { downloadUrl: async () => 'https://store.example/x' },
    signingTasks: { run: async () => {} },
    onSigningFailure: () => {},
    newId: ulid,
    randomBelow: randomInt,
    clock: { now: () => new Date('2026-11-23T10:15:00.000Z') },
  };
  type Ports = typeof ports;
  const microCredentialId = await published(ports);
  const before = await everything(client, name);
  const first = await handedIn(ports, microCredentialId, learnerOf(0));
  const known = new Set(before.map(placeOf));
  const made = (await everything(client, name)).filter((item) => !known.has(placeOf(item)));
  await multiply(client, name, {
    made,
    submissionId: first.submissionId,
    assessmentId: first.assessmentId,
    size,
  });

  const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    units.read = 0;
    units.write = 0;
    const done = await work();
    const cells = results.get(what) ?? [];
    results.set(what, [...cells, `${units.read.toFixed(1)} / ${units.write.toFixed(0)}`]);
    return done;
  };
  await story(ports as Ports, microCredentialId, step);
  process.stdout.write(`${size} submissions: ${(made.length * size).toLocaleString('en')} items\n`);
}

type Step = <T>(what: string, work: () => Promise<T>) => Promise<T>;
type AllPorts = Parameters<typeof handInSubmission>[0] &
  Parameters<typeof openSubmission>[0] &
  Parameters<typeof addEvidence>[0] &
  Parameters<typeof claimAssessment>[0] &
  Parameters<typeof readAssessment>[0] &
  Parameters<typeof decideAssessment>[0] &
  Parameters<typeof readSubmission>[0];

async function story(ports: AllPorts, microCredentialId: string, step: Step): Promise<void> {
  const caller = learnerOf(-1);
  const { id: submissionId } = await step('open', () =>
    openSubmission(ports, { caller, microCredentialId, name: undefined, publicUrl }),
  );
  const of = { caller, submissionId };
  const [prompt] = prompts();
  await step('save an answer', () =>
    answerPrompt(ports, { ...of, prompt: prompt?.id ?? '', text: words(prompt?.wordLimit ?? 1) }),
  );
  await answers(ports, of);
  const [item, ...others] = items();
  await step('add an item of evidence', () => addEvidence(ports, { ...of, publicUrl, item: item as never }));
  for (const other of others) await addEvidence(ports, { ...of, publicUrl, item: other });
  await step('read a submission', () => readSubmission(ports, of));
  await step('hand in', () => handInSubmission(ports, { ...of, attestations }));
  await step('list one’s submissions', () => listSubmissions(ports, { caller, page: { limit: 20 } }));
  await step('read the queue, 20 of it', () =>
    listQueue(ports, { caller: assessor, issuerId, page: { limit: 20 } }),
  );
  const [assessment] = await ports.assessments.ofSubmission(submissionId);
  const judged = { caller: assessor, assessmentId: assessment?.id ?? '' };
  await step('claim', () => claimAssessment(ports, judged));
  await step('read what is to be assessed', () => readAssessment(ports, judged));
  const advisor = { advise: async () => ({ model: 'a-model:1', note: words(200) }) };
  await step('ask for a note', () => adviseAssessor({ ...ports, advisor }, judged));
  const [criterion = '', ...more] = definition.rubric.criteria.map(({ id }) => id);
  const level = definition.rubric.levels[0]?.id ?? '';
  const given = { level, feedback: words(80) };
  await step('score a criterion', () => saveScore(ports, { ...judged, criterion, given }));
  for (const other of more) await saveScore(ports, { ...judged, criterion: other, given });
  for (const part of Object.keys(definition.passCriteria ?? {}) as ('overview' | 'reflection')[])
    await savePart(ports, { ...judged, part, given: { passed: true, feedback: words(40) } });
  await step('decide: not yet', () => decideAssessment(ports, { ...judged, outcome: 'not-yet' }));
  await step('read the decision', () => readSubmission(ports, of));
  await step('read the record', () => readHistory(ports, of));
  await step('figures of a month', () =>
    readAnalytics(ports as never, { caller: owner, issuerId, microCredentialId, months: 1 }),
  );
  const again = await openSubmission(ports, { caller, microCredentialId, name: undefined, publicUrl });
  await step('withdraw', () => withdrawSubmission(ports, { caller, submissionId: again.id }));
}

async function published(ports: AllPorts): Promise<string> {
  const createdAt = ports.clock.now().toISOString();
  const since = { since: createdAt, grantedBy: 'owner' };
  await (ports as never as { issuers: { create(...all: unknown[]): Promise<void> } }).issuers.create(
    {
      id: issuerId,
      name: 'Riverbend',
      url: 'https://riverbend.example/',
      designReview: 'optional',
      createdAt,
    },
    { issuerId, person: owner.person, roles: ['owner'], ...since },
    { id: 'key-1', kmsKeyId: 'key', algorithm: 'Ed25519', publicKeyMultibase: 'z6Mk', createdAt },
  );
  for (const [person, role] of [
    ['author', 'author'],
    ['assessor', 'assessor'],
  ] as const)
    await putMember(ports as never, { caller: owner, issuerId, person, roles: [role] });
  const draft = await createDraft(ports as never, { caller: author, issuerId, fields: definition });
  const version = await publishVersion(ports as never, {
    ...{ caller: author, issuerId, microCredentialId: draft.id },
    ...{ ifMatch: draft.revision, changeNote: 'First version.' },
  });
  return version.microCredentialId;
}

function learnerOf(number: number): Caller {
  return { person: `learner-${String(number + 1).padStart(7, '0')}`, name: 'Amina Diallo', machine: false };
}

async function handedIn(ports: AllPorts, microCredentialId: string, caller: Caller) {
  const { id: submissionId } = await openSubmission(ports, {
    caller,
    microCredentialId,
    name: undefined,
    publicUrl,
  });
  const of = { caller, submissionId };
  await answers(ports, of);
  for (const item of items()) await addEvidence(ports, { ...of, publicUrl, item });
  await handInSubmission(ports, { ...of, attestations });
  const [assessment] = await ports.assessments.ofSubmission(submissionId);
  return { submissionId, assessmentId: assessment?.id ?? '' };
}

function prompts() {
  return [...(definition.overview ?? []), ...(definition.reflection ?? [])];
}

async function answers(ports: AllPorts, of: { caller: Caller; submissionId: string }): Promise<void> {
  for (const { id, wordLimit } of prompts())
    await answerPrompt(ports, { ...of, prompt: id, text: words(Math.floor(wordLimit * 0.8)) });
}

function items(): Parameters<typeof addEvidence>[1]['item'][] {
  const context = { when: 'Last spring', where: 'At home', setting: 'A visit to a family of four.' };
  return definition.artifacts.map(({ id, accepts }, index) => {
    const about = { artifact: id, title: `Part ${index + 1}`, context, disclosure: 'digest' } as const;
    if (accepts.includes('text')) return { kind: 'text', ...about, text: words(400) };
    return {
      kind: 'file',
      ...about,
      mediaType: 'application/pdf',
      size: 100_000,
      sha256: sha256.slice(0, 63) + index,
    };
  });
}

function words(count: number): string {
  return Array.from({ length: count }, (_, index) => (index % 9 === 8 ? 'week.' : 'visit')).join(' ');
}

type Item = Record<string, AttributeValue>;

function placeOf({ pk, sk }: Item): string {
  return `${pk?.S} ${sk?.S}`;
}

async function everything(client: DynamoDBClient, name: string): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName: name })) found.push(...(page.Items ?? []));
  return found;
}

/** As many submissions more as are asked for, each like the one that was made, of a learner of its own. What waits to be told is told. */
async function multiply(
  client: DynamoDBClient,
  name: string,
  { made, size, ...ids }: { made: readonly Item[]; submissionId: string; assessmentId: string; size: number },
): Promise<void> {
  const pattern = JSON.stringify(
    made.filter(({ pk }) => !/^(?:OUTBOX|ISSUER|MICRO-CREDENTIAL)/.test(pk?.S ?? '')),
  );
  const learner = learnerOf(0).person;
  let number = 1;
  const lane = async () => {
    for (let mine = number++; mine < size; mine = number++) {
      const items: Item[] = JSON.parse(
        pattern
          .replaceAll(ids.submissionId, ulid())
          .replaceAll(ids.assessmentId, ulid())
          .replaceAll(learner, learnerOf(mine).person),
      );
      for (let from = 0; from < items.length; from += 25)
        await client.send(
          new BatchWriteItemCommand({
            RequestItems: { [name]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) },
          }),
        );
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

function report(): void {
  const cells = (all: readonly string[]) => all.map((one) => one.padStart(16)).join('');
  process.stdout.write(
    `\n${'read / write units with'.padEnd(32)}${cells(sizes.map((size) => size.toLocaleString('en')))}\n`,
  );
  const uneven: string[] = [];
  for (const [what, all] of results) {
    process.stdout.write(`${what.padEnd(32)}${cells(all)}\n`);
    for (const kind of [0, 1]) {
      const numbers = all.map((one) => Number(one.split(' / ')[kind]));
      if (Math.max(...numbers) > Math.max(1, Math.min(...numbers)) * tolerance) uneven.push(what);
    }
  }
  if (uneven.length === 0) return;
  process.stdout.write(`\nNot flat: ${uneven.join(', ')}\n`);
  process.exitCode = 1;
}
