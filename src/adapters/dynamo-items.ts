import * as z from 'zod';
import { type Advice, advice } from '../domain/advice.ts';
import { type JudgedPair, judgedPair } from '../domain/agreement/judged-pair.ts';
import { type Counter, counter } from '../domain/analytics.ts';
import { type Approval, approval, type Round } from '../domain/approval.ts';
import { type Assessment, assessment } from '../domain/assessment.ts';
import {
  type Batch,
  type BatchPart,
  type BatchTemplate,
  batch,
  batchPart,
  batchRow,
  batchTemplate,
} from '../domain/batch.ts';
import { rowFields } from '../domain/batch-row.ts';
import { type CalibrationResult, calibrationResult, type Sample, sample } from '../domain/calibration.ts';
import { type CatalogCard, catalogCard } from '../domain/catalog/entry.ts';
import { facetValues } from '../domain/catalog/facets.ts';
import {
  type ListName,
  type Posting,
  placeOf,
  posting,
  presentPostings,
} from '../domain/catalog/index-step.ts';
import { type CoachRequest, coachRequest } from '../domain/coach-request.ts';
import { type Contact, contact } from '../domain/contact.ts';
import {
  type CredentialRecord,
  credentialRecord,
  type StatusChange,
  statusChange,
} from '../domain/credential.ts';
import { type Delivery, delivery } from '../domain/delivery.ts';
import { type Checklist, checklist } from '../domain/design-review/checklist.ts';
import { type Comment, comment } from '../domain/design-review/comment.ts';
import { type ReviewStep, reviewStep } from '../domain/design-review/review.ts';
import { type Acceptance, acceptance, type Endorsed, endorsedKey } from '../domain/endorsement.ts';
import { type AssayEvent, assayEvent } from '../domain/event.ts';
import { type Evidence, evidence, sha256 } from '../domain/evidence.ts';
import { type Fingerprint, fingerprint } from '../domain/fingerprint.ts';
import type { StoredImage } from '../domain/image-media-types.ts';
import { type Invitation, invitation } from '../domain/invitation.ts';
import {
  type DueIssuance,
  type Intent,
  type Issuance,
  intent,
  issuance,
  issuedIssuance,
} from '../domain/issuance.ts';
import { type Issuer, type IssuerKey, issuer, issuerKey } from '../domain/issuer.ts';
import { type MachineClient, machineClient } from '../domain/machine-client.ts';
import { type Membership, membership } from '../domain/membership.ts';
import {
  type Draft,
  definition,
  draft,
  draftFields,
  type Version,
  version,
} from '../domain/micro-credential.ts';
import {
  type ConflictOfInterest,
  conflictOfInterest,
  type HeldClaim,
  heldClaim,
  type Pool,
  pool,
} from '../domain/pool.ts';
import { type PreCheck, preCheck } from '../domain/pre-check.ts';
import { type Reminder, reminder } from '../domain/reminder.ts';
import { type KeptEvidence, keptEvidence, type Retention, retention } from '../domain/retention.ts';
import { type Retirement, retirement } from '../domain/retirement.ts';
import { forgetLinkAt, type SharedLink, sharedLink } from '../domain/shared-link.ts';
import {
  type LatestStack,
  latestStack,
  type StackDraft,
  type StackVersion,
  stackDraft,
  stackDraftFields,
  stackFields,
  stackVersion,
} from '../domain/stack.ts';
import { type StackCheck, stackCheck } from '../domain/stack-check.ts';
import { type StackProposal, stackProposal } from '../domain/stack-proposal.ts';
import {
  type CredentialStatus,
  type StatusList,
  type StatusPosition,
  type StatusPurpose,
  statusList,
} from '../domain/status-list.ts';
import { attempts as learnersAttempts, type Submission, submission } from '../domain/submission.ts';
import { slug, ulid } from '../domain/text.ts';
import { imageMediaType } from '../domain/uploaded-image.ts';
import { type Webhook, webhook } from '../domain/webhook.ts';
import { type Key, key, publicKeys } from './dynamo-keys.ts';
import type { Kind, NewItem } from './dynamo-table.ts';

/*
 * Every item of the table on one page, in the order of docs/data-model.md: its type, its shape, its keys and the list
 * (partition of the index) that it stands in.
 */

const kind = <T>(type: string, schema: z.ZodType<T>): Kind<T> => ({ type, schema });

/**
 * Kept as the text of its JSON: a map of the table does not keep the order of its members, and what is published must read
 * the same for ever.
 */
const jsonText = <S extends z.ZodType>(schema: S) =>
  z.codec(z.string(), schema, {
    decode: (text) => JSON.parse(text),
    encode: (value) => JSON.stringify(value),
  });

/** Times compare as text only when they are all written alike. */
const sortable = (timestamp: string) => new Date(timestamp).toISOString();
const padded = (value: number) => String(value).padStart(6, '0');

export const issuers = {
  kind: kind('issuer', issuer),
  key: publicKeys.issuer,
  item: (value: Issuer): NewItem => ({ kind: issuers.kind, key: issuers.key(value.id), value }),
};

/** How many owners an issuer has. Apart from the profile, so that neither change can overwrite the other. */
export const owners = {
  kind: kind('owner-count', z.strictObject({ count: z.int().nonnegative() })),
  key: (issuerId: string): Key => ({ pk: key('ISSUER', issuerId), sk: 'OWNERS' }),
  item: (issuerId: string, count: number): NewItem => ({
    kind: owners.kind,
    key: owners.key(issuerId),
    value: { count },
  }),
};

export const members = {
  kind: kind('member', membership),
  key: (issuerId: string, person: string): Key => ({
    pk: key('ISSUER', issuerId),
    sk: key('MEMBER', person),
  }),
  item: (value: Membership): NewItem => ({
    kind: members.kind,
    key: members.key(value.issuerId, value.person),
    value,
    list: { gsi1pk: key('PERSON', value.person), gsi1sk: key('MEMBER', value.issuerId) },
  }),
  ofIssuer: (issuerId: string) => ({ pk: key('ISSUER', issuerId), begins: 'MEMBER#' }),
  ofPerson: (person: string) => ({ gsi1pk: key('PERSON', person), begins: 'MEMBER#' }),
};

