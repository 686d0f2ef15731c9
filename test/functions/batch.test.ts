import { readFileSync } from 'node:fs';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { batchHandler } from '../../functions/batch/handler.ts';
import { batchWorkerHandler } from '../../functions/batch-worker/handler.ts';
import type { Job } from '../../src/domain/job.ts';
import type { SigningTasks } from '../../src/ports.ts';
import { createIssuer } from '../../src/usecases/create-issuer.ts';
import { type Asked, httpEvent, withOutput } from '../support/http-event.ts';
import { address, away, people, publicUrl, signing, useWorld } from '../support/world.ts';

const theWorld = useWorld();
const sample = JSON.parse(readFileSync('samples/batch/batch.json', 'utf8'));
const csv = readFileSync('samples/batch/rows.csv', 'utf8');
const claims = { sub: people.owner.person, name: 'Olive', email: people.owner.email, email_verified: 'true' };
const batches = '/issuers/{issuer}/batches';

/** The two functions, with a queue between them that the test empties. */
function deployment() {
  const world = theWorld();
  const sent: Job[] = [];
  const jobs = {
    send: async (job: Job) => {
      sent.push(job);
    },
    sendAll: async (all: readonly Job[]) => {
      sent.push(...all);
    },
  };
  const handler = batchHandler({ ...world, jobs }, address);
  const ask = async (asked: Asked) => {
    const { result } = await withOutput(() => handler(httpEvent({ claims, ...asked }), {} as never));
    const {
      statusCode,
      headers,
      body = '',
    } = result as { statusCode: number; headers: Record<string, string>; body?: string };
    const isJson = headers['content-type']?.includes('json');
    return { status: statusCode, headers, text: body, body: isJson ? JSON.parse(body) : {} };
  };
  const returned: [receipt: string, seconds: number][] = [];
  const deliver = async (
    records: { body: string; tries?: number; id?: string }[],
    {
      signingTasks = signing(world),
      remaining = 120_000,
    }: { signingTasks?: SigningTasks; remaining?: number } = {},
  ) => {
    const worker = batchWorkerHandler(
      {
        ...world,
        signingTasks,
        randomBelow: () => 0,
        jobReturns: {
          after: async (receipt, seconds) => {
            returned.push([receipt, seconds]);
          },
        },
      },
      { ...address, tries: 6 },
    );
    const Records = records.map(({ body, tries = 1, id = 'm' }) => ({
      messageId: id,
      receiptHandle: `receipt-${id}`,
      body,
      attributes: { ApproximateReceiveCount: String(tries), SentTimestamp: '1' },
      eventSource: 'aws:sqs',
    }));
    const { result, written } = await withOutput(() =>
      worker({ Records }, { getRemainingTimeInMillis: () => remaining }),
    );
    return { failed: result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), written };
  };
  const messages = () => sent.splice(0).map((job, index) => ({ body: JSON.stringify(job), id: `m${index}` }));
  return { world, ask, deliver, messages, returned };
}

async function newBatch(deployed = deployment(), rows: string | object[] = csv) {
  const issuer = `issuer-${ulid().toLowerCase()}`;
  await createIssuer(deployed.world, {
    caller: people.owner,
    operatorEmail: people.owner.email,
    signingKeyId: 'signing-key',
    profile: { id: issuer, name: 'Riverbend', url: 'https://riverbend.example/' },
  });
  const made = await deployed.ask({ route: `POST ${batches}`, path: { issuer }, body: sample });
  expect(made.status, made.text).toBe(201);
  const path = { issuer, batch: String(made.body.id) };
  expect(made.headers.location).toBe(`${publicUrl}/issuers/${issuer}/batches/${path.batch}`);
  const of = (method: string, rest = '', more: Partial<Asked> = {}) =>
    deployed.ask({ route: `${method} ${batches}/{batch}${rest}`, path, ...more });
  const put = await of('PUT', '/rows', {
    body: rows,
    ...(typeof rows === 'string' && { headers: { 'content-type': 'text/csv; charset=utf-8' } }),
  });
  expect(put.status, put.text).toBe(200);
  return { ...deployed, issuer, of, put };
}

const start = { body: {} };

