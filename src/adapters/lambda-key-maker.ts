import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { KeyMaker } from '../ports.ts';
import { lambdaClient } from './lambda-signing-tasks.ts';

/** Longer than the function may run, shorter than the caller has. */
const deadline = 24_000;

const made = z.strictObject({ kmsKeyId: z.string().min(1), publicKey: z.base64().min(1) });

/** Asks the function that makes keys, and waits for it. It throws unless there is a key. */
export function lambdaKeyMaker({
  functionName,
  client = lambdaClient(),
}: {
  readonly functionName: string;
  readonly client?: LambdaClient;
}): KeyMaker {
  return {
    async make({ issuerId, keyId, algorithm }) {
      const { FunctionError, Payload } = await client.send(
        new InvokeCommand({
          FunctionName: functionName,
          InvocationType: 'RequestResponse',
          Payload: JSON.stringify({ issuerId, keyId, algorithm }),
        }),
        { abortSignal: AbortSignal.timeout(deadline) },
      );
      const answer = Buffer.from(Payload ?? []).toString('utf8');
      if (FunctionError !== undefined)
        throw new Error(`no key ${keyId} was made for ${issuerId}`, { cause: answer.slice(0, 1000) });
      const { kmsKeyId, publicKey } = made.parse(JSON.parse(answer));
      return { kmsKeyId, publicKey: Buffer.from(publicKey, 'base64') };
    },
  };
}
