import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FunctionDefinition } from '../../local/lambda/definition.ts';
import { type EventSource, readEventSources } from '../../local/lambda/event-sources.ts';
import type { Fleet } from '../../local/lambda/fleet.ts';
import type { InvocationResult } from '../../local/lambda/instance.ts';
import { doneOf, eventsOf, recordOf } from '../../local/lambda/queue-event.ts';
import { startEventSources } from '../../local/lambda/queue-poller.ts';
import { readQueues } from '../../local/sqs/definition.ts';
import type { Message } from '../../local/sqs/journal.ts';
import { Queues } from '../../local/sqs/queues.ts';
import { deploy } from '../../local/template/deployment.ts';
import { temporaryFolder } from './fixtures/assembly.ts';
import { queue } from './sqs-fixture.ts';

type Properties = Record<string, unknown>;

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;

const deployed = (resources: Record<string, { Type: string; Properties?: Properties }>) =>
  deploy(
    [
      {
        name: 'S',
        template: { Parameters: {}, Conditions: {}, Outputs: {}, Resources: resources },
        assets: new Map(),
      },
    ],
    {},
  );

const jobs = (properties: Properties = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: 'jobs', ...properties },
});

describe('the queues of a template', () => {
  it('have the settings of AWS where nothing is said', () => {
    expect(readQueues(deployed({ Q: jobs() }))).toEqual([queue('jobs', { redrive: undefined })]);
  });

  it('have the settings that the template chooses', () => {
    const redrive = { deadLetterTargetArn: { 'Fn::GetAtt': ['D', 'Arn'] }, maxReceiveCount: '5' };
    const D = {
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: 'dead', MessageRetentionPeriod: 1_209_600 },
    };
    const Q = jobs({
      DelaySeconds: 1,
      MaximumMessageSize: 2048,
      VisibilityTimeout: 120,
      ReceiveMessageWaitTimeSeconds: 20,
      RedrivePolicy: redrive,
      SqsManagedSseEnabled: true,
    });
    expect(readQueues(deployed({ Q, D }))).toEqual([
      {
        name: 'jobs',
        delaySeconds: 1,
        maxMessageBytes: 2048,
        retentionSeconds: 345_600,
        visibilitySeconds: 120,
        waitSeconds: 20,
        redrive: { queue: 'dead', maxReceiveCount: 5 },
      },
      queue('dead', { retentionSeconds: 1_209_600, redrive: undefined }),
    ]);
  });

  it.each<[string, Properties, RegExp]>([
    ['is in order', { FifoQueue: true }, /S\.Q .* only standard queues/s],
    ['has the name of one in order', { QueueName: 'jobs.fifo' }, /only standard queues/],
    ['hides for more than 12 h', { VisibilityTimeout: 43_201 }, /VisibilityTimeout/],
    ['delays for more than 15 min', { DelaySeconds: 901 }, /DelaySeconds/],
    ['takes more than 1 MiB', { MaximumMessageSize: 1_048_577 }, /MaximumMessageSize/],
    [
      'gives up to a queue that is not there',
      { RedrivePolicy: { deadLetterTargetArn: arn('sqs', 'gone'), maxReceiveCount: 3 } },
      /S\.Q: arn:aws:sqs:us-east-1:000000000000:gone is no queue of the template/,
    ],
    [
      'gives up before the first time',
      { RedrivePolicy: { deadLetterTargetArn: arn('sqs', 'jobs'), maxReceiveCount: 0 } },
      /maxReceiveCount/,
    ],
  ])('may not hold one that %s', (_, properties, message) => {
    expect(() => readQueues(deployed({ Q: jobs(properties) }))).toThrow(message);
  });
});

const worker = { name: 'worker', timeoutSeconds: 30 } as FunctionDefinition;

const mapping = (properties: Properties = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { EventSourceArn: { 'Fn::GetAtt': ['Q', 'Arn'] }, FunctionName: 'worker', ...properties },
});

