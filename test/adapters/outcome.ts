import { DomainError, type ErrorCode } from '../../src/domain/domain-error.ts';

/** How an attempt ended: `done`, or the code of the refusal. Anything else that is thrown fails the test. */
export async function outcome(attempt: Promise<unknown>): Promise<'done' | ErrorCode> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

/** Runs `times` attempts at once. @returns how often each outcome came */
export async function race(
  times: number,
  attempt: (runner: number) => Promise<unknown>,
): Promise<Partial<Record<'done' | ErrorCode, number>>> {
  const ended = await Promise.all(Array.from({ length: times }, (_, runner) => outcome(attempt(runner))));
  return Object.fromEntries(
    [...new Set(ended)].map((one) => [one, ended.filter((other) => other === one).length]),
  );
}
