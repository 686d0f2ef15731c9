import * as z from 'zod';
import { personId } from './membership.ts';
import { passage, slug, timestamp, ulid } from './text.ts';

/** How long an issuer keeps evidence after a submission is decided or withdrawn. For ever where it never said. */
export const retention = z.strictObject({
  issuerId: slug,
  /** Days; absent to keep it. */
  days: z.int().min(30).max(3650).optional(),
  since: timestamp,
  setBy: personId,
});
export type Retention = z.infer<typeof retention>;

/** That nothing of a submission is deleted, whatever the rule or the learner says: there is a dispute, say. */
export const hold = z.strictObject({ at: timestamp, by: personId, reason: passage(1000) });

/** Since when evidence is kept of which nothing more is to come. */
export const keptEvidence = z.strictObject({ submissionId: ulid, issuerId: slug, at: timestamp });
export type KeptEvidence = z.infer<typeof keptEvidence>;

const day = 24 * 60 * 60 * 1000;

/** Whether the rule lets go of it now. */
export function isOver({ at }: KeptEvidence, { days }: Retention, now: Date): boolean {
  return days !== undefined && Date.parse(at) + days * day <= now.getTime();
}
