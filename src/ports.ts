import type { Advice, AdviceNote, AdviceRequest } from './domain/advice.ts';
import type { JudgedPair } from './domain/agreement/judged-pair.ts';
import type { Counter } from './domain/analytics.ts';
import type { Approval, Round } from './domain/approval.ts';
import type { Assessment } from './domain/assessment.ts';
import type { Batch, BatchPart, BatchRow, BatchTemplate, RowCounts } from './domain/batch.ts';
import type { UploadedFile } from './domain/blind-copy.ts';
import type { CalibrationResult, Sample } from './domain/calibration.ts';
import type { CaseChange } from './domain/case.ts';
import type { CatalogCard } from './domain/catalog/entry.ts';
import type { FacetCount, FacetName } from './domain/catalog/facets.ts';
import type {
  IndexState,
  IndexStep,
  ListName,
  Posting,
  SearchedPosting,
} from './domain/catalog/index-step.ts';
import type { CoachRequest } from './domain/coach-request.ts';
import type { Contact } from './domain/contact.ts';
import type { CredentialRecord, StatusChange } from './domain/credential.ts';
import type { Delivery } from './domain/delivery.ts';
import type { Checklist } from './domain/design-review/checklist.ts';
import type { Comment } from './domain/design-review/comment.ts';
import type { ReviewStep } from './domain/design-review/review.ts';
import type { Acceptance, Endorsed } from './domain/endorsement.ts';
import type { AssayEvent } from './domain/event.ts';
import type { BlindCopy, Evidence, FileEvidence, StoredFile } from './domain/evidence.ts';
import type { Fingerprint } from './domain/fingerprint.ts';
import type { StoredImage } from './domain/image-media-types.ts';
import type { Invitation } from './domain/invitation.ts';
import type { DueIssuance, Intent, Issuance, IssuedIssuance, PreparedIssuance } from './domain/issuance.ts';
import type { Issuer, IssuerChanges, IssuerKey, KeyAlgorithm } from './domain/issuer.ts';
import type { Job } from './domain/job.ts';
import type { MachineClient } from './domain/machine-client.ts';
import type { Membership } from './domain/membership.ts';
import type { Draft, Version } from './domain/micro-credential.ts';
import type { ConflictOfInterest, HeldClaim, Pool } from './domain/pool.ts';
import type { PreCheck } from './domain/pre-check.ts';
import type {
  PublicCredential,
  PublicIssuer,
  PublicIssuerKey,
  PublicLink,
  PublicStatusList,
} from './domain/public-record.ts';
import type { Reminder } from './domain/reminder.ts';
import type { KeptEvidence, Retention } from './domain/retention.ts';
import type { Retirement } from './domain/retirement.ts';
import type { SharedLink } from './domain/shared-link.ts';
import type { LatestStack, StackDraft, StackVersion } from './domain/stack.ts';
import type { StackCheck } from './domain/stack-check.ts';
import type { StackProposal } from './domain/stack-proposal.ts';
import type { StatusList, StatusPosition, StatusPurpose } from './domain/status-list.ts';
import type { Attempts, Submission } from './domain/submission.ts';
import type { UploadPart } from './domain/upload-parts.ts';
import type { Visibility } from './domain/visibility.ts';
import type { Webhook } from './domain/webhook.ts';

/** All that the product asks of the world. A use case declares just the ports that it uses. */

export interface Clock {
  now(): Date;
}

/** A new ULID: sortable by time, and unguessable. */
export type NewId = () => string;

/** 256 random bits from a source that nobody can predict, as base64url. */
export type NewSecret = () => string;

/** A whole number in [0, below), from a source that nobody can predict. */
export type RandomBelow = (below: number) => number;

/** A page of a list. `cursor` is opaque and leads to the next page; it is absent on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

export interface Issuers {
  find(id: string): Promise<Issuer | undefined>;
  /**
   * Creates the issuer with its owner and first key, which from now on serves no other; or nothing.
   * @throws DomainError `already-exists`, or `conflict` when the KMS key was given to another
   */
  create(issuer: Issuer, owner: Membership, key: IssuerKey): Promise<void>;
  /** Changes just these members, if any; `null` takes one away. @throws DomainError `not-found` */
  update(id: string, changes: IssuerChanges): Promise<void>;
  /** Every key that the issuer ever had. */
  keys(issuerId: string): Promise<readonly IssuerKey[]>;
  /** The issuer that a KMS key serves. */
  keyHolder(kmsKeyId: string): Promise<string | undefined>;
  /**
   * Adds a key, which from now on serves no other issuer, and changes the one whose place it takes; both or neither.
   * @throws DomainError `conflict` when the issuer's keys are no longer what they were
   */
  changeKeys(issuerId: string, change: KeyChange): Promise<void>;
}

/** What is done to an issuer's keys at once. */
export interface KeyChange {
  readonly added?: IssuerKey | undefined;
  readonly changed?: { readonly before: IssuerKey; readonly after: IssuerKey } | undefined;
}

