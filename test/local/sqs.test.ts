import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type GetQueueAttributesCommandInput,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials, type LocalSqs, queue, startQueues } from './sqs-fixture.ts';

const MB = 1_048_576;

let dir: string;
let sqs: LocalSqs;
let client: SQSClient;
let made = 0;

// Each test has a queue of its own, so that all of them run at once: they mostly wait.
const names = Array.from({ length: 60 }, (_, index) => `plain-${index}`);
const nextQueue = () => sqs.at(names[made++] ?? 'used up');

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sqs-'));
  sqs = await startQueues(dir, [
    ...names.map((name) => queue(name)),
    queue('slow', { delaySeconds: 1 }),
    queue('lazy', { delaySeconds: 60 }),
    queue('patient', { waitSeconds: 1 }),
    queue('quick', { visibilitySeconds: 1 }),
    queue('small', { maxMessageBytes: 1024 }),
    queue('forgetful', { retentionSeconds: 1 }),
    queue('fragile', { redrive: { queue: 'dead', maxReceiveCount: 2 } }),
    queue('dead'),
    queue('own', { redrive: { queue: 'own', maxReceiveCount: 1 } }),
  ]);
  client = sqs.client();
});

afterAll(async () => {
  client.destroy();
  await sqs.close();
  await rm(dir, { recursive: true });
});

const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

const receive = async (QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];

const bodies = async (QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await receive(QueueUrl, { MaxNumberOfMessages: 10, ...more })).map(({ Body }) => Body);

const attributes = async (
  QueueUrl: string,
  AttributeNames: GetQueueAttributesCommandInput['AttributeNames'],
) => (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;

const depth = async (QueueUrl: string) => {
  const told = await attributes(QueueUrl, [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ]);
  return [
    told?.ApproximateNumberOfMessages,
    told?.ApproximateNumberOfMessagesNotVisible,
    told?.ApproximateNumberOfMessagesDelayed,
  ].map(Number);
};

const batch = (QueueUrl: string, Entries: SendMessageBatchRequestEntry[]) =>
  client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

describe.concurrent('a message', () => {
  it('is received as it was sent, once, and is gone when it is deleted', async () => {
    const url = nextQueue();
    // The SDK compares the MD5 of every body in both directions.
    const body = 'Zeilen\nund\tTabs, "Anführung", 漢字, 🎓';
    const { MessageId, MD5OfMessageBody } = await send(url, body);
    expect(MD5OfMessageBody).toMatch(/^[0-9a-f]{32}$/);
    const before = Date.now();
    const [message, ...others] = await receive(url, {
      MessageSystemAttributeNames: ['All'],
      MaxNumberOfMessages: 10,
    });
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      MessageId,
      Body: body,
      MD5OfBody: MD5OfMessageBody,
      Attributes: { ApproximateReceiveCount: '1', SenderId: 'local' },
    });
    const sentAt = Number(message?.Attributes?.SentTimestamp);
    expect(Math.abs(before - sentAt)).toBeLessThan(5_000);
    expect(Number(message?.Attributes?.ApproximateFirstReceiveTimestamp)).toBeGreaterThanOrEqual(sentAt);
    expect(await receive(url)).toEqual([]);
    expect(await depth(url)).toEqual([0, 1, 0]);
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    expect(await depth(url)).toEqual([0, 0, 0]);
  });

  it('comes with the attributes that were asked for, and without any otherwise', async () => {
    const url = nextQueue();
    await send(url, 'x');
    const [first] = await receive(url, { VisibilityTimeout: 0 });
    expect(first).not.toHaveProperty('Attributes');
    const [second] = await receive(url, {
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      VisibilityTimeout: 0,
    });
    expect(second?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
    const [third] = await receive(url, { AttributeNames: ['SenderId' as never] });
    expect(third?.Attributes).toEqual({ SenderId: 'local' });
  });

  it('comes back when its visibility timeout is over, counted once more', async () => {
    const url = nextQueue();
    await send(url, 'x');
    await receive(url, { VisibilityTimeout: 1 });
    const [again] = await receive(url, { WaitTimeSeconds: 3, MessageSystemAttributeNames: ['All'] });
    expect(again).toMatchObject({ Body: 'x', Attributes: { ApproximateReceiveCount: '2' } });
    expect(
      Number(again?.Attributes?.ApproximateFirstReceiveTimestamp) + 990,
      'the first receive stays the first',
    ).toBeLessThan(Date.now());
  });

  it('is hidden as long as the queue says, when the receive says nothing', async () => {
    const url = sqs.at('quick');
    await send(url, 'x');
    await receive(url);
    const began = Date.now();
    expect(await bodies(url, { WaitTimeSeconds: 3 })).toEqual(['x']);
    expect(Date.now() - began).toBeGreaterThan(800);
  });

  it.each([
    ['it says so', 'plain', 1],
    ['its queue says so', 'slow', undefined],
  ])('is delayed when %s', async (_, name, DelaySeconds) => {
    const url = name === 'slow' ? sqs.at(name) : nextQueue();
    await send(url, 'later', { DelaySeconds });
    expect(await receive(url)).toEqual([]);
    expect(await depth(url)).toEqual([0, 0, 1]);
    const began = Date.now();
    expect(await bodies(url, { WaitTimeSeconds: 3 })).toEqual(['later']);
    expect(Date.now() - began).toBeGreaterThan(700);
    expect(Date.now() - began).toBeLessThan(2_500);
  });

  it('is not delayed when it says 0 against its queue', async () => {
    await send(sqs.at('lazy'), 'at once', { DelaySeconds: 0 });
    expect(await bodies(sqs.at('lazy'))).toEqual(['at once']);
  });

  it('may be of exactly 1 MiB', async () => {
    const url = nextQueue();
    await send(url, 'x'.repeat(MB));
    const [message] = await receive(url);
    expect(message?.Body).toHaveLength(MB);
  });

  it('is forgotten after the retention period', async () => {
    await send(sqs.at('forgetful'), 'x');
    await sleep(1_050);
    expect(await receive(sqs.at('forgetful'))).toEqual([]);
    expect(await depth(sqs.at('forgetful'))).toEqual([0, 0, 0]);
  });
});

