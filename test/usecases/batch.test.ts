import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dynamoBatches } from '../../src/adapters/dynamo-batches.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { type Batch, noRows, type RowCounts } from '../../src/domain/batch.ts';
import type { AskedRow } from '../../src/domain/batch-row.ts';
import type { Job } from '../../src/domain/job.ts';
import type { Caller } from '../../src/domain/membership.ts';
import type { SigningTask, SigningTasks } from '../../src/ports.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { checkBatch } from '../../src/usecases/check-batch.ts';
import { createBatch } from '../../src/usecases/create-batch.ts';
import { createIssuer } from '../../src/usecases/create-issuer.ts';
import { finishUnfinished } from '../../src/usecases/finish-unfinished.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { putBatchRows } from '../../src/usecases/put-batch-rows.ts';
import { listBatches, readBatch, readBatchRows } from '../../src/usecases/read-batch.ts';
import { type BatchRowsPorts, runBatchRows } from '../../src/usecases/run-batch-rows.ts';
import { startBatch } from '../../src/usecases/start-batch.ts';
import {
  address,
  away,
  people,
  publicUrl,
  publishedVersion,
  signing,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();
const issuing: Caller = { person: 'direct-issuer', machine: false };
const { name, achievement, credentialName } = JSON.parse(readFileSync('samples/batch/batch.json', 'utf8'));
const asked = { name, achievement, credentialName };
const reached = { practice: 'Shown' };
const rowsFrom = (count: number, prefix = 'row'): AskedRow[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `${prefix}-${index + 1}`,
    name: `Person ${index + 1}`,
    email: `person${index + 1}@learner.example`,
    results: reached,
  }));

/** A queue that remembers what it was given. */
function queue() {
  const sent: Job[] = [];
  return {
    sent,
    jobs: {
      send: async (job: Job) => {
        sent.push(job);
      },
      sendAll: async (jobs: readonly Job[]) => {
        sent.push(...jobs);
      },
    },
  };
}

async function newIssuer(
  world: World,
  members: Record<string, 'direct-issuer' | 'author'> = {},
): Promise<string> {
  const id = `issuer-${world.newId().toLowerCase()}`;
  await createIssuer(world, {
    caller: people.owner,
    operatorEmail: people.owner.email,
    signingKeyId: 'signing-key',
    profile: { id, name: 'Riverbend', url: 'https://riverbend.example/' },
  });
  for (const [person, role] of Object.entries({ [issuing.person]: 'direct-issuer' as const, ...members }))
    await putMember(world, { caller: people.owner, issuerId: id, person, roles: [role] });
  return id;
}

interface Setting {
  readonly world: World;
  readonly issuerId: string;
  readonly batchId: string;
  readonly caller: Caller;
  readonly sent: Job[];
  readonly jobs: ReturnType<typeof queue>['jobs'];
}

async function batchOf(
  world: World,
  issuerId: string,
  rows: readonly AskedRow[],
  template = {},
): Promise<Setting> {
  const caller = issuing;
  const { id } = await createBatch(world, { caller, issuerId, asked: { ...asked, ...template }, ...address });
  const setting = { world, issuerId, batchId: id, caller, ...queue() };
  await putBatchRows({ ...world, ...setting }, { ...setting, rows });
  return setting;
}

/** Runs all jobs that were sent, as a queue does that loses nothing. */
async function work(
  { world, sent }: Setting,
  ports: Partial<BatchRowsPorts> = {},
  run: Partial<Parameters<typeof runBatchRows>[1]> = {},
) {
  const failures: unknown[] = [];
  let left = 0;
  for (const job of sent.splice(0))
    left += (
      await runBatchRows(
        { ...world, signingTasks: signing(world), onFailure: (error) => failures.push(error), ...ports },
        { job, attempt: 1, isLast: false, hasTime: () => true, ...address, ...run },
      )
    ).left;
  return { left, failures };
}

async function checked(setting: Setting): Promise<Setting> {
  await checkBatch({ ...setting.world, ...setting }, setting);
  await work(setting);
  return setting;
}

const start = (setting: Setting, skipInvalid = false) =>
  startBatch({ ...setting.world, ...setting }, { ...setting, skipInvalid });
const report = async (setting: Setting) =>
  (await readBatchRows(setting.world, { ...setting, asked: { after: 0, limit: 10_000 } })).rows;