/** Who is what in issuers: people by roles, machine clients by scopes. */
export interface Members {
  find(issuerId: string, person: string): Promise<Membership | undefined>;
  of(person: string): Promise<readonly Membership[]>;
  list(issuerId: string): Promise<readonly Membership[]>;
  /** Puts the membership and keeps count of owners. @throws DomainError `last-owner` when no owner would be left */
  put(membership: Membership, before: Membership | undefined): Promise<void>;
  /** @throws DomainError `last-owner` when no owner would be left */
  remove(before: Membership): Promise<void>;
  findClient(issuerId: string, client: string): Promise<MachineClient | undefined>;
  clientOf(client: string): Promise<readonly MachineClient[]>;
  clients(issuerId: string): Promise<readonly MachineClient[]>;
  /** @throws DomainError `conflict` when it is not what it was, `not-found` without an issuer */
  putClient(client: MachineClient, before: MachineClient | undefined): Promise<void>;
  /** @throws DomainError `conflict` when it is not what it was */
  removeClient(before: MachineClient): Promise<void>;
}

/** Invitations; each is gone some time after its end. */
export interface Invitations {
  create(invitation: Invitation): Promise<void>;
  find(issuerId: string, id: string): Promise<Invitation | undefined>;
  ofIssuer(issuerId: string): Promise<readonly Invitation[]>;
  /** Some that were not accepted, whether or not they have ended, oldest first. */
  openFor(email: string): Promise<readonly Invitation[]>;
  /** @throws DomainError `not-found`, or `invitation-used` for one that was accepted */
  revoke(issuerId: string, id: string): Promise<void>;
  /**
   * Uses the invitation and puts the membership, once and both or neither, as long as who invited is an owner.
   * @throws DomainError `not-found`, `invitation-used`, `invitation-void`, `conflict`
   */
  accept(accepted: Invitation, membership: Membership, before: Membership | undefined): Promise<void>;
}

export interface MicroCredentials {
  createDraft(draft: Draft): Promise<void>;
  findDraft(id: string): Promise<Draft | undefined>;
  drafts(issuerId: string, page: PageRequest): Promise<Page<Draft>>;
  /** @throws DomainError `conflict` unless the stored revision is `expected` */
  saveDraft(draft: Draft, expected: number): Promise<void>;
  /**
   * Writes the version once and for all, with the draft that it came from and the step that ends its review, and marks that the
   * catalog has to follow. @throws DomainError `conflict`, or `retired`
   */
  publish(version: Version, draft: Draft, expected: number, step: ReviewStep): Promise<void>;
  findVersion(id: string, version: number): Promise<Version | undefined>;
  latestVersion(id: string): Promise<Version | undefined>;
}

/** How drafts are reviewed, step by step. */
export interface DesignReviews {
  /** The newest step. */
  latest(microCredentialId: string): Promise<ReviewStep | undefined>;
  /**
   * Takes the next step, as long as the draft is as it says. An approval saves the draft, whose editors begin anew.
   * @throws DomainError `conflict` when another step came first, or the draft was changed
   */
  take(step: ReviewStep, approved?: Draft): Promise<void>;
  /** Newest first. */
  history(microCredentialId: string, page: PageRequest): Promise<Page<ReviewStep>>;
  /** What waits for a reviewer in an issuer, oldest first. */
  waiting(issuerId: string, page: PageRequest): Promise<Page<ReviewStep>>;
  checklist(microCredentialId: string, reviewer: string): Promise<Checklist | undefined>;
  checklists(microCredentialId: string): Promise<readonly Checklist[]>;
  /** In the place of the one that the reviewer had. */
  saveChecklist(checklist: Checklist): Promise<void>;
  addComment(comment: Comment): Promise<void>;
  findComment(microCredentialId: string, id: string): Promise<Comment | undefined>;
  /** Oldest first. */
  comments(microCredentialId: string, state: Comment['state'], page: PageRequest): Promise<Page<Comment>>;
  /** Resolving one that is resolved changes nothing. */
  resolveComment(resolved: Comment): Promise<void>;
}

/** Which micro-credentials take nothing new. */
export interface Retirements {
  /** The one that holds now. */
  find(microCredentialId: string): Promise<Retirement | undefined>;
  /** @throws DomainError `retired` when it is already */
  retire(retirement: Retirement): Promise<void>;
  /** Takes it back; what was is kept. @throws DomainError `conflict` when it is no longer the one that was read */
  end(ended: Retirement): Promise<void>;
}

