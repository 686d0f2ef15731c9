import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { SigningTasks } from '../ports.ts';

/** Longer than the signer may run, shorter than the caller has. Tries after a throttled call share it. */
const deadline = 24_000;

/** A client that waits for a function's answer. */
export function lambdaClient(): LambdaClient {
  return new LambdaClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: deadline, throwOnRequestTimeout: true },
  });
}

/** Asks the signer function, waits for it, and throws unless it says that the task is done. */
export function lambdaSigningTasks({
  functionName,
  client = lambdaClient(),
}: {
  readonly functionName: string;
  readonly client?: LambdaClient;
}): SigningTasks {
  return {
    async run(task) {
      const { FunctionError, Payload } = await client.send(
        new InvokeCommand({
          FunctionName: functionName,
          InvocationType: 'RequestResponse',
          Payload: JSON.stringify(task),
        }),
        { abortSignal: AbortSignal.timeout(deadline) },
      );
      if (FunctionError === undefined) return;
      const cause = Payload && Buffer.from(Payload).toString('utf8').slice(0, 1000);
      throw new Error(`the signer did not finish the ${task.kind} task`, { cause });
    },
  };
}
