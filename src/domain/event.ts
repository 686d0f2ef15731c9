import * as z from 'zod';
import { personId } from './membership.ts';
import { line, passage, slug, timestamp, ulid } from './text.ts';

/** What can happen to a submission and its award, in the order of a life. The names are stable: webhooks carry them. */
export const eventKind = z.enum([
  'submission.opened',
  'submission.handed-in',
  'submission.returned',
  'submission.withdrawn',
  'pre-check.passed',
  'assessment.claimed',
  'assessment.handed-back',
  'assessment.recused',
  'assessment.completed',
  'assessment.third-asked',
  'approval.asked',
  'approval.referred',
  'approval.given',
  'submission.decided',
  'credential.issued',
  'credential.revoked',
  'credential.replaced',
  'evidence.disclosed',
  'evidence.deleted',
  'appeal.opened',
  'appeal.decided',
  'coach.asked',
  'coach.answered',
  'advice.given',
  'reminder.due',
  'learner.erased',
]);

/**
 * Something that happened, written with the change itself or not at all: the trail of a submission, which is never written
 * again, and at first an item of the outbox too.
 */
export const assayEvent = z.strictObject({
  id: ulid,
  kind: eventKind,
  at: timestamp,
  issuerId: slug,
  microCredentialId: ulid.optional(),
  submissionId: ulid.optional(),
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

/** In how many lists what is to be sent stands, so that no one partition takes all of it. */
export const outboxShards = 8;

/** The list that an event waits in: told from its id, so that sending it again finds the same. */
export function outboxShard({ id }: Pick<AssayEvent, 'id'>): number {
  return (id.codePointAt(id.length - 1) ?? 0) % outboxShards;
}
