import * as z from 'zod';
import { StartError } from '../start-error.ts';
import type { Deployment } from '../template/deployment.ts';
import { queueArn } from '../template/physical.ts';

/** A standard queue. */
export interface QueueDefinition {
  name: string;
  delaySeconds: number;
  maxMessageBytes: number;
  retentionSeconds: number;
  visibilitySeconds: number;
  /** How long a receive waits that does not say so itself. */
  waitSeconds: number;
  /** Where a message goes instead of being received once more after `maxReceiveCount` times. */
  redrive?: { queue: string; maxReceiveCount: number } | undefined;
}

/** The largest message, and the largest batch of messages, in bytes. */
export const MAX_MESSAGE_BYTES = 1_048_576;

const within = (min: number, max: number, otherwise: number) =>
  z.coerce.number().int().min(min).max(max).default(otherwise);

const properties = z.object({
  QueueName: z
    .string()
    .regex(/^[\w-]{1,80}$/, 'only standard queues are served')
    .optional(),
  FifoQueue: z.literal(false, 'only standard queues are served').optional(),
  DelaySeconds: within(0, 900, 0),
  MaximumMessageSize: within(1024, MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES),
  MessageRetentionPeriod: within(60, 1_209_600, 345_600),
  VisibilityTimeout: within(0, 43_200, 30),
  ReceiveMessageWaitTimeSeconds: within(0, 20, 0),
  RedrivePolicy: z
    .object({
      deadLetterTargetArn: z.string(),
      maxReceiveCount: z.coerce.number().int().min(1).max(1000),
    })
    .optional(),
});

/** Every queue of the template. Throws StartError for one that cannot be served, or whose dead letter queue is not among them. */
export function readQueues(deployment: Deployment): QueueDefinition[] {
  const resources = deployment.resources('AWS::SQS::Queue');
  return resources.map((resource) => {
    const queue = resource.read(properties);
    const { deadLetterTargetArn, maxReceiveCount } = queue.RedrivePolicy ?? {};
    const target = resources.find(({ name }) => queueArn(name) === deadLetterTargetArn);
    if (deadLetterTargetArn !== undefined && target === undefined)
      throw new StartError(`${resource.at}: ${deadLetterTargetArn} is no queue of the template.`);
    return {
      name: resource.name,
      delaySeconds: queue.DelaySeconds,
      maxMessageBytes: queue.MaximumMessageSize,
      retentionSeconds: queue.MessageRetentionPeriod,
      visibilitySeconds: queue.VisibilityTimeout,
      waitSeconds: queue.ReceiveMessageWaitTimeSeconds,
      redrive:
        target === undefined || maxReceiveCount === undefined
          ? undefined
          : { queue: target.name, maxReceiveCount },
    };
  });
}