const read = (properties: Properties = {}, of: Properties = {}) =>
  readEventSources(deployed({ Q: jobs(of), M: mapping(properties) }), [worker]);

describe('the event source mappings of a template', () => {
  it('have the settings of AWS where nothing is said', () => {
    expect(read()).toEqual({
      sources: [
        {
          queue: 'jobs',
          functionName: 'worker',
          batchSize: 10,
          windowSeconds: 0,
          maxConcurrency: 5,
          reportsFailures: false,
        },
      ],
      unserved: [],
    });
  });

  it.each(['worker', arn('lambda', 'function:worker'), arn('lambda', 'function:worker:$LATEST')])(
    'have the settings that the template chooses, for %s',
    (FunctionName) => {
      const { sources } = read({
        FunctionName,
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 5,
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      expect(sources).toEqual([
        {
          queue: 'jobs',
          functionName: 'worker',
          batchSize: 100,
          windowSeconds: 5,
          maxConcurrency: 2,
          reportsFailures: true,
        },
      ]);
    },
  );

  it.each([false, 'false'])('are left out when they are not enabled (%j)', (Enabled) => {
    expect(read({ Enabled })).toEqual({ sources: [], unserved: [] });
  });

  it('are named when they cannot be served here', () => {
    const EventSourceArn = arn('kinesis', 'stream/s');
    expect(read({ EventSourceArn })).toEqual({
      sources: [],
      unserved: [`S.M: the source ${EventSourceArn} is not served, only queues are`],
    });
  });

  it.each<[string, Properties, Properties, RegExp]>([
    ['a queue that is not there', { EventSourceArn: arn('sqs', 'gone') }, {}, /S\.M: .*:gone is no queue/],
    ['a function that is not there', { FunctionName: 'gone' }, {}, /S\.M: gone is no function/],
    ['a queue that hides for less than the function runs', {}, { VisibilityTimeout: 29 }, /29 s.*30 s/],
    ['large batches without a window', { BatchSize: 11 }, {}, /batching window/],
    ['a batch of none', { BatchSize: 0 }, {}, /BatchSize/],
    ['one at a time', { ScalingConfig: { MaximumConcurrency: 1 } }, {}, /MaximumConcurrency/],
    ['a filter', { FilterCriteria: { Filters: [] } }, {}, /filters are not served/],
    ['another kind of answer', { FunctionResponseTypes: ['Other'] }, {}, /FunctionResponseTypes/],
  ])('may not name %s', (_, properties, of, message) => {
    expect(() => read(properties, of)).toThrow(message);
  });
});

const message = (id: string, body = 'x'): Message => ({
  id,
  queue: 'jobs',
  body,
  sentAt: 1_700_000_000_000,
  visibleAt: 1_700_000_030_000,
  receiveCount: 2,
  firstReceivedAt: 1_700_000_000_500,
  receipt: 'r',
});

describe('the event of a batch', () => {
  it('has the shape of AWS', () => {
    expect(recordOf(message('m', 'hello'))).toEqual({
      messageId: 'm',
      receiptHandle: Buffer.from('jobs/m/r').toString('base64'),
      body: 'hello',
      attributes: {
        ApproximateReceiveCount: '2',
        SentTimestamp: '1700000000000',
        SenderId: 'local',
        ApproximateFirstReceiveTimestamp: '1700000000500',
      },
      messageAttributes: {},
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      eventSource: 'aws:sqs',
      eventSourceARN: arn('sqs', 'jobs'),
      awsRegion: 'us-east-1',
    });
  });

  it('is split where it would be too large', () => {
    const batch = ['a', 'b', 'c', 'd'].map((id) => message(id, '"'.repeat(1000)));
    const limit = 2 * JSON.stringify(recordOf(batch[0] as Message)).length + 30;
    const events = eventsOf(batch, limit);
    expect(events.map(({ messages }) => messages.map(({ id }) => id))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    for (const { messages, payload } of events) {
      expect(payload.length).toBeLessThanOrEqual(limit);
      expect(JSON.parse(payload)).toEqual({ Records: messages.map(recordOf) });
    }
    expect(eventsOf([], limit)).toEqual([]);
  });
});

describe('the answer to a batch', () => {
  const batch = ['a', 'b', 'c'].map((id) => message(id));
  const failures = (...itemIdentifiers: unknown[]) =>
    JSON.stringify({ batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })) });

  it.each([
    ['null', 'abc'],
    ['{}', 'abc'],
    ['{"batchItemFailures":null}', 'abc'],
    ['{"batchItemFailures":[]}', 'abc'],
    [failures('b'), 'ac'],
    [failures('a', 'b', 'c'), ''],
    ['', ''],
    ['{', ''],
    [failures('d'), ''],
    [failures('a', 'd'), ''],
    [failures(''), ''],
    [failures(null), ''],
    [failures(1), ''],
    ['{"batchItemFailures":[{"id":"a"}]}', ''],
    ['{"batchItemFailures":[null]}', ''],
    ['{"batchItemFailures":["a"]}', ''],
    ['{"batchItemFailures":"a"}', ''],
  ])('%s means that %j is done', (payload, done) => {
    expect(
      doneOf(batch, payload)
        .map(({ id }) => id)
        .join(''),
    ).toBe(done);
  });
});