describe.concurrent('a receive', () => {
  it('takes the oldest, and at most as many as it says, of 10', async () => {
    const url = nextQueue();
    const entries = (from: number) =>
      Array.from({ length: 6 }, (_, index) => ({ Id: `e${index}`, MessageBody: String(from + index) }));
    await batch(url, entries(0));
    await batch(url, entries(6));
    expect((await receive(url)).map(({ Body }) => Body)).toEqual(['0']);
    expect(await bodies(url, { MaxNumberOfMessages: 3 })).toEqual(['1', '2', '3']);
    expect(await bodies(url)).toEqual(['4', '5', '6', '7', '8', '9', '10', '11']);
  });

  it('waits for what is sent meanwhile', async () => {
    const url = nextQueue();
    const began = Date.now();
    const waiting = bodies(url, { WaitTimeSeconds: 20 });
    await sleep(100);
    await send(url, 'x');
    expect(await waiting).toEqual(['x']);
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  it('waits for what is made visible again meanwhile', async () => {
    const url = nextQueue();
    await send(url, 'x');
    const [{ ReceiptHandle } = {}] = await receive(url);
    const waiting = bodies(url, { WaitTimeSeconds: 20 });
    await client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(await waiting).toEqual(['x']);
  });

  it('ends with nothing when the time is over, its own or that of the queue', async () => {
    for (const [url, more] of [
      [nextQueue(), { WaitTimeSeconds: 1 }],
      [sqs.at('patient'), {}],
    ] as const) {
      const began = Date.now();
      expect(await receive(url, more)).toEqual([]);
      expect(Date.now() - began).toBeGreaterThan(950);
      expect(Date.now() - began).toBeLessThan(2_500);
    }
  });

  it('gives a message to one of those who wait', async () => {
    const url = nextQueue();
    const waiting = Array.from({ length: 5 }, () => bodies(url, { WaitTimeSeconds: 1 }));
    await send(url, 'x');
    expect((await Promise.all(waiting)).flat()).toEqual(['x']);
  });

  it('that is given up takes nothing', async () => {
    const url = nextQueue();
    const controller = new AbortController();
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }), {
      abortSignal: controller.signal,
    });
    await sleep(100);
    controller.abort();
    await expect(waiting).rejects.toThrow(/abort/);
    await sleep(100);
    await send(url, 'x');
    expect(await bodies(url)).toEqual(['x']);
  });
});