const countsOf = async ({ world, batchId }: Setting): Promise<RowCounts | undefined> =>
  (await world.batches.find(batchId))?.counts;
/** Everything in the table, with its members that are texts. */
async function stored({ local }: World): Promise<Record<string, string | undefined>[]> {
  const items = (await local.dump()) as Record<string, { S?: string }>[];
  return items.map((item) => Object.fromEntries(Object.entries(item).map(([member, { S }]) => [member, S])));
}
const credentialsOf = async ({ world, issuerId: of }: Setting) =>
  (await stored(world)).filter(({ type, issuerId }) => type === 'credential' && issuerId === of);
const counts = (some: Partial<RowCounts>): RowCounts => ({ ...noRows, ...some });

describe('a batch', () => {
  it('becomes one credential for each row, which verifies and tells all that the row says', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const full = {
      key: 'full',
      name: 'Zoë Ó Briain',
      email: 'Zoe@Learner.example',
      did: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
      narrative: 'Led the closing round.',
      evidence: ['https://riverbend.example/plans/1'],
      evidenceNarrative: 'The plan.',
      results: { quiz: '92', practice: 'practice-led' },
      awardedDate: '2026-05-29',
      validUntil: '2029-05-29',
    };
    const setting = await checked(await batchOf(world, issuerId, [full, ...rowsFrom(9)]));
    expect(await countsOf(setting)).toEqual(counts({ valid: 10 }));

    await start(setting);
    expect(await work(setting)).toEqual({ left: 0, failures: [] });

    expect(await countsOf(setting)).toEqual(counts({ issued: 10 }));
    const rows = await report(setting);
    const credentials = await Promise.all(
      rows.map(({ credentialId }) => world.credentials.find(credentialId)),
    );
    expect(new Set(credentials.map((one) => one?.id)).size).toBe(10);
    const document = JSON.parse(credentials[0]?.document ?? '');
    expect(document).toMatchObject({
      id: `${publicUrl}/credentials/${rows[0]?.credentialId}`,
      name: 'Safe Sleep Conversations: Workshop Completed',
      validFrom: '2026-11-23T10:15:00Z',
      validUntil: '2029-05-29T00:00:00Z',
      awardedDate: '2026-05-29T00:00:00Z',
      evidence: [{ id: 'https://riverbend.example/plans/1', type: ['Evidence'], narrative: 'The plan.' }],
      credentialSubject: {
        id: full.did,
        narrative: 'Led the closing round.',
        result: [
          { resultDescription: `${achievement.id}#quiz`, value: '92' },
          {
            resultDescription: `${achievement.id}#practice`,
            achievedLevel: `${achievement.id}#practice-led`,
            value: 'Led others',
          },
        ],
      },
    });
    expect(document.credentialSubject.achievement).toEqual(achievement);
    for (const one of [credentials[0], credentials[9]]) {
      const verified = await verifyCredential(JSON.parse(one?.document ?? ''), ownWorld(world, address));
      expect(verified.verdict).toBe('valid');
    }
    const journal = await world.issuances.find(rows[5]?.credentialId ?? '');
    expect(journal?.origin).toMatchObject({ kind: 'direct', by: issuing.person });
  });

  it('is dry until it is started: nothing is signed, journalled or reserved', async () => {
    const world = theWorld();
    const setting = await batchOf(world, await newIssuer(world), rowsFrom(3));
    const others = async () => (await stored(world)).filter(({ type }) => !type?.startsWith('batch'));
    const before = await others();
    await checked(setting);
    expect(await others()).toEqual(before);
    expect(before.map(({ type }) => type)).toContain('issuer');
    expect(await countsOf(setting)).toEqual(counts({ valid: 3 }));
  });

  const bad: [what: string, row: AskedRow, field: string, message: RegExp][] = [
    ['a level that is not reached', { results: { practice: 'Tried' } }, 'results', /level-not-reached/],
    ['a required result that is missing', { results: { quiz: '9' } }, 'results', /result-missing/],
    [
      'a level that is none',
      { results: { practice: 'Great' } },
      'result.practice',
      /must be a level: Tried, Shown, Led others/,
    ],
    ['a value that is too large', { results: { ...reached, quiz: '101' } }, 'result.quiz', /from 0 to 100/],
    ['a value that is no number', { results: { ...reached, quiz: 'A' } }, 'result.quiz', /must be a number/],
    ['an end that is past', { validUntil: '2026-11-23T10:15:00Z' }, 'validUntil', /later than now/],
    ['a day to come', { awardedDate: '2026-11-24' }, 'awardedDate', /not be later than now/],
    [
      'a holder that is an issuer here',
      { did: 'did:web:assay.example:issuers:riverbend' },
      'did',
      /of this service/,
    ],
    [
      'evidence that is ours',
      { evidence: [`${publicUrl}/credentials/01ARZ3NDEKTSV4RRFFQ69G5FAV`] },
      'evidence',
      /of this site/,
    ],
    ['an e-mail address that is none', { email: 'nobody' }, 'email', /./],
    ['a key that is there twice', { key: 'row-1' }, 'key', /more than once/],
  ];
  it('says of each bad row what is wrong, issues the others, and says the same when it issues', async () => {
    const world = theWorld();
    const rows = bad.map(([, row], index) => ({
      key: `bad-${index}`,
      name: 'Bad',
      results: reached,
      ...row,
    }));
    const setting = await checked(await batchOf(world, await newIssuer(world), [...rowsFrom(2), ...rows]));
    const told = await report(setting);
    // The key that is there twice is the one of the first row.
    expect(told.map(({ state }) => state)).toEqual(['invalid', 'valid', ...bad.map(() => 'invalid')]);
    expect(told.slice(2).map(({ problems }) => problems?.map(({ field }) => field))).toEqual(
      bad.map(([, , field]) => [field]),
    );
    for (const [index, [, , , message]] of bad.entries())
      expect(told[index + 2]?.problems?.[0]?.message).toMatch(message);

    await expect(start(setting)).rejects.toMatchObject({ code: 'batch-not-ready' });
    await start(setting, true);
    await work(setting);
    expect(await countsOf(setting)).toEqual(counts({ issued: 1, invalid: 12 }));
  });

  it('that was valid in the dry run and is no longer, fails with the words of the dry run', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const soon = [{ ...rowsFrom(1)[0], validUntil: '2026-11-23T10:16:00Z' }];
    const setting = await checked(await batchOf(world, issuerId, soon));
    expect(await countsOf(setting)).toEqual(counts({ valid: 1 }));
    world.clock.set(new Date('2026-11-23T10:17:00.000Z'));
    await start(setting);
    expect(await work(setting)).toEqual({ left: 0, failures: [] });
    const again = await checked(await batchOf(world, issuerId, soon));
    world.clock.set(new Date('2026-11-23T10:15:00.000Z'));
    const [[failed], [invalid]] = [await report(setting), await report(again)];
    expect([failed?.state, invalid?.state]).toEqual(['failed', 'invalid']);
    expect(failed?.problems).toEqual(invalid?.problems);
    expect(await world.issuances.find(failed?.credentialId ?? '')).toBeUndefined();
  });

  it('names the holder by the address itself where the issuer wants that', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    await world.issuers.update(issuerId, { recipientIdentity: 'plain', awardSuspension: true });
    const setting = await checked(await batchOf(world, issuerId, rowsFrom(1)));
    await start(setting);
    await work(setting);
    const [row] = await report(setting);
    const document = JSON.parse((await world.credentials.find(row?.credentialId ?? ''))?.document ?? '');
    expect(document.credentialSubject.identifier[0]).toMatchObject({
      hashed: false,
      identityHash: 'person1@learner.example',
    });
    expect(document.credentialStatus.map((entry: { statusPurpose: string }) => entry.statusPurpose)).toEqual([
      'revocation',
      'suspension',
    ]);
  });
});