export const clients = {
  kind: kind('client', machineClient),
  key: (issuerId: string, client: string): Key => ({
    pk: key('ISSUER', issuerId),
    sk: key('CLIENT', client),
  }),
  item: (value: MachineClient): NewItem => ({
    kind: clients.kind,
    key: clients.key(value.issuerId, value.client),
    value,
    list: { gsi1pk: key('CLIENT', value.client), gsi1sk: key('CLIENT', value.issuerId) },
  }),
  ofIssuer: (issuerId: string) => ({ pk: key('ISSUER', issuerId), begins: 'CLIENT#' }),
  ofClient: (client: string) => ({ gsi1pk: key('CLIENT', client), begins: 'CLIENT#' }),
};

/** In the list of its address until it is accepted. `expiresAt` (seconds) is when DynamoDB may delete it; nothing else goes by that. */
export const invitations = {
  kind: kind('invitation', invitation.extend({ expiresAt: z.int().positive() })),
  key: (issuerId: string, id: string): Key => ({ pk: key('ISSUER', issuerId), sk: key('INVITATION', id) }),
  item: (value: Invitation): NewItem => ({
    kind: invitations.kind,
    key: invitations.key(value.issuerId, value.id),
    value: { ...value, expiresAt: Math.ceil(Date.parse(value.validUntil) / 1000) },
    list: { gsi1pk: invitations.forEmail(value.email).gsi1pk, gsi1sk: value.id },
  }),
  ofIssuer: (issuerId: string) => ({ pk: key('ISSUER', issuerId), begins: 'INVITATION#' }),
  forEmail: (email: string) => ({ gsi1pk: key('INVITED', email.toLowerCase()) }),
};

export const issuerKeys = {
  kind: kind('issuer-key', issuerKey),
  key: (issuerId: string, keyId: string): Key => ({ pk: key('ISSUER', issuerId), sk: key('KEY', keyId) }),
  item: (issuerId: string, value: IssuerKey): NewItem => ({
    kind: issuerKeys.kind,
    key: issuerKeys.key(issuerId, value.id),
    value,
  }),
  ofIssuer: publicKeys.issuerKeys,
};

/** Which issuer a KMS key serves: one, for ever. */
export const keyClaims = {
  kind: kind('key-claim', z.strictObject({ issuerId: slug, keyId: z.string() })),
  key: (kmsKeyId: string): Key => ({ pk: key('KEY', kmsKeyId), sk: 'CLAIM' }),
  item: (issuerId: string, { id, kmsKeyId }: IssuerKey): NewItem => ({
    kind: keyClaims.kind,
    key: keyClaims.key(kmsKeyId),
    value: { issuerId, keyId: id },
  }),
};

/** Which status list an issuer's next credentials go into. */
export const currentLists = {
  kind: kind('current-status-list', z.strictObject({ listId: ulid })),
  key: (issuerId: string, purpose: StatusPurpose): Key => ({
    pk: key('ISSUER', issuerId),
    sk: key('STATUS-LIST', purpose),
  }),
  item: ({ issuerId, purpose, id }: StatusList): NewItem => ({
    kind: currentLists.kind,
    key: currentLists.key(issuerId, purpose),
    value: { listId: id },
  }),
};

export const drafts = {
  kind: kind('draft', draft.extend({ fields: jsonText(draftFields) })),
  key: (id: string): Key => ({ pk: key('MICRO-CREDENTIAL', id), sk: 'DRAFT' }),
  item: (value: Draft): NewItem => ({
    kind: drafts.kind,
    key: drafts.key(value.id),
    value,
    list: { gsi1pk: drafts.ofIssuer(value.issuerId).gsi1pk, gsi1sk: value.id },
  }),
  ofIssuer: (issuerId: string) => ({ gsi1pk: `${key('ISSUER', issuerId)}#DRAFTS`, newestFirst: true }),
};

const storedVersion = version.extend({ definition: jsonText(definition) });

/** A version stands in no list and is never written again. */
export const versions = {
  kind: kind('version', storedVersion),
  key: (id: string, number: number): Key => ({
    pk: key('MICRO-CREDENTIAL', id),
    sk: `VERSION#${padded(number)}`,
  }),
  item: (value: Version): NewItem => ({
    kind: versions.kind,
    key: versions.key(value.microCredentialId, value.version),
    value,
  }),
};

/** A copy of the newest version: one read finds it. */
export const latestVersions = {
  kind: kind('latest-version', storedVersion),
  key: (id: string): Key => ({ pk: key('MICRO-CREDENTIAL', id), sk: 'LATEST' }),
  item: (value: Version): NewItem => ({
    kind: latestVersions.kind,
    key: latestVersions.key(value.microCredentialId),
    value,
  }),
};

/** Where the review of a draft stands: a copy of its newest step, in the list of what waits while a review is asked for. */
export const reviews = {
  kind: kind('review', reviewStep),
  key: (id: string): Key => ({ pk: key('MICRO-CREDENTIAL', id), sk: 'REVIEW' }),
  item: (value: ReviewStep): NewItem => ({
    kind: reviews.kind,
    key: reviews.key(value.microCredentialId),
    value,
    ...(value.kind === 'requested' && {
      list: {
        gsi1pk: reviews.waiting(value.issuerId).gsi1pk,
        gsi1sk: `${sortable(value.at)}#${value.microCredentialId}`,
      },
    }),
  }),
  waiting: (issuerId: string) => ({ gsi1pk: key('REVIEWS', issuerId) }),
};