describe.concurrent('a receipt handle', () => {
  const remove = (QueueUrl: string, ReceiptHandle: string | undefined) =>
    client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

  it('has no effect once the message was received again', async () => {
    const url = nextQueue();
    await send(url, 'x');
    const [old] = await receive(url, { VisibilityTimeout: 0 });
    const [current] = await receive(url);
    await remove(url, old?.ReceiptHandle);
    expect(await depth(url)).toEqual([0, 1, 0]);
    const change = { QueueUrl: url, ReceiptHandle: old?.ReceiptHandle, VisibilityTimeout: 0 };
    await expect(client.send(new ChangeMessageVisibilityCommand(change))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('not available for visibility timeout change'),
    });
    await remove(url, current?.ReceiptHandle);
    await remove(url, current?.ReceiptHandle);
    expect(await depth(url)).toEqual([0, 0, 0]);
  });

  it('still deletes after the timeout, as long as nobody received the message again', async () => {
    const url = nextQueue();
    await send(url, 'x');
    const [message] = await receive(url, { VisibilityTimeout: 0 });
    expect(await depth(url)).toEqual([1, 0, 0]);
    await remove(url, message?.ReceiptHandle);
    expect(await depth(url)).toEqual([0, 0, 0]);
  });

  it('can hide the message for longer', async () => {
    const url = nextQueue();
    await send(url, 'x');
    const [{ ReceiptHandle } = {}] = await receive(url, { VisibilityTimeout: 1 });
    await client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 3 }),
    );
    await sleep(1_100);
    expect(await receive(url)).toEqual([]);
    expect(await bodies(url, { WaitTimeSeconds: 4 })).toEqual(['x']);
  });

  it('of another queue, or of none, is refused', async () => {
    const [url, other] = [nextQueue(), nextQueue()];
    await send(other, 'x');
    const [message] = await receive(other);
    for (const handle of [message?.ReceiptHandle, 'made-up', `${message?.ReceiptHandle}AAAA`])
      await expect(remove(url, handle)).rejects.toMatchObject({
        name: 'ReceiptHandleIsInvalid',
        $metadata: { httpStatusCode: 404 },
      });
    expect(await depth(other)).toEqual([0, 1, 0]);
  });
});

describe.concurrent('a dead letter queue', () => {
  it('gets what was received too often, with its count and where it came from', async () => {
    const [url, dead] = [sqs.at('fragile'), sqs.at('dead')];
    const { MessageId } = await send(url, 'poison');
    const waiting = receive(dead, { WaitTimeSeconds: 10, MessageSystemAttributeNames: ['All'] });
    expect(await bodies(url, { VisibilityTimeout: 0 })).toEqual(['poison']);
    const [second] = await receive(url, { VisibilityTimeout: 0 });
    expect(second?.Body).toBe('poison');
    expect(await receive(url)).toEqual([]);
    expect(await waiting).toMatchObject([
      {
        MessageId,
        Body: 'poison',
        Attributes: {
          ApproximateReceiveCount: '3',
          DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:fragile',
        },
      },
    ]);
    expect(await depth(url)).toEqual([0, 0, 0]);
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle }));
    expect(await depth(dead)).toEqual([0, 1, 0]);
  });

  it('can be the queue itself, which then gives nothing any more', async () => {
    await send(sqs.at('own'), 'x');
    expect(await bodies(sqs.at('own'), { VisibilityTimeout: 0 })).toEqual(['x']);
    expect(await receive(sqs.at('own'))).toEqual([]);
    expect(await depth(sqs.at('own'))).toEqual([1, 0, 0]);
  });
});

