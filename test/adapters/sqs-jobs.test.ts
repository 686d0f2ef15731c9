import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sqsJobs } from '../../src/adapters/sqs-jobs.ts';
import { type Job, job } from '../../src/domain/job.ts';
import { type LocalSqs, queue, startQueues } from '../local/sqs-fixture.ts';

const batchId = ulid();
const rows = (from: number): Job => ({ kind: 'batch-rows', batchId, from, to: from + 20 });
const many = (count: number) => Array.from({ length: count }, (_, index) => rows(index * 20));

describe('jobs', () => {
  let dir: string;
  let sqs: LocalSqs;
  let client: SQSClient;
  let made = 0;
  const names = Array.from({ length: 12 }, (_, index) => `jobs-${index}`);

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sqs-'));
    sqs = await startQueues(dir, [
      ...names.map((name) => queue(name)),
      queue('small', { maxMessageBytes: 20 }),
    ]);
    client = sqs.client();
  });
  afterAll(async () => {
    client.destroy();
    await sqs.close();
    await rm(dir, { recursive: true });
  });

  const fresh = () => sqs.at(names[made++] ?? 'used up');
  /** Every job that can be received, as the consumer reads it. */
  async function queued(QueueUrl: string, WaitTimeSeconds = 0): Promise<Job[]> {
    const found: Job[] = [];
    for (;;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds }),
      );
      if (Messages.length === 0) return found;
      found.push(...Messages.map(({ Body = '' }) => job.parse(JSON.parse(Body))));
    }
  }

  it('are queued as they are', async () => {
    const queueUrl = fresh();
    await sqsJobs({ queueUrl, client }).send(rows(0));
    expect(await queued(queueUrl)).toEqual([rows(0)]);
  });

  it.each([0, 1, 10, 11, 25])('are queued in whatever number: %i', async (count) => {
    const queueUrl = fresh();
    await sqsJobs({ queueUrl, client }).sendAll(many(count));
    expect(await queued(queueUrl)).toEqual(many(count));
  });

  it('can be put off', async () => {
    const queueUrl = fresh();
    await sqsJobs({ queueUrl, client }).sendAll(many(11), { delaySeconds: 1 });
    expect(await queued(queueUrl)).toEqual([]);
    expect(await queued(queueUrl, 2)).toEqual(many(11));
  });

  it('that the queue refuses are told, and not tried again', async () => {
    const small = sqsJobs({ queueUrl: sqs.at('small'), client });
    const began = Date.now();
    await expect(small.sendAll(many(2))).rejects.toThrow('the queue refused a job: InvalidParameterValue');
    await expect(small.send(rows(0))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(
      sqsJobs({ queueUrl: fresh(), client }).sendAll(many(1), { delaySeconds: 901 }),
    ).rejects.toThrow('refused');
    expect(Date.now() - began).toBeLessThan(1_000);
  });

  it('for a queue that is not there are told', async () => {
    const nowhere = sqsJobs({ queueUrl: sqs.at('none'), client });
    await expect(nowhere.send(rows(0))).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await expect(nowhere.sendAll(many(1))).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});

describe('jobs that a broken queue fails to take', () => {
  interface Entry {
    Id: string;
    MessageBody: string;
  }
  let client: SQSClient;
  /** For each request that comes, the entries to take of it; the last one stays. */
  let takes: ((entry: Entry) => boolean)[];
  let asked: Job[][];
  let silent: boolean;

  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as { Entries: Entry[] };
    asked.push(Entries.map(({ MessageBody }) => JSON.parse(MessageBody)));
    const take = (takes.length > 1 ? takes.shift() : takes[0]) ?? (() => true);
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const Successful = Entries.filter(take).map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: md5(MessageBody),
    }));
    const failed = Entries.filter((entry) => !take(entry));
    const Failed = failed.map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError' }));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(silent ? { Successful } : { Successful, Failed }));
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new SQSClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });
  beforeEach(() => {
    takes = [() => true];
    asked = [];
    silent = false;
  });
  afterEach(() => {
    for (const jobs of asked) expect(jobs.length).toBeLessThanOrEqual(10);
  });
  afterAll(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const jobs = () =>
    sqsJobs({ queueUrl: 'https://sqs.eu-central-1.amazonaws.com/000000000000/jobs', client });

  it.each([
    ['says so', false],
    ['does not mention them', true],
  ])('are sent again, and no others, when it %s', async (_, says) => {
    silent = says;
    takes = [({ Id }) => Id !== '2' && Id !== '5', ({ Id }) => Id !== '1', () => true];
    await jobs().sendAll(many(12));
    expect(asked).toEqual([many(10), [rows(40), rows(100)], [rows(100)], many(12).slice(10)]);
  });

  it('are told in the end, and what follows is not sent', async () => {
    takes = [({ Id }) => Id !== '9', () => false];
    await expect(jobs().sendAll(many(30))).rejects.toThrow('the queue did not take 1 of 10 jobs');
    expect(asked).toEqual([many(10), [rows(180)], [rows(180)], [rows(180)]]);
  });
});
