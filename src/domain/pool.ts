import * as z from 'zod';
import { personId } from './membership.ts';
import { slug, timestamp, ulid } from './text.ts';

/** Who of an issuer's assessors assesses a micro-credential. Without one, all of them do. */
export const pool = z.strictObject({
  microCredentialId: ulid,
  issuerId: slug,
  assessors: z.array(personId).min(1).max(200),
  since: timestamp,
  setBy: personId,
});
export type Pool = z.infer<typeof pool>;

/** That somebody must not assess the work of somebody. */
export const conflictOfInterest = z.strictObject({
  issuerId: slug,
  assessor: personId,
  learner: personId,
  declaredBy: personId,
  at: timestamp,
});
export type ConflictOfInterest = z.infer<typeof conflictOfInterest>;

/** A claim that a person holds, as their list of claims has it. */
export const heldClaim = z.strictObject({ assessmentId: ulid, claimedUntil: timestamp });
export type HeldClaim = z.infer<typeof heldClaim>;

/** As many assessments one person holds at once in an issuer that says nothing else. */
export const usualMostClaims = 10;