/** Part of a list of the catalog, from its end: what comes first in it was added last, or is most about its word. */
export interface CatalogWindow {
  readonly list: ListName;
  readonly limit: number;
  /** Places in the list: begins after `from` and ends with `to`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The public catalog as it is read. It may be some moments behind what was published. */
export interface Catalog {
  /** How many definitions stand in each of these lists. */
  lengths(lists: readonly ListName[]): Promise<Readonly<Record<ListName, number>>>;
  /** At most `limit` postings. `last` is the place of the last one; `more` tells whether others follow it, up to `to`. */
  window(asked: CatalogWindow): Promise<{
    readonly postings: readonly SearchedPosting[];
    readonly last?: string;
    readonly more: boolean;
  }>;
  /** How many definitions have each value of a facet: some hundred values, and whether those are all. */
  values(facet: FacetName): Promise<{ readonly counts: readonly FacetCount[]; readonly complete: boolean }>;
  cards(microCredentialIds: readonly string[]): Promise<readonly CatalogCard[]>;
  /** Everything in a part of the site map. */
  site(list: ListName): Promise<readonly Pick<Posting, 'microCredentialId' | 'publishedAt'>[]>;
}

/** How the catalog is kept as it has to be. Publishing marks what has to be brought up to date. */
export interface CatalogIndex {
  state(microCredentialId: string): Promise<IndexState | undefined>;
  /**
   * Makes all changes of a step, or none. With the last one the micro-credential is up to date.
   * @throws DomainError `conflict` when the state is not the one that was read
   */
  take(state: IndexState, step: IndexStep): Promise<void>;
  /** Some micro-credentials that are marked. */
  behind(): Promise<readonly { microCredentialId: string }[]>;
}

/** Images that issuers uploaded, by the SHA-256 of their bytes. */
export interface Images {
  /** Keeps an image. One that is there already stays as it is. */
  keep(image: StoredImage): Promise<void>;
  find(digest: string): Promise<StoredImage | undefined>;
}

export interface Submissions {
  /**
   * Opens an attempt, with the evidence that it begins with, unless as many as `maxAttempts` were decided already.
   * @throws DomainError `open-submission-exists`, `already-awarded`, `attempts-used`, or `retired` for what takes nothing new
   */
  open(
    submission: Submission,
    options?: {
      readonly maxAttempts?: number | undefined;
      readonly evidence?: readonly Evidence[];
      readonly events?: readonly AssayEvent[];
    },
  ): Promise<void>;
  /** What the learner has done about the micro-credential; undefined when nothing. */
  lastAttempt(person: string, microCredentialId: string): Promise<Attempts | undefined>;
  /** The submission by which the learner was awarded the micro-credential. */
  awardedTo(person: string, microCredentialId: string): Promise<Submission | undefined>;
  find(id: string): Promise<Submission | undefined>;
  ofLearner(person: string, page: PageRequest): Promise<Page<Submission>>;
  /** @throws DomainError `conflict` unless the stored revision is one below */
  save(submission: Submission): Promise<void>;
  evidence(submissionId: string): Promise<readonly Evidence[]>;
  findEvidence(submissionId: string, evidenceId: string): Promise<Evidence | undefined>;
  /** Adds an item and saves the submission with it. @throws DomainError `conflict` */
  addEvidence(submission: Submission, item: Evidence): Promise<void>;
  /** Changes an item and saves the submission with it. @throws DomainError `conflict`, or `not-found` */
  changeEvidence(submission: Submission, item: Evidence): Promise<void>;
  /** Changes what is shown of items and saves the submission with it. @throws DomainError `conflict` */
  discloseEvidence(submission: Submission, items: readonly Evidence[]): Promise<void>;
  /** Removes an item and saves the submission with it. @throws DomainError `conflict` */
  removeEvidence(submission: Submission, evidenceId: string): Promise<void>;
  /** Everything that happened to a submission, oldest first. */
  history(submissionId: string): Promise<readonly AssayEvent[]>;
  /**
   * Hands in: the submission, its checked files, by what its evidence is known again, and what is to be done about it, or nothing.
   * @throws DomainError `conflict`
   */
  handIn(
    evidence: {
      readonly files: readonly FileEvidence[];
      readonly fingerprints: readonly Fingerprint[];
    },
    change: CaseChange,
  ): Promise<void>;
  /** Some of the newest times that evidence with this digest was handed in. */
  sightings(digest: string): Promise<readonly Fingerprint[]>;
}

export interface Assessments {
  find(id: string): Promise<Assessment | undefined>;
  /** Every assessment of a submission, cancelled ones too, in the order in which they were asked for. */
  ofSubmission(submissionId: string): Promise<readonly Assessment[]>;
  /** What waits for a decision in an issuer, what is due first first. */
  queue(issuerId: string, page: PageRequest): Promise<Page<Assessment>>;
  /** @throws DomainError `conflict` unless the stored revision is one below */
  save(assessment: Assessment): Promise<void>;
  /** What a person has claimed in an issuer, claims that have run out too. */
  heldBy(issuerId: string, person: string): Promise<readonly HeldClaim[]>;
}

/** Submissions with everything that is done about them. */
export interface Cases {
  /** @throws DomainError `conflict` when the case is not what it was, `open-submission-exists`, or `already-awarded` */
  change(change: CaseChange): Promise<void>;
  preCheck(submissionId: string): Promise<PreCheck | undefined>;
  /** What waits in an issuer, what is due first first. */
  preChecks(issuerId: string, page: PageRequest): Promise<Page<PreCheck>>;
  /** What was counted at a micro-credential in these months. */
  counters(microCredentialId: string, months: readonly string[]): Promise<readonly Counter[]>;
  /** What assessors of a micro-credential said of each other in these months. */
  pairs(microCredentialId: string, months: readonly string[]): Promise<readonly JudgedPair[]>;
  approval(submissionId: string, round: Round): Promise<Approval | undefined>;
  /** What programs noted for whoever holds an assessment, in the order in which it was asked for. */
  advice(submissionId: string, assessmentId: string): Promise<readonly Advice[]>;
  /** What waits in an issuer, what is due first first. */
  approvals(issuerId: string, page: PageRequest): Promise<Page<Approval>>;
}

/** What is to be told of what happened: reminders, events, and a delivery for each who is told. */
export interface Outbox {
  /** Those whose time has come, oldest first; as many as one run can look at. */
  reminders(now: Date): Promise<readonly Reminder[]>;
  /** Takes a reminder away, and tells of it where there is something to tell. */
  settleReminder(reminder: Reminder, event: AssayEvent | undefined): Promise<void>;
  /** Events that nobody was told of, oldest first; as many as one run can look at. */
  events(): Promise<readonly AssayEvent[]>;
  /** Puts the deliveries in the place of the event; another run that did so before changes nothing. */
  fanOut(event: AssayEvent, deliveries: readonly Delivery[]): Promise<void>;
  /** Those whose time has come, oldest first; as many as one run can look at. */
  due(now: Date): Promise<readonly Delivery[]>;
  find(deliveryId: string): Promise<Delivery | undefined>;
  /** Saves what became of a delivery. @returns whether it still was as it was before */
  change(before: Delivery, after: Delivery): Promise<boolean>;
  /** What the destinations of an issuer did not take, oldest first. */
  dead(issuerId: string, page: PageRequest): Promise<Page<Delivery>>;
}

/** The files of submissions, to be deleted for good. */
export interface EvidenceEraser {
  erase(submission: Submission): Promise<void>;
}

/** How long issuers keep evidence. */
export interface Retentions {
  find(issuerId: string): Promise<Retention | undefined>;
  put(rule: Retention): Promise<void>;
  /** The rules that do not keep it for ever. */
  limited(): Promise<readonly Retention[]>;
  /** Evidence of which nothing more is to come, the longest kept first. */
  kept(issuerId: string, cursor: string | undefined): Promise<Page<KeptEvidence>>;
  /** It is kept no longer; unless it was kept anew meanwhile. */
  letGo(kept: KeptEvidence): Promise<void>;
}

/** What goes when a person has themselves erased, or the retention of evidence is over. */
export interface Erasures {
  /** The submission without its learner, their evidence and all words. Doing it again changes nothing. @throws DomainError `conflict` */
  submission(erased: {
    readonly before: Submission;
    readonly after: Submission;
    readonly evidence: readonly Evidence[];
    readonly known: readonly Fingerprint[];
    readonly assessments: readonly Assessment[];
    readonly approvals: readonly Approval[];
  }): Promise<void>;
  /** Items of evidence without what they held. @throws DomainError `conflict` */
  evidence(submission: Submission, items: readonly Evidence[], known: readonly Fingerprint[]): Promise<void>;
  /** A credential and its journal without what was signed, and its links. */
  credential(record: CredentialRecord, journal: IssuedIssuance): Promise<void>;
  /** What a learner was proposed for. */
  proposals(person: string): Promise<readonly StackProposal[]>;
  /** @throws DomainError `conflict` */
  proposal(before: StackProposal, after: StackProposal): Promise<void>;
  /** What they asked, and how they are told. */
  person(person: string): Promise<void>;
}

/** Addresses that are told what happens at an issuer. */
export interface Webhooks {
  find(issuerId: string, id: string): Promise<Webhook | undefined>;
  ofIssuer(issuerId: string): Promise<readonly Webhook[]>;
  put(webhook: Webhook): Promise<void>;
  /** @throws DomainError `not-found` */
  remove(issuerId: string, id: string): Promise<void>;
}

/** How people want to be told. */
export interface Contacts {
  find(person: string): Promise<Contact | undefined>;
  put(contact: Contact): Promise<void>;
}

/** What goes out by mail. */
export interface Mailer {
  /** @throws Error when it was not taken */
  send(mail: { readonly to: string; readonly subject: string; readonly text: string }): Promise<void>;
}

/** Requests to addresses that issuers name. */
export interface WebhookSender {
  /** Whether an address may be one, as far as its text goes. */
  accepts(url: string): boolean;
  /** @returns the status of the answer. @throws Error whose message says in public words why there was none */
  post(request: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }): Promise<number>;
}

