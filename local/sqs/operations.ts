import { createHash } from 'node:crypto';
import * as z from 'zod';
import { queueUrl } from '../template/physical.ts';
import { chosen, messageAttributes, queueAttributes } from './attributes.ts';
import type { QueueDefinition } from './definition.ts';
import { invalidValue, noSuchQueue, SqsError, unsupported } from './error.ts';
import { checkBatch, messageBody, parse, receiptOf, required, within } from './input.ts';
import type { Message } from './journal.ts';
import type { Queues } from './queues.ts';
import { handleOf } from './receipt.ts';

/** What an operation works with. */
export interface Context {
  queues: Queues;
  /** Where SQS is, without a trailing slash. */
  origin: string;
  /** Aborts when the caller is gone. */
  signal: AbortSignal;
}

const text = z.string().optional();
const number = z.number().optional();
const names = z.array(z.string()).optional();

const OnQueue = z.object({ QueueUrl: text });
const Outgoing = z.object({
  MessageBody: text,
  DelaySeconds: number,
  MessageAttributes: z.unknown().optional(),
  MessageSystemAttributes: z.unknown().optional(),
  MessageDeduplicationId: z.unknown().optional(),
  MessageGroupId: z.unknown().optional(),
});
const notServed = ['MessageAttributes', 'MessageSystemAttributes', 'MessageGroupId'] as const;
const Handled = z.object({ ReceiptHandle: text });
const Hidden = Handled.extend({ VisibilityTimeout: number });
const entry = { Id: text };
const batch = <S extends z.ZodType>(shape: S) => OnQueue.extend({ Entries: z.array(shape).default([]) });

type Operation = (context: Context, input: unknown) => Promise<object>;

/** The operations that are served, by name. */
export const operations: Readonly<Record<string, Operation>> = {
  async GetQueueUrl({ queues, origin }, input) {
    const name = required(parse(z.object({ QueueName: text }), input).QueueName, 'QueueName');
    if (queues.definition(name) === undefined) throw noSuchQueue();
    return { QueueUrl: queueUrl(origin, name) };
  },

  async GetQueueAttributes(context, input) {
    const { QueueUrl, AttributeNames = [] } = parse(OnQueue.extend({ AttributeNames: names }), input);
    const queue = find(context, QueueUrl);
    const Attributes = queueAttributes(queue, context.queues.depth(queue.name), AttributeNames);
    return Object.keys(Attributes).length === 0 ? {} : { Attributes };
  },

  async SendMessage(context, input) {
    const { QueueUrl, ...message } = parse(OnQueue.extend(Outgoing.shape), input);
    const queue = find(context, QueueUrl);
    const sent = await context.queues.send(queue.name, [outgoing(message, queue)]);
    return sent.map(sentReceipt)[0] ?? {};
  },

  async SendMessageBatch(context, input) {
    const { QueueUrl, Entries } = parse(batch(Outgoing.extend(entry)), input);
    const queue = find(context, QueueUrl);
    checkBatch(Entries);
    const { good, Failed } = sorted(Entries, (one) => outgoing(one, queue));
    const sent = await context.queues.send(
      queue.name,
      good.map(({ value }) => value),
    );
    const Successful = sent.map((message, index) => ({ Id: good[index]?.Id, ...sentReceipt(message) }));
    return { Successful, Failed };
  },

  async ReceiveMessage(context, input) {
    const wanted = parse(
      OnQueue.extend({
        AttributeNames: names,
        MessageSystemAttributeNames: names,
        MaxNumberOfMessages: number,
        VisibilityTimeout: number,
        WaitTimeSeconds: number,
      }),
      input,
    );
    const queue = find(context, wanted.QueueUrl);
    const messages = await context.queues.receive(queue.name, {
      max: within(wanted.MaxNumberOfMessages, 'MaxNumberOfMessages', { min: 1, max: 10, otherwise: 1 }),
      visibilitySeconds: visibility(wanted.VisibilityTimeout, queue.visibilitySeconds),
      waitSeconds: within(wanted.WaitTimeSeconds, 'WaitTimeSeconds', {
        min: 0,
        max: 20,
        otherwise: queue.waitSeconds,
      }),
      signal: context.signal,
    });
    const asked = [...(wanted.AttributeNames ?? []), ...(wanted.MessageSystemAttributeNames ?? [])];
    return messages.length === 0 ? {} : { Messages: messages.map((message) => received(message, asked)) };
  },

  async DeleteMessage(context, input) {
    const { QueueUrl, ReceiptHandle } = parse(OnQueue.extend(Handled.shape), input);
    const queue = find(context, QueueUrl);
    await context.queues.remove([receiptOf(ReceiptHandle, queue.name)]);
    return {};
  },

  async DeleteMessageBatch(context, input) {
    const { QueueUrl, Entries } = parse(batch(Handled.extend(entry)), input);
    const queue = find(context, QueueUrl);
    checkBatch(Entries);
    const { good, Failed } = sorted(Entries, ({ ReceiptHandle }) => receiptOf(ReceiptHandle, queue.name));
    await context.queues.remove(good.map(({ value }) => value));
    return { Successful: good.map(({ Id }) => ({ Id })), Failed };
  },

  async ChangeMessageVisibility(context, input) {
    const { QueueUrl, ...message } = parse(OnQueue.extend(Hidden.shape), input);
    await hide(context, find(context, QueueUrl), message);
    return {};
  },

  async ChangeMessageVisibilityBatch(context, input) {
    const { QueueUrl, Entries } = parse(batch(Hidden.extend(entry)), input);
    const queue = find(context, QueueUrl);
    checkBatch(Entries);
    const outcomes = await Promise.all(
      Entries.map(async (one) => {
        try {
          await hide(context, queue, one);
          return { Id: one.Id, error: undefined };
        } catch (error) {
          return { Id: one.Id, error };
        }
      }),
    );
    return {
      Successful: outcomes.flatMap(({ Id, error }) => (error === undefined ? [{ Id }] : [])),
      Failed: outcomes.flatMap(({ Id, error }) => (error === undefined ? [] : [failure(Id, error)])),
    };
  },
};

