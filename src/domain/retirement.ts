import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import { personId } from './membership.ts';
import { passage, timestamp, ulid } from './text.ts';

/** What everybody may know of a retirement. */
export const publicRetirement = z.strictObject({
  at: timestamp,
  reason: passage(1000),
  /** The micro-credential that takes its place. */
  successor: ulid.optional(),
});
export type PublicRetirement = z.infer<typeof publicRetirement>;

/** That a micro-credential takes no new submissions, and no new versions. What was opened, assessed or awarded goes on. */
export const retirement = publicRetirement.extend({
  microCredentialId: ulid,
  by: personId,
  /** When an owner took it back, and who. */
  ended: z.strictObject({ at: timestamp, by: personId }).optional(),
});
export type Retirement = z.infer<typeof retirement>;

/** As everybody is told. */
export function publicly({ at, reason, successor }: Retirement): PublicRetirement {
  return { at, reason, ...(successor && { successor }) };
}

/** The refusal of what a retired micro-credential takes no more. */
export function retired(): DomainError {
  return new DomainError(
    'retired',
    'This micro-credential is retired: nothing new is opened or published. What is under way goes on.',
  );
}