describe('a row key', () => {
  it('has one credential in an issuer, whatever batch it stands in, also when that was revoked', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const first = await checked(await batchOf(world, issuerId, rowsFrom(2)));
    const racing = await checked(await batchOf(world, issuerId, rowsFrom(3)));
    await start(first);
    await work(first);
    const [issued] = await report(first);
    await changeCredentialStatus(
      { ...world, signingTasks: signing(world), onSigningFailure: () => {} },
      {
        caller: people.owner,
        credentialId: issued?.credentialId ?? '',
        purpose: 'revocation',
        set: true,
        reason: 'Mistake.',
      },
    );

    // Checked before the first was issued, and so valid.
    await start(racing);
    await work(racing);
    expect(await countsOf(racing)).toEqual(counts({ taken: 2, issued: 1 }));
    const later = await checked(await batchOf(world, issuerId, rowsFrom(3)));
    expect(await countsOf(later)).toEqual(counts({ taken: 3 }));
    expect((await report(later))[0]).toMatchObject({ state: 'taken', takenBy: issued?.credentialId });
    await start(later);
    expect(later.sent).toEqual([]);

    const elsewhere = await checked(await batchOf(world, await newIssuer(world), rowsFrom(3)));
    expect(await countsOf(elsewhere)).toEqual(counts({ valid: 3 }));
  });
});