/** The queue of an address: its host does not matter, as for AWS, where it has several. */
function find({ queues }: Context, address: string | undefined): QueueDefinition {
  const [, name = ''] = /\/\d{12}\/([\w-]{1,80})$/.exec(address ?? '') ?? [];
  const queue = queues.definition(name);
  if (queue === undefined) throw noSuchQueue();
  return queue;
}

function outgoing(message: z.infer<typeof Outgoing>, queue: QueueDefinition) {
  const { MessageBody, DelaySeconds, MessageDeduplicationId } = message;
  if (MessageDeduplicationId !== undefined) {
    throw invalidValue(
      MessageDeduplicationId,
      'MessageDeduplicationId',
      'The request include parameter that is not valid for this queue type',
    );
  }
  const other = notServed.find((name) => message[name] !== undefined);
  if (other !== undefined) throw unsupported(other);
  return {
    body: messageBody(MessageBody, queue.maxMessageBytes),
    delaySeconds: within(DelaySeconds, 'DelaySeconds', { min: 0, max: 900, otherwise: queue.delaySeconds }),
  };
}

async function hide(
  { queues }: Context,
  queue: QueueDefinition,
  message: z.infer<typeof Hidden>,
): Promise<void> {
  const receipt = receiptOf(message.ReceiptHandle, queue.name);
  const seconds = visibility(required(message.VisibilityTimeout, 'VisibilityTimeout'), 0);
  if (await queues.hide(receipt, seconds)) return;
  throw invalidValue(
    message.ReceiptHandle,
    'ReceiptHandle',
    'Message does not exist or is not available for visibility timeout change.',
  );
}

const visibility = (value: number | undefined, otherwise: number): number =>
  within(value, 'VisibilityTimeout', { min: 0, max: 43_200, otherwise });

/** The entries of a batch that can be done, and what is wrong with each of the others. */
function sorted<E extends { Id?: string | undefined }, T>(entries: readonly E[], read: (entry: E) => T) {
  const good: { Id: string | undefined; value: T }[] = [];
  const Failed: object[] = [];
  for (const one of entries) {
    try {
      good.push({ Id: one.Id, value: read(one) });
    } catch (error) {
      Failed.push(failure(one.Id, error));
    }
  }
  return { good, Failed };
}

function failure(Id: string | undefined, error: unknown): object {
  if (!(error instanceof SqsError)) throw error;
  return { Id, SenderFault: true, Code: error.code, Message: error.message };
}

const md5 = (body: string): string => createHash('md5').update(body).digest('hex');

const sentReceipt = ({ id, body }: Message) => ({ MessageId: id, MD5OfMessageBody: md5(body) });

function received(message: Message, asked: readonly string[]): object {
  const Attributes = chosen(messageAttributes(message), asked);
  return {
    MessageId: message.id,
    ReceiptHandle: handleOf(message),
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(Attributes).length > 0 && { Attributes }),
  };
}
