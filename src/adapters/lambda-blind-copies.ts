import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type Blinding, blinding, uploadedFileOf } from '../domain/blind-copy.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { FileEvidence } from '../domain/evidence.ts';
import type { Submission } from '../domain/submission.ts';
import type { BlindCopies } from '../ports.ts';
import { invoke, lambdaClient } from './lambda-invoke.ts';

/** How long somebody who hands in waits for the copies, in milliseconds. What is not done by then is found the next time. */
const patience = 12_000;
/** As few at once as there can be: a new account runs ten functions in all. */
const atOnce = 3;
/** What Lambda says of a function that a file was too much for. */
const tooMuch = /Sandbox\.Timedout|Runtime\.(?:ExitError|OutOfMemory)|Task timed out/;

/** Asks the function that makes blind copies, and waits for it. */
export function lambdaBlindCopies({
  functionName,
  client = lambdaClient(),
  wait = patience,
}: {
  readonly functionName: string;
  readonly client?: LambdaClient;
  readonly wait?: number;
}): BlindCopies {
  async function ask(
    submission: Submission,
    item: FileEvidence,
    abortSignal: AbortSignal,
  ): Promise<Blinding> {
    const file = uploadedFileOf(submission, item);
    const { failed, answer } = await invoke({ client, functionName }, file, abortSignal);
    if (!failed) return blinding.parse(JSON.parse(answer));
    if (tooMuch.test(answer))
      return { refused: 'there is too much in it: make it smaller, or save it in another way' };
    throw new Error('no blind copy was made', { cause: answer.slice(0, 1000) });
  }

  return {
    async make(submission, items) {
      const signal = AbortSignal.timeout(wait);
      const waiting = [...items.entries()];
      const made: Blinding[] = [];
      const work = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift())
          made[next[0]] = await ask(submission, next[1], signal);
      };
      try {
        await Promise.all(Array.from({ length: atOnce }, work));
      } catch (error) {
        if (!signal.aborted) throw error;
        throw new DomainError(
          'evidence-being-checked',
          'The files are still being prepared for the assessors. Nothing was handed in yet: hand in again in some seconds.',
        );
      }
      const refused = made.flatMap((one, index) =>
        'refused' in one ? [{ field: `/evidence/${items[index]?.id}`, message: one.refused }] : [],
      );
      if (refused.length > 0)
        throw new DomainError('evidence-unreadable', 'A file cannot be prepared for the assessors.', refused);
      return made.flatMap((one) => ('copy' in one ? [one.copy] : []));
    },
  };
}
