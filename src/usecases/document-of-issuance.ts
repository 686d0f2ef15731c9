import { credentialUrl, statusListUrl } from '../credentials/addresses.ts';
import { awardDocument } from '../credentials/award-document.ts';
import { directDocument } from '../credentials/direct-document.ts';
import { endorsedId, endorsementDocument } from '../credentials/endorsement-document.ts';
import { lintDirect } from '../credentials/lint-generic.ts';
import { statusEntry } from '../credentials/status-list.ts';
import { isCarried } from '../domain/case.ts';
import type { DueIssuance, Origin, PreparedIssuance } from '../domain/issuance.ts';
import type { CredentialStatus, StatusPurpose } from '../domain/status-list.ts';
import type {
  Assessments,
  Cases,
  Clock,
  Credentials,
  Endorsements,
  Issuers,
  MicroCredentials,
  StackAwards,
  Stacks,
  Submissions,
} from '../ports.ts';
import { documentOfStack } from './document-of-stack.ts';
import { acceptedEndorsements } from './endorse.ts';
import type { Lint, PublicAddress } from './finish-intent.ts';
import { pinnedVersion } from './read-submission.ts';

export interface DocumentPorts {
  readonly assessments: Assessments;
  readonly cases: Cases;
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly endorsements: Endorsements;
  readonly issuers: Issuers;
  readonly microCredentials: MicroCredentials;
  readonly stackAwards: StackAwards;
  readonly stacks: Stacks;
  readonly submissions: Submissions;
}

/** What the records give of a credential: all but what is drawn for it. */
export interface DocumentOfIssuance {
  readonly purposes: readonly StatusPurpose[];
  readonly learner?: string;
  readonly document: (drawn: {
    readonly publicUrl: string;
    readonly statuses: readonly CredentialStatus[];
    readonly salt: string;
  }) => object;
  /** The rules that it must keep, where they are not those of what is made of our own records. */
  readonly lint?: (drawn: PublicAddress & { readonly statuses: readonly CredentialStatus[] }) => Lint;
}

type Undone = DueIssuance | PreparedIssuance;

/**
 * Makes the document of an issuance from the records (invariant 1 for an award: people decided, the scores carry it, and
 * everything belongs together).
 * @throws Error or DomainError when the records do not carry it
 */
export function makeDocument(
  ports: DocumentPorts,
  issuance: Undone,
  publicUrl: string,
): Promise<DocumentOfIssuance> {
  const { origin } = issuance;
  if (origin.kind === 'award') return ofAward(ports, issuance, { ...origin, publicUrl });
  if (origin.kind === 'stack') return documentOfStack(ports, issuance, { origin, publicUrl });
  if (origin.kind === 'endorsement') return ofEndorsement(ports, issuance, origin);
  return ofRequest(ports, issuance, origin);
}

async function ofAward(
  ports: DocumentPorts,
  { credentialId, issuerId, decidedAt }: Undone,
  { submissionId, publicUrl }: Extract<Origin, { kind: 'award' }> & { publicUrl: string },
): Promise<DocumentOfIssuance> {
  const [submission, evidence, assessments, issuer] = await Promise.all([
    ports.submissions.find(submissionId),
    ports.submissions.evidence(submissionId),
    ports.assessments.ofSubmission(submissionId),
    ports.issuers.find(issuerId),
  ]);
  if (!submission?.decision || !issuer) throw new Error(`award of ${submissionId}: a part of it is missing`);
  const version = await pinnedVersion(ports, submission);
  const { decision } = submission;
  if (submission.erasedAt !== undefined) throw new Error(`award of ${submissionId}: its learner was erased`);
  const approval = await ports.cases.approval(submissionId, decision.round);
  const holdsTogether =
    isCarried({ submission, version, assessments, approval }) &&
    decision.decidedAt === decidedAt &&
    submission.credentialId === credentialId &&
    submission.issuerId === issuerId &&
    evidence.every((item) => item.kind !== 'file' || item.objectVersion !== undefined);
  if (!holdsTogether) throw new Error(`award of ${submissionId}: the records do not carry it`);
  const endorsements = {
    issuer: await acceptedEndorsements(ports, {
      of: { kind: 'issuer', issuer: issuerId },
      publicUrl,
      now: ports.clock.now(),
    }),
    achievement: await acceptedEndorsements(ports, {
      of: { kind: 'achievement', microCredential: version.microCredentialId, version: version.version },
      publicUrl,
      now: ports.clock.now(),
    }),
  };
  return {
    purposes: issuer.awardSuspension ? ['revocation', 'suspension'] : ['revocation'],
    learner: submission.learner,
    document: (drawn) =>
      awardDocument({
        ...drawn,
        credentialId,
        issuer,
        version,
        submission,
        evidence,
        decision,
        awardedAt: new Date(decidedAt),
        endorsements,
      }),
  };
}

async function ofEndorsement(
  { issuers }: DocumentPorts,
  { credentialId, issuerId, decidedAt }: Undone,
  { of, words }: Extract<Origin, { kind: 'endorsement' }>,
): Promise<DocumentOfIssuance> {
  const issuer = await issuers.find(issuerId);
  if (!issuer) throw new Error(`issuer ${issuerId} is missing`);
  return {
    purposes: ['revocation'],
    document: ({ publicUrl, statuses }) =>
      endorsementDocument({
        publicUrl,
        id: credentialUrl(publicUrl, credentialId),
        issuer,
        endorsed: endorsedId(publicUrl, of),
        ...words,
        validFrom: new Date(decidedAt),
        statuses,
      }),
  };
}

async function ofRequest(
  { issuers }: DocumentPorts,
  { credentialId, issuerId }: Undone,
  { credential, purposes }: Extract<Origin, { kind: 'direct' }>,
): Promise<DocumentOfIssuance> {
  if (!(await issuers.find(issuerId))) throw new Error(`issuer ${issuerId} is missing`);
  return {
    purposes,
    document: ({ publicUrl, statuses }) =>
      directDocument({
        publicUrl,
        issuerId,
        id: credentialUrl(publicUrl, credentialId),
        asked: JSON.parse(credential),
        statuses,
      }),
    lint: (drawn) => lintOfRequest({ issuerId, credentialId, ...drawn }),
  };
}

/** The rules for a credential that was asked for, which may name nothing of ours but what was drawn for it. */
function lintOfRequest({
  issuerId,
  credentialId,
  publicUrl,
  formerPublicUrls,
  statuses,
}: PublicAddress & {
  readonly issuerId: string;
  readonly credentialId: string;
  readonly statuses: readonly CredentialStatus[];
}): Lint {
  const statusEntries = statuses.map((status) => statusEntry(statusListUrl(publicUrl, status.list), status));
  const own = { issuerId, id: credentialUrl(publicUrl, credentialId), statusEntries };
  return (document, options) => lintDirect(document, { ...options, formerPublicUrls, own });
}