/** Samples with known judgements, and how assessors judged them. */
export interface Calibrations {
  keep(sample: Sample): Promise<void>;
  samples(microCredentialId: string): Promise<readonly Sample[]>;
  remove(sample: Sample): Promise<void>;
  results(microCredentialId: string, person: string): Promise<readonly CalibrationResult[]>;
  /** @throws DomainError `already-decided` for a sample that the person has judged */
  record(result: CalibrationResult): Promise<void>;
}

/** What learners ask whose attempts are used. */
export interface CoachRequests {
  find(id: string): Promise<CoachRequest | undefined>;
  /** @throws DomainError `already-asked` while the one before waits */
  ask(request: CoachRequest): Promise<void>;
  /** The newest for each micro-credential. */
  ofLearner(person: string): Promise<readonly CoachRequest[]>;
  /** What waits in an issuer, oldest first. */
  waiting(issuerId: string, page: PageRequest): Promise<Page<CoachRequest>>;
  /** Keeps the answer and gives the attempt that it grants; both or neither. @throws DomainError `already-decided` */
  answer(answered: CoachRequest): Promise<void>;
}

/** Who may assess what, and whose. */
export interface Pools {
  find(microCredentialId: string): Promise<Pool | undefined>;
  put(pool: Pool): Promise<void>;
  remove(microCredentialId: string): Promise<void>;
  inConflict(of: Pick<ConflictOfInterest, 'issuerId' | 'assessor' | 'learner'>): Promise<boolean>;
  /** Declaring again changes nothing. */
  declare(conflict: ConflictOfInterest): Promise<void>;
}

