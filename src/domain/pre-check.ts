import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import { personId } from './membership.ts';
import { line, passage, slug, timestamp, ulid } from './text.ts';

/** Where something is missing, and what. */
export const flaw = z.strictObject({
  field: line(200).describe(
    'A prompt as `/answers/<id>`, an item as `/evidence/<id>`, a required artifact as `/artifacts/<id>`.',
  ),
  message: line(500),
});

/** A person's look at whether a submission is complete and readable, before anyone scores it. */
export const preCheck = z.strictObject({
  submissionId: ulid,
  issuerId: slug,
  microCredentialId: ulid,
  version: z.int().positive(),
  state: z.enum(['asked', 'passed', 'returned', 'cancelled']),
  askedAt: timestamp,
  dueAt: timestamp,
  checker: personId.optional(),
  answeredAt: timestamp.optional(),
});
export type PreCheck = z.infer<typeof preCheck>;

export const preCheckAnswer = z.discriminatedUnion('complete', [
  z.strictObject({ complete: z.literal(true) }),
  z.strictObject({
    complete: z.literal(false),
    message: passage(2000).describe('What the learner reads.'),
    flaws: z.array(flaw).max(50).default([]),
  }),
]);
export type PreCheckAnswer = z.infer<typeof preCheckAnswer>;

/** @throws DomainError `already-decided` */
export function answerPreCheck(
  asked: PreCheck,
  { complete }: PreCheckAnswer,
  { checker, now }: { checker: string; now: Date },
): PreCheck {
  if (asked.state !== 'asked')
    throw new DomainError('already-decided', 'Somebody has looked at this submission already.');
  return { ...asked, state: complete ? 'passed' : 'returned', checker, answeredAt: now.toISOString() };
}