/** A step of a review; never written again. */
export const reviewSteps = {
  kind: kind('review-step', reviewStep),
  item: (value: ReviewStep): NewItem => ({
    kind: reviewSteps.kind,
    key: {
      pk: key('MICRO-CREDENTIAL', value.microCredentialId),
      sk: `REVIEW-STEP#${padded(value.number)}`,
    },
    value,
    list: { gsi1pk: reviewSteps.of(value.microCredentialId).gsi1pk, gsi1sk: padded(value.number) },
  }),
  of: (microCredentialId: string) => ({
    gsi1pk: key('REVIEW-STEPS', microCredentialId),
    newestFirst: true,
  }),
};

/** The checklist of one reviewer about the drafts of a micro-credential. */
export const checklists = {
  kind: kind('checklist', checklist),
  key: (id: string, reviewer: string): Key => ({
    pk: key('MICRO-CREDENTIAL', id),
    sk: key('CHECKLIST', reviewer),
  }),
  item: (value: Checklist): NewItem => ({
    kind: checklists.kind,
    key: checklists.key(value.microCredentialId, value.reviewer),
    value,
  }),
  of: (microCredentialId: string) => ({
    pk: key('MICRO-CREDENTIAL', microCredentialId),
    begins: 'CHECKLIST#',
  }),
};

/** A comment about a draft, in the list of those that are open or of those that are resolved. */
export const comments = {
  kind: kind('comment', comment),
  key: (microCredentialId: string, id: string): Key => ({
    pk: key('MICRO-CREDENTIAL', microCredentialId),
    sk: key('COMMENT', id),
  }),
  item: (value: Comment): NewItem => ({
    kind: comments.kind,
    key: comments.key(value.microCredentialId, value.id),
    value,
    list: { gsi1pk: comments.of(value.microCredentialId, value.state).gsi1pk, gsi1sk: value.id },
  }),
  of: (microCredentialId: string, state: Comment['state']) => ({
    gsi1pk: key('COMMENTS', microCredentialId, state),
  }),
};

/** That a micro-credential takes nothing new. An item of its own: opening a submission looks at it, and it is small. */
export const retirements = {
  kind: kind('retirement', retirement),
  key: (id: string): Key => ({ pk: key('MICRO-CREDENTIAL', id), sk: 'RETIREMENT' }),
  item: (value: Retirement): NewItem => ({
    kind: retirements.kind,
    key: retirements.key(value.microCredentialId),
    value,
  }),
  /** One that was taken back. */
  ended: (value: Retirement): NewItem => ({
    kind: retirements.kind,
    key: { pk: key('MICRO-CREDENTIAL', value.microCredentialId), sk: `RETIREMENT#${sortable(value.at)}` },
    value,
  }),
};

/** What is in the catalog of a micro-credential, and in the list of what has to be brought up to date while it is marked. */
export const indexStates = {
  kind: kind(
    'index-state',
    z.strictObject({
      microCredentialId: ulid,
      revision: z.int().positive(),
      present: jsonText(presentPostings),
    }),
  ),
  key: (id: string): Key => ({ pk: key('MICRO-CREDENTIAL', id), sk: 'INDEX' }),
  behind: { gsi1pk: 'CATALOG#BEHIND' },
  /** Just the id: one malformed state must not keep the others from being brought up to date. */
  idKind: kind('index-state', z.object({ microCredentialId: ulid })),
};

/** What a list shows of a micro-credential that is in the catalog. */
export const catalogCards = {
  kind: kind('catalog-card', catalogCard),
  key: (id: string): Key => ({ pk: key('MICRO-CREDENTIAL', id), sk: 'CARD' }),
  item: (value: CatalogCard): NewItem => ({
    kind: catalogCards.kind,
    key: catalogCards.key(value.microCredentialId),
    value,
  }),
};

const listParts = (list: ListName): [of: string, id: string] => {
  const [of = ''] = list.split('#');
  return [of, list.slice(of.length + 1)];
};

/** That a micro-credential stands in a list of the catalog, at its place. */
export const postings = {
  kind: kind('posting', posting.extend({ facets: jsonText(facetValues).optional() })),
  key: (list: ListName, of: Pick<Posting, 'impact' | 'microCredentialId'>): Key => ({
    pk: postings.ofList(list),
    sk: `POSTING#${placeOf(of)}`,
  }),
  item: (list: ListName, value: Posting): NewItem => ({
    kind: postings.kind,
    key: postings.key(list, value),
    value,
  }),
  ofList: (list: ListName) => key('CATALOG', ...listParts(list)),
};

/** How many micro-credentials stand in a list. Those of one facet are in one partition, those of words each in its own. */
export const listLengths = {
  kind: kind('list-length', z.strictObject({ count: z.int(), label: z.string(), list: z.string() })),
  key: (list: ListName): Key => {
    const [of, id] = listParts(list);
    return of === 'word'
      ? { pk: postings.ofList(list), sk: 'LENGTH' }
      : { pk: listLengths.ofFacet(of), sk: `LENGTH#${key('KEY', id)}` };
  },
  ofFacet: (facet: string) => key('CATALOG', facet),
};

export const stackDrafts = {
  kind: kind('stack-draft', stackDraft.extend({ fields: jsonText(stackDraftFields) })),
  key: (id: string): Key => ({ pk: key('STACK', id), sk: 'DRAFT' }),
  item: (value: StackDraft): NewItem => ({
    kind: stackDrafts.kind,
    key: stackDrafts.key(value.id),
    value,
    list: { gsi1pk: stackDrafts.ofIssuer(value.issuerId).gsi1pk, gsi1sk: value.id },
  }),
  ofIssuer: (issuerId: string) => ({
    gsi1pk: `${key('ISSUER', issuerId)}#STACK-DRAFTS`,
    newestFirst: true,
  }),
};

/** A version of a stack stands in no list and is never written again. */
export const stackVersions = {
  kind: kind('stack-version', stackVersion.extend({ stack: jsonText(stackFields) })),
  key: (id: string, number: number): Key => ({ pk: key('STACK', id), sk: `VERSION#${padded(number)}` }),
  item: (value: StackVersion): NewItem => ({
    kind: stackVersions.kind,
    key: stackVersions.key(value.stackId, value.version),
    value,
  }),
};

