import { achievementOf } from '../credentials/held-credential.ts';
import { type ListedPiece, stackDocument } from '../credentials/stack-document.ts';
import { isCarried } from '../domain/case.ts';
import type { CredentialRecord } from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { DueIssuance, Origin, PreparedIssuance } from '../domain/issuance.ts';
import type { StackVersion } from '../domain/stack.ts';
import type { StackProposal } from '../domain/stack-proposal.ts';
import { stackStanding } from '../domain/stack-standing.ts';
import type { DocumentOfIssuance, DocumentPorts } from './document-of-issuance.ts';
import { acceptedEndorsements } from './endorse.ts';
import { pinnedVersion } from './read-submission.ts';
import { type AwardedPiece, awardedPieces } from './stack-pieces.ts';

type Undone = DueIssuance | PreparedIssuance;
type OfStack = Extract<Origin, { kind: 'stack' }>;

/**
 * Makes the document of a stack's award from the records: it was confirmed as it had to be, each of its pieces is the learner's
 * own by the decision of a person (invariant 1), they still stand, and the rule holds with them. A successor is made of pieces
 * that stood when it was confirmed: what fell since is told to the issuer, and does not take the award away.
 * @throws DomainError `stack-incomplete` when a piece does not stand; Error when the records do not carry it
 */
export async function documentOfStack(
  ports: DocumentPorts,
  issuance: Undone,
  { origin, publicUrl }: { origin: OfStack; publicUrl: string },
): Promise<DocumentOfIssuance> {
  const { issuerId, credentialId, decidedAt } = issuance;
  const [proposal, version, issuer] = await Promise.all([
    ports.stackAwards.find(origin.proposalId),
    ports.stacks.findVersion(origin.stackId, origin.version),
    ports.issuers.find(issuerId),
  ]);
  if (!proposal || !version || !issuer) throw notCarried(origin, 'a part of it is missing');
  requireConfirmed({ issuance, origin, proposal, version });
  const pieces = await listedPieces(ports, { issuance, origin, proposal });
  const earned = new Set(proposal.pieces.map(({ microCredentialId }) => microCredentialId));
  if (!stackStanding(version.stack, earned).complete) throw notCarried(origin, 'the rule does not hold');
  const endorsements = await acceptedEndorsements(ports, {
    of: { kind: 'issuer', issuer: issuerId },
    publicUrl,
    now: ports.clock.now(),
  });
  return {
    purposes: issuer.awardSuspension ? ['revocation', 'suspension'] : ['revocation'],
    learner: origin.learner,
    document: (drawn) =>
      stackDocument({
        ...drawn,
        credentialId,
        issuer,
        version,
        recipient: proposal.recipient,
        pieces,
        confirmedBy: proposal.decision?.by ?? 'approver',
        awardedAt: new Date(decidedAt),
        endorsements,
      }),
  };
}

function notCarried({ proposalId }: OfStack, why: string): Error {
  return new Error(`stack award ${proposalId}: ${why}`);
}

function missingPiece(why: string): DomainError {
  return new DomainError('stack-incomplete', why);
}

function requireConfirmed({
  issuance: { credentialId, issuerId, decidedAt },
  origin,
  proposal,
  version,
}: {
  issuance: Undone;
  origin: OfStack;
  proposal: StackProposal;
  version: StackVersion;
}): void {
  const { decision } = proposal;
  const mayConfirm =
    decision?.by === 'approver' ? decision.person !== origin.learner : version.stack.confirmation === 'rule';
  const holdsTogether =
    proposal.state === 'confirmed' &&
    proposal.credentialId === credentialId &&
    decision?.outcome === 'confirmed' &&
    decision.at === decidedAt &&
    mayConfirm &&
    [proposal, version].every((part) => part.issuerId === issuerId) &&
    proposal.stackId === origin.stackId &&
    proposal.version === origin.version &&
    proposal.learner === origin.learner &&
    proposal.pieces.map((piece) => piece.credentialId).join() === origin.pieces.join();
  if (!holdsTogether) throw notCarried(origin, 'the records do not carry it');
}

/** What the credential lists: of each piece the credential that stands for it now. */
async function listedPieces(
  ports: DocumentPorts,
  { issuance, origin, proposal }: { issuance: Undone; origin: OfStack; proposal: StackProposal },
): Promise<ListedPiece[]> {
  const decidedAt = new Date(issuance.decidedAt);
  const awarded = await awardedPieces(ports, {
    learner: origin.learner,
    pieces: proposal.pieces.map(({ microCredentialId }) => microCredentialId),
    // What ends later did not end when it was confirmed.
    now: decidedAt,
  });
  return Promise.all(
    proposal.pieces.map(async ({ microCredentialId, credentialId }) => {
      const piece = awarded.find((one) => one.microCredentialId === microCredentialId);
      if (piece === undefined || piece.standing === 'due') throw missingPiece('A piece of it is not issued.');
      const { record } = piece;
      const stands =
        piece.standing === 'stands' || (issuance.replaces !== undefined && stoodAt(record, decidedAt));
      const achievement = achievementOf(record);
      const confirmedOne = await ports.credentials.find(credentialId);
      const isThatPiece =
        confirmedOne?.submissionId === piece.submission.id && record.submissionId === piece.submission.id;
      if (
        !stands ||
        !isThatPiece ||
        achievement === undefined ||
        !(await wasJudged(ports, origin, issuance, piece))
      )
        throw missingPiece('A piece of it does not stand.');
      return { id: JSON.parse(record.document).id, achievement, name: record.name };
    }),
  );
}

function stoodAt({ revocation, suspension }: CredentialRecord, decidedAt: Date): boolean {
  return [revocation, suspension].every((reason) => reason === undefined || new Date(reason.at) > decidedAt);
}

/** Invariant 1, asked again at the key: people who are not the learner decided this piece, for this issuer. */
async function wasJudged(
  ports: DocumentPorts,
  { learner }: OfStack,
  { issuerId }: Undone,
  { submission }: AwardedPiece,
): Promise<boolean> {
  if (submission.learner !== learner || submission.issuerId !== issuerId || !submission.decision)
    return false;
  const [assessments, version, approval] = await Promise.all([
    ports.assessments.ofSubmission(submission.id),
    pinnedVersion(ports, submission),
    ports.cases.approval(submission.id, submission.decision.round),
  ]);
  return isCarried({ submission, version, assessments, approval });
}