interface Call {
  bodies: string[];
  counts: string[];
}

/** A queue whose messages go to a function that does what `answer` says. */
async function work(
  answer: (records: { messageId: string; body: string }[]) => Promise<InvocationResult>,
  source: Partial<EventSource> = {},
) {
  const queues = await Queues.open(temporaryFolder(), [
    queue('jobs', { visibilitySeconds: 1, redrive: { queue: 'dead', maxReceiveCount: 2 } }),
    queue('dead'),
  ]);
  const calls: Call[] = [];
  const reports: string[] = [];
  const fleet = {
    invoke(name: string, payload: string) {
      const { Records } = JSON.parse(payload);
      calls.push({
        bodies: Records.map(({ body }: { body: string }) => body),
        counts: Records.map(
          ({ attributes }: { attributes: Record<string, string> }) => attributes.ApproximateReceiveCount,
        ),
      });
      expect(name).toBe('worker');
      return answer(Records);
    },
  } as unknown as Fleet;
  const stop = startEventSources(
    [
      {
        queue: 'jobs',
        functionName: 'worker',
        batchSize: 10,
        windowSeconds: 0,
        maxConcurrency: 2,
        reportsFailures: true,
        ...source,
      },
    ],
    { queues, fleet, report: (line) => reports.push(line) },
  );
  onTestFinished(async () => {
    stop();
    await queues.close();
  });
  const send = (...bodies: string[]) =>
    queues.send(
      'jobs',
      bodies.map((body) => ({ body, delaySeconds: 0 })),
    );
  return { queues, calls, reports, send, stop };
}

const none = { visible: 0, inFlight: 0, delayed: 0 };
const fine = async (): Promise<InvocationResult> => ({ payload: 'null' });