/** A copy of the newest version, in the list of its issuer until the stack is retired. */
export const latestStacks = {
  kind: kind('latest-stack', latestStack.extend({ stack: jsonText(stackFields) })),
  key: (id: string): Key => ({ pk: key('STACK', id), sk: 'LATEST' }),
  item: (value: LatestStack): NewItem => ({
    kind: latestStacks.kind,
    key: latestStacks.key(value.stackId),
    value,
    ...(value.retiredAt === undefined && {
      list: { gsi1pk: latestStacks.ofIssuer(value.issuerId).gsi1pk, gsi1sk: value.stackId },
    }),
  }),
  ofIssuer: (issuerId: string) => ({ gsi1pk: `${key('ISSUER', issuerId)}#STACKS`, newestFirst: true }),
};

/** That a micro-credential is a piece of a stack. */
export const stackPieces = {
  kind: kind('stack-piece', z.strictObject({ stackId: ulid })),
  key: (microCredentialId: string, stackId: string): Key => ({
    pk: key('MICRO-CREDENTIAL', microCredentialId),
    sk: key('STACK', stackId),
  }),
  item: (microCredentialId: string, stackId: string): NewItem => ({
    kind: stackPieces.kind,
    key: stackPieces.key(microCredentialId, stackId),
    value: { stackId },
  }),
  of: (microCredentialId: string) => ({ pk: key('MICRO-CREDENTIAL', microCredentialId), begins: 'STACK#' }),
};

/** In the list of what waits, then in that of what was confirmed. */
export const stackProposals = {
  kind: kind('stack-proposal', stackProposal),
  key: (id: string): Key => ({ pk: key('STACK-PROPOSAL', id), sk: 'PROPOSAL' }),
  item: (value: StackProposal): NewItem => ({
    kind: stackProposals.kind,
    key: stackProposals.key(value.id),
    value,
    ...(value.state !== 'declined' && {
      list: { gsi1pk: stackProposals[value.state](value.issuerId).gsi1pk, gsi1sk: value.id },
    }),
  }),
  waiting: (issuerId: string) => ({ gsi1pk: key('STACK-PROPOSALS', issuerId) }),
  confirmed: (issuerId: string) => ({ gsi1pk: key('STACK-AWARDS', issuerId), newestFirst: true }),
};

/** The one proposal that a learner has for a stack. */
export const stackClaims = {
  kind: kind('stack-claim', z.strictObject({ proposalId: ulid })),
  key: (learner: string, stackId: string): Key => ({
    pk: key('LEARNER', learner),
    sk: key('STACK', stackId),
  }),
  item: ({ learner, stackId, id }: StackProposal): NewItem => ({
    kind: stackClaims.kind,
    key: stackClaims.key(learner, stackId),
    value: { proposalId: id },
  }),
  ofLearner: (learner: string) => ({ pk: key('LEARNER', learner), begins: 'STACK#' }),
};

/** A credential whose stacks are to be looked at. */
export const stackChecks = {
  kind: kind('stack-check', stackCheck),
  key: (credentialId: string): Key => ({ pk: key('CREDENTIAL', credentialId), sk: 'STACK-CHECK' }),
  item: (value: StackCheck): NewItem => ({
    kind: stackChecks.kind,
    key: stackChecks.key(value.credentialId),
    value,
    list: { gsi1pk: stackChecks.waiting.gsi1pk, gsi1sk: `${sortable(value.at)}#${value.credentialId}` },
  }),
  waiting: { gsi1pk: 'STACK-CHECKS' },
};

export const submissions = {
  kind: kind('submission', submission),
  key: (id: string): Key => ({ pk: key('SUBMISSION', id), sk: 'SUBMISSION' }),
  item: (value: Submission): NewItem => ({
    kind: submissions.kind,
    key: submissions.key(value.id),
    value,
    list: { gsi1pk: submissions.ofLearner(value.learner).gsi1pk, gsi1sk: value.id },
  }),
  ofLearner: (person: string) => ({ gsi1pk: `${key('PERSON', person)}#SUBMISSIONS`, newestFirst: true }),
};

export const evidenceItems = {
  kind: kind('evidence', evidence),
  key: (submissionId: string, id: string): Key => ({
    pk: key('SUBMISSION', submissionId),
    sk: key('EVIDENCE', id),
  }),
  item: (submissionId: string, value: Evidence): NewItem => ({
    kind: evidenceItems.kind,
    key: evidenceItems.key(submissionId, value.id),
    value,
  }),
  ofSubmission: (submissionId: string) => ({ pk: key('SUBMISSION', submissionId), begins: 'EVIDENCE#' }),
};

/** That evidence with this digest was handed in. In a partition of its digest, the newest submission last. */
export const fingerprints = {
  kind: kind('fingerprint', fingerprint),
  key: ({ digest, submissionId, evidenceId }: Fingerprint): Key => ({
    pk: key('DIGEST', digest),
    sk: key('SEEN', submissionId, evidenceId),
  }),
  item: (value: Fingerprint): NewItem => ({
    kind: fingerprints.kind,
    key: fingerprints.key(value),
    value,
  }),
  of: (digest: string) => ({ pk: key('DIGEST', digest), begins: 'SEEN#' }),
};

/** The attempts of a learner at a micro-credential: whether there is room for another one, and how many were decided. */
export const attempts = {
  kind: kind('attempts', learnersAttempts),
  key: ({ learner, microCredentialId }: Pick<Submission, 'learner' | 'microCredentialId'>): Key => ({
    pk: key('LEARNER', learner),
    sk: key('ATTEMPTS', microCredentialId),
  }),
};