/** The journal of everything that is signed as a credential (invariant 3). */
export interface Issuances {
  find(credentialId: string): Promise<Issuance | undefined>;
  /**
   * Journals that a credential is due. Each of `once` names what may have just one: a start under one that is taken changes
   * nothing. @returns the id of the credential that is journalled, under the first name that was taken where one was
   */
  start(due: DueIssuance, ...once: readonly string[]): Promise<string>;
  /** The credential that was started under this name. */
  startedUnder(issuerId: string, once: string): Promise<string | undefined>;
  /**
   * Journals the intent of what is due, or in the place of the intent `instead`.
   * @returns the issuance as it is now stored: another run's when that came first
   */
  prepare(prepared: PreparedIssuance, instead?: Intent): Promise<Issuance>;
  /**
   * Makes the credential public and closes its journal, both or neither; of an award, that its stacks must be looked at. Doing
   * it again changes nothing.
   */
  issue(issued: IssuedIssuance, credential: CredentialRecord, events?: readonly AssayEvent[]): Promise<void>;
  /** What an issuer issued, newest first. */
  issuedBy(issuerId: string, page: PageRequest): Promise<Page<IssuedIssuance>>;
  /** Credentials that are not issued, oldest first; as many as one run of the audit can look at. */
  unfinished(): Promise<readonly { credentialId: string }[]>;
  /** Puts one that could not be finished behind all that are due before this time; what is issued meanwhile stays as it is. */
  postpone(credentialId: string, until: Date): Promise<void>;
}

/** Credentials that are issued together. */
export interface Batches {
  create(batch: Batch, template: BatchTemplate): Promise<void>;
  find(id: string): Promise<Batch | undefined>;
  template(id: string): Promise<BatchTemplate | undefined>;
  /** Newest first. */
  ofIssuer(issuerId: string, page: PageRequest): Promise<Page<Batch>>;
  /**
   * Puts these rows in the place of those that the batch has. A run that dies leaves the batch `loading`, and the rows can be
   * put again. @throws DomainError `conflict` when the batch is not what it was, or others put rows at the same moment
   */
  putRows(batch: Batch, rows: readonly BatchRow[], at: string): Promise<Batch>;
  /** Some rows, when they are of the batch's present setting. */
  part(batch: Batch, number: number): Promise<BatchPart | undefined>;
  /**
   * Records what became of some rows, and counts it; both or neither.
   * @throws DomainError `conflict` when the rows are not what they were
   */
  record(before: BatchPart, after: BatchPart, change: RowCounts, at: string): Promise<void>;
  /** Notes that the check was asked for. @throws DomainError `conflict` */
  askCheck(batch: Batch, at: string): Promise<void>;
  /** Begins to issue. @throws DomainError `conflict` when the batch is not what it was */
  start(batch: Batch, started: NonNullable<Batch['started']>): Promise<void>;
}