type Fault = (world: World) => Partial<BatchRowsPorts>;
const crash = () => Promise.reject(new Error('crash'));
const thenCrash =
  <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    await call(...args);
    throw new Error('crash');
  };

describe('a run that dies', () => {
  const signed = (world: World, change: Partial<World>) => ({
    signingTasks: signing({ ...world, ...change }),
  });
  const faults: Record<string, Fault> = {
    'before the batch is read': ({ batches }) => ({ batches: { ...batches, find: crash } }),
    'before the key is looked up': ({ issuances }) => ({ issuances: { ...issuances, startedUnder: crash } }),
    'before it is journalled': ({ issuances }) => ({ issuances: { ...issuances, start: crash } }),
    'after it is journalled': ({ issuances }) => ({
      issuances: { ...issuances, start: thenCrash(issuances.start) },
    }),
    'before the signer': () => ({ signingTasks: away }),
    'before the intent': (world) => signed(world, { issuances: { ...world.issuances, prepare: crash } }),
    'after the intent': (world) =>
      signed(world, { issuances: { ...world.issuances, prepare: thenCrash(world.issuances.prepare) } }),
    'at the key': (world) => signed(world, { signer: { sign: crash } }),
    'before the store': (world) => signed(world, { issuances: { ...world.issuances, issue: crash } }),
    'after the store': (world) =>
      signed(world, { issuances: { ...world.issuances, issue: thenCrash(world.issuances.issue) } }),
    'after the signer': (world) => ({ signingTasks: { run: thenCrash(signing(world).run) } }),
    'before the record': ({ batches }) => ({ batches: { ...batches, record: crash } }),
    'after the record': ({ batches }) => ({ batches: { ...batches, record: thenCrash(batches.record) } }),
  };
  it.each(Object.entries(faults))('%s loses nothing and makes nothing twice', async (_where, fault) => {
    const world = theWorld();
    const setting = await checked(await batchOf(world, await newIssuer(world), rowsFrom(2)));
    await start(setting);
    const [job] = setting.sent;
    await work(setting, fault(world)).catch(() => {});

    if (job) setting.sent.push(job);
    expect((await work(setting)).left).toBe(0);

    expect(await countsOf(setting)).toEqual(counts({ issued: 2 }));
    expect(await credentialsOf(setting)).toHaveLength(2);
    const audited = await finishUnfinished({ ...world, signingTasks: signing(world) });
    expect(audited.failures).toEqual([]);
  });

  it.each<[where: string, fault: Fault]>([
    ['before the record', ({ batches }) => ({ batches: { ...batches, record: crash } })],
    ['after the record', ({ batches }) => ({ batches: { ...batches, record: thenCrash(batches.record) } })],
    ['at the issuer', ({ issuers }) => ({ issuers: { ...issuers, find: crash } })],
  ])('%s of the check checks again', async (_where, fault) => {
    const world = theWorld();
    const setting = await batchOf(world, await newIssuer(world), rowsFrom(2));
    await checkBatch({ ...world, ...setting }, setting);
    const [job] = setting.sent;
    await work(setting, fault(world)).catch(() => {});
    if (job) setting.sent.push(job);
    await work(setting);
    expect(await countsOf(setting)).toEqual(counts({ valid: 2 }));
  });

  it('while rows are put leaves a batch that says so, takes rows again, and starts with none', async () => {
    const world = theWorld();
    const setting = await batchOf(world, await newIssuer(world), rowsFrom(45));
    let writes = 0;
    const { table } = world.local;
    const dying = dynamoBatches({
      ...table,
      write: async (actions) => {
        writes += 1;
        if (writes > 2) throw new Error('crash');
        await table.write(actions);
      },
    });
    await expect(
      putBatchRows({ ...world, batches: dying }, { ...setting, rows: rowsFrom(60, 'new') }),
    ).rejects.toThrow('crash');
    await expect(report(setting)).rejects.toMatchObject({ code: 'batch-not-ready' });
    await expect(start(setting)).rejects.toMatchObject({ code: 'batch-not-ready' });
    await expect(checkBatch({ ...world, ...setting }, setting)).rejects.toMatchObject({
      code: 'batch-not-ready',
    });

    await putBatchRows(world, { ...setting, rows: rowsFrom(5, 'newest') });
    expect((await report(setting)).map(({ key }) => key)).toEqual(
      rowsFrom(5, 'newest').map(({ key }) => key),
    );
    const parts = (await stored(world)).filter(
      ({ type, batchId }) => type === 'batch-part' && batchId === setting.batchId,
    );
    expect(parts).toHaveLength(1);
  });
});

