import * as z from 'zod';
import { sample, sampleFields } from '../../domain/calibration.ts';
import { checklist, checklistAnswers } from '../../domain/design-review/checklist.ts';
import { comment } from '../../domain/design-review/comment.ts';
import { area, effect, finding } from '../../domain/design-review/finding.ts';
import { reading } from '../../domain/design-review/reading-ease.ts';
import { reviewState, reviewStep } from '../../domain/design-review/review.ts';
import { retirement } from '../../domain/retirement.ts';
import { passage, ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import {
  comparisonView,
  draftPath,
  fieldErrorList,
  fromQuery,
  issuerPath,
  pageOf,
  pageQuery,
} from './shared.ts';

const stepView = reviewStep.omit({ issuerId: true });
const commentView = comment.omit({ issuerId: true });
const checklistView = checklist.omit({ microCredentialId: true }).extend({
  /** Whether it is about the draft as it is now. */
  current: z.boolean(),
  /** What keeps it from carrying an approval. */
  open: fieldErrorList,
});

const reviewView = z.object({
  microCredentialId: ulid,
  /** The revision that all of this is about. */
  revision: z.int().positive(),
  state: reviewState,
  required: z.boolean().describe('Whether the issuer publishes only what was reviewed.'),
  /** The newest step of the review. */
  latest: stepView.optional(),
  missing: fieldErrorList.describe('What the definition lacks. All of it blocks.'),
  findings: z.array(finding).describe('What software found; `effect` says whether it blocks or advises.'),
  readings: z
    .array(
      z.intersection(
        z.object({ at: z.string().describe('What was measured, as a JSON pointer.'), language: z.string() }),
        reading,
      ),
    )
    .describe('How hard it is to read.'),
  checklist: z.object({
    items: z.array(z.object({ id: z.string(), area, effect, text: z.string() })),
    answers: z.array(checklistView),
  }),
  comments: pageOf(commentView).describe('Those that are open.'),
});

/** The answer of every step. */
const stepAnswer = { description: 'The step that was taken', body: stepView };
const refusedSteps = [
  'invalid-request',
  'forbidden',
  'not-found',
  'precondition-required',
  'precondition-failed',
  'conflict',
] as const;
const note = passage(4000);

const stateQuery = pageQuery.extend({ state: comment.shape.state.default('open') });

/** How designs are reviewed, compared and retired, for staff. */
export const designContract = contract({
  'GET /issuers/{issuer}/reviews': {
    summary: 'List the reviews that are asked for',
    description: 'For members who read drafts.',
    path: issuerPath,
    query: pageQuery,
    answers: { 200: { description: 'What waits for a reviewer, the longest first', body: pageOf(stepView) } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}/review': {
    summary: 'Read the review of a draft',
    description:
      'What software finds, what reviewers answered, what was commented, and where the review stands. What is missing and every finding that blocks stop an approval and a publication; a finding that advises stops nothing. Of the checklist, an item without an answer stops an approval, and so does "not-met" where the item blocks.',
    path: draftPath,
    answers: { 200: { description: 'The review; its ETag is that of the draft', body: reviewView } },
    refusals: ['forbidden', 'not-found'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}/review/history': {
    summary: 'Read who did what in the reviews of a micro-credential',
    path: draftPath,
    query: pageQuery,
    answers: { 200: { description: 'Every step that was taken, newest first', body: pageOf(stepView) } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/request': {
    summary: 'Ask for a review',
    description: 'For authors. The draft may be changed while it waits; an approval is of what it is then.',
    path: draftPath,
    ifMatch: true,
    body: z.strictObject({ note: note.optional() }),
    answers: { 201: stepAnswer },
    refusals: refusedSteps,
  },
  'PUT /issuers/{issuer}/micro-credentials/{microCredential}/review/checklist': {
    summary: 'Answer the checklist',
    description:
      'For reviewers who have not worked on the draft since it was last approved. Replaces the answers that this reviewer gave; those of others stay theirs. It is about the revision in If-Match.',
    path: draftPath,
    ifMatch: true,
    body: z.strictObject({ answers: checklistAnswers }),
    answers: { 200: { description: 'The checklist', body: checklistView } },
    refusals: [...refusedSteps, 'own-design'],
  },
  'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/approval': {
    summary: 'Approve a draft',
    description:
      'For reviewers who have not worked on the draft since it was last approved, by their own checklist. The approval is of exactly the revision in If-Match: any later change of the draft voids it.',
    path: draftPath,
    ifMatch: true,
    body: z.strictObject({ note: note.optional() }),
    answers: { 201: stepAnswer },
    refusals: [
      ...refusedSteps,
      'own-design',
      'incomplete-definition',
      'design-blocked',
      'checklist-incomplete',
    ],
  },
  'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/return': {
    summary: 'Send a draft back',
    description: 'For reviewers who have not worked on the draft. An approval that stood is void.',
    path: draftPath,
    ifMatch: true,
    body: z.strictObject({ note }),
    answers: { 201: stepAnswer },
    refusals: [...refusedSteps, 'own-design'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}/comments': {
    summary: 'List comments about a draft',
    path: draftPath,
    query: stateQuery,
    answers: {
      200: { description: 'Comments that are open (or resolved), oldest first', body: pageOf(commentView) },
    },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments': {
    summary: 'Comment on a place in a draft',
    description:
      'For owners, authors and reviewers. `field` is a JSON pointer into the definition, empty for the whole of it. A comment stops nothing.',
    path: draftPath,
    body: z.strictObject({ field: comment.shape.field, text: comment.shape.text }),
    answers: { 201: { description: 'The comment', body: commentView } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments/{comment}/resolution': {
    summary: 'Resolve a comment',
    description: 'For owners, authors and reviewers. Said again, the first time stands.',
    path: draftPath.extend({ comment: ulid }),
    answers: { 200: { description: 'The comment as it is now', body: commentView } },
    refusals: ['forbidden', 'not-found'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}/diff': {
    summary: 'Compare a draft with a version',
    description:
      'With the newest version, or with the one that `from` names; 0 is nothing at all. Criteria, levels, artifacts and all that has an id are matched by it.',
    path: draftPath,
    query: fromQuery,
    answers: {
      200: {
        description: 'What the draft would change',
        body: comparisonView.extend({ revision: z.int().positive() }),
      },
    },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'POST /issuers/{issuer}/micro-credentials/{microCredential}/retirement': {
    summary: 'Retire a micro-credential',
    description:
      'For owners. No new submissions and no new versions; it leaves the lists of the catalog, and its page says so. What is open is handed in, assessed and awarded, and credentials stay valid.',
    path: draftPath,
    body: z.strictObject({
      reason: retirement.shape.reason,
      successor: ulid.optional().describe('The id of the micro-credential that takes its place.'),
    }),
    answers: { 201: { description: 'The retirement', body: retirement } },
    refusals: ['invalid-request', 'forbidden', 'not-found', 'retired'],
  },
  'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/retirement': {
    summary: 'Take a retirement back',
    description: 'For owners. That it was retired, by whom and why, is kept.',
    path: draftPath,
    answers: { 204: { description: 'It takes submissions and versions again' } },
    refusals: ['forbidden', 'not-found', 'conflict'],
  },
  'POST /issuers/{issuer}/micro-credentials/{microCredential}/samples': {
    summary: 'Add a sample with a known judgement',
    description:
      'For new assessors to judge, by the rubric of the newest version. Made up, or given for this with consent; it must not name anyone. Each criterion has its level and why.',
    path: draftPath,
    body: sampleFields,
    answers: { 201: { description: 'The sample', body: sample } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}/samples': {
    summary: 'List the samples with what is known of them',
    path: draftPath,
    answers: { 200: { description: 'The samples', body: z.object({ items: z.array(sample) }) } },
    refusals: ['forbidden', 'not-found'],
  },
  'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/samples/{sample}': {
    summary: 'Take a sample back',
    description: 'What assessors showed with it stays theirs.',
    path: draftPath.extend({ sample: ulid }),
    answers: { 204: { description: 'Nobody judges it any more' } },
    refusals: ['forbidden', 'not-found'],
  },
});