/** What a learner asks of those who coach, in the list of what waits until it is answered. */
export const coachRequests = {
  kind: kind('coach-request', coachRequest),
  key: (id: string): Key => ({ pk: key('COACH-REQUEST', id), sk: 'REQUEST' }),
  item: (value: CoachRequest): NewItem => ({
    kind: coachRequests.kind,
    key: coachRequests.key(value.id),
    value,
    ...(!value.answer && {
      list: { gsi1pk: coachRequests.waiting(value.issuerId).gsi1pk, gsi1sk: value.id },
    }),
  }),
  waiting: (issuerId: string) => ({ gsi1pk: key('COACH-REQUESTS', issuerId) }),
};

/** The newest request of a learner about a micro-credential: there is one that waits at most. */
export const newestCoachRequests = {
  kind: kind('newest-coach-request', z.strictObject({ requestId: ulid, answered: z.boolean() })),
  key: ({ learner, microCredentialId }: Pick<CoachRequest, 'learner' | 'microCredentialId'>): Key => ({
    pk: key('LEARNER', learner),
    sk: key('COACH', microCredentialId),
  }),
  item: ({ learner, microCredentialId, id }: CoachRequest, answered: boolean): NewItem => ({
    kind: newestCoachRequests.kind,
    key: newestCoachRequests.key({ learner, microCredentialId }),
    value: { requestId: id, answered },
  }),
  ofLearner: (person: string) => ({ pk: key('LEARNER', person), begins: 'COACH#' }),
};

export const assessments = {
  kind: kind('assessment', assessment),
  key: (id: string): Key => ({ pk: key('ASSESSMENT', id), sk: 'ASSESSMENT' }),
  item: (value: Assessment): NewItem => ({
    kind: assessments.kind,
    key: assessments.key(value.id),
    value,
    ...((value.state === 'open' || value.state === 'claimed') && {
      list: {
        gsi1pk: assessments.queue(value.issuerId).gsi1pk,
        gsi1sk: `${sortable(value.dueAt)}#${value.id}`,
      },
    }),
  }),
  queue: (issuerId: string) => ({ gsi1pk: key('QUEUE', issuerId) }),
};

/** From a submission to its assessments, in the order in which they were asked for. */
export const assessmentPointers = {
  kind: kind('assessment-pointer', z.strictObject({ assessmentId: ulid })),
  item: ({ submissionId, id }: Assessment): NewItem => ({
    kind: assessmentPointers.kind,
    key: { pk: key('SUBMISSION', submissionId), sk: key('ASSESSMENT', id) },
    value: { assessmentId: id },
  }),
  ofSubmission: (submissionId: string) => ({ pk: key('SUBMISSION', submissionId), begins: 'ASSESSMENT#' }),
};

/** A claim in the list of who holds it. It counts until its end, whether or not it is still there. */
export const heldClaims = {
  kind: kind('held-claim', heldClaim),
  key: ({ issuerId, assessor = '', id }: Assessment): Key => ({
    pk: key('ISSUER', issuerId),
    sk: key('HELD', assessor, id),
  }),
  item: (value: Assessment): NewItem => ({
    kind: heldClaims.kind,
    key: heldClaims.key(value),
    value: { assessmentId: value.id, claimedUntil: value.claimedUntil } as HeldClaim,
  }),
  of: (issuerId: string, person: string) => ({
    pk: key('ISSUER', issuerId),
    begins: `${key('HELD', person)}#`,
  }),
};

/** The newest pre-check of a submission, in the list of those that wait while it is asked for. */
export const preChecks = {
  kind: kind('pre-check', preCheck),
  key: (submissionId: string): Key => ({ pk: key('SUBMISSION', submissionId), sk: 'PRE-CHECK' }),
  item: (value: PreCheck): NewItem => ({
    kind: preChecks.kind,
    key: preChecks.key(value.submissionId),
    value,
    ...(value.state === 'asked' && {
      list: {
        gsi1pk: preChecks.waiting(value.issuerId).gsi1pk,
        gsi1sk: `${sortable(value.dueAt)}#${value.submissionId}`,
      },
    }),
  }),
  waiting: (issuerId: string) => ({ gsi1pk: key('PRE-CHECKS', issuerId) }),
};

/** The newest approval of a round, in the list of those that wait while it is asked for. */
export const approvals = {
  kind: kind('approval', approval),
  key: (submissionId: string, round: Round): Key => ({
    pk: key('SUBMISSION', submissionId),
    sk: key('APPROVAL', round),
  }),
  item: (value: Approval): NewItem => ({
    kind: approvals.kind,
    key: approvals.key(value.submissionId, value.round),
    value,
    ...(value.state === 'asked' && {
      list: {
        gsi1pk: approvals.waiting(value.issuerId).gsi1pk,
        gsi1sk: `${sortable(value.dueAt)}#${value.submissionId}`,
      },
    }),
  }),
  waiting: (issuerId: string) => ({ gsi1pk: key('APPROVALS', issuerId) }),
};

/** What programs noted for an assessment. */
export const adviceItems = {
  kind: kind('advice', advice),
  key: (submissionId: string, assessmentId: string, number: number): Key => ({
    pk: key('SUBMISSION', submissionId),
    sk: key('ADVICE', assessmentId, String(number)),
  }),
  item: (value: Advice): NewItem => ({
    kind: adviceItems.kind,
    key: adviceItems.key(value.submissionId, value.assessmentId, value.number),
    value,
  }),
  ofAssessment: (submissionId: string, assessmentId: string) => ({
    pk: key('SUBMISSION', submissionId),
    begins: `${key('ADVICE', assessmentId)}#`,
  }),
};

/** Work with a known judgement. */
export const samples = {
  kind: kind('calibration-sample', sample),
  key: (microCredentialId: string, id: string): Key => ({
    pk: key('MICRO-CREDENTIAL', microCredentialId),
    sk: key('SAMPLE', id),
  }),
  item: (value: Sample): NewItem => ({
    kind: samples.kind,
    key: samples.key(value.microCredentialId, value.id),
    value,
  }),
  of: (microCredentialId: string) => ({ pk: key('MICRO-CREDENTIAL', microCredentialId), begins: 'SAMPLE#' }),
};