describe.concurrent('a batch', () => {
  it('is sent in order, and deleted', async () => {
    const url = nextQueue();
    const Entries = Array.from({ length: 10 }, (_, index) => ({
      Id: `id_${index}`,
      MessageBody: `body ${index}`,
      ...(index === 9 && { DelaySeconds: 60 }),
    }));
    const { Successful, Failed } = await batch(url, Entries);
    expect(Failed ?? []).toEqual([]);
    expect(Successful?.map(({ Id }) => Id)).toEqual(Entries.map(({ Id }) => Id));
    const messages = await receive(url, { MaxNumberOfMessages: 10 });
    expect(messages.map(({ MessageId }) => MessageId)).toEqual(
      Successful?.slice(0, 9).map(({ MessageId }) => MessageId),
    );
    expect(await depth(url)).toEqual([0, 9, 1]);
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
    expect(deleted.Successful).toHaveLength(9);
    expect(await depth(url)).toEqual([0, 0, 1]);
  });

  it('does what it can, and tells of each entry that it could not do', async () => {
    const url = nextQueue();
    const sent = await batch(url, [
      { Id: 'good', MessageBody: 'good' },
      { Id: 'control', MessageBody: 'a\u0000b' },
      { Id: 'late', MessageBody: 'x', DelaySeconds: 901 },
      { Id: 'empty', MessageBody: '' },
    ]);
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(sent.Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])).toEqual([
      ['control', 'InvalidMessageContents', true],
      ['late', 'InvalidParameterValue', true],
      ['empty', 'MissingParameter', true],
    ]);
    const [message] = await receive(url, { MaxNumberOfMessages: 10 });
    const hidden = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: 'b', ReceiptHandle: 'made-up', VisibilityTimeout: 0 },
          { Id: 'c', ReceiptHandle: message?.ReceiptHandle },
          { Id: 'd', ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 43_201 },
        ],
      }),
    );
    expect(hidden.Successful).toEqual([{ Id: 'a' }]);
    expect(hidden.Failed?.map(({ Id, Code }) => [Id, Code])).toEqual([
      ['b', 'ReceiptHandleIsInvalid'],
      ['c', 'MissingParameter'],
      ['d', 'InvalidParameterValue'],
    ]);
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', ReceiptHandle: message?.ReceiptHandle },
          { Id: 'b', ReceiptHandle: 'made-up' },
        ],
      }),
    );
    expect([deleted.Successful, deleted.Failed?.map(({ Id, Code }) => [Id, Code])]).toEqual([
      [{ Id: 'a' }],
      [['b', 'ReceiptHandleIsInvalid']],
    ]);
    expect(await depth(url)).toEqual([0, 0, 0]);
  });

  const many = (count: number, more: Partial<SendMessageBatchRequestEntry> = {}) =>
    Array.from({ length: count }, (_, index) => ({ Id: String(index), MessageBody: 'x', ...more }));

  it.each<[string, SendMessageBatchRequestEntry[], string]>([
    ['nothing in it', [], 'EmptyBatchRequest'],
    ['eleven entries', many(11), 'TooManyEntriesInBatchRequest'],
    ['the same id twice', many(2, { Id: 'same' }), 'BatchEntryIdsNotDistinct'],
    ['an id with a space', many(1, { Id: 'a b' }), 'InvalidBatchEntryId'],
    ['an id of 81 characters', many(1, { Id: 'a'.repeat(81) }), 'InvalidBatchEntryId'],
    ['more than 1 MiB in all', many(2, { MessageBody: 'x'.repeat(MB / 2 + 1) }), 'BatchRequestTooLong'],
  ])('with %s is refused as a whole', async (_, entries, name) => {
    const url = nextQueue();
    await expect(batch(url, entries)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(await depth(url)).toEqual([0, 0, 0]);
  });
});

describe.concurrent('a queue', () => {
  it('is found by its name, at an address whose host does not matter', async () => {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'dead' }));
    expect(QueueUrl).toBe(sqs.at('dead'));
    const url = nextQueue();
    await send(url.replace(/^http:..[^/]+/, 'https://sqs.us-east-1.amazonaws.com'), 'x');
    expect(await bodies(url)).toEqual(['x']);
  });

  it('is reached at its address by a client that is told nothing else', async () => {
    const url = nextQueue();
    const warn = () => {};
    const logger = { warn, debug: warn, info: warn, error: warn, trace: warn };
    const quiet = sqs.client({ endpoint: undefined, logger });
    await quiet.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }));
    quiet.destroy();
    expect(await bodies(url)).toEqual(['x']);
  });

  it('tells its settings', async () => {
    expect(await attributes(sqs.at('fragile'), ['All'])).toMatchObject({
      DelaySeconds: '0',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:fragile',
      ReceiveMessageWaitTimeSeconds: '0',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":2}',
      SqsManagedSseEnabled: 'true',
      VisibilityTimeout: '30',
    });
    expect(await attributes(sqs.at('small'), ['MaximumMessageSize', 'RedrivePolicy'])).toEqual({
      MaximumMessageSize: '1024',
    });
    expect(await attributes(sqs.at('small'), undefined)).toBeUndefined();
  });
});

