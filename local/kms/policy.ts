import * as z from 'zod';
import type { Input } from './algorithms.ts';
import { KmsError } from './error.ts';

const texts = z.union([z.string(), z.array(z.string()).min(1)]).transform((value) => [value].flat());

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.record(z.string(), texts)]),
  Action: texts,
  Resource: z.literal('*'),
  Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
});

/** A key policy, taken apart. */
export type KeyPolicy = z.infer<typeof keyPolicy>;
const keyPolicy = z.strictObject({
  Version: z.literal('2012-10-17').optional(),
  Id: z.string().optional(),
  Statement: z.array(statement).min(1),
});

/** Bytes that a key policy may have. */
const MAX_POLICY = 32 * 1024;

/** Reads a key policy as CreateKey gets it. Throws MalformedPolicyDocumentException, as KMS does. */
export function readPolicy(text: string): KeyPolicy {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('The policy is not JSON.');
  }
  if (Buffer.byteLength(text) > MAX_POLICY) throw malformed('The policy is too long.');
  const parsed = keyPolicy.safeParse(value);
  if (!parsed.success) throw malformed(z.prettifyError(parsed.error));
  return parsed.data;
}

/** Throws MalformedPolicyDocumentException for a policy that lets nobody of the account change it, unless that is asked for. */
export function checkLockout({ Statement }: KeyPolicy, account: string): void {
  const keeps = Statement.some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === 'Allow' &&
      Condition === undefined &&
      Action.some((action) => action === 'kms:*' || action === 'kms:PutKeyPolicy') &&
      Principal !== '*' &&
      (Principal.AWS ?? []).some((one) => one === account || one === `arn:aws:iam::${account}:root`),
  );
  if (!keeps)
    throw malformed('The new key policy will not allow you to update the key policy in the future.');
}

/**
 * Throws AccessDeniedException unless some statement lets someone sign in this way. Who asks is not known here; how, is: what
 * no principal could do on AWS fails here too.
 */
export function checkSigning({ Statement }: KeyPolicy, { algorithm, messageType }: Input): void {
  const asked: Record<string, string> = {
    'kms:SigningAlgorithm': algorithm,
    'kms:MessageType': messageType,
  };
  const allowed = Statement.some(
    ({ Effect, Action, Condition = {} }) =>
      Effect === 'Allow' &&
      Action.some((action) => action === 'kms:*' || action === 'kms:Sign') &&
      Object.entries(Condition.StringEquals ?? {}).every(([name, values]) => {
        const value = asked[name];
        return value === undefined || values.includes(value);
      }),
  );
  if (!allowed)
    throw new KmsError(
      'AccessDeniedException',
      `The key policy lets nobody sign with ${algorithm} over a message of type ${messageType}.`,
    );
}

function malformed(message: string): KmsError {
  return new KmsError('MalformedPolicyDocumentException', message);
}
