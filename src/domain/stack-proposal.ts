import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import { personId } from './membership.ts';
import { recipient } from './submission.ts';
import { passage, slug, timestamp, ulid } from './text.ts';

/** A piece that a learner holds: the micro-credential, and the credential of the award that people decided. */
export const heldPiece = z.strictObject({ microCredentialId: ulid, credentialId: ulid });
export type HeldPiece = z.infer<typeof heldPiece>;

/** Who decided on a proposal: an approver, or the rule of a stack that confirms by itself. */
export const stackDecision = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('approver'),
    person: personId,
    outcome: z.enum(['confirmed', 'declined']),
    reason: passage(1000),
    at: timestamp,
  }),
  z.strictObject({ by: z.literal('rule'), outcome: z.literal('confirmed'), at: timestamp }),
]);
export type StackDecision = z.infer<typeof stackDecision>;

/** That a learner has earned a stack: it waits for a decision, and keeps it. There is one for a learner and a stack. */
export const stackProposal = z.strictObject({
  id: ulid,
  issuerId: slug,
  stackId: ulid,
  /** The version by whose rule it was earned, whatever is published later (invariant 8). */
  version: z.int().positive(),
  learner: personId,
  /** How the credential names its holder: as that of the piece that was earned last. */
  recipient,
  /** What made it complete; once it is confirmed, what the credential lists. */
  pieces: z.array(heldPiece).min(1),
  state: z.enum(['waiting', 'confirmed', 'declined']),
  proposedAt: timestamp,
  decision: stackDecision.optional(),
  /** The credential of the award: the one that stands when others were replaced. The signer signs no other for it. */
  credentialId: ulid.optional(),
  /** Confirmations that were taken back, because a piece fell before the credential was signed. */
  lapsed: z.array(stackDecision).optional(),
  revision: z.int().positive(),
});
export type StackProposal = z.infer<typeof stackProposal>;

/** Confirms what waits. @throws DomainError `already-decided`, `own-award` */
export function confirmProposal(
  current: StackProposal,
  confirmed: { decision: StackDecision; pieces: readonly HeldPiece[]; credentialId: string },
): StackProposal {
  requireWaiting(current);
  requireNotOwn(current, confirmed.decision);
  const { decision, pieces, credentialId } = confirmed;
  return {
    ...current,
    state: 'confirmed',
    pieces: [...pieces],
    decision,
    credentialId,
    revision: current.revision + 1,
  };
}

/** Declines what waits. @throws DomainError `already-decided`, `own-award` */
export function declineProposal(current: StackProposal, decision: StackDecision): StackProposal {
  requireWaiting(current);
  requireNotOwn(current, decision);
  return { ...current, state: 'declined', decision, revision: current.revision + 1 };
}

/** Takes a confirmation back whose credential was never signed: it waits again, and who confirmed stays on record. */
export function reopenProposal({ decision, credentialId: _, ...current }: StackProposal): StackProposal {
  const lapsed = [...(current.lapsed ?? []), ...(decision ? [decision] : [])];
  return { ...current, state: 'waiting', lapsed, revision: current.revision + 1 };
}

function requireWaiting({ state }: StackProposal): void {
  if (state !== 'waiting') throw new DomainError('already-decided', `This proposal was ${state} already.`);
}

function requireNotOwn({ learner }: StackProposal, decision: StackDecision): void {
  if (decision.by === 'approver' && decision.person === learner)
    throw new DomainError('own-award', 'Nobody confirms their own award.');
}

/** Whether two lists hold the same credentials, in whatever order. */
export function samePieces(one: readonly HeldPiece[], other: readonly HeldPiece[]): boolean {
  const ids = (pieces: readonly HeldPiece[]) => pieces.map(({ credentialId }) => credentialId).toSorted();
  return ids(one).join() === ids(other).join();
}
