import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqsJobReturns } from '../../src/adapters/sqs-job-returns.ts';
import { type LocalSqs, queue, startQueues } from '../local/sqs-fixture.ts';

describe('a job that was handed out', () => {
  let dir: string;
  let sqs: LocalSqs;
  let client: SQSClient;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sqs-'));
    sqs = await startQueues(dir, [queue('jobs', { visibilitySeconds: 600 })]);
    client = sqs.client();
  });
  afterAll(async () => {
    client.destroy();
    await sqs.close();
    await rm(dir, { recursive: true });
  });

  async function receive() {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: sqs.at('jobs'),
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    );
    return Messages[0];
  }

  it('comes back when it is told to, and counts the try', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: sqs.at('jobs'), MessageBody: 'work' }));
    const returns = sqsJobReturns({ queueUrl: sqs.at('jobs'), client });
    const first = await receive();
    expect(await receive()).toBeUndefined();
    await returns.after(first?.ReceiptHandle ?? '', 0);
    const second = await receive();
    expect(second?.MessageId).toBe(first?.MessageId);
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
    await returns.after(second?.ReceiptHandle ?? '', 900);
    expect(await receive()).toBeUndefined();
  });

  it('that nobody knows is an error', async () => {
    await expect(sqsJobReturns({ queueUrl: sqs.at('jobs'), client }).after('nonsense', 1)).rejects.toThrow();
    await expect(sqsJobReturns({ queueUrl: sqs.at('none'), client }).after('nonsense', 1)).rejects.toThrow();
  });
});