export interface Credentials {
  find(id: string): Promise<CredentialRecord | undefined>;
  ofLearner(person: string, page: PageRequest): Promise<Page<CredentialRecord>>;
  /** What an issuer issued under an id that is not an address of ours. */
  ofForeignId(issuerId: string, foreignId: string): Promise<readonly CredentialRecord[]>;
  /**
   * Records a change of status and that the status list must change, all or nothing. Where an award stands again, that its
   * stacks must be looked at.
   * @throws DomainError `conflict` when the status is not what it was
   */
  changeStatus(
    before: CredentialRecord,
    after: CredentialRecord,
    change: StatusChange,
    events?: readonly AssayEvent[],
  ): Promise<void>;
  /**
   * Records that a credential is replaced: it is revoked (unless it is already), and its successor is due; for an award the
   * submission (of a stack, the proposal) names the successor, with what is now shown of its evidence, and of an endorsement the acceptance goes over to it. All or
   * nothing. @throws DomainError `conflict`
   */
  replace(replacement: {
    readonly before: CredentialRecord;
    readonly after: CredentialRecord;
    readonly change: StatusChange | undefined;
    readonly successor: DueIssuance;
    readonly submission: Submission | undefined;
    readonly evidence?: readonly Evidence[] | undefined;
    readonly proposal?: StackProposal | undefined;
    readonly acceptance?: { readonly of: Endorsed; readonly acceptance: Acceptance } | undefined;
  }): Promise<void>;
  /**
   * Sets who may see a credential of this learner at its address.
   * @throws DomainError `not-found` when it is not theirs, `withdrawn`
   */
  share(of: CredentialOfLearner, visibility: Visibility): Promise<void>;
  /**
   * Takes a credential of this learner off its address, for good. Doing it again changes nothing.
   * @throws DomainError `not-found` when it is not theirs
   */
  withdraw(of: CredentialOfLearner, at: string): Promise<void>;
  /** The changes of a credential's status, oldest first. */
  history(credentialId: string): Promise<readonly StatusChange[]>;
}

/** A credential, and whose it has to be. */
export interface CredentialOfLearner {
  readonly credentialId: string;
  readonly learner: string;
}

/** Links by which holders show credentials for a time. */
export interface SharedLinks {
  create(link: SharedLink): Promise<void>;
  /** Every link of a credential that is not cleaned up yet, ended ones too, in no order. */
  ofCredential(credentialId: string): Promise<readonly SharedLink[]>;
  /** Takes a link back. Of two at once the first time stands. @throws DomainError `not-found` */
  revoke(credentialId: string, digest: string, at: string): Promise<void>;
}

/** The same links for whoever has one. */
export interface PublicLinks {
  find(credentialId: string, digest: string): Promise<PublicLink | undefined>;
}

/** Stacks of micro-credentials: drafts and published versions. */
export interface Stacks {
  createDraft(draft: StackDraft): Promise<void>;
  findDraft(id: string): Promise<StackDraft | undefined>;
  drafts(issuerId: string, page: PageRequest): Promise<Page<StackDraft>>;
  /** @throws DomainError `conflict` unless the stored revision is `expected` */
  saveDraft(draft: StackDraft, expected: number): Promise<void>;
  /**
   * Writes the version once and for all, with the draft that it came from, and notes it with each of its pieces.
   * @param before the version that was the newest one
   * @throws DomainError `conflict`
   */
  publish(
    version: StackVersion,
    draft: StackDraft,
    expected: number,
    before: StackVersion | undefined,
  ): Promise<void>;
  /** Takes the stack out of the lists. @throws DomainError `conflict` unless the stored revision is `expected` */
  retire(draft: StackDraft, expected: number, latest: LatestStack | undefined): Promise<void>;
  findVersion(id: string, version: number): Promise<StackVersion | undefined>;
  latestVersion(id: string): Promise<LatestStack | undefined>;
  /** The newest version of each stack of an issuer that is not retired, newest first. */
  ofIssuer(issuerId: string, page: PageRequest): Promise<Page<LatestStack>>;
  /** The ids of the stacks whose newest version has this micro-credential as a piece. */
  withPiece(microCredentialId: string): Promise<readonly string[]>;
}

/** What was proposed and decided of stacks, and what is still to be looked at. */
export interface StackAwards {
  find(proposalId: string): Promise<StackProposal | undefined>;
  /** The proposal that a learner has for a stack. */
  ofLearner(person: string, stackId: string): Promise<StackProposal | undefined>;
  /**
   * Records a proposal, in the place of the declined one `instead`; with `due` it is confirmed already, and the award is due.
   * @returns false when the learner has another proposal for the stack by now, and nothing was written
   */
  propose(
    proposal: StackProposal,
    instead: StackProposal | undefined,
    due: DueIssuance | undefined,
  ): Promise<boolean>;
  /** Records a decision and, for a confirmation, that the award is due; or nothing. @throws DomainError `conflict` */
  decide(proposal: StackProposal, due: DueIssuance | undefined): Promise<void>;
  /**
   * Takes a confirmation back, and with it the journal of its credential, which was not signed.
   * @throws DomainError `conflict` when it was meanwhile
   */
  reopen(proposal: StackProposal, credentialId: string): Promise<void>;
  /** What waits for a decision in an issuer, oldest first. */
  waiting(issuerId: string, page: PageRequest): Promise<Page<StackProposal>>;
  /** What was confirmed in an issuer, newest first. */
  confirmed(issuerId: string, page: PageRequest): Promise<Page<StackProposal>>;
  /** What is to be looked at for one credential. */
  check(credentialId: string): Promise<StackCheck | undefined>;
  /** Everything that is to be looked at, oldest first. */
  checks(): Promise<readonly StackCheck[]>;
  /** Notes that it was looked at. One that was written anew meanwhile stays. */
  checked(check: StackCheck): Promise<void>;
}