describe('the sample batch', () => {
  it('is put as CSV, checked, issued, and reported as JSON and as CSV', async () => {
    const { of, put, deliver, messages, issuer, ask } = await newBatch();
    expect(put.body).toMatchObject({
      issuer,
      phase: 'unchecked',
      stalled: false,
      rows: { total: 5, unchecked: 5, valid: 0, waiting: 0 },
    });
    const early = await of('POST', '/start', start);
    expect([early.status, early.body.code]).toEqual([409, 'batch-not-ready']);

    expect((await of('POST', '/check')).body).toMatchObject({ phase: 'checking' });
    expect((await deliver(messages())).failed).toEqual([]);
    expect((await of('GET')).body).toMatchObject({
      phase: 'checked',
      rows: { total: 5, unchecked: 0, valid: 5, invalid: 0, waiting: 0 },
    });

    const started = await of('POST', '/start', start);
    expect([started.status, started.body.phase, started.body.startedBy]).toEqual([202, 'issuing', 'owner']);
    expect((await of('GET', '/rows')).body.items[0]).toEqual({
      row: 1,
      key: 'spring-26-001',
      state: 'waiting',
    });
    const { failed, written } = await deliver(messages());
    expect(failed).toEqual([]);
    expect(written).not.toMatch(/learner\.example|Nwosu|spring-26/);

    expect((await of('GET')).body).toMatchObject({
      phase: 'finished',
      rows: { total: 5, valid: 5, issued: 5, waiting: 0, failed: 0 },
    });
    const { items } = (await of('GET', '/rows', { query: { state: 'issued' } })).body;
    expect(items).toHaveLength(5);
    const report = await of('GET', '/rows', { headers: { accept: 'text/csv' } });
    expect(report.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(report.text.split('\r\n').slice(0, 2)).toEqual([
      'row,key,state,problems,credential',
      `1,spring-26-001,issued,,${items[0].credential}`,
    ]);
    const list = await ask({ route: `GET ${batches}`, path: { issuer } });
    expect(list.body.items).toMatchObject([{ name: sample.name, phase: 'finished' }]);
  });

  it('is the same as JSON', async () => {
    const rows = [
      { key: 'a', name: 'Ada', evidence: 'https://a.example/1', results: { quiz: 92, practice: 'Shown' } },
      {
        key: 'b',
        name: 'Bo',
        evidence: ['https://a.example/1', 'https://a.example/2'],
        results: { practice: 'Tried' },
      },
      { key: 'c', name: 'Cy', results: 'Shown' },
      { key: 'd', name: null },
    ];
    const { of, put, deliver, messages } = await newBatch(deployment(), rows);
    expect(put.body.rows).toMatchObject({ total: 4, invalid: 2, unchecked: 2 });
    await of('POST', '/check');
    await deliver(messages());
    const { items } = (await of('GET', '/rows')).body;
    expect(
      items.map(({ state, problems = [] }: { state: string; problems?: { field: string }[] }) => [
        state,
        problems.map(({ field }) => field),
      ]),
    ).toEqual([
      ['valid', []],
      ['invalid', ['results']],
      ['invalid', ['results']],
      ['invalid', ['name']],
    ]);
    const page = await of('GET', '/rows', { query: { limit: '2', state: 'invalid' } });
    expect(page.body.items.map(({ row }: { row: number }) => row)).toEqual([2, 3]);
    const next = await of('GET', '/rows', {
      query: { limit: '2', state: 'invalid', cursor: page.body.cursor },
    });
    expect(next.body).toMatchObject({ items: [{ row: 4 }] });
    expect(next.body).not.toHaveProperty('cursor');
  });
});

describe('rows that are sent', () => {
  it.each<[what: string, more: Partial<Asked>, status: number, field: string | undefined]>([
    [
      'as an unknown media type',
      { body: 'x', headers: { 'content-type': 'application/vnd.ms-excel' } },
      415,
      'Content-Type',
    ],
    [
      'as CSV with an unknown column',
      { body: 'key,name,colour\na,Ada,red', headers: { 'content-type': 'text/csv' } },
      400,
      'colour',
    ],
    [
      'as CSV with a result that is not described',
      { body: 'key,name,result.oral\na,Ada,5', headers: { 'content-type': 'text/csv' } },
      400,
      'result.oral',
    ],
    [
      'as CSV of six million bytes',
      { body: 'x'.repeat(6_000_000), headers: { 'content-type': 'text/csv' } },
      413,
      undefined,
    ],
    [
      'as JSON of six million bytes',
      { body: JSON.stringify([{ key: 'x'.repeat(6_000_000) }]) },
      413,
      undefined,
    ],
    ['as no list', { body: { key: 'a' } }, 400, ''],
    ['as an empty list', { body: [] }, 400, ''],
    ['as a list of texts', { body: ['a'] }, 400, '/0'],
    ['as half of a list', { body: '[{"key":' }, 400, ''],
  ])('%s are refused and change nothing', async (_what, more, status, field) => {
    const { of } = await newBatch();
    const refused = await of('PUT', '/rows', more);
    expect(refused.status).toBe(status);
    if (field !== undefined) expect(refused.body.errors[0].field).toBe(field);
    expect((await of('GET', '/rows')).body.items).toHaveLength(5);
  });

  it.each([['x'], ['0'], ['-1'], ['100000']])('are not read from the cursor %s', async (cursor) => {
    const { of } = await newBatch();
    expect((await of('GET', '/rows', { query: { cursor } })).status).toBe(400);
  });
});

describe('the worker', () => {
  const issuing = async () => {
    const batch = await newBatch();
    await batch.of('POST', '/check');
    await batch.deliver(batch.messages());
    await batch.of('POST', '/start', start);
    const [message] = batch.messages();
    if (!message) throw new Error('nothing was sent');
    return { ...batch, message };
  };

  it('has what it could not sign come back later each time, and says in the end that it failed', async () => {
    const { of, deliver, message, returned } = await issuing();
    for (let tries = 1; tries < 6; tries += 1) {
      const { failed, written } = await deliver([{ ...message, tries }], { signingTasks: away });
      expect(failed).toEqual(['m0']);
      expect(written).not.toMatch(/learner\.example|spring-26/);
    }
    expect(returned).toEqual([8, 23, 68, 203, 450].map((seconds) => ['receipt-m0', seconds]));
    expect((await of('GET')).body).toMatchObject({ phase: 'issuing', rows: { waiting: 5, failed: 0 } });
    expect((await deliver([{ ...message, tries: 6 }], { signingTasks: away })).failed).toEqual([]);
    expect((await of('GET')).body).toMatchObject({ phase: 'finished', rows: { waiting: 0, failed: 5 } });
    expect((await of('GET', '/rows')).body.items[0].problems[0].message).toMatch(/start the batch again/);

    const again = deployment();
    await of('POST', '/start', start);
    expect((await again.deliver([message])).failed).toEqual([]);
    expect((await of('GET')).body.rows).toMatchObject({ issued: 5, failed: 0 });
  });

  it('leaves for later what there is no time for', async () => {
    const { of, deliver, message } = await issuing();
    expect((await deliver([message], { remaining: 29_000 })).failed).toEqual(['m0']);
    expect((await of('GET')).body.rows).toMatchObject({ waiting: 5, issued: 0 });
  });

  it.each([
    ['no JSON'],
    ['{}'],
    ['{"kind":"other"}'],
    ['{"kind":"batch-rows","batchId":"x","from":0,"to":20}'],
  ])('does what is beside a message that is no job: %s', async (body) => {
    const { of, deliver, message } = await issuing();
    const { failed, written } = await deliver([{ body, id: 'bad' }, message]);
    expect(failed).toEqual(['bad']);
    expect(written).toContain('"job failed"');
    expect((await of('GET')).body.rows).toMatchObject({ issued: 5 });
  });

  it('has nothing to do for a batch that is not there, or rows that are not', async () => {
    const { deliver, message } = await issuing();
    const { batchId } = JSON.parse(message.body);
    const gone = [ulid(), batchId].map((id) => ({
      body: JSON.stringify({ kind: 'batch-rows', batchId: id, from: 9980, to: 10_000 }),
    }));
    expect((await deliver(gone)).failed).toEqual([]);
  });

  it('refuses what is no delivery', async () => {
    const worker = batchWorkerHandler({} as never, { ...address, tries: 6 });
    await expect(worker({ Records: [{}] }, { getRemainingTimeInMillis: () => 1 })).rejects.toThrow();
  });
});