describe('messages that come twice', () => {
  it('at once end in the same credentials and in exact counts', async () => {
    const world = theWorld();
    const setting = await checked(await batchOf(world, await newIssuer(world), rowsFrom(3)));
    await start(setting);
    const [job] = setting.sent;
    if (!job) throw new Error('no job was sent');
    const ports = { ...world, signingTasks: signing(world), onFailure: () => {} };
    const run = { job, attempt: 1, isLast: false, hasTime: () => true, ...address };
    const runs = await Promise.all(Array.from({ length: 4 }, () => runBatchRows(ports, run)));
    expect(Math.min(...runs.map(({ left }) => left))).toBe(0);
    await runBatchRows(ports, run);
    expect(await countsOf(setting)).toEqual(counts({ issued: 3 }));
    expect(await credentialsOf(setting)).toHaveLength(3);
  });

  it('of a batch that has other rows meanwhile do nothing to them', async () => {
    const world = theWorld();
    const setting = await batchOf(world, await newIssuer(world), rowsFrom(2));
    await checkBatch({ ...world, ...setting }, setting);
    const found = await world.batches.find(setting.batchId);
    const part = found && (await world.batches.part(found, 1));
    await putBatchRows(world, { ...setting, rows: rowsFrom(2, 'other') });
    if (!part) throw new Error('no part');
    await expect(
      world.batches.record(part, { ...part, revision: 2 }, counts({ valid: 2, unchecked: -2 }), 'now'),
    ).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await countsOf(setting)).toEqual(counts({ unchecked: 2 }));
  });
});

