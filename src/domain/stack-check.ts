import * as z from 'zod';
import { timestamp, ulid } from './text.ts';

/**
 * That a learner's credential came to stand, so that stacks with it as a piece may be complete. It is written in the same step
 * and stays until someone has looked: no award of a stack is lost with a process.
 */
export const stackCheck = z.strictObject({
  credentialId: ulid,
  /** When it came to stand: last, where that was several times. */
  at: timestamp,
});
export type StackCheck = z.infer<typeof stackCheck>;
