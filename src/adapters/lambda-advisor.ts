import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { adviceNote } from '../domain/advice.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Advisor } from '../ports.ts';
import { lambdaClient } from './lambda-signing-tasks.ts';

/** Longer than the model may take, shorter than the caller has, in milliseconds. */
const deadline = 24_000;

/** Asks the function that asks the model. Whatever it cannot do, assessing goes on without it. */
export function lambdaAdvisor({
  functionName,
  client = lambdaClient(),
  onFailure = () => {},
}: {
  readonly functionName: string;
  readonly client?: LambdaClient;
  /** Told what the function said when it failed. */
  readonly onFailure?: (reason: string) => void;
}): Advisor {
  return {
    async advise(request) {
      try {
        const { FunctionError, Payload } = await client.send(
          new InvokeCommand({
            FunctionName: functionName,
            InvocationType: 'RequestResponse',
            Payload: JSON.stringify(request),
          }),
          { abortSignal: AbortSignal.timeout(deadline) },
        );
        if (FunctionError !== undefined) throw new Error(FunctionError);
        return adviceNote.parse(JSON.parse(Buffer.from(Payload ?? []).toString('utf8')));
      } catch (error) {
        onFailure(error instanceof Error ? error.name : typeof error);
        throw new DomainError(
          'advice-unavailable',
          'The model did not answer. Assess without it, or ask again later.',
        );
      }
    },
  };
}
