import * as z from 'zod';
import { DomainError } from '../domain-error.ts';
import { personId } from '../membership.ts';
import type { Draft } from '../micro-credential.ts';
import { requirePublishable } from '../publishing.ts';
import { passage, slug, timestamp, ulid } from '../text.ts';
import { type Checklist, checklistAnswers, openItems } from './checklist.ts';
import type { DesignReviewSetting } from './setting.ts';

/**
 * One step of the review of a micro-credential's drafts. The newest one is where the review stands; all of them are kept.
 * `published` ends a review, also one that never was.
 */
export const reviewStep = z.strictObject({
  microCredentialId: ulid,
  issuerId: slug,
  /** 1, 2, 3 … within the micro-credential. */
  number: z.int().positive(),
  kind: z.enum(['requested', 'returned', 'approved', 'published']),
  /** The revision of the draft that it is about. */
  draftRevision: z.int().positive(),
  by: personId,
  at: timestamp,
  note: passage(4000).optional(),
  /** Of an approval: the checklist that carries it. */
  answers: checklistAnswers.optional(),
  /** Of a publication. */
  version: z.int().positive().optional(),
  /** Of a publication: the approval that it went by, where there was one. */
  approvedBy: personId.optional(),
});
export type ReviewStep = z.infer<typeof reviewStep>;

/** Where a review stands for a draft as it is now. `outdated`: it was approved, and changed since. */
export const reviewState = z.enum(['none', 'requested', 'returned', 'approved', 'outdated', 'published']);
export type ReviewState = z.infer<typeof reviewState>;

/** An approval is of one exact revision: any later change voids it. */
export function stateOfReview(latest: ReviewStep | undefined, draft: Draft): ReviewState {
  if (!latest) return 'none';
  if (latest.kind === 'approved') return latest.draftRevision === draft.revision ? 'approved' : 'outdated';
  if (latest.kind === 'published') return draft.publishedRevision === draft.revision ? 'published' : 'none';
  return latest.kind;
}

/** Nobody who has worked on the draft since it was last approved reviews it. @throws DomainError `own-design` */
export function requireIndependent(draft: Draft, person: string): void {
  if (draft.editors.includes(person))
    throw new DomainError(
      'own-design',
      'You have worked on this draft since it was last approved: somebody else reviews it.',
    );
}

interface Act {
  readonly draft: Draft;
  readonly latest: ReviewStep | undefined;
  readonly by: string;
  readonly now: Date;
  readonly note?: string | undefined;
}

function step({ draft, latest, by, now, note }: Act, kind: ReviewStep['kind']): ReviewStep {
  return {
    microCredentialId: draft.id,
    issuerId: draft.issuerId,
    number: (latest?.number ?? 0) + 1,
    kind,
    draftRevision: draft.revision,
    by,
    at: now.toISOString(),
    ...(note !== undefined && { note }),
  };
}

/** An author asks for a review. */
export function requestReview(act: Act): ReviewStep {
  return step(act, 'requested');
}

/** A reviewer sends the draft back. @throws DomainError `own-design` */
export function returnDraft(act: Act & { readonly note: string }): ReviewStep {
  requireIndependent(act.draft, act.by);
  return step(act, 'returned');
}

/**
 * A reviewer approves the draft as it is now, by their own checklist. Whoever works on it afterwards is an editor anew.
 * @throws DomainError `own-design`, `incomplete-definition`, `design-blocked` or `checklist-incomplete`
 */
export function approveDraft(act: Act & { readonly checklist: Checklist | undefined }): {
  step: ReviewStep;
  draft: Draft;
} {
  const { draft, by, checklist } = act;
  requireIndependent(draft, by);
  requirePublishable(draft.fields);
  if (checklist?.draftRevision !== draft.revision)
    throw new DomainError('checklist-incomplete', 'Answer the checklist for the draft as it is now.', [
      { field: '/answers', message: `must be about revision ${draft.revision}` },
    ]);
  const open = openItems(checklist.answers);
  if (open.length > 0)
    throw new DomainError('checklist-incomplete', 'The checklist does not carry an approval.', open);
  return {
    step: { ...step(act, 'approved'), answers: checklist.answers },
    draft: { ...draft, editors: [] },
  };
}

/**
 * The step that goes with a publication.
 * @param draft as it was when it was published
 * @throws DomainError `review-needed` unless the draft as it is now was approved, or need not be
 */
export function publishReviewed(
  act: Act & { readonly setting: DesignReviewSetting; readonly version: number },
): ReviewStep {
  const { draft, latest, setting, version } = act;
  const state = stateOfReview(latest, draft);
  if (setting === 'required' && state !== 'approved')
    throw new DomainError('review-needed', whatIsNeeded(state));
  return {
    ...step(act, 'published'),
    version,
    ...(state === 'approved' && { approvedBy: latest?.by }),
  };
}

function whatIsNeeded(state: ReviewState): string {
  const how = 'A reviewer who did not work on the draft approves it first.';
  const alone = 'An owner can make the review optional (designReview of the issuer).';
  if (state === 'outdated') return `The draft was changed after it was approved. ${how} ${alone}`;
  return `${how} ${alone}`;
}
