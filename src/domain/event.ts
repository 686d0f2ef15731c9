import * as z from 'zod';
import { personId } from './membership.ts';
import { line, passage, slug, timestamp, ulid } from './text.ts';

/** What can happen to a submission, in the order of a life. The names are stable. */
export const eventKind = z.enum([
  'submission.opened',
  'submission.handed-in',
  'submission.returned',
  'submission.withdrawn',
  'pre-check.passed',
  'assessment.claimed',
  'advice.given',
  'assessment.handed-back',
  'assessment.recused',
  'assessment.completed',
  'assessment.third-asked',
  'approval.asked',
  'approval.referred',
  'approval.given',
  'submission.decided',
  'appeal.opened',
  'appeal.decided',
  'assessment.due-soon',
  'assessment.overdue',
  'credential.issued',
  'credential.revoked',
]);

/** What only the trail tells: steps of an assessor that concern nobody else. */
const unannounced: readonly z.infer<typeof eventKind>[] = ['submission.opened', 'advice.given'];

/** Whether people or webhooks may be told of it. */
export function isAnnounced({ kind }: { readonly kind: z.infer<typeof eventKind> }): boolean {
  return !unannounced.includes(kind);
}

/** Something that happened, written with the change itself or not at all: the trail of a submission, never written again. */
export const assayEvent = z.strictObject({
  id: ulid,
  kind: eventKind,
  at: timestamp,
  issuerId: slug,
  microCredentialId: ulid,
  submissionId: ulid,
  assessmentId: ulid.optional(),
  credentialId: ulid.optional(),
  /** The person by whose act it happened; absent for what the service did by a rule. Never told to the other side of the blind. */
  actor: personId.optional(),
  /** What is said beside the kind: an outcome, a round, a count. No names, no answers. */
  facts: z.record(slug, z.union([line(200), z.number(), z.boolean()])).optional(),
  /** Words of one person for another: the reason for a return, say. */
  note: passage(4000).optional(),
});
export type AssayEvent = z.infer<typeof assayEvent>;