/** How an assessor judged a sample. */
export const calibrationResults = {
  kind: kind('calibration-result', calibrationResult),
  item: (value: CalibrationResult): NewItem => ({
    kind: calibrationResults.kind,
    key: {
      pk: key('MICRO-CREDENTIAL', value.microCredentialId),
      sk: key('CALIBRATION', value.person, value.sampleId),
    },
    value,
  }),
  of: (microCredentialId: string, person: string) => ({
    pk: key('MICRO-CREDENTIAL', microCredentialId),
    begins: `${key('CALIBRATION', person)}#`,
  }),
};

export const pools = {
  kind: kind('pool', pool),
  key: (microCredentialId: string): Key => ({ pk: key('MICRO-CREDENTIAL', microCredentialId), sk: 'POOL' }),
  item: (value: Pool): NewItem => ({
    kind: pools.kind,
    key: pools.key(value.microCredentialId),
    value,
  }),
};

/** How often something happened at a micro-credential in a month. */
export const counters = {
  kind: kind('counter', counter),
  key: (microCredentialId: string, { month, name }: Omit<Counter, 'count'>, shard: number): Key => ({
    pk: key('MICRO-CREDENTIAL', microCredentialId),
    sk: key('COUNT', month, name, String(shard)),
  }),
  ofMonth: (microCredentialId: string, month: string) => ({
    pk: key('MICRO-CREDENTIAL', microCredentialId),
    begins: `${key('COUNT', month)}#`,
  }),
};

/** How often two people gave a criterion these levels in a month: as many items as there are such pairs, however much is assessed. */
export const judgedPairs = {
  kind: kind('judged-pair', judgedPair),
  key: (microCredentialId: string, of: JudgedPair): Key => ({
    pk: key('MICRO-CREDENTIAL', microCredentialId),
    sk: key('AGREEMENT', of.month, padded(of.version), ...of.assessors, of.criterion, ...of.levels),
  }),
  ofMonth: (microCredentialId: string, month: string) => ({
    pk: key('MICRO-CREDENTIAL', microCredentialId),
    begins: `${key('AGREEMENT', month)}#`,
  }),
};

export const conflicts = {
  kind: kind('conflict-of-interest', conflictOfInterest),
  key: ({
    issuerId,
    assessor,
    learner,
  }: Pick<ConflictOfInterest, 'issuerId' | 'assessor' | 'learner'>): Key => ({
    pk: key('ISSUER', issuerId),
    sk: key('CONFLICT', assessor, learner),
  }),
  item: (value: ConflictOfInterest): NewItem => ({
    kind: conflicts.kind,
    key: conflicts.key(value),
    value,
  }),
};

/** Something that happened to a submission. */
export const events = {
  kind: kind('event', assayEvent),
  /** @param place what orders it: the id of the first event of the same change, and its number among them */
  item: (value: AssayEvent, place: readonly [first: string, number: number]): NewItem => ({
    kind: events.kind,
    key: {
      pk: key('SUBMISSION', value.submissionId),
      sk: key('EVENT', place[0], padded(place[1])),
    },
    value,
  }),
  ofSubmission: (submissionId: string) => ({ pk: key('SUBMISSION', submissionId), begins: 'EVENT#' }),
  /** In its place again. */
  at: (value: AssayEvent, sk: string): NewItem => ({
    kind: events.kind,
    key: { pk: key('SUBMISSION', value.submissionId), sk },
    value,
  }),
};

/** What happened and was not yet handed to those who are to be told. */
export const outbox = {
  kind: kind('outbox', assayEvent),
  key: (value: AssayEvent): Key => ({
    pk: key('SUBMISSION', value.submissionId),
    sk: key('OUTBOX', value.id),
  }),
  item: (value: AssayEvent): NewItem => ({
    kind: outbox.kind,
    key: outbox.key(value),
    value,
    list: { gsi1pk: outbox.waiting.gsi1pk, gsi1sk: `${sortable(value.at)}#${value.id}` },
  }),
  waiting: { gsi1pk: 'OUTBOX' },
};

/** When a submission is to be looked at again. */
export const reminderItems = {
  kind: kind('reminder', reminder),
  key: ({ submissionId, kind: of }: Reminder): Key => ({
    pk: key('SUBMISSION', submissionId),
    sk: key('REMINDER', of),
  }),
  item: (value: Reminder): NewItem => ({
    kind: reminderItems.kind,
    key: reminderItems.key(value),
    value,
    list: { gsi1pk: reminderItems.waiting.gsi1pk, gsi1sk: `${sortable(value.at)}#${value.submissionId}` },
  }),
  waiting: { gsi1pk: 'REMINDERS' },
};

/** Evidence that is kept since nothing more comes of it, in the order of that time. */
export const keptEvidenceItems = {
  kind: kind('kept-evidence', keptEvidence),
  key: (submissionId: string): Key => ({ pk: key('SUBMISSION', submissionId), sk: 'KEPT' }),
  item: (value: KeptEvidence): NewItem => ({
    kind: keptEvidenceItems.kind,
    key: keptEvidenceItems.key(value.submissionId),
    value,
    list: {
      gsi1pk: keptEvidenceItems.ofIssuer(value.issuerId).gsi1pk,
      gsi1sk: `${sortable(value.at)}#${value.submissionId}`,
    },
  }),
  ofIssuer: (issuerId: string) => ({ gsi1pk: key('EVIDENCE', issuerId) }),
};

/** How long an issuer keeps evidence; in a list where it does not for ever. */
export const retentions = {
  kind: kind('retention', retention),
  key: (issuerId: string): Key => ({ pk: key('ISSUER', issuerId), sk: 'RETENTION' }),
  item: (value: Retention): NewItem => ({
    kind: retentions.kind,
    key: retentions.key(value.issuerId),
    value,
    ...(value.days !== undefined && {
      list: { gsi1pk: retentions.limited.gsi1pk, gsi1sk: value.issuerId },
    }),
  }),
  limited: { gsi1pk: 'RETENTION' },
};

/** How long a delivery that is over is kept, in seconds. */
const keepDeliveries = 30 * 24 * 60 * 60;

