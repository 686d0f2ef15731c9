import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Job } from '../domain/job.ts';
import type { Jobs } from '../ports.ts';

/** What SQS takes in one request. */
const batchSize = 10;
/** Milliseconds before what SQS failed to take is sent again. */
const delays = [100, 400, 1600] as const;

/** A client that waits out a throttled or broken call. */
export function sqsClient(): SQSClient {
  return new SQSClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });
}

/** Jobs as messages of a standard queue, each as its JSON text. */
export function sqsJobs({
  queueUrl,
  client = sqsClient(),
}: {
  readonly queueUrl: string;
  readonly client?: SQSClient;
}): Jobs {
  /** @returns those that SQS failed to take. @throws when it refuses one, which no repetition mends */
  async function sendSome(jobs: readonly Job[], delaySeconds: number | undefined): Promise<readonly Job[]> {
    const { Successful = [], Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: jobs.map((job, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(job),
          DelaySeconds: delaySeconds,
        })),
      }),
    );
    const refused = Failed.find(({ SenderFault }) => SenderFault);
    if (refused !== undefined) throw new Error(`the queue refused a job: ${refused.Code}`);
    // What SQS says nothing of is not known to be queued.
    const queued = new Set(Successful.map(({ Id }) => Id));
    return jobs.filter((_, index) => !queued.has(String(index)));
  }

  async function sendChunk(jobs: readonly Job[], delaySeconds: number | undefined): Promise<void> {
    let left = await sendSome(jobs, delaySeconds);
    for (const delay of delays) {
      if (left.length === 0) return;
      await sleep(delay);
      left = await sendSome(left, delaySeconds);
    }
    if (left.length > 0) throw new Error(`the queue did not take ${left.length} of ${jobs.length} jobs`);
  }

  return {
    async send(job) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(job) }));
    },
    async sendAll(jobs, { delaySeconds } = {}) {
      for (let from = 0; from < jobs.length; from += batchSize)
        await sendChunk(jobs.slice(from, from + batchSize), delaySeconds);
    },
  };
}
