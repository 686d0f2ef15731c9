import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { JobReturns } from '../ports.ts';
import { sqsClient } from './sqs-jobs.ts';

/** Hides a message that was received for so long. */
export function sqsJobReturns({
  queueUrl,
  client = sqsClient(),
}: {
  readonly queueUrl: string;
  readonly client?: SQSClient;
}): JobReturns {
  return {
    async after(receipt, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receipt,
          VisibilityTimeout: seconds,
        }),
      );
    },
  };
}
