import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SigningTasks } from '../ports.ts';
import { invoke, lambdaClient } from './lambda-invoke.ts';

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
      const { failed, answer } = await invoke({ client, functionName }, task);
      if (!failed) return;
      const cause = answer === '' ? undefined : answer.slice(0, 1000);
      throw new Error(`the signer did not finish the ${task.kind} task`, { cause });
    },
  };
}
