import { createHash, randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import type { Assessment } from '../../src/domain/assessment.ts';
import type { CaseChange } from '../../src/domain/case.ts';
import type { CredentialRecord } from '../../src/domain/credential.ts';
import type { ReviewStep } from '../../src/domain/design-review/review.ts';
import type { Evidence, FileEvidence } from '../../src/domain/evidence.ts';
import type { DueIssuance, Intent, PreparedIssuance } from '../../src/domain/issuance.ts';
import type { Issuer, IssuerKeyOf } from '../../src/domain/issuer.ts';
import type { Membership, Role } from '../../src/domain/membership.ts';
import type { Definition, Draft, Version } from '../../src/domain/micro-credential.ts';
import type { SharedLink } from '../../src/domain/shared-link.ts';
import type { StatusList } from '../../src/domain/status-list.ts';
import type { Submission } from '../../src/domain/submission.ts';

/** Whole, valid records to store; every one has ids of its own unless told otherwise. */

let count = 0;
export const uniqueSlug = () => `issuer-${process.pid}-${++count}`;
export const uniquePerson = () => `auth0|person ${process.pid}#${++count}`;
export const time = '2026-03-01T09:30:00.000Z';

export const anIssuer = (given: Partial<Issuer> = {}): Issuer => ({
  id: uniqueSlug(),
  name: 'Riverbend Family Services',
  url: 'https://riverbend.example.org/',
  createdAt: time,
  ...given,
});

export const aMembership = (issuerId: string, roles: Role[], person = uniquePerson()): Membership => ({
  issuerId,
  person,
  roles,
  since: time,
});

export const anIssuerKey = (given: Partial<IssuerKeyOf<'Ed25519'>> = {}): IssuerKeyOf<'Ed25519'> => ({
  id: 'key-1',
  algorithm: 'Ed25519',
  publicKeyMultibase: 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
  kmsKeyId: `arn:aws:kms:eu-central-1:000000000000:key/${randomUUID()}`,
  createdAt: time,
  ...given,
});

export const aDefinition = (given: Partial<Definition> = {}): Definition => ({
  name: 'Setting goals with families',
  competency: 'Sets goals together with a family and keeps them in view.',
  keyMethod: 'Motivational interviewing.',
  methodComponents: [{ id: 'listen', title: 'Listen', description: 'Hear what matters to the family.' }],
  research: { rationale: 'Shared goals last.', citations: [{ text: 'Miller and Rollnick (2012)' }] },
  language: 'en',
  hours: 7.5,
  artifacts: [
    {
      id: 'plan',
      title: 'A plan',
      description: 'The plan that you made.',
      accepts: ['file', 'link', 'text'],
    },
  ],
  rubric: {
    levels: [
      { id: 'not-yet', name: 'Not yet' },
      { id: 'met', name: 'Met' },
    ],
    criteria: [
      {
        id: 'shared',
        name: 'Shared',
        descriptors: { 'not-yet': 'Made alone.', met: 'Made together.' },
        requiredLevel: 'met',
      },
    ],
  },
  ...given,
});

export const aDraft = (given: Partial<Draft> = {}): Draft => ({
  id: ulid(),
  issuerId: uniqueSlug(),
  revision: 1,
  fields: aDefinition(),
  fieldRevisions: {},
  editors: ['author'],
  published: 0,
  updatedAt: time,
  ...given,
});

export const aVersion = (draft: Draft, number = 1, given: Partial<Version> = {}): Version => ({
  microCredentialId: draft.id,
  version: number,
  issuerId: draft.issuerId,
  changeNote: `Version ${number}.`,
  publishedAt: time,
  definition: aDefinition(),
  ...given,
});

export const aReviewStep = (draft: Draft, number: number, given: Partial<ReviewStep> = {}): ReviewStep => ({
  microCredentialId: draft.id,
  issuerId: draft.issuerId,
  number,
  kind: 'requested',
  draftRevision: draft.revision,
  by: uniquePerson(),
  at: time,
  ...given,
});

export const aSubmission = (given: Partial<Submission> = {}): Submission => ({
  id: ulid(),
  microCredentialId: ulid(),
  version: 1,
  issuerId: uniqueSlug(),
  learner: uniquePerson(),
  recipient: { name: 'Zoë Ångström', email: 'zoe@example.org' },
  state: 'draft',
  attempt: 1,
  answers: {},
  createdAt: time,
  revision: 1,
  ...given,
});

export const next = <T extends { revision: number }>(current: T, changes: Partial<T> = {}): T => ({
  ...current,
  ...changes,
  revision: current.revision + 1,
});

export const aText = (text = 'What I did, when and with whom.'): Evidence => ({
  kind: 'text',
  id: ulid(),
  artifact: 'plan',
  title: 'Reflection',
  disclosure: 'digest',
  addedAt: time,
  text,
  sha256: sha256(text),
});

export const aFile = (given: Partial<FileEvidence> = {}): FileEvidence => ({
  kind: 'file',
  id: ulid(),
  artifact: 'plan',
  title: 'The plan',
  disclosure: 'hidden',
  addedAt: time,
  mediaType: 'text/plain',
  size: 5,
  sha256: sha256('hello'),
  ...given,
});

export const anAssessment = (submission: Submission, given: Partial<Assessment> = {}): Assessment => ({
  id: ulid(),
  submissionId: submission.id,
  issuerId: submission.issuerId,
  microCredentialId: submission.microCredentialId,
  version: submission.version,
  purpose: 'score',
  state: 'open',
  scores: {},
  parts: {},
  submittedAt: time,
  dueAt: time,
  revision: 1,
  ...given,
});

export const noEvidence = { files: [], fingerprints: [] };

/** What a hand-in does beside its files. */
export const handingIn = (submission: Submission, assessment: Assessment): CaseChange => ({
  submission,
  added: [assessment],
  events: [],
});

/** A decision by one assessor, as the case records it. */
export const deciding = (
  final: Assessment,
  submission: Submission,
  award: DueIssuance | undefined,
): CaseChange => ({
  submission,
  changed: [{ before: { ...final, state: 'open' }, after: final }],
  attempt: award ? 'awarded' : 'used',
  ...(award && { award }),
  events: [],
});

/** What a withdrawal does. */
export const withdrawing = (submission: Submission, cancelled?: Assessment): CaseChange => ({
  submission,
  ...(cancelled && { changed: [{ before: { ...cancelled, state: 'open' }, after: cancelled }] }),
  attempt: 'freed',
  events: [],
});

export const aDueAward = (assessment: Assessment, given: Partial<DueIssuance> = {}): DueIssuance => ({
  state: 'due',
  credentialId: ulid(),
  issuerId: assessment.issuerId,
  decidedAt: time,
  origin: { kind: 'award', submissionId: assessment.submissionId, assessmentId: assessment.id },
  ...given,
});

export const aDueRequest = (given: Partial<DueIssuance> = {}): DueIssuance => ({
  state: 'due',
  credentialId: ulid(),
  issuerId: uniqueSlug(),
  decidedAt: time,
  origin: { kind: 'direct', by: uniquePerson(), credential: exactText, purposes: ['revocation'] },
  ...given,
});

export const aSharedLink = (given: Partial<SharedLink> = {}): SharedLink => ({
  digest: sha256(ulid()),
  credentialId: ulid(),
  label: 'For Ms Ångström',
  createdAt: time,
  validUntil: '2026-04-01T09:30:00.000Z',
  ...given,
});

/** The text holds what a careless store would change: escapes, spaces, text outside of the basic plane. */
export const exactText = '{ "b":1, "a" : "\\u00e9 é 𝒜 \u2028 </script>", "n": 1.0 }\n';

export const anIntent = (given: Partial<Intent> = {}): Intent => ({
  document: exactText,
  proof: {
    verificationMethod: 'did:web:assay.example.org:issuers:riverbend#key-1',
    created: '2026-03-01T09:30:00Z',
    proofPurpose: 'assertionMethod',
  },
  signingInput: sha256(ulid()).repeat(2),
  publicKeyMultibase: anIssuerKey().publicKeyMultibase,
  kmsKeyId: anIssuerKey().kmsKeyId,
  ...given,
});

export const prepared = (due: DueIssuance, list = ulid(), index = 7): PreparedIssuance => ({
  ...due,
  state: 'prepared',
  intent: anIntent(),
  statuses: [{ list, index, purpose: 'revocation' }],
  salt: ulid(),
});

export const aCredential = (
  { credentialId, issuerId, origin, statuses }: PreparedIssuance,
  given: Partial<CredentialRecord> = {},
): CredentialRecord => ({
  id: credentialId,
  issuerId,
  learner: uniquePerson(),
  ...(origin.kind === 'award' && { submissionId: origin.submissionId }),
  name: 'Setting goals with families',
  document: exactText,
  statuses,
  issuedAt: time,
  ...given,
});

export const aStatusList = (given: Partial<StatusList> = {}): StatusList => {
  const id = ulid();
  return {
    id,
    issuerId: uniqueSlug(),
    purpose: 'revocation',
    url: `https://assay.example.org/status/${id}`,
    issuerDid: 'did:web:assay.example.org:issuers:riverbend',
    wanted: 0,
    published: 0,
    document: exactText,
    openedAt: time,
    ...given,
  };
};

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
