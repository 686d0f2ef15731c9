import { credentialUrl } from '../credentials/addresses.ts';
import { didWeb } from '../credentials/did.ts';
import { isPlainObject, type JsonObject } from '../credentials/json.ts';
import { type CredentialRecord, changeStatus, type StatusChange } from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Acceptance, Endorsed } from '../domain/endorsement.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { DueIssuance, Origin } from '../domain/issuance.ts';
import type { Caller } from '../domain/membership.ts';
import type { StackProposal } from '../domain/stack-proposal.ts';
import type { Submission } from '../domain/submission.ts';
import type { Issuances, NewId } from '../ports.ts';
import { credentialOfCaller, type StatusPorts } from './change-credential-status.ts';
import { requireComplete } from './decide-stack-proposal.ts';
import type { PublicAddress } from './finish-intent.ts';
import { requireIssuable, requirePlain } from './issue-directly.ts';
import { type RehearsalPorts, rehearseIssuance } from './rehearse-issuance.ts';
import { standingUnlessFallen } from './reopen-fallen.ts';
import { signNow } from './sign-now.ts';

export type ReissuePorts = StatusPorts &
  RehearsalPorts & { readonly issuances: Issuances; readonly newId: NewId };

/**
 * What may be put right: how an award names its holder, or the whole of a credential that was issued directly. And what an award
 * shows of its evidence, as its holder wishes.
 */
export interface Correction {
  readonly recipient?: Partial<Submission['recipient']> | undefined;
  /** The unsigned document, for a credential that was issued directly. */
  readonly credential?: object | undefined;
  /** Items of evidence that are shown otherwise. */
  readonly evidence?: readonly Evidence[] | undefined;
}

export interface Reissued {
  readonly replaced: CredentialRecord;
  readonly successor: { readonly id: string; readonly issued: boolean };
}

/** What is replaced, by whom, why and how, for a caller whose right is established. */
interface Replacing extends PublicAddress {
  readonly before: CredentialRecord;
  readonly by: string;
  readonly reason: string;
  readonly correction: Correction;
  /** No form of it is believed any more: then it may have no status entry to be revoked by. */
  readonly isDead?: boolean;
}

/**
 * Replaces a credential by a corrected one. The old one is revoked, and names its successor, in the same step that makes the
 * successor due; the signer signs the successor only when the old one is publicly revoked, so there are never two valid ones.
 * @throws DomainError `already-replaced`, naming the successor; `invalid-request` for a correction of the wrong kind, or one
 * that cannot be signed; `cannot-be-reissued` for what could not be signed today; `stack-incomplete` for the award of a stack
 * whose pieces no longer stand; `no-such-status`
 */