describe('an event source', () => {
  it('hands over what is sent, and deletes what was done', async () => {
    const { queues, calls, send, reports } = await work(fine);
    await send('a', 'b');
    await expect.poll(() => calls).toEqual([{ bodies: ['a', 'b'], counts: ['1', '1'] }]);
    await expect.poll(() => queues.depth('jobs')).toEqual(none);
    expect(reports).toEqual([]);
  });

  it('brings back what the function reports, after the timeout, and gives up on it at last', async () => {
    const { queues, calls, send, reports } = await work(async (records) => ({
      payload: JSON.stringify({
        batchItemFailures: records
          .filter(({ body }) => body === 'bad')
          .map(({ messageId }) => ({ itemIdentifier: messageId })),
      }),
    }));
    await send('good', 'bad');
    await expect.poll(() => queues.depth('jobs')).toEqual({ ...none, inFlight: 1 });
    const dead = await queues.receive('dead', { max: 10, visibilitySeconds: 9, waitSeconds: 8 });
    expect(dead.map(({ body }) => body)).toEqual(['bad']);
    expect(calls).toEqual([
      { bodies: ['good', 'bad'], counts: ['1', '1'] },
      { bodies: ['bad'], counts: ['2'] },
    ]);
    expect(reports).toEqual([
      'jobs: 1 of 2 messages failed and will come back',
      'jobs: 1 of 1 messages failed and will come back',
    ]);
    expect(queues.depth('jobs')).toEqual(none);
  });

  it.each<[string, boolean, InvocationResult]>([
    ['threw', true, { payload: '{"errorType":"Error"}', failure: 'error' }],
    ['threw, and answers for all', false, { payload: '{"errorType":"Error"}', failure: 'error' }],
    ['ran out of time', true, { payload: '{}', failure: 'timeout' }],
    ['said what nobody understands', true, { payload: '{"batchItemFailures":[{}]}' }],
  ])('brings everything back when the function %s', async (_, reportsFailures, result) => {
    const { queues, calls, send } = await work(async () => result, { reportsFailures });
    await send('a', 'b');
    await expect.poll(() => calls).toHaveLength(1);
    await sleep(50);
    expect(queues.depth('jobs')).toEqual({ ...none, inFlight: 2 });
  });

  it('takes any answer for done when the function does not report failures', async () => {
    const { queues, calls, send } = await work(async () => ({ payload: '{"batchItemFailures":[{}]}' }), {
      reportsFailures: false,
    });
    await send('a');
    await expect.poll(() => calls).toHaveLength(1);
    await expect.poll(() => queues.depth('jobs')).toEqual(none);
  });

  it('makes batches of the size that was chosen', async () => {
    const { calls, send } = await work(fine, { batchSize: 2 });
    await send('a', 'b', 'c', 'd', 'e');
    await expect.poll(() => calls.flatMap(({ bodies }) => bodies)).toHaveLength(5);
    expect(calls.map(({ bodies }) => bodies.join(''))).toEqual(['ab', 'cd', 'e']);
  });

  it('waits in the window for a batch to fill, and no longer than that', async () => {
    const { calls, send } = await work(fine, { batchSize: 25, windowSeconds: 0.5 });
    const bodies = Array.from({ length: 12 }, (_, index) => String(index));
    await send(...bodies);
    await sleep(150);
    expect(calls).toEqual([]);
    await send('late');
    await expect.poll(() => calls.map((call) => call.bodies)).toEqual([[...bodies, 'late']]);
    const full = Array.from({ length: 25 }, (_, index) => String(index));
    const began = Date.now();
    await send(...full);
    await expect.poll(() => calls.at(-1)?.bodies).toEqual(full);
    expect(Date.now() - began).toBeLessThan(400);
  });

  it('works on no more batches at once than may be, and leaves the others for later', async () => {
    let running = 0;
    let most = 0;
    const { queues, calls, send } = await work(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await sleep(60);
        running -= 1;
        return { payload: 'null' };
      },
      { batchSize: 1 },
    );
    await send('a', 'b', 'c', 'd', 'e', 'f');
    await expect.poll(() => calls).toHaveLength(2);
    expect(queues.depth('jobs')).toEqual({ visible: 4, inFlight: 2, delayed: 0 });
    await expect.poll(() => queues.depth('jobs')).toEqual(none);
    expect(most).toBe(2);
    expect(calls.flatMap(({ bodies }) => bodies)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('deletes nothing after it was stopped: what was under way comes back', async () => {
    let finish: (result: InvocationResult) => void = () => {};
    const { queues, calls, send, stop } = await work(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    await send('a');
    await expect.poll(() => calls).toHaveLength(1);
    stop();
    finish({ payload: 'null' });
    await send('b');
    await sleep(100);
    expect(calls).toHaveLength(1);
    expect(queues.depth('jobs')).toEqual({ visible: 1, inFlight: 1, delayed: 0 });
  });
});
