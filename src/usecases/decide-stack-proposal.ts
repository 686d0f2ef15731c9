import { requireHuman } from '../domain/assessment.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { DueIssuance } from '../domain/issuance.ts';
import type { Caller } from '../domain/membership.ts';
import { requireRight } from '../domain/permission.ts';
import { nameOfPiece, type StackVersion } from '../domain/stack.ts';
import { declineProposal, type StackDecision, type StackProposal } from '../domain/stack-proposal.ts';
import { missingInWords, type StackStanding } from '../domain/stack-standing.ts';
import type { Clock, Issuances, Members, NewId, SigningTasks, StackAwards, Stacks } from '../ports.ts';
import { confirmedStack } from './propose-stacks.ts';
import { reopenFallen } from './reopen-fallen.ts';
import { signNow } from './sign-now.ts';
import { type PiecePorts, standingInStack } from './stack-pieces.ts';
import { standingOf } from './standing.ts';

export interface DecidedStack {
  readonly proposal: StackProposal;
  /** The award's credential. `issued` is false when signing did not finish: it is finished later, on its own. */
  readonly credential?: { readonly id: string; readonly issued: boolean };
}

type Ports = PiecePorts & {
  clock: Clock;
  issuances: Issuances;
  members: Members;
  newId: NewId;
  signingTasks: SigningTasks;
  stackAwards: StackAwards;
  stacks: Stacks;
  onSigningFailure: (error: unknown) => void;
};

/**
 * Confirms or declines that a learner gets the award of a stack. A confirmation records the decision and that the award is due
 * in one step, then has it signed. Repeating the same decision changes nothing and asks again.
 * @throws DomainError `stack-incomplete` when pieces no longer stand; nothing is confirmed then
 */
export async function decideStackProposal(
  ports: Ports,
  {
    caller,
    proposalId,
    outcome,
    reason,
  }: { caller: Caller; proposalId: string; outcome: 'confirmed' | 'declined'; reason: string },
): Promise<DecidedStack> {
  requireHuman(caller);
  const proposal = await proposalFor(ports, { caller, proposalId }, 'approve-awards');
  const { person } = caller;
  const isRepeated = ({ decision }: StackProposal) =>
    decision?.by === 'approver' && decision.person === person && decision.outcome === outcome;
  const at = ports.clock.now().toISOString();
  const decided = isRepeated(proposal)
    ? proposal
    : await record(ports, proposal, { by: 'approver', person, outcome, reason, at }).catch(
        async (error: unknown) => {
          // The same decision, made twice at once: one of them came first.
          const now = await ports.stackAwards.find(proposalId);
          if (now && isRepeated(now)) return now;
          throw error;
        },
      );
  if (decided.credentialId === undefined) return { proposal: decided };
  const credential = await signNow(ports, decided.credentialId);
  if (!credential.issued && (await reopenFallen(ports, credential.id)))
    throw new DomainError('stack-incomplete', 'A piece fell while the award was being signed.');
  return { proposal: decided, credential };
}

/** A proposal of an issuer in which the caller may do this (invariant 7). @throws DomainError `not-found` or `forbidden` */
export async function proposalFor(
  ports: { stackAwards: StackAwards; members: Members },
  { caller, proposalId }: { caller: Caller; proposalId: string },
  right: 'approve-awards' | 'read-stack-awards',
): Promise<StackProposal> {
  const proposal = await ports.stackAwards.find(proposalId);
  const standing = proposal && (await standingOf(ports, { caller, issuerId: proposal.issuerId }));
  if (!proposal || !standing) throw new DomainError('not-found', 'Your issuers have no such proposal.');
  requireRight(standing, right);
  return proposal;
}

async function record(
  ports: Ports,
  proposal: StackProposal,
  decision: StackDecision,
): Promise<StackProposal> {
  const { decided, due } =
    decision.outcome === 'declined'
      ? { decided: declineProposal(proposal, decision), due: undefined }
      : await confirmed(ports, proposal, decision);
  await ports.stackAwards.decide(decided, due);
  return decided;
}

async function confirmed(
  ports: Ports,
  proposal: StackProposal,
  decision: StackDecision,
): Promise<{ decided: StackProposal; due: DueIssuance }> {
  const version = await ports.stacks.findVersion(proposal.stackId, proposal.version);
  if (!version) throw new Error(`stack ${proposal.stackId} has no version ${proposal.version}`);
  const { learner } = proposal;
  const now = ports.clock.now();
  const { standing, held } = await standingInStack(ports, { learner, stack: version.stack, now });
  const { made, due } = confirmedStack(proposal, {
    decision,
    pieces: held,
    credentialId: ports.newId(),
  });
  requireComplete(version, standing);
  return { decided: made, due };
}

/** @throws DomainError `stack-incomplete`, saying what is missing */
export function requireComplete(version: StackVersion, standing: StackStanding): void {
  if (standing.complete) return;
  throw new DomainError(
    'stack-incomplete',
    'The stack is not complete.',
    missingInWords(standing, nameOfPiece(version)).map((message) => ({ field: '/pieces', message })),
  );
}