/** Which endorsements are shown with what they endorse. */
export interface Endorsements {
  /** What was signed about it, newest first, accepted or not. */
  about(of: Endorsed, page: PageRequest): Promise<Page<CredentialRecord>>;
  accepted(of: Endorsed): Promise<readonly Acceptance[]>;
  /** Accepting again keeps the first time. */
  accept(of: Endorsed, acceptance: Acceptance): Promise<void>;
  /** Takes an acceptance back. What was issued meanwhile keeps the endorsement. */
  decline(of: Endorsed, credentialId: string): Promise<void>;
}

export interface StatusLists {
  find(id: string): Promise<StatusList | undefined>;
  /** The list of this purpose in which an issuer's next credentials take their positions. */
  current(issuerId: string, purpose: StatusPurpose): Promise<StatusList | undefined>;
  /** Adds a list and makes it the current one, unless the current one is no longer `instead`. */
  open(list: StatusList, instead: string | undefined): Promise<void>;
  /** Every list that the issuer ever had. */
  ofIssuer(issuerId: string): Promise<readonly StatusList[]>;
  /** Marks a list to be signed anew, as long as its signed form is still `document`. */
  renew(id: string, document: string): Promise<void>;
  /** Takes a position for a credential. @returns false when it is taken */
  reserve(position: StatusPosition, credentialId: string): Promise<boolean>;
  /** Every position in the list whose bit is set. */
  set(listId: string): Promise<readonly number[]>;
  /** Journals what is about to be signed for this state of the list. */
  journal(listId: string, wanted: number, intent: Intent): Promise<void>;
  /** Replaces the signed list unless a newer one is there. */
  publish(listId: string, wanted: number, document: string): Promise<void>;
  /** Lists whose signed form is behind. */
  unfinished(): Promise<readonly { listId: string }[]>;
}

/** What everybody may read of what is issued here. The stores above can all of it too. */
export interface PublicRecords {
  readonly credentials: { find(id: string): Promise<PublicCredential | undefined> };
  readonly issuers: {
    find(id: string): Promise<PublicIssuer | undefined>;
    /** Every key that the issuer ever had. */
    keys(issuerId: string): Promise<readonly PublicIssuerKey[]>;
  };
  readonly statusLists: { find(id: string): Promise<PublicStatusList | undefined> };
}

/** Remembers under which public address this deployment signs. */
export interface Deployment {
  publicUrl(): Promise<string | undefined>;
  setPublicUrl(url: string, instead: string | undefined): Promise<void>;
}

export interface WebRequest {
  /** Media types that the caller can read: JSON of any kind when `application/json` is among them, else exactly these. */
  readonly accept: readonly string[];
  /** How long the answer may take, in milliseconds, where that is less than usual. */
  readonly within?: number;
}
/**
 * What came of asking. `refused`: not asked, or sent on to elsewhere; this address is never asked. `unreadable`: something is
 * there, of another media type or encoding. `unreachable`: anything else, so nothing is known of what is there.
 */
export type WebAnswer =
  | { readonly ok: true; readonly mediaType: string; readonly body: Uint8Array }
  | {
      readonly ok: false;
      readonly reason: 'refused' | 'not-found' | 'unreachable' | 'too-large' | 'unreadable';
    };

/** Documents that others publish. It answers in bounded time and never throws, whatever the far side does. */
export interface PublicWeb {
  get(url: string, request: WebRequest): Promise<WebAnswer>;
}

/** The use of a private key. Only the signer function has it (invariant 2). */
export interface Signer {
  /** @returns the signature of these bytes: 64 bytes for Ed25519, which takes at most 4,096; 256 for RS256, which takes any */
  sign(key: SigningKey, bytes: Uint8Array): Promise<Uint8Array>;
}

/** A key that can be signed with. */
export interface SigningKey {
  readonly kmsKeyId: string;
  readonly algorithm: KeyAlgorithm;
}

/** What a new key is for. Asking twice for the same gives the same key. */
export interface KeyRequest {
  readonly issuerId: string;
  /** As in {@link IssuerKey}. */
  readonly keyId: string;
  readonly algorithm: KeyAlgorithm;
}

/** Makes keys that only the signer can use. */
export interface KeyMaker {
  /** @returns the ARN of the key, and its public half as SubjectPublicKeyInfo, DER */
  make(request: KeyRequest): Promise<{ readonly kmsKeyId: string; readonly publicKey: Uint8Array }>;
}

