import type * as z from 'zod';
import { DomainError, type ErrorCode } from '../../src/domain/domain-error.ts';
import { fieldErrors } from '../../src/http/problem.ts';

/** The refusal that a rule throws. Anything else that is thrown, and no refusal at all, fails the test. */
export function refusal(run: () => unknown): DomainError {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** How a rule ends: with its result, or with the code of its refusal. */
export function ending<T>(run: () => T): T | ErrorCode {
  try {
    return run();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

/** Which fields a refusal names. */
export function fieldsOf({ errors }: DomainError): string[] {
  return errors.map(({ field }) => field);
}

/** Where a schema finds fault, as JSON pointers; empty when it accepts the value. */
export function faults(schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : [...new Set(fieldErrors(parsed.error).map(({ field }) => field))];
}
