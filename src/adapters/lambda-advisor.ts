import type { LambdaClient } from '@aws-sdk/client-lambda';
import { adviceNote } from '../domain/advice.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Advisor } from '../ports.ts';
import { invoke, lambdaClient } from './lambda-invoke.ts';

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
        const { failed, answer } = await invoke({ client, functionName }, request);
        if (failed) throw new Error('the function failed');
        return adviceNote.parse(JSON.parse(answer));
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
