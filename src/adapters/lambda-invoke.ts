import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** Longer than a function that somebody waits for may run, shorter than that caller has, in milliseconds. */
export const invokeDeadline = 24_000;

/** A client that waits for a function's answer. */
export function lambdaClient(): LambdaClient {
  return new LambdaClient({
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 1000,
      requestTimeout: invokeDeadline,
      throwOnRequestTimeout: true,
    },
  });
}

/** What a function answered, as text; `failed` when it threw or ran out of time, and the answer is Lambda's word of that. */
export interface Invoked {
  readonly failed: boolean;
  readonly answer: string;
}

/** Calls a function and waits for it. Tries after a throttled call share the time that there is. */
export async function invoke(
  { client, functionName }: { client: LambdaClient; functionName: string },
  event: object,
  abortSignal = AbortSignal.timeout(invokeDeadline),
): Promise<Invoked> {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'RequestResponse',
      Payload: JSON.stringify(event),
    }),
    { abortSignal },
  );
  return { failed: FunctionError !== undefined, answer: Buffer.from(Payload ?? []).toString('utf8') };
}
