import type { StackVersion } from '../domain/stack.ts';
import { reopenProposal } from '../domain/stack-proposal.ts';
import { type StackStanding, stackStanding } from '../domain/stack-standing.ts';
import type { Issuances, StackAwards, Stacks } from '../ports.ts';
import { awardedPieces, type PiecePorts } from './stack-pieces.ts';

/** How far a learner is with a stack when a piece that waits for its signature counts, and only one that fell does not. */
export async function standingUnlessFallen(
  ports: PiecePorts,
  { learner, version: { stack }, now }: { learner: string; version: StackVersion; now: Date },
): Promise<StackStanding> {
  const awarded = await awardedPieces(ports, { learner, pieces: stack.pieces, now });
  const notFallen = awarded.filter(({ standing }) => standing !== 'fallen');
  return stackStanding(stack, new Set(notFallen.map(({ microCredentialId }) => microCredentialId)));
}

/**
 * Takes the confirmation of a stack back whose credential cannot be signed any more, because a piece fell in between: the
 * proposal waits again, and nothing stays unfinished for ever. A piece that is only waiting for its own signature has not fallen.
 * @returns whether it was taken back
 */
export async function reopenFallen(
  ports: PiecePorts & { issuances: Issuances; stackAwards: StackAwards; stacks: Stacks },
  credentialId: string,
): Promise<boolean> {
  const journal = await ports.issuances.find(credentialId);
  if (journal?.origin.kind !== 'stack' || journal.state === 'issued' || journal.replaces !== undefined)
    return false;
  const { stackId, version: number, learner, proposalId } = journal.origin;
  const [proposal, version] = await Promise.all([
    ports.stackAwards.find(proposalId),
    ports.stacks.findVersion(stackId, number),
  ]);
  if (!version || proposal?.state !== 'confirmed' || proposal.credentialId !== credentialId) return false;
  const now = new Date(journal.decidedAt);
  if ((await standingUnlessFallen(ports, { learner, version, now })).complete) return false;
  await ports.stackAwards.reopen(reopenProposal(proposal), credentialId);
  return true;
}