describe('a signer that is throttled', () => {
  /** Fails the first calls as KMS does when it is asked too much. */
  const throttled = (
    world: World,
    times: number,
    of: (task: SigningTask) => boolean = () => true,
  ): SigningTasks => {
    let left = times;
    return {
      run: async (task) => {
        if (of(task) && left > 0) {
          left -= 1;
          throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
        }
        await signing(world).run(task);
      },
    };
  };

  it('leaves rows waiting, stops asking, and is come back to', async () => {
    const world = theWorld();
    const setting = await checked(await batchOf(world, await newIssuer(world), rowsFrom(10)));
    await start(setting);
    const [job] = setting.sent;
    const signingTasks = throttled(world, 5);
    expect(await work(setting, { signingTasks })).toMatchObject({ left: 10, failures: { length: 3 } });
    expect(await countsOf(setting)).toEqual(counts({ valid: 10 }));
    if (job) setting.sent.push(job);
    expect(await work(setting, { signingTasks })).toMatchObject({ left: 2, failures: { length: 2 } });
    expect(await countsOf(setting)).toEqual(counts({ valid: 2, issued: 8 }));
    if (job) setting.sent.push(job);
    expect(await work(setting, { signingTasks })).toMatchObject({ left: 0, failures: [] });
    expect(await countsOf(setting)).toEqual(counts({ issued: 10 }));
  });

  it('for one row for ever holds up no other; that row fails, says so, and is resumed by another start', async () => {
    const world = theWorld();
    const setting = await checked(await batchOf(world, await newIssuer(world), rowsFrom(5)));
    const poison = (await report(setting))[1]?.credentialId;
    await start(setting);
    const isPoison = (task: SigningTask) => task.kind === 'credential' && task.credentialId === poison;
    const signingTasks = throttled(world, Number.POSITIVE_INFINITY, isPoison);
    const [job] = setting.sent;
    expect((await work(setting, { signingTasks })).left).toBe(1);
    expect(await countsOf(setting)).toEqual(counts({ valid: 1, issued: 4 }));
    if (job) setting.sent.push(job);
    expect((await work(setting, { signingTasks }, { isLast: true })).left).toBe(0);
    expect(await countsOf(setting)).toEqual(counts({ failed: 1, issued: 4 }));
    expect((await report(setting))[1]?.problems?.[0]?.message).toMatch(/could not be signed/);

    await start(setting);
    await work(setting);
    expect(await countsOf(setting)).toEqual(counts({ issued: 5 }));
    expect((await report(setting))[1]).not.toHaveProperty('problems');
    expect((await report(setting))[1]?.credentialId).toBe(poison);
  });

  it('for some rows for ever holds up none of those behind them', async () => {
    const world = theWorld();
    const setting = await checked(await batchOf(world, await newIssuer(world), rowsFrom(6)));
    const poison = new Set((await report(setting)).slice(0, 4).map(({ credentialId }) => credentialId));
    await start(setting);
    const isPoison = (task: SigningTask) => task.kind === 'credential' && poison.has(task.credentialId);
    const signingTasks = throttled(world, Number.POSITIVE_INFINITY, isPoison);
    const [job] = setting.sent;
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      if (job) setting.sent.splice(0, 1, job);
      await work(setting, { signingTasks }, { attempt });
    }
    expect(await countsOf(setting)).toEqual(counts({ valid: 4, issued: 2 }));
  });

  it('that cannot be read for ever leaves rows that say that they were not checked', async () => {
    const world = theWorld();
    const setting = await batchOf(world, await newIssuer(world), rowsFrom(2));
    await checkBatch({ ...world, ...setting }, setting);
    const issuances = { ...world.issuances, startedUnder: crash };
    const [job] = setting.sent;
    expect((await work(setting, { issuances })).left).toBe(2);
    expect(await countsOf(setting)).toEqual(counts({ unchecked: 2 }));
    if (job) setting.sent.push(job);
    expect((await work(setting, { issuances }, { isLast: true })).left).toBe(0);
    expect(await countsOf(setting)).toEqual(counts({ invalid: 2 }));
  });

  it('keeps what there was time for', async () => {
    const world = theWorld();
    const setting = await checked(await batchOf(world, await newIssuer(world), rowsFrom(5)));
    await start(setting);
    let time = 2;
    const hasTime = () => time-- > 0;
    expect((await work(setting, {}, { hasTime })).left).toBe(3);
    expect(await countsOf(setting)).toEqual(counts({ valid: 3, issued: 2 }));
    await start(setting);
    await work(setting);
    expect(await countsOf(setting)).toEqual(counts({ issued: 5 }));
  });
});

describe('who may', () => {
  const calls: Record<string, (setting: Setting) => Promise<unknown>> = {
    create: (setting) => createBatch(setting.world, { ...setting, asked, ...address }),
    list: (setting) => listBatches(setting.world, { ...setting, page: { limit: 10 } }),
    read: (setting) => readBatch(setting.world, setting),
    'read rows': (setting) => report(setting),
    'put rows': (setting) => putBatchRows(setting.world, { ...setting, rows: rowsFrom(1, 'evil') }),
    check: (setting) => checkBatch({ ...setting.world, ...setting }, setting),
    start: (setting) => start(setting, true),
  };
  const others = ['author', 'assessor'] as const;

  it('owners and direct issuers, and nobody else', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    for (const role of others)
      await putMember(world, { caller: people.owner, issuerId, person: role, roles: [role] });
    const setting = await checked(await batchOf(world, issuerId, rowsFrom(1)));
    const before = await world.local.dump();
    for (const [name, call] of Object.entries(calls))
      for (const person of [...others, 'stranger'])
        await expect(call({ ...setting, caller: { person, machine: false } }), name).rejects.toMatchObject({
          code: 'forbidden',
        });
    expect(await world.local.dump()).toEqual(before);
    expect(setting.sent).toEqual([]);
  });

  it.each(Object.entries(calls))('%s: the owner', async (_name, call) => {
    const world = theWorld();
    const setting = await checked(await batchOf(world, await newIssuer(world), rowsFrom(1)));
    await expect(call({ ...setting, caller: people.owner })).resolves.toBeDefined();
  });

  it('nobody through an issuer of one’s own', async () => {
    const world = theWorld();
    const setting = await checked(await batchOf(world, await newIssuer(world), rowsFrom(1)));
    const mine = await newIssuer(world, { thief: 'direct-issuer' });
    const before = await world.local.dump();
    const thief = { ...setting, issuerId: mine, caller: { person: 'thief', machine: false } };
    for (const [name, call] of Object.entries(calls)) {
      if (['create', 'list'].includes(name)) continue;
      await expect(call(thief), name).rejects.toMatchObject({ code: 'not-found' });
      await expect(call({ ...thief, issuerId: setting.issuerId }), name).rejects.toMatchObject({
        code: 'forbidden',
      });
      await expect(call({ ...setting, batchId: world.newId() }), name).rejects.toMatchObject({
        code: 'not-found',
      });
    }
    expect(await world.local.dump()).toEqual(before);
    expect(setting.sent).toEqual([]);
  });

  it('list shows the issuer’s own alone, newest first', async () => {
    const world = theWorld();
    const [one, two] = [await newIssuer(world), await newIssuer(world)];
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) ids.unshift((await batchOf(world, one, rowsFrom(1))).batchId);
    await batchOf(world, two, rowsFrom(1));
    const page = await listBatches(world, { caller: issuing, issuerId: one, page: { limit: 2 } });
    const rest = await listBatches(world, {
      caller: issuing,
      issuerId: one,
      page: { limit: 2, cursor: page.cursor ?? '' },
    });
    expect([...page.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
  });
});