/** That one destination is told of one event: in the list of what is due, or in that of what its issuer's have not taken. */
export const deliveries = {
  kind: kind('delivery', delivery.extend({ expiresAt: z.int().positive().optional() })),
  key: (id: string): Key => ({ pk: key('DELIVERY', id), sk: 'DELIVERY' }),
  item: (value: Delivery): NewItem => ({
    kind: deliveries.kind,
    key: deliveries.key(value.id),
    value: {
      ...value,
      ...(value.state !== 'due' && {
        expiresAt: Math.ceil(Date.parse(value.nextAt) / 1000) + keepDeliveries,
      }),
    },
    ...(value.state === 'due' && {
      list: { gsi1pk: deliveries.due.gsi1pk, gsi1sk: `${sortable(value.nextAt)}#${value.id}` },
    }),
    ...(value.state === 'dead' && {
      list: { gsi1pk: deliveries.dead(value.event.issuerId).gsi1pk, gsi1sk: value.id },
    }),
  }),
  due: { gsi1pk: 'DELIVERIES' },
  dead: (issuerId: string) => ({ gsi1pk: key('DEAD-DELIVERIES', issuerId) }),
};

export const webhooks = {
  kind: kind('webhook', webhook),
  key: (issuerId: string, id: string): Key => ({ pk: key('ISSUER', issuerId), sk: key('WEBHOOK', id) }),
  item: (value: Webhook): NewItem => ({
    kind: webhooks.kind,
    key: webhooks.key(value.issuerId, value.id),
    value,
  }),
  ofIssuer: (issuerId: string) => ({ pk: key('ISSUER', issuerId), begins: 'WEBHOOK#' }),
};

export const contacts = {
  kind: kind('contact', contact),
  key: (person: string): Key => ({ pk: key('PERSON', person), sk: 'CONTACT' }),
  item: (value: Contact): NewItem => ({ kind: contacts.kind, key: contacts.key(value.person), value }),
};

/** The journal of one credential: in the list of what is not finished, then in that of what its issuer issued. */
export const issuances = {
  kind: kind('issuance', issuance),
  key: (credentialId: string): Key => ({ pk: key('CREDENTIAL', credentialId), sk: 'JOURNAL' }),
  item: (value: Issuance): NewItem => ({
    kind: issuances.kind,
    key: issuances.key(value.credentialId),
    value,
    list:
      value.state === 'issued'
        ? {
            gsi1pk: issuances.issuedBy(value.issuerId).gsi1pk,
            gsi1sk: issuances.placeAt(value.issuedAt, value.credentialId),
          }
        : {
            gsi1pk: issuances.unfinished.gsi1pk,
            gsi1sk: issuances.placeAt(value.decidedAt, value.credentialId),
          },
  }),
  placeAt: (time: string, credentialId: string) => `${sortable(time)}#${credentialId}`,
  unfinished: { gsi1pk: 'ISSUANCES#UNFINISHED' },
  issuedBy: (issuerId: string) => ({ gsi1pk: key('ISSUED', issuerId), newestFirst: true }),
  issuedKind: kind('issuance', issuedIssuance),
  /** Just the id: one malformed issuance must not keep the others from being finished. */
  idKind: kind('issuance', z.object({ credentialId: ulid })),
};

/** What may have just one credential, and which it has. */
export const onces = {
  kind: kind('once', z.strictObject({ credentialId: ulid })),
  key: (issuerId: string, once: string): Key => ({ pk: key('ONCE', issuerId, once), sk: 'ONCE' }),
  item: ({ issuerId, credentialId }: DueIssuance, once: string): NewItem => ({
    kind: onces.kind,
    key: onces.key(issuerId, once),
    value: { credentialId },
  }),
};

/** A batch, with the counts of its rows. */
export const batches = {
  kind: kind('batch', batch),
  key: (id: string): Key => ({ pk: key('BATCH', id), sk: 'BATCH' }),
  item: (value: Batch): NewItem => ({
    kind: batches.kind,
    key: batches.key(value.id),
    value,
    list: { gsi1pk: batches.ofIssuer(value.issuerId).gsi1pk, gsi1sk: value.id },
  }),
  ofIssuer: (issuerId: string) => ({ gsi1pk: `${key('ISSUER', issuerId)}#BATCHES`, newestFirst: true }),
};

/** Apart from the batch, whose counts change all the time. */
export const batchTemplates = {
  kind: kind('batch-template', batchTemplate),
  key: (batchId: string): Key => ({ pk: key('BATCH', batchId), sk: 'TEMPLATE' }),
  item: (batchId: string, value: BatchTemplate): NewItem => ({
    kind: batchTemplates.kind,
    key: batchTemplates.key(batchId),
    value,
  }),
};

/** Some rows of a batch. Each part has a partition of its own: a whole batch is more than one takes in a second. */
export const batchParts = {
  kind: kind(
    'batch-part',
    batchPart.extend({
      rows: z.array(batchRow.extend({ fields: jsonText(rowFields).optional() })),
    }),
  ),
  key: (batchId: string, number: number): Key => ({
    pk: key('BATCH', batchId, padded(number)),
    sk: 'PART',
  }),
  item: (value: BatchPart): NewItem => ({
    kind: batchParts.kind,
    key: batchParts.key(value.batchId, value.number),
    value,
  }),
};

export const credentials = {
  kind: kind('credential', credentialRecord),
  key: publicKeys.credential,
  item: (value: CredentialRecord): NewItem => ({
    kind: credentials.kind,
    key: credentials.key(value.id),
    value,
    ...credentials.listOf(value),
  }),
  listOf: ({ id, issuerId, learner, foreignId, endorses }: CredentialRecord) => {
    if (endorses) return { list: { gsi1pk: credentials.endorsing(endorses).gsi1pk, gsi1sk: id } };
    if (learner !== undefined) return { list: { gsi1pk: credentials.ofLearner(learner).gsi1pk, gsi1sk: id } };
    if (foreignId === undefined) return {};
    return { list: { gsi1pk: credentials.ofForeignId(issuerId, foreignId).gsi1pk, gsi1sk: id } };
  },
  ofLearner: (person: string) => ({ gsi1pk: `${key('PERSON', person)}#CREDENTIALS`, newestFirst: true }),
  endorsing: (of: Endorsed) => ({ gsi1pk: key('ENDORSING', endorsedKey(of)), newestFirst: true }),
  ofForeignId: (issuerId: string, foreignId: string) => ({ gsi1pk: key('FOREIGN-ID', issuerId, foreignId) }),
};

