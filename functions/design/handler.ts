import { type Checklist, checklistItems, openItems } from '../../src/domain/design-review/checklist.ts';
import type { Comment } from '../../src/domain/design-review/comment.ts';
import type { ReviewStep } from '../../src/domain/design-review/review.ts';
import { httpApi } from '../../src/http/api.ts';
import { designContract } from '../../src/http/contracts/design.ts';
import { answer } from '../../src/http/operation.ts';
import type {
  Calibrations,
  CatalogIndex,
  Clock,
  DesignReviews,
  Issuers,
  Members,
  MicroCredentials,
  NewId,
  Retirements,
} from '../../src/ports.ts';
import { listSamples, makeSample, removeSample } from '../../src/usecases/calibrate-assessors.ts';
import { addComment, listComments, settleComment } from '../../src/usecases/comment-on-draft.ts';
import { compareDraft } from '../../src/usecases/compare-versions.ts';
import { endRetirement, retireDesign } from '../../src/usecases/retire-design.ts';
import {
  approveDesign,
  askForReview,
  listWaitingReviews,
  type Review,
  readReview,
  readReviewHistory,
  returnDesign,
  saveChecklist,
} from '../../src/usecases/review-design.ts';

export interface DesignPorts {
  readonly calibrations: Calibrations;
  readonly catalogIndex: CatalogIndex;
  readonly clock: Clock;
  readonly designReviews: DesignReviews;
  readonly issuers: Issuers;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
  readonly retirements: Retirements;
}

/** How designs are reviewed, compared and retired. */
export function designHandler(ports: DesignPorts, { publicUrl }: { publicUrl: string }) {
  return httpApi(
    { area: 'design', contract: designContract, publicUrl },
    {
      'GET /issuers/{issuer}/reviews': async ({ caller, path, query }) => {
        const page = await listWaitingReviews(ports, { caller, issuerId: path.issuer, page: query });
        return answer(200, { ...page, items: page.items.map(stepView) });
      },
      'GET /issuers/{issuer}/micro-credentials/{microCredential}/review': async ({ caller, path }) => {
        const review = await readReview(ports, of(caller, path));
        return answer(200, reviewView(review), { etag: `"${review.draft.revision}"` });
      },
      'GET /issuers/{issuer}/micro-credentials/{microCredential}/review/history': async ({
        caller,
        path,
        query,
      }) => {
        const page = await readReviewHistory(ports, { ...of(caller, path), page: query });
        return answer(200, { ...page, items: page.items.map(stepView) });
      },
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/request': async ({
        caller,
        path,
        ifMatch,
        body,
      }) => answer(201, stepView(await askForReview(ports, { ...of(caller, path), ifMatch, ...body }))),
      'PUT /issuers/{issuer}/micro-credentials/{microCredential}/review/checklist': async ({
        caller,
        path,
        ifMatch,
        body,
      }) => {
        const saved = await saveChecklist(ports, { ...of(caller, path), ifMatch, ...body });
        return answer(200, checklistView(saved, saved.draftRevision));
      },
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/approval': async ({
        caller,
        path,
        ifMatch,
        body,
      }) => answer(201, stepView(await approveDesign(ports, { ...of(caller, path), ifMatch, ...body }))),
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/return': async ({
        caller,
        path,
        ifMatch,
        body,
      }) => answer(201, stepView(await returnDesign(ports, { ...of(caller, path), ifMatch, ...body }))),
      'GET /issuers/{issuer}/micro-credentials/{microCredential}/comments': async ({
        caller,
        path,
        query: { state, ...page },
      }) => {
        const found = await listComments(ports, { ...of(caller, path), state, page });
        return answer(200, { ...found, items: found.items.map(commentView) });
      },
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments': async ({ caller, path, body }) =>
        answer(201, commentView(await addComment(ports, { ...of(caller, path), ...body }))),
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments/{comment}/resolution': async ({
        caller,
        path,
      }) =>
        answer(
          200,
          commentView(await settleComment(ports, { ...of(caller, path), commentId: path.comment })),
        ),
      'GET /issuers/{issuer}/micro-credentials/{microCredential}/diff': async ({ caller, path, query }) => {
        const { changes, ...compared } = await compareDraft(ports, { ...of(caller, path), ...query });
        return answer(200, { ...compared, changes: [...changes] });
      },
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/retirement': async ({
        caller,
        path,
        body,
      }) => answer(201, await retireDesign(ports, { ...of(caller, path), ...body })),
      'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/retirement': async ({ caller, path }) => {
        await endRetirement(ports, of(caller, path));
        return answer(204, undefined);
      },
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/samples': async ({ caller, path, body }) =>
        answer(201, await makeSample(ports, { ...of(caller, path), fields: body })),
      'GET /issuers/{issuer}/micro-credentials/{microCredential}/samples': async ({ caller, path }) =>
        answer(200, { items: [...(await listSamples(ports, of(caller, path)))] }),
      'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/samples/{sample}': async ({
        caller,
        path,
      }) => {
        await removeSample(ports, { ...of(caller, path), sampleId: path.sample });
        return answer(204, undefined);
      },
    },
  );
}

function of<C>(caller: C, path: { issuer: string; microCredential: string }) {
  return { caller, issuerId: path.issuer, microCredentialId: path.microCredential };
}

function reviewView({ draft, setting, latest, checklists, comments, ...review }: Review) {
  return {
    microCredentialId: draft.id,
    revision: draft.revision,
    state: review.state,
    required: setting === 'required',
    ...(latest && { latest: stepView(latest) }),
    missing: [...review.missing],
    findings: [...review.findings],
    readings: review.readings,
    checklist: {
      items: checklistItems.map((item) => ({ ...item })),
      answers: checklists.map((one) => checklistView(one, draft.revision)),
    },
    comments: { ...comments, items: comments.items.map(commentView) },
  };
}

function stepView({ issuerId: _, ...step }: ReviewStep) {
  return step;
}

function commentView({ issuerId: _, ...comment }: Comment) {
  return comment;
}

function checklistView({ microCredentialId: _, ...checklist }: Checklist, revision: number) {
  return {
    ...checklist,
    current: checklist.draftRevision === revision,
    open: openItems(checklist.answers),
  };
}
