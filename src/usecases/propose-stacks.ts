import type { DueIssuance } from '../domain/issuance.ts';
import type { StackVersion } from '../domain/stack.ts';
import type { StackCheck } from '../domain/stack-check.ts';
import {
  confirmProposal,
  type HeldPiece,
  type StackDecision,
  type StackProposal,
  samePieces,
} from '../domain/stack-proposal.ts';
import type { StackStanding } from '../domain/stack-standing.ts';
import type { Clock, NewId, StackAwards, Stacks } from '../ports.ts';
import { newestRecipient, type PiecePorts, standingInStack } from './stack-pieces.ts';

export interface ProposalPorts extends PiecePorts {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly stackAwards: StackAwards;
  readonly stacks: Stacks;
}

/** What a learner has for a stack: how far they are, and the proposal once there is one. */
export interface Proposed {
  readonly standing: StackStanding;
  readonly proposal?: StackProposal;
  /** The credential that the rule confirmed just now, to be signed. */
  readonly due?: string;
}

/**
 * Proposes the award of every stack that a credential has completed, and notes that this was looked at. Doing it again, or twice
 * at once, proposes nothing twice. @returns the credentials that rules confirmed, to be signed
 */
export async function proposeStacks(ports: ProposalPorts, check: StackCheck): Promise<readonly string[]> {
  const due: string[] = [];
  const submissionId = (await ports.credentials.find(check.credentialId))?.submissionId;
  const submission = submissionId === undefined ? undefined : await ports.submissions.find(submissionId);
  if (submission)
    for (const stackId of await ports.stacks.withPiece(submission.microCredentialId)) {
      const proposed = await proposeStack(ports, { learner: submission.learner, stackId });
      if (proposed?.due !== undefined) due.push(proposed.due);
    }
  await ports.stackAwards.checked(check);
  return due;
}

/**
 * Proposes the award of one stack to a learner who has earned it. One that was declined is proposed anew only for other
 * credentials than it was declined for. @returns undefined when there is no such stack, or it is retired and was not proposed
 */
export async function proposeStack(
  ports: ProposalPorts,
  { learner, stackId }: { learner: string; stackId: string },
): Promise<Proposed | undefined> {
  const before = await ports.stackAwards.ofLearner(learner, stackId);
  const latest = await ports.stacks.latestVersion(stackId);
  const isPinned = before !== undefined && before.state !== 'declined';
  const version = isPinned ? await ports.stacks.findVersion(stackId, before.version) : latest;
  if (!version || (!isPinned && latest?.retiredAt !== undefined)) return undefined;
  const now = ports.clock.now();
  const { standing, held, awarded } = await standingInStack(ports, { learner, stack: version.stack, now });
  const known = { standing, ...(before && { proposal: before }) };
  const recipient = newestRecipient(awarded);
  if (!standing.complete || !recipient) return known;
  if (before?.state === 'confirmed') return known;
  if (before?.state === 'waiting')
    return version.stack.confirmation === 'rule' ? confirmByRule(ports, before, held, standing) : known;
  if (before && samePieces(before.pieces, held)) return known;
  return begin(ports, { version, before, standing, proposal: { learner, recipient, pieces: [...held] } });
}

async function begin(
  ports: ProposalPorts,
  {
    version,
    before,
    standing,
    proposal,
  }: {
    version: StackVersion;
    before: StackProposal | undefined;
    standing: StackStanding;
    proposal: Pick<StackProposal, 'learner' | 'recipient' | 'pieces'>;
  },
): Promise<Proposed> {
  const { stackId, issuerId, stack } = version;
  const waiting: StackProposal = {
    id: ports.newId(),
    issuerId,
    stackId,
    version: version.version,
    ...proposal,
    state: 'waiting',
    proposedAt: ports.clock.now().toISOString(),
    revision: 1,
  };
  const { made, due } =
    stack.confirmation === 'rule'
      ? byRule(ports, waiting, waiting.pieces)
      : { made: waiting, due: undefined };
  const first = await ports.stackAwards.propose(made, before, due);
  if (first) return { standing, proposal: made, ...(due && { due: due.credentialId }) };
  const other = await ports.stackAwards.ofLearner(proposal.learner, stackId);
  return { standing, ...(other && { proposal: other }) };
}

/** A confirmation that lapsed, of a stack that needs no approver. */
async function confirmByRule(
  ports: ProposalPorts,
  waiting: StackProposal,
  held: readonly HeldPiece[],
  standing: StackStanding,
): Promise<Proposed> {
  const { made, due } = byRule(ports, waiting, held);
  await ports.stackAwards.decide(made, due);
  return { standing, proposal: made, due: due.credentialId };
}

function byRule(
  ports: ProposalPorts,
  waiting: StackProposal,
  pieces: readonly HeldPiece[],
): { made: StackProposal; due: DueIssuance } {
  const at = ports.clock.now().toISOString();
  return confirmedStack(waiting, {
    decision: { by: 'rule', outcome: 'confirmed', at },
    pieces,
    credentialId: ports.newId(),
  });
}

/** A proposal that is confirmed, and what is due by that. @throws DomainError `already-decided`, `own-award` */
export function confirmedStack(
  waiting: StackProposal,
  confirmed: { decision: StackDecision; pieces: readonly HeldPiece[]; credentialId: string },
): { made: StackProposal; due: DueIssuance } {
  const made = confirmProposal(waiting, confirmed);
  const { stackId, version, learner, issuerId } = made;
  return {
    made,
    due: {
      state: 'due',
      credentialId: confirmed.credentialId,
      issuerId,
      decidedAt: confirmed.decision.at,
      origin: {
        kind: 'stack',
        stackId,
        version,
        learner,
        proposalId: made.id,
        pieces: made.pieces.map(({ credentialId }) => credentialId),
      },
    },
  };
}
