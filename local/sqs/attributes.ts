import { queueArn } from '../template/physical.ts';
import type { QueueDefinition } from './definition.ts';
import { sqsError } from './error.ts';
import type { Message } from './journal.ts';
import type { Depth } from './queues.ts';

/** The attributes of a message that SQS itself sets, as text. */
export function messageAttributes(message: Message): Record<string, string> {
  return {
    SenderId: 'local',
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.cameFrom !== undefined && { DeadLetterQueueSourceArn: queueArn(message.cameFrom) }),
  };
}

/** Those that were asked for; `All` asks for all of them. */
export function chosen(attributes: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => names.includes('All') || names.includes(name)),
  );
}

/** The attributes of a queue that were asked for, as text. */
export function queueAttributes(
  queue: QueueDefinition,
  { visible, inFlight, delayed }: Depth,
  names: readonly string[],
): Record<string, string> {
  const all: Record<string, string> = {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    DelaySeconds: String(queue.delaySeconds),
    MaximumMessageSize: String(queue.maxMessageBytes),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    QueueArn: queueArn(queue.name),
    ReceiveMessageWaitTimeSeconds: String(queue.waitSeconds),
    SqsManagedSseEnabled: 'true',
    VisibilityTimeout: String(queue.visibilitySeconds),
  };
  const redrive = queue.redrive && {
    deadLetterTargetArn: queueArn(queue.redrive.queue),
    maxReceiveCount: queue.redrive.maxReceiveCount,
  };
  const unknown = names.find((name) => !(name in all) && name !== 'All' && name !== 'RedrivePolicy');
  if (unknown !== undefined) throw sqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  return chosen(redrive === undefined ? all : { ...all, RedrivePolicy: JSON.stringify(redrive) }, names);
}