describe('an achievement', () => {
  const other = (change: object) => ({ ...asked, achievement: { ...achievement, ...change } });
  it.each<[what: string, asked: object, field: string]>([
    [
      'that Assay published',
      other({ id: `${publicUrl}/micro-credentials/01ARZ3NDEKTSV4RRFFQ69G5FAV/versions/1` }),
      '/achievement/id',
    ],
    [
      'that Assay published, written otherwise',
      other({ id: 'HTTPS://ASSAY.example/x/../micro-credentials/1' }),
      '/achievement/id',
    ],
    [
      'that another issuer here made',
      other({ creator: { id: 'did:web:assay.example:issuers:harbour', type: ['Profile'], name: 'Harbour' } }),
      '/achievement/creator/id',
    ],
    ['without a name', other({ name: undefined }), '/achievement/name'],
    ['without criteria', other({ criteria: {} }), '/achievement/criteria'],
    ['with null', other({ description: null }), '/achievement/description'],
    ['with an empty set', other({ tag: [] }), '/achievement/tag'],
    ['with a type of its own', other({ type: ['Thing'] }), '/achievement/type'],
    [
      'with levels that cannot be',
      other({
        resultDescription: [
          { ...achievement.resultDescription[1], requiredLevel: 'https://x.example/other' },
        ],
      }),
      '/achievement/resultDescription/0',
    ],
    ['that is large', other({ description: 'x'.repeat(70_000) }), '/achievement'],
    ['with an end that is past', { ...asked, validUntil: '2020-01-01T00:00:00Z' }, '/validUntil'],
  ])('%s is refused, naming the place', async (_what, refused, field) => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const made = createBatch(world, {
      caller: issuing,
      issuerId,
      asked: JSON.parse(JSON.stringify(refused)),
      ...address,
    });
    await expect(made).rejects.toMatchObject({ code: 'invalid-request' });
    const { errors } = (await made.catch((error) => error)) as { errors: { field: string }[] };
    expect(errors.map((one) => one.field)).toContain(field);
    expect((await listBatches(world, { caller: issuing, issuerId, page: { limit: 1 } })).items).toEqual([]);
  });

  it('that an assessor here assesses is not issued through a batch, whatever its rows say', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    await putMember(world, {
      caller: people.owner,
      issuerId: version.issuerId,
      person: issuing.person,
      roles: ['direct-issuer'],
    });
    const id = `${publicUrl}/micro-credentials/${version.microCredentialId}/versions/1`;
    await expect(
      createBatch(world, { caller: issuing, issuerId: version.issuerId, asked: other({ id }), ...address }),
    ).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('rows', () => {
  it('that name results which nobody described are refused at once', async () => {
    const world = theWorld();
    const setting = await batchOf(world, await newIssuer(world), rowsFrom(2));
    const rows = [...rowsFrom(1), { key: 'x', name: 'X', results: { oral: '1', quiz: '5' } }];
    await expect(putBatchRows(world, { ...setting, rows })).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ field: 'result.oral', message: 'is not described by the achievement' }],
    });
    expect(await report(setting)).toHaveLength(2);
  });

  it.each([[0], [10_001]])('of the number %d are refused', async (count) => {
    const world = theWorld();
    const setting = await batchOf(world, await newIssuer(world), rowsFrom(1));
    await expect(putBatchRows(world, { ...setting, rows: rowsFrom(count) })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });

  it('can be put again until the batch is started', async () => {
    const world = theWorld();
    const setting = await checked(await batchOf(world, await newIssuer(world), rowsFrom(2)));
    await putBatchRows(world, { ...setting, rows: rowsFrom(3, 'next') });
    expect(await countsOf(setting)).toEqual(counts({ unchecked: 3 }));
    await expect(start(setting)).rejects.toMatchObject({ code: 'batch-not-ready' });
    await checked(setting);
    await start(setting);
    await expect(putBatchRows(world, { ...setting, rows: rowsFrom(1) })).rejects.toMatchObject({
      code: 'batch-started',
    });
    await expect(checkBatch({ ...world, ...setting }, setting)).rejects.toMatchObject({
      code: 'batch-started',
    });
  });

  it('that are put by two at once are those of one of them', async () => {
    const world = theWorld();
    const setting = await batchOf(world, await newIssuer(world), rowsFrom(1));
    const puts = ['a', 'b', 'c'].map((prefix) =>
      putBatchRows(world, { ...setting, rows: rowsFrom(50, prefix) }),
    );
    const done = (await Promise.allSettled(puts)).flatMap((put) =>
      put.status === 'fulfilled' ? [put.value] : [],
    );
    const now = (await world.batches.find(setting.batchId)) as Batch;
    if (now.state === 'loading') await putBatchRows(world, { ...setting, rows: rowsFrom(50, 'a') });
    else expect(done.map(({ generation }) => generation)).toContain(now.generation);
    const keys = (await report(setting)).map(({ key = '' }) => key.slice(0, 1));
    expect(keys).toHaveLength(50);
    expect(new Set(keys).size).toBe(1);
  });

  it('that come late, after others were put, change none of those', async () => {
    const world = theWorld();
    const setting = await batchOf(world, await newIssuer(world), rowsFrom(1));
    const { table } = world.local;
    let othersPut = false;
    const slow = dynamoBatches({
      ...table,
      write: async (actions) => {
        await table.write(actions);
        if (othersPut) return;
        othersPut = true;
        await putBatchRows(world, { ...setting, rows: rowsFrom(25, 'other') });
      },
    });
    await expect(
      putBatchRows({ ...world, batches: slow }, { ...setting, rows: rowsFrom(25, 'late') }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect((await report(setting)).map(({ key }) => key)).toEqual(
      rowsFrom(25, 'other').map(({ key }) => key),
    );
  });

  it('are counted once, whoever records them twice', async () => {
    const world = theWorld();
    const setting = await batchOf(world, await newIssuer(world), rowsFrom(2));
    const batch = await world.batches.find(setting.batchId);
    const part = batch && (await world.batches.part(batch, 1));
    if (!part) throw new Error('no part');
    const rows = part.rows.map((row) => ({ ...row, state: 'valid' as const }));
    const change = { ...noRows, unchecked: -2, valid: 2 };
    const record = () =>
      world.batches.record(part, { ...part, revision: 2, rows }, change, '2026-11-23T10:15:00.000Z');
    await record();
    await expect(record()).rejects.toMatchObject({ code: 'conflict' });
    expect(await countsOf(setting)).toEqual(counts({ valid: 2 }));
  });

  it('are read a page at a time, and by state', async () => {
    const world = theWorld();
    const rows = rowsFrom(50).map((row, index) => (index % 7 === 3 ? { ...row, email: 'none' } : row));
    const setting = await batchOf(world, await newIssuer(world), rows);
    const read = async (of: object) => {
      const numbers: number[][] = [];
      let after: number | undefined = 0;
      while (after !== undefined) {
        const page: { rows: readonly { number: number }[]; next?: number } = await readBatchRows(world, {
          ...setting,
          asked: { limit: 4, after, ...of },
        });
        numbers.push(page.rows.map(({ number }) => number));
        after = page.next;
      }
      return numbers;
    };
    expect((await read({})).flat()).toEqual(rows.map((_, index) => index + 1));
    expect(await read({ state: 'invalid' })).toEqual([
      [4, 11, 18, 25],
      [32, 39, 46],
    ]);
    expect(await read({ state: 'issued' })).toEqual([[]]);
  });
});