describe.concurrent('a refusal', () => {
  it.each<[string, (url: string) => Promise<unknown>, name: string, message: string | RegExp]>([
    [
      'a queue that is not there',
      (url) => send(`${url}-not`, 'x'),
      'QueueDoesNotExist',
      'The specified queue does not exist.',
    ],
    ['an address of nothing', () => send('plain-0', 'x'), 'QueueDoesNotExist', /not exist/],
    [
      'a name that no queue has',
      () => client.send(new GetQueueUrlCommand({ QueueName: 'none' })),
      'QueueDoesNotExist',
      /not exist/,
    ],
    ['an empty message', (url) => send(url, ''), 'MissingParameter', /MessageBody/],
    ['a control character', (url) => send(url, 'a\u0001'), 'InvalidMessageContents', /Invalid characters/],
    ['what is no character', (url) => send(url, 'a\ufffe'), 'InvalidMessageContents', /Invalid/],
    [
      'a message above the size of the queue',
      () => send(sqs.at('small'), 'é'.repeat(513)),
      'InvalidParameterValue',
      /must be shorter than 1024 bytes/,
    ],
    [
      'a message above 1 MiB',
      (url) => send(url, 'x'.repeat(MB + 1)),
      'InvalidParameterValue',
      /shorter than 1048576 bytes/,
    ],
    [
      'a delay of 901 s',
      (url) => send(url, 'x', { DelaySeconds: 901 }),
      'InvalidParameterValue',
      /DelaySeconds/,
    ],
    ['a delay before now', (url) => send(url, 'x', { DelaySeconds: -1 }), 'InvalidParameterValue', /-1/],
    [
      'a deduplication id, which is for other queues',
      (url) => send(url, 'x', { MessageDeduplicationId: 'a' }),
      'InvalidParameterValue',
      /MessageDeduplicationId/,
    ],
    [
      'attributes of a message, which the stand-in does not keep',
      (url) => send(url, 'x', { MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } }),
      'UnsupportedOperation',
      /MessageAttributes/,
    ],
    [
      'a receive of none',
      (url) => receive(url, { MaxNumberOfMessages: 0 }),
      'InvalidParameterValue',
      /^Value 0 for parameter MaxNumberOfMessages/,
    ],
    [
      'a receive of eleven',
      (url) => receive(url, { MaxNumberOfMessages: 11 }),
      'InvalidParameterValue',
      /between 1 and 10/,
    ],
    [
      'a wait of 21 s',
      (url) => receive(url, { WaitTimeSeconds: 21 }),
      'InvalidParameterValue',
      /WaitTimeSeconds/,
    ],
    [
      'a timeout of more than 12 h',
      (url) => receive(url, { VisibilityTimeout: 43_201 }),
      'InvalidParameterValue',
      /VisibilityTimeout/,
    ],
    [
      'an attribute that no queue has',
      (url) => attributes(url, ['Colour' as never]),
      'InvalidAttributeName',
      'Unknown Attribute Colour.',
    ],
    [
      'a number that is text',
      (url) => receive(url, { WaitTimeSeconds: '1' as never }),
      'MalformedInput',
      /WaitTimeSeconds/,
    ],
    [
      'what the stand-in cannot do',
      () => client.send(new CreateQueueCommand({ QueueName: 'new' })),
      'UnsupportedOperation',
      /CreateQueue/,
    ],
  ])('names %s', async (_, ask, name, message) => {
    const error = await ask(nextQueue()).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect([error?.name, error?.message]).toEqual([
      name,
      typeof message === 'string' ? message : expect.stringMatching(message),
    ]);
  });

  it('goes out with the names of both protocols', async () => {
    await expect(send(sqs.at('none'), 'x')).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' },
    });
  });
});

describe('the signature of a request', () => {
  it.each<[string, SQSClientConfig, string]>([
    [
      'another secret',
      { credentials: { ...credentials, secretAccessKey: 'wrong' } },
      'SignatureDoesNotMatch',
    ],
    ['another access key', { credentials: { ...credentials, accessKeyId: 'x' } }, 'InvalidClientTokenId'],
    ['another region', { region: 'eu-west-1' }, 'SignatureDoesNotMatch'],
  ])('refuses %s', async (_, config, code) => {
    const stranger = sqs.client(config);
    const call = stranger.send(new GetQueueUrlCommand({ QueueName: 'dead' }));
    await expect(call).rejects.toMatchObject({ Error: { Code: code }, $metadata: { httpStatusCode: 403 } });
    stranger.destroy();
  });

  it('covers the body and is required', async () => {
    const tampering = sqs.client();
    tampering.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = JSON.stringify({ QueueName: 'slow' });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(tampering.send(new GetQueueUrlCommand({ QueueName: 'dead' }))).rejects.toMatchObject({
      Error: { Code: 'SignatureDoesNotMatch' },
    });
    tampering.destroy();
    const unsigned = await fetch(sqs.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
      body: '{"QueueName":"dead"}',
    });
    expect([unsigned.status, unsigned.headers.get('x-amzn-query-error')]).toEqual([
      403,
      'AccessDenied;Sender',
    ]);
    expect((await fetch(sqs.url)).status).toBe(403);
  });
});