export async function reissueCredential(
  ports: ReissuePorts,
  command: { caller: Caller; credentialId: string; reason: string; correction: Correction } & PublicAddress,
): Promise<Reissued> {
  const before = await credentialOfCaller(ports, command, 'change-credentials');
  const journal = await ports.issuances.find(before.id);
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
export async function reissue(ports: ReissuePorts, replacing: Replacing): Promise<Reissued> {
  const { before } = replacing;
  if (before.successor !== undefined)
    throw new DomainError('already-replaced', `This credential was replaced by ${before.successor}.`);
  if (before.erasedAt !== undefined) throw new DomainError('cannot-be-reissued', 'Its holder had it erased.');
  const journal = await ports.issuances.find(before.id);
  if (!journal) throw new Error(`credential ${before.id} is not journalled`);
  const credentialId = ports.newId();
  const corrected = await correct(ports, journal.origin, replacing);
  const successor: DueIssuance = {
    state: 'due',
    credentialId,
    issuerId: before.issuerId,
    decidedAt: journal.decidedAt,
    origin: corrected.origin,
    replaces: before.id,
  };
  const records = {
    submission: corrected.submission && { ...corrected.submission, credentialId },
    evidence: corrected.submission && replacing.correction.evidence,
    proposal: corrected.proposal && { ...corrected.proposal, credentialId },
  };
  const { revoked, change } = revocationOf(replacing, ports.clock.now().toISOString());
  // Before the old one is revoked: a successor that cannot be signed would leave none.
  await requireSignable(withRecords(ports, records), successor, replacing);
  const acceptance = await acceptanceOf(ports, journal.origin, { before, credentialId });
  const after = { ...revoked, successor: credentialId };
  await ports.credentials.replace({ before, after, change, successor, ...records, acceptance });
  return { replaced: after, successor: await signNow(ports, credentialId) };
}

/** The old one revoked, and the flip of its bit: none where it is revoked already, or dead without having one. */
function revocationOf(
  { before, by, reason, isDead = false }: Replacing,
  at: string,
): { revoked: CredentialRecord; change?: StatusChange | undefined } {
  if (isDead && !before.statuses.some(({ purpose }) => purpose === 'revocation'))
    return { revoked: { ...before, revocation: before.revocation ?? { at, by, reason } } };
  const change: StatusChange = { at, by, reason, purpose: 'revocation', set: true };
  const revoked = changeStatus(before, change);
  return revoked ? { revoked, change } : { revoked: before };
}

/** @throws DomainError `invalid-request` for a document that was sent, else `cannot-be-reissued` */
async function requireSignable(
  ports: RehearsalPorts,
  due: DueIssuance,
  { correction, ...address }: Replacing,
): Promise<void> {
  if (due.origin.kind === 'direct' && correction.credential) return requireIssuable(ports, due, address);
  const problems = await rehearseIssuance(ports, due, address);
  if (problems.length === 0) return;
  const hasEnded = due.origin.kind !== 'direct' && problems.some(({ field }) => field === '/validUntil');
  throw new DomainError(
    'cannot-be-reissued',
    hasEnded ? 'Its validity has ended: it cannot be issued anew.' : 'It could not be signed as it is.',
    problems.slice(0, 50),
  );
}

/** The same records with those of the successor among them, which are not stored yet. */
function withRecords(
  ports: RehearsalPorts,
  {
    submission,
    evidence = [],
    proposal,
  }: {
    submission: Submission | undefined;
    evidence: readonly Evidence[] | undefined;
    proposal: StackProposal | undefined;
  },
): RehearsalPorts {
  const { submissions, stackAwards } = ports;
  return {
    ...ports,
    submissions: {
      ...submissions,
      find: async (id) => (submission?.id === id ? submission : submissions.find(id)),
      evidence: async (id) =>
        (await submissions.evidence(id)).map(
          (item) => (submission?.id === id && evidence.find((one) => one.id === item.id)) || item,
        ),
    },
    stackAwards: {
      ...stackAwards,
      find: async (id) => (proposal?.id === id ? proposal : stackAwards.find(id)),
    },
  };
}

/** What was accepted of an endorsement is accepted of its successor: it says the same. */
async function acceptanceOf(
  { endorsements }: RehearsalPorts,
  origin: Origin,
  { before, credentialId }: { before: CredentialRecord; credentialId: string },
): Promise<{ of: Endorsed; acceptance: Acceptance } | undefined> {
  if (origin.kind !== 'endorsement') return undefined;
  const { of } = origin;
  const accepted = (await endorsements.accepted(of)).find((one) => one.credentialId === before.id);
  return accepted && { of, acceptance: { ...accepted, credentialId } };
}

async function correct(
  ports: RehearsalPorts,
  origin: Origin,
  replacing: Replacing,
): Promise<{ origin: Origin; submission?: Submission; proposal?: StackProposal }> {
  const { recipient, credential } = replacing.correction;
  if (origin.kind === 'endorsement') {
    if (recipient || credential) throw wrongKind('', 'is not possible for an endorsement; endorse anew');
    return { origin };
  }
  if (origin.kind === 'direct') {
    if (recipient) throw wrongKind('/recipient', 'is for awards; send the corrected credential');
    return { origin: { ...origin, credential: correctedDocument(origin.credential, replacing) } };
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

/** What is asked for now of a credential that was issued directly, as JSON text: by the same issuer, under the same id. */
function correctedDocument(
  asked: string,
  { before, correction, publicUrl, formerPublicUrls }: Replacing,
): string {
  const did = didWeb(publicUrl, before.issuerId);
  if (!correction.credential) {
    if (issuerOf(JSON.parse(asked)) === did) return asked;
    throw new DomainError(
      'cannot-be-reissued',
      `It names its issuer by a former address of this site: send the corrected credential, with the issuer ${did}.`,
    );
  }
  const credential = requirePlain(correction.credential);
  if (issuerOf(credential) !== did) throw wrongKind('/credential/issuer', `must be ${did}`);
  const { id, ...unnamed } = credential;
  const addresses = [publicUrl, ...formerPublicUrls].map((url) => credentialUrl(url, before.id));
  // The address of the old one stays that of the old one.
  const isUnnamed = id === undefined || addresses.some((address) => address === id);
  if (before.foreignId === undefined && isUnnamed) return JSON.stringify(unnamed);
  if (id !== before.foreignId)
    throw wrongKind(
      '/credential/id',
      `must be ${before.foreignId ?? 'absent, or the address that it has here'}`,
    );
  return JSON.stringify(credential);
}

function issuerOf({ issuer }: JsonObject): unknown {
  return isPlainObject(issuer) ? issuer.id : issuer;
}

function wrongKind(field: string, message: string): DomainError {
  return new DomainError('invalid-request', 'This cannot be corrected that way.', [{ field, message }]);
}