/** A holder's link. `expiresAt` (seconds) is when DynamoDB may delete it: some time after it has ended. */
export const sharedLinks = {
  kind: kind('shared-link', sharedLink.extend({ expiresAt: z.int().positive() })),
  key: publicKeys.sharedLink,
  item: (value: SharedLink): NewItem => ({
    kind: sharedLinks.kind,
    key: sharedLinks.key(value.credentialId, value.digest),
    value: { ...value, expiresAt: forgetLinkAt(value) },
  }),
  ofCredential: (credentialId: string) => ({ pk: key('CREDENTIAL', credentialId), begins: 'LINK#' }),
};

/** An endorsement that is shown with what it endorses. */
export const acceptances = {
  kind: kind('acceptance', acceptance),
  key: (of: Endorsed, credentialId: string): Key => ({
    pk: key('ENDORSED', endorsedKey(of)),
    sk: key('BY', credentialId),
  }),
  item: (of: Endorsed, value: Acceptance): NewItem => ({
    kind: acceptances.kind,
    key: acceptances.key(of, value.credentialId),
    value,
  }),
  of: (of: Endorsed) => ({ pk: key('ENDORSED', endorsedKey(of)), begins: 'BY#' }),
};

/** One change of a credential's status; never written again. */
export const statusChanges = {
  kind: kind('status-change', statusChange),
  item: (credentialId: string, value: StatusChange): NewItem => ({
    kind: statusChanges.kind,
    key: {
      pk: key('CREDENTIAL', credentialId),
      sk: `STATUS#${sortable(value.at)}#${value.purpose}#${value.set ? 'SET' : 'CLEARED'}`,
    },
    value,
  }),
  ofCredential: (credentialId: string) => ({ pk: key('CREDENTIAL', credentialId), begins: 'STATUS#' }),
};

/** An uploaded image under its own digest. Nothing points at an item that another image could take the place of. */
export const images = {
  kind: kind(
    'image',
    z.strictObject({ digest: sha256, mediaType: imageMediaType, bytes: z.instanceof(Uint8Array) }),
  ),
  key: publicKeys.image,
  item: (value: StoredImage): NewItem => ({ kind: images.kind, key: images.key(value.digest), value }),
};

const listKey = (id: string) => key('STATUS-LIST', id);

export const statusLists = {
  kind: kind('status-list', statusList),
  key: publicKeys.statusList,
  item: (value: StatusList): NewItem => ({
    kind: statusLists.kind,
    key: statusLists.key(value.id),
    value,
    ...(value.wanted !== value.published && {
      list: { gsi1pk: statusLists.unfinished.gsi1pk, gsi1sk: value.id },
    }),
  }),
  unfinished: { gsi1pk: 'STATUS-LISTS#UNFINISHED' },
  /** Just the id: one malformed list must not keep the others from being finished. */
  unfinishedKind: kind('status-list', z.object({ id: ulid })),
};

/**
 * A position that a credential has taken. Each stands in a partition of its own: one list takes as many reservations a second
 * as the table does, and not only the 1,000 writes of one partition.
 */
export const statusEntries = {
  kind: kind('status-entry', z.strictObject({ credentialId: ulid })),
  item: ({ list, index }: StatusPosition, credentialId: string): NewItem => ({
    kind: statusEntries.kind,
    key: { pk: key('STATUS-ENTRY', list, padded(index)), sk: 'ENTRY' },
    value: { credentialId },
  }),
};

/** A position whose bit is set. */
export const setEntries = {
  kind: kind('set-entry', z.strictObject({ index: z.int().nonnegative() })),
  key: ({ list, index }: StatusPosition): Key => ({ pk: listKey(list), sk: `SET#${padded(index)}` }),
  item: ({ list, index }: CredentialStatus): NewItem => ({
    kind: setEntries.kind,
    key: setEntries.key({ list, index }),
    value: { index },
  }),
  ofList: (listId: string) => ({ pk: listKey(listId), begins: 'SET#' }),
};

/** That a list is of an issuer. */
export const issuerLists = {
  kind: kind('issuer-status-list', z.strictObject({ listId: ulid })),
  item: ({ issuerId, id }: StatusList): NewItem => ({
    kind: issuerLists.kind,
    key: { pk: key('ISSUER', issuerId), sk: key('LIST', id) },
    value: { listId: id },
  }),
  ofIssuer: (issuerId: string) => ({ pk: key('ISSUER', issuerId), begins: 'LIST#' }),
};

/** What was going to be signed for one state of a list. */
export const listJournals = {
  kind: kind('status-list-journal', z.strictObject({ wanted: z.int().nonnegative(), intent })),
  key: (listId: string, wanted: number, { signingInput }: Intent): Key => ({
    pk: listKey(listId),
    sk: `JOURNAL#${padded(wanted)}#${signingInput.slice(0, 32)}`,
  }),
  item: (listId: string, wanted: number, journalled: Intent): NewItem => ({
    kind: listJournals.kind,
    key: listJournals.key(listId, wanted, journalled),
    value: { wanted, intent: journalled },
  }),
};

export const publicUrls = {
  kind: kind('public-url', z.strictObject({ url: z.string() })),
  key: { pk: 'DEPLOYMENT', sk: 'PUBLIC-URL' } satisfies Key,
  item: (url: string): NewItem => ({ kind: publicUrls.kind, key: publicUrls.key, value: { url } }),
};
