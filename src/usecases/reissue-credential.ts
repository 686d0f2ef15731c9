import { type CredentialRecord, changeStatus, type StatusChange } from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { DueIssuance, Origin } from '../domain/issuance.ts';
import type { Caller } from '../domain/membership.ts';
import type { StackProposal } from '../domain/stack-proposal.ts';
import type { Submission } from '../domain/submission.ts';
import type { Issuances, NewId, StackAwards, Submissions } from '../ports.ts';
import { credentialOfCaller, type StatusPorts } from './change-credential-status.ts';
import { requireComplete } from './decide-stack-proposal.ts';
import type { PublicAddress } from './finish-intent.ts';
import { requireIssuable, requirePlain } from './issue-directly.ts';
import type { RehearsalPorts } from './rehearse-issuance.ts';
import { standingUnlessFallen } from './reopen-fallen.ts';
import { signNow } from './sign-now.ts';

export interface ReissuePorts extends StatusPorts {
  readonly issuances: Issuances;
  readonly newId: NewId;
  readonly stackAwards: StackAwards;
  readonly submissions: Submissions;
}

/** What may be put right: how an award names its holder, or the whole of a credential that was issued directly. */
export interface Correction {
  readonly recipient?: Partial<Submission['recipient']> | undefined;
  /** The unsigned document, for a credential that was issued directly. */
  readonly credential?: object | undefined;
}

export interface Reissued {
  readonly replaced: CredentialRecord;
  readonly successor: { readonly id: string; readonly issued: boolean };
}

/**
 * Replaces a credential by a corrected one. The old one is revoked, and names its successor, in the same step that makes the
 * successor due; the signer signs the successor only when the old one is publicly revoked, so there are never two valid ones.
 * @throws DomainError `already-replaced`, naming the successor; `invalid-request` for a correction of the wrong kind;
 * `stack-incomplete` for the award of a stack whose pieces no longer stand
 */
export async function reissueCredential(
  ports: ReissuePorts & RehearsalPorts,
  command: { caller: Caller; credentialId: string; reason: string; correction: Correction } & PublicAddress,
): Promise<Reissued> {
  const before = await credentialOfCaller(ports, command, 'change-credentials');
  const journal = await ports.issuances.find(before.id);
  if (command.correction.credential && journal?.origin.kind === 'direct') {
    // Before the old one is revoked: a correction that cannot be signed would leave none.
    requirePlain(command.correction.credential);
    const { origin } = await corrected(ports, journal.origin, command.correction);
    const { credentialId, issuerId, decidedAt } = journal;
    await requireIssuable(ports, { state: 'due', credentialId, issuerId, decidedAt, origin }, command);
  }
  if (journal?.origin.kind === 'stack' && before.successor === undefined)
    await requirePiecesStand(ports, journal.origin, new Date(journal.decidedAt));
  return reissue(ports, { before, by: command.caller.person, ...command });
}

async function requirePiecesStand(
  ports: RehearsalPorts,
  { stackId, version: number, learner }: Extract<Origin, { kind: 'stack' }>,
  now: Date,
): Promise<void> {
  const version = await ports.stacks.findVersion(stackId, number);
  if (!version) throw new Error(`stack ${stackId} has no version ${number}`);
  requireComplete(version, await standingUnlessFallen(ports, { learner, version, now }));
}

/** As {@link reissueCredential}, for a caller whose right is established. */
export async function reissue(
  ports: ReissuePorts,
  {
    before,
    by,
    reason,
    correction,
  }: { before: CredentialRecord; by: string; reason: string; correction: Correction },
): Promise<Reissued> {
  if (before.successor !== undefined)
    throw new DomainError('already-replaced', `This credential was replaced by ${before.successor}.`);
  const journal = await ports.issuances.find(before.id);
  if (!journal) throw new Error(`credential ${before.id} is not journalled`);
  const { origin, submission, proposal } = await corrected(ports, journal.origin, correction);
  const successor: DueIssuance = {
    state: 'due',
    credentialId: ports.newId(),
    issuerId: before.issuerId,
    decidedAt: journal.decidedAt,
    origin,
    replaces: before.id,
  };
  const change: StatusChange = {
    at: ports.clock.now().toISOString(),
    by,
    reason,
    purpose: 'revocation',
    set: true,
  };
  const revoked = changeStatus(before, change);
  const after = { ...(revoked ?? before), successor: successor.credentialId };
  await ports.credentials.replace({
    before,
    after,
    change: revoked && change,
    successor,
    submission: submission && { ...submission, credentialId: successor.credentialId },
    proposal: proposal && { ...proposal, credentialId: successor.credentialId },
  });
  return { replaced: after, successor: await signNow(ports, successor.credentialId) };
}

async function corrected(
  ports: ReissuePorts,
  origin: Origin,
  { recipient, credential }: Correction,
): Promise<{ origin: Origin; submission?: Submission; proposal?: StackProposal }> {
  if (origin.kind === 'endorsement') {
    if (recipient || credential) throw wrongKind('', 'is not possible for an endorsement; endorse anew');
    return { origin };
  }
  if (origin.kind === 'direct') {
    if (recipient) throw wrongKind('/recipient', 'is for awards; send the corrected credential');
    return { origin: credential ? { ...origin, credential: JSON.stringify(credential) } : origin };
  }
  if (credential) throw wrongKind('/credential', 'is for credentials that were issued directly');
  if (origin.kind === 'stack') {
    const proposal = await ports.stackAwards.find(origin.proposalId);
    if (!proposal) throw new Error(`stack proposal ${origin.proposalId} is missing`);
    return {
      origin,
      proposal: {
        ...proposal,
        recipient: { ...proposal.recipient, ...recipient },
        revision: proposal.revision + 1,
      },
    };
  }
  const submission = await ports.submissions.find(origin.submissionId);
  if (!submission) throw new Error(`submission ${origin.submissionId} is missing`);
  const { revision } = submission;
  const named = { ...submission.recipient, ...recipient };
  return { origin, submission: { ...submission, recipient: named, revision: revision + 1 } };
}

function wrongKind(field: string, message: string): DomainError {
  return new DomainError('invalid-request', 'This cannot be corrected that way.', [{ field, message }]);
}