/** The public side of a key. */
export interface PublicKeys {
  /** @returns SubjectPublicKeyInfo, DER */
  publicKey(kmsKeyId: string): Promise<Uint8Array>;
}

/** What can be asked of the signer function: to finish what is journalled, never to sign what the caller brings. */
export type SigningTask =
  | { readonly kind: 'credential'; readonly credentialId: string }
  | { readonly kind: 'status-list'; readonly listId: string };

export interface SigningTasks {
  /** Runs the task to its end. @throws when it did not finish; it stays journalled and is finished later */
  run(task: SigningTask): Promise<void>;
}

/** Work that is done later, by a function that a queue calls: at least once, in no order, and again when it fails. */
export interface Jobs {
  /** Resolves when the job is queued. @throws when it is not known to be */
  send(job: Job): Promise<void>;
  /**
   * The same for many, each to be done not before `delaySeconds` (0 to 900) have passed.
   * @throws when any of them is not known to be queued; the others are, and may be sent again
   */
  sendAll(jobs: readonly Job[], options?: { readonly delaySeconds?: number }): Promise<void>;
}

/** What is done with a job that was handed out and could not be finished. */
export interface JobReturns {
  /** Has it come back in so many seconds. `receipt` is what it was handed out with. */
  after(receipt: string, seconds: number): Promise<void>;
}

/** How a browser or a script uploads a file: a form POST with these fields, then `file`. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly expiresAt: string;
}

/** A file among the evidence of a submission. */
export interface EvidenceOf {
  readonly submission: Submission;
  readonly item: FileEvidence;
}

export interface EvidenceFiles {
  /** A form that takes exactly this file (size, type and digest) and nothing else, for a short time. */
  uploadForm(submission: Submission, item: FileEvidence, now: Date): Promise<UploadForm>;
  /** What was uploaded for this item, as the store measured it. */
  inspect(submission: Submission, item: FileEvidence): Promise<StoredFile | undefined>;
  /**
   * Copies the uploaded version that the item is bound to, to a place that no form reaches.
   * @returns the version of the copy
   */
  keep(submission: Submission, item: FileEvidence): Promise<string>;
  /** Puts the kept copy of an item in the place of an upload for an item of another submission, which is bound like any upload. */
  carryOver(from: EvidenceOf, to: EvidenceOf): Promise<void>;
  /** Deletes what was uploaded for this item; the copy that is kept stays. Never rejects: an upload left behind expires. */
  discard(submission: Submission, item: FileEvidence): Promise<void>;
  /** A short-lived address that downloads the kept copy as an attachment. */
  downloadUrl(submission: Submission, item: FileEvidence): Promise<string>;
}

/** What is left to do of an upload in parts: a PUT of these bytes of the file for each, or nothing. */
export type PartUpload =
  | { readonly state: 'complete' }
  | {
      readonly state: 'uploading';
      /** In bytes: part n begins at (n - 1) times this. */
      readonly partSize: number;
      readonly missing: readonly (UploadPart & { readonly url: string })[];
      readonly expiresAt: string;
    };

/** Uploads of large files, which may go on after a break, and on another device. */
export interface PartUploads {
  /**
   * Begins the upload, or finds what is left of it; once nothing is, puts the file together, which from then on is as if a form
   * had uploaded it.
   * @throws DomainError `evidence-mismatch` when it is not what was declared: nothing is left of it then
   */
  next(submission: Submission, item: FileEvidence, now: Date): Promise<PartUpload>;
}

/** A program that reads work and notes what it finds. It knows nothing but what it is given, and can do nothing but answer. */
export interface Advisor {
  /** @throws DomainError `advice-unavailable` */
  advise(request: AdviceRequest): Promise<AdviceNote>;
}

/** The copies of files that assessors see. */
export interface BlindCopies {
  /**
   * Makes the copies of files that were uploaded and checked, or finds those that were made of the very files before.
   * @returns one for each, in their order
   * @throws DomainError `evidence-unreadable` naming the files of which none can be made, or `evidence-being-checked` when it takes
   *   longer than somebody waits
   */
  make(submission: Submission, items: readonly FileEvidence[]): Promise<readonly BlindCopy[]>;
}

/** Where blind copies are made. */
export interface BlindCopyFiles {
  /** The copy that was made of just this file. */
  find(file: UploadedFile): Promise<BlindCopy | undefined>;
  /** The file as it was uploaded and checked. */
  read(file: UploadedFile): Promise<Uint8Array>;
  put(file: UploadedFile, bytes: Uint8Array): Promise<BlindCopy>;
}

/** What assessors may open of the evidence. */
export interface BlindFiles {
  /** A short-lived address that downloads the blind copy as an attachment. @throws DomainError `evidence-not-uploaded` without one */
  downloadUrl(submission: Submission, item: FileEvidence): Promise<string>;
}
