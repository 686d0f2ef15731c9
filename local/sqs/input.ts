import type * as z from 'zod';
import { MAX_MESSAGE_BYTES } from './definition.ts';
import {
  commonError,
  invalidParameter,
  invalidValue,
  missingParameter,
  oldError,
  sqsError,
} from './error.ts';
import { type Receipt, readHandle } from './receipt.ts';

/** The shape of a request: what has another type is no request, what is missing or out of range is told one by one. */
export function parse<S extends z.ZodType>(shape: S, input: unknown): z.infer<S> {
  const result = shape.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw commonError(
    'SerializationException',
    'MalformedInput',
    `${issue?.path.join('.')}: ${issue?.message ?? 'malformed'}`,
  );
}

/** The value, or the error that says it is missing. */
export function required<T>(value: T | undefined, parameter: string): T {
  if (value === undefined || value === '') throw missingParameter(parameter);
  return value;
}

/** The number if it is whole and within the limits, `otherwise` if there is none. */
export function within(
  value: number | undefined,
  parameter: string,
  { min, max, otherwise }: { min: number; max: number; otherwise: number },
): number {
  if (value === undefined) return otherwise;
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidValue(value, parameter, `Must be between ${min} and ${max}, if provided.`);
}

// As XML 1.0 allows them; a surrogate without its other half is none of them.
const characters = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

/** The text of a message, if the queue takes it. */
export function messageBody(value: string | undefined, maxBytes: number): string {
  const body = required(value, 'MessageBody');
  if (!characters.test(body))
    throw sqsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  if (Buffer.byteLength(body) > maxBytes)
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
    );
  return body;
}

/** What a receipt handle of this queue stands for. */
export function receiptOf(value: string | undefined, queue: string): Receipt {
  const handle = required(value, 'ReceiptHandle');
  const receipt = readHandle(handle);
  if (receipt?.queue === queue) return receipt;
  throw sqsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    'ReceiptHandleIsInvalid',
    404,
  );
}

/** Refuses a batch that breaks the rules for all of its entries. */
export function checkBatch(
  entries: readonly { Id?: string | undefined; MessageBody?: string | undefined }[],
): void {
  if (entries.length === 0)
    throw oldError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10) {
    throw oldError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map(({ Id }) => required(Id, 'Id'));
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id))) {
    throw oldError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw oldError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
  if (bytes > MAX_MESSAGE_BYTES) {
    throw oldError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
  }
}
