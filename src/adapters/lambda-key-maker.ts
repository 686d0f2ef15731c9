import type { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { KeyMaker } from '../ports.ts';
import { invoke, lambdaClient } from './lambda-invoke.ts';

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
      const { failed, answer } = await invoke({ client, functionName }, { issuerId, keyId, algorithm });
      if (failed)
        throw new Error(`no key ${keyId} was made for ${issuerId}`, { cause: answer.slice(0, 1000) });
      const { kmsKeyId, publicKey } = made.parse(JSON.parse(answer));
      return { kmsKeyId, publicKey: Buffer.from(publicKey, 'base64') };
    },
  };
}
