import { createHash } from 'node:crypto';
import { messageAttributes } from '../sqs/attributes.ts';
import type { Message } from '../sqs/journal.ts';
import { handleOf } from '../sqs/receipt.ts';
import { queueArn, REGION } from '../template/physical.ts';

/** A message as a function gets it. */
export const recordOf = (message: Message) => ({
  messageId: message.id,
  receiptHandle: handleOf(message),
  body: message.body,
  attributes: messageAttributes(message),
  messageAttributes: {},
  md5OfBody: createHash('md5').update(message.body).digest('hex'),
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn(message.queue),
  awsRegion: REGION,
});

/** The events for a batch, each at most so large: one, unless the messages are large. */
export function eventsOf(
  messages: readonly Message[],
  maxBytes: number,
): { messages: Message[]; payload: string }[] {
  const events: { messages: Message[]; records: string[]; bytes: number }[] = [];
  for (const message of messages) {
    const record = JSON.stringify(recordOf(message));
    const bytes = Buffer.byteLength(record) + 1;
    const last = events.at(-1);
    if (last === undefined || last.bytes + bytes > maxBytes) {
      events.push({ messages: [message], records: [record], bytes: bytes + '{"Records":[]}'.length });
    } else {
      last.messages.push(message);
      last.records.push(record);
      last.bytes += bytes;
    }
  }
  return events.map(({ messages: part, records }) => ({
    messages: part,
    payload: `{"Records":[${records.join(',')}]}`,
  }));
}

/**
 * The messages that a function did, by its answer. What says nothing of failures has none; what speaks of them in a way that cannot be
 * understood, or of messages that were not in the batch, has done nothing.
 */
export function doneOf(messages: readonly Message[], payload: string): readonly Message[] {
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return [];
  }
  if (typeof answer !== 'object' || answer === null) return messages;
  const { batchItemFailures = null } = answer as { batchItemFailures?: unknown };
  if (batchItemFailures === null) return messages;
  if (!Array.isArray(batchItemFailures)) return [];
  const failed = batchItemFailures.map((item: { itemIdentifier?: unknown } | null) => item?.itemIdentifier);
  if (!failed.every((id) => messages.some((message) => message.id === id))) return [];
  return messages.filter(({ id }) => !failed.includes(id));
}
