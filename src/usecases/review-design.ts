import { automaticFindings, readingsOf } from '../domain/design-review/automatic-findings.ts';
import type { Checklist, ChecklistAnswers } from '../domain/design-review/checklist.ts';
import type { Comment } from '../domain/design-review/comment.ts';
import type { Finding } from '../domain/design-review/finding.ts';
import {
  approveDraft,
  type ReviewState,
  type ReviewStep,
  requestReview,
  requireIndependent,
  returnDraft,
  stateOfReview,
} from '../domain/design-review/review.ts';
import type { DesignReviewSetting } from '../domain/design-review/setting.ts';
import type { FieldError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Draft } from '../domain/micro-credential.ts';
import { missingFields } from '../domain/publishing.ts';
import type {
  Clock,
  DesignReviews,
  Issuers,
  Members,
  MicroCredentials,
  Page,
  PageRequest,
} from '../ports.ts';
import { requireRightIn } from './standing.ts';
import { draftFor, requireRevision } from './write-definition.ts';

interface OfDraft {
  readonly caller: Caller;
  readonly issuerId: string;
  readonly microCredentialId: string;
}
interface Ports {
  readonly designReviews: DesignReviews;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
}
type Act = OfDraft & { readonly ifMatch: number };

/** Comments that come with a review. */
const shownComments = 100;

/** All there is to say about a draft as it is now. */
export interface Review {
  readonly draft: Draft;
  readonly state: ReviewState;
  readonly setting: DesignReviewSetting;
  readonly latest: ReviewStep | undefined;
  readonly missing: readonly FieldError[];
  readonly findings: readonly Finding[];
  readonly readings: ReturnType<typeof readingsOf>;
  readonly checklists: readonly Checklist[];
  readonly comments: Page<Comment>;
}

export async function readReview(ports: Ports & { issuers: Issuers }, command: OfDraft): Promise<Review> {
  const draft = await draftFor(ports, command, 'read-drafts');
  const [issuer, latest, checklists, comments] = await Promise.all([
    ports.issuers.find(draft.issuerId),
    ports.designReviews.latest(draft.id),
    ports.designReviews.checklists(draft.id),
    ports.designReviews.comments(draft.id, 'open', { limit: shownComments }),
  ]);
  return {
    draft,
    state: stateOfReview(latest, draft),
    setting: issuer?.designReview ?? 'required',
    latest,
    missing: missingFields(draft.fields),
    findings: automaticFindings(draft.fields),
    readings: readingsOf(draft.fields),
    checklists,
    comments,
  };
}

/** An author asks for a review of the draft, finished or not. */
export async function askForReview(
  ports: Ports & { clock: Clock },
  command: Act & { note?: string | undefined },
): Promise<ReviewStep> {
  const act = await actOn(ports, command, 'write-drafts');
  const step = requestReview({ ...act, note: command.note });
  await ports.designReviews.take(step);
  return step;
}

/** A reviewer saves their checklist about the draft as they read it. @throws DomainError `own-design` */
export async function saveChecklist(
  ports: Ports & { clock: Clock },
  command: Act & { answers: ChecklistAnswers },
): Promise<Checklist> {
  const { draft, by, now } = await actOn(ports, command, 'review-designs');
  requireIndependent(draft, by);
  const checklist: Checklist = {
    microCredentialId: draft.id,
    reviewer: by,
    draftRevision: draft.revision,
    answers: command.answers,
    savedAt: now.toISOString(),
  };
  await ports.designReviews.saveChecklist(checklist);
  return checklist;
}

/** @throws DomainError as `approveDraft`, or `conflict` when somebody was quicker */
export async function approveDesign(
  ports: Ports & { clock: Clock },
  command: Act & { note?: string | undefined },
): Promise<ReviewStep> {
  const act = await actOn(ports, command, 'review-designs');
  const checklist = await ports.designReviews.checklist(act.draft.id, act.by);
  const { step, draft } = approveDraft({ ...act, note: command.note, checklist });
  await ports.designReviews.take(step, draft);
  return step;
}

/** A reviewer sends the draft back, saying why. @throws DomainError `own-design` or `conflict` */
export async function returnDesign(
  ports: Ports & { clock: Clock },
  command: Act & { note: string },
): Promise<ReviewStep> {
  const act = await actOn(ports, command, 'review-designs');
  const step = returnDraft({ ...act, note: command.note });
  await ports.designReviews.take(step);
  return step;
}

/** Who did what in the reviews of a micro-credential, newest first. */
export async function readReviewHistory(
  ports: Ports,
  { page, ...command }: OfDraft & { page: PageRequest },
): Promise<Page<ReviewStep>> {
  const draft = await draftFor(ports, command, 'read-drafts');
  return ports.designReviews.history(draft.id, page);
}

/** What waits for a reviewer in an issuer, the longest first. */
export async function listWaitingReviews(
  ports: Ports,
  { caller, issuerId, page }: { caller: Caller; issuerId: string; page: PageRequest },
): Promise<Page<ReviewStep>> {
  await requireRightIn(ports, { caller, issuerId }, 'read-drafts');
  return ports.designReviews.waiting(issuerId, page);
}

async function actOn(
  ports: Ports & { clock: Clock },
  command: Act,
  right: 'write-drafts' | 'review-designs',
): Promise<{ draft: Draft; latest: ReviewStep | undefined; by: string; now: Date }> {
  const draft = requireRevision(await draftFor(ports, command, right), command.ifMatch);
  const latest = await ports.designReviews.latest(draft.id);
  return { draft, latest, by: command.caller.person, now: ports.clock.now() };
}
