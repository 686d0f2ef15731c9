import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import type { LocalPart } from '../../local/part.ts';
import type { QueueDefinition } from '../../local/sqs/definition.ts';
import { Queues } from '../../local/sqs/queues.ts';
import { startSqs } from '../../local/sqs/server.ts';

export const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
export const region = 'us-east-1';

/** A queue as CloudFormation makes it when nothing is said. */
export const queue = (name: string, change: Partial<QueueDefinition> = {}): QueueDefinition => ({
  name,
  delaySeconds: 0,
  maxMessageBytes: 1_048_576,
  retentionSeconds: 345_600,
  visibilitySeconds: 30,
  waitSeconds: 0,
  ...change,
});

/** The stand-in over a folder. */
export interface LocalSqs extends LocalPart {
  queues: Queues;
  /** The address of a queue. */
  at(name: string): string;
  client(config?: SQSClientConfig): SQSClient;
}

/** Starts the stand-in; closing it closes its queues too. */
export async function startQueues(dir: string, definitions: readonly QueueDefinition[]): Promise<LocalSqs> {
  const queues = await Queues.open(dir, definitions);
  const part = await startSqs({ queues: () => queues, credentials, region });
  return {
    url: part.url,
    queues,
    at: (name) => `${part.url}/000000000000/${name}`,
    client: (config) => new SQSClient({ endpoint: part.url, region, credentials, maxAttempts: 1, ...config }),
    async close() {
      await queues.close();
      await part.close();
    },
  };
}
