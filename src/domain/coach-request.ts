import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import { personId } from './membership.ts';
import { line, passage, slug, timestamp, ulid } from './text.ts';

/** What a learner asks whose attempts are used: for advice, and another attempt. */
export const coachRequest = z.strictObject({
  id: ulid,
  issuerId: slug,
  microCredentialId: ulid,
  learner: personId,
  /** As the learner's submissions name them: who coaches is not blind. */
  name: line(200),
  message: passage(2000),
  askedAt: timestamp,
  answer: z
    .strictObject({ message: passage(4000), granted: z.boolean(), by: personId, at: timestamp })
    .optional(),
});
export type CoachRequest = z.infer<typeof coachRequest>;

export const coachAnswer = z.strictObject({
  message: passage(4000).describe('What the learner reads.'),
  grant: z.boolean().describe('Whether the learner may make one more attempt.'),
});

/** @throws DomainError `already-decided` */
export function answerCoachRequest(
  asked: CoachRequest,
  { message, grant }: z.infer<typeof coachAnswer>,
  { by, now }: { by: string; now: Date },
): CoachRequest {
  if (asked.answer) throw new DomainError('already-decided', 'This was answered already.');
  return { ...asked, answer: { message, granted: grant, by, at: now.toISOString() } };
}
