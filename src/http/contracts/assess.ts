import * as z from 'zod';
import { advice } from '../../domain/advice.ts';
import { approval } from '../../domain/approval.ts';
import { assessment, judgedPart, partVerdict, score } from '../../domain/assessment.ts';
import { sample, sampleJudgement } from '../../domain/calibration.ts';
import { coachAnswer, coachRequest } from '../../domain/coach-request.ts';
import { assayEvent } from '../../domain/event.ts';
import { blindCopy, evidence } from '../../domain/evidence.ts';
import { fieldsOfDefinition } from '../../domain/micro-credential.ts';
import { pool } from '../../domain/pool.ts';
import { preCheck, preCheckAnswer } from '../../domain/pre-check.ts';
import { rubric } from '../../domain/rubric.ts';
import { submission } from '../../domain/submission.ts';
import { passage, slug, timestamp, ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import { assessmentPath, issuerPath, pageOf, pageQuery, submissionPath } from './shared.ts';

/** What an assessor sees of an assessment: no learner, no other assessor. */
const assessmentSummary = assessment
  .pick({
    id: true,
    purpose: true,
    microCredentialId: true,
    version: true,
    submittedAt: true,
    dueAt: true,
    claimedUntil: true,
  })
  .extend({ issuer: slug, state: z.enum(['open', 'claimed', 'final', 'cancelled', 'claimed-by-another']) });

const standing = z.object({
  /** Criteria without a score. */
  unscored: z.array(slug),
  /** Criteria below the level that the rubric requires. */
  belowRequired: z.array(slug),
  /** Parts without a verdict. */
  unjudged: z.array(judgedPart),
  /** Parts that do not pass. */
  notPassed: z.array(judgedPart),
});

const about = { context: true, title: true, artifact: true, id: true } as const;
const [file, link, text] = evidence.options;

/** What was asked for in parts 1 to 3, and by what it is judged. */
const asked = {
  name: z.string(),
  overview: fieldsOfDefinition.shape.overview,
  artifacts: fieldsOfDefinition.shape.artifacts,
  reflection: fieldsOfDefinition.shape.reflection,
  passCriteria: fieldsOfDefinition.shape.passCriteria,
  rubric,
};

/** Where the same file, text or address was handed in elsewhere. Nobody is named; it may be for a good reason. */
const seenBefore = z.array(
  z.object({
    at: timestamp,
    /** By this same learner, in another attempt or for another micro-credential. */
    sameLearner: z.boolean(),
    /** Told within the issuer. */
    microCredentialId: ulid.optional(),
  }),
);

/** What was handed in, without saying by whom. */
const work = z.object({
  answers: z.record(slug, z.string()),
  evidence: z.array(
    z.discriminatedUnion('kind', [
      file
        .pick({ ...about, kind: true, mediaType: true, size: true, sha256: true, alternativeText: true })
        .extend({
          /** What `downloadUrl` gives: the file without what its format tells of its maker. `size` and `sha256` are those of the file itself. */
          copy: blindCopy.omit({ objectVersion: true }).strip().optional(),
          /** Absent where the issuer's rule let go of the file. */
          downloadUrl: z.url().optional(),
          seenBefore,
        })
        .strip(),
      link
        .pick({ ...about, kind: true, url: true })
        .extend({ seenBefore })
        .strip(),
      text
        .pick({ ...about, kind: true, text: true, sha256: true })
        .extend({ seenBefore })
        .strip(),
    ]),
  ),
});

/** A note by software, apart from all that people judge. */
const adviceView = advice.pick({ number: true, at: true, model: true, note: true });

const assessmentView = assessmentSummary.extend({
  ...asked,
  scores: z.record(slug, score),
  parts: assessment.shape.parts,
  standing,
  /** There while you hold the assessment. */
  work: work.optional(),
  /** What programs noted for you, where that is switched on. It scores nothing and decides nothing: you do. */
  advice: z.array(adviceView).optional(),
});

const preCheckSummary = preCheck
  .pick({ microCredentialId: true, version: true, askedAt: true, dueAt: true, state: true })
  .extend({ submission: ulid, issuer: slug });
const approvalSummary = approval
  .pick({
    round: true,
    microCredentialId: true,
    state: true,
    askedAt: true,
    dueAt: true,
    proposed: true,
    disputed: true,
  })
  .extend({ submission: ulid, issuer: slug });

/** What an approver decides by: both sides of the blind are named. */
const approvalView = approvalSummary.extend({
  ...asked,
  learner: submission.shape.learner,
  recipient: submission.shape.recipient.pick({ name: true, email: true }),
  appeal: submission.shape.appeal,
  /** One for each assessor; their ids are what `adopt` takes. */
  assessments: z.array(
    assessment
      .pick({ id: true, purpose: true, scores: true, parts: true, outcome: true, decidedAt: true })
      .extend({
        assessor: z.string().optional(),
        state: assessment.shape.state,
      }),
  ),
  work,
});

const poolView = z.object({
  /** Without a pool, all assessors of the issuer assess it. */
  assessors: z.union([pool.shape.assessors, z.null()]),
});
const calibrationStanding = z.object({
  calibrated: z.boolean(),
  /** How many of the newest count, of how many that are needed. */
  judged: z.int(),
  needed: z.int(),
  /** Criteria and parts on which you agree with what is known, of how many. */
  agreed: z.int(),
  of: z.int(),
  /** In percent. */
  threshold: z.int(),
});
const calibrationView = z.object({
  ...asked,
  version: z.int(),
  standing: calibrationStanding,
  items: z.array(sample.pick({ id: true, title: true, answers: true, evidence: true })),
});
const calibrationAnswer = z.object({
  agreed: z.int(),
  of: z.int(),
  known: sample.shape.judgement,
  standing: calibrationStanding,
});

const overdueView = assessment
  .pick({
    id: true,
    purpose: true,
    microCredentialId: true,
    submittedAt: true,
    dueAt: true,
    assessor: true,
    claimedUntil: true,
  })
  .extend({ submission: ulid });
const monthsQuery = z.strictObject({
  months: z
    .string()
    .regex(/^(?:[1-9]|1\d|2[0-4])$/, 'must be from 1 to 24')
    .transform(Number)
    .default(12),
});
const counted = z.int().nonnegative();
const analyticsView = z.object({
  /** `awarded` and `notYet` are first decisions; `overturned` ones were made upon an appeal. */
  funnel: z.object({
    opened: counted,
    handedIn: counted,
    returned: counted,
    withdrawn: counted,
    awarded: counted,
    notYet: counted,
    appealed: counted,
    overturned: counted,
  }),
  attempts: z.array(z.object({ attempt: z.int(), awarded: counted, notYet: counted })),
  criteria: z.array(z.object({ criterion: slug, passed: counted, missed: counted })),
  /** Business days from handing in to the decision; without `upTo` all that took longer. */
  timeToDecision: z.array(z.object({ upTo: z.int().optional(), count: counted })),
  months: z.array(z.object({ month: z.string(), handedIn: counted, awarded: counted, notYet: counted })),
});
const share = z.union([z.number(), z.null()]);
const agreement = z.object({
  pairs: z.int(),
  sameLevel: share,
  samePass: share,
  kappa: share,
  alpha: share,
});
const agreementView = z.object({
  overall: agreement,
  criteria: z.array(agreement.extend({ criterion: slug })),
  assessors: z.array(agreement.extend({ assessor: z.string() })),
  months: z.array(agreement.extend({ month: z.string() })),
  /** The last three months against those before, by how often they agree on passing. */
  drift: z.object({ recent: z.number(), earlier: z.number(), change: z.number() }).optional(),
  /** Judgements by a rubric with other levels or criteria. */
  leftOut: z.int(),
});
const microCredentialPath = issuerPath.extend({ microCredential: ulid });
const fromQueue = pageQuery.extend({ issuer: slug });

/** Work for assessors: the queue, the claim, the scores. */
export const assessContract = contract({
  'GET /assessments': {
    summary: 'List what waits for you',
    query: fromQueue,
    answers: {
      200: {
        description: 'What you may claim and what you hold, the earliest promise first',
        body: pageOf(assessmentSummary),
      },
    },
    refusals: ['invalid-request', 'forbidden', 'human-required'],
  },
  'GET /assessments/{assessment}': {
    summary: 'Read an assessment',
    description:
      'What was asked for and the rubric are those that the learner saw. The work itself is shown while you hold the assessment; addresses of files last minutes.',
    path: assessmentPath,
    answers: { 200: { description: 'The assessment', body: assessmentView } },
    refusals: ['not-found', 'human-required', 'own-submission'],
  },
  'POST /assessments/{assessment}/claim': {
    summary: 'Claim an assessment',
    description: 'Yours alone for 72 hours. Claiming again renews it.',
    path: assessmentPath,
    answers: { 200: { description: 'Claimed', body: assessmentSummary } },
    refusals: [
      'not-found',
      'human-required',
      'own-submission',
      'conflict-of-interest',
      'not-in-pool',
      'claims-limit',
      'not-calibrated',
      'assessment-not-open',
      'conflict',
    ],
  },
  'POST /assessments/{assessment}/advice': {
    summary: 'Have software note what it finds',
    description:
      'Where the operator switched it on: a language model reads the words of the work that you hold, and notes for each criterion where something speaks to it. The note is kept with the model, the record tells of it, and nothing else changes: software advises, and you score and decide. Three times for one assessment at most.',
    path: assessmentPath,
    answers: { 201: { description: 'The note', body: adviceView } },
    refusals: [
      'not-found',
      'human-required',
      'assessment-not-claimed',
      'already-decided',
      'advice-off',
      'advice-limit',
      'advice-unavailable',
      'conflict',
    ],
  },
  'POST /assessments/{assessment}/hand-back': {
    summary: 'Hand an assessment back',
    description: 'Puts it back into the queue, without your scores.',
    path: assessmentPath,
    answers: { 200: { description: 'Open again', body: assessmentSummary } },
    refusals: ['not-found', 'human-required', 'assessment-not-claimed', 'already-decided', 'conflict'],
  },
  'PUT /assessments/{assessment}/scores/{criterion}': {
    summary: 'Score a criterion',
    description: 'A level of the rubric and feedback that the learner will read.',
    path: assessmentPath.extend({ criterion: slug }),
    body: score,
    answers: { 200: { description: 'Saved, with what is still open', body: standing } },
    refusals: [
      'invalid-request',
      'not-found',
      'human-required',
      'assessment-not-claimed',
      'already-decided',
      'conflict',
    ],
  },
  'PUT /assessments/{assessment}/parts/{judgedPart}': {
    summary: 'Say whether part 1 or 3 passes',
    description: 'By the pass criteria of the definition, where it has some for the part.',
    path: assessmentPath.extend({ judgedPart }),
    body: partVerdict,
    answers: { 200: { description: 'Saved, with what is still open', body: standing } },
    refusals: [
      'invalid-request',
      'not-found',
      'human-required',
      'assessment-not-claimed',
      'already-decided',
      'conflict',
    ],
  },
  'POST /assessments/{assessment}/recusal': {
    summary: 'Hand an assessment back because of a conflict of interest',
    description:
      'You know whose work it is, or must not judge it for another reason. Nothing of this learner is offered to you again in this issuer.',
    path: assessmentPath,
    body: z.strictObject({ reason: passage(1000) }),
    answers: { 200: { description: 'Open again, for others', body: assessmentSummary } },
    refusals: [
      'invalid-request',
      'not-found',
      'human-required',
      'assessment-not-claimed',
      'already-decided',
      'conflict',
    ],
  },
  'GET /pre-checks': {
    summary: 'List submissions whose completeness a person has to look at',
    query: fromQueue,
    answers: { 200: { description: 'The earliest promise first', body: pageOf(preCheckSummary) } },
    refusals: ['invalid-request', 'forbidden', 'human-required'],
  },
  'GET /pre-checks/{submission}': {
    summary: 'Read a submission to see whether it is complete',
    path: submissionPath,
    answers: {
      200: {
        description: 'What was asked for and handed in',
        body: preCheckSummary.extend({ ...asked, work }),
      },
    },
    refusals: ['not-found', 'human-required', 'own-submission', 'conflict-of-interest'],
  },
  'POST /pre-checks/{submission}/answer': {
    summary: 'Say whether a submission is complete',
    description:
      'A complete one goes to its assessors. One that is not goes back to the learner, who can hand it in again: it takes no attempt.',
    path: submissionPath,
    body: preCheckAnswer,
    answers: { 204: { description: 'Done' } },
    refusals: [
      'invalid-request',
      'not-found',
      'human-required',
      'own-submission',
      'conflict-of-interest',
      'already-decided',
      'conflict',
    ],
  },
  'GET /approvals': {
    summary: 'List what waits for an approver',
    query: fromQueue,
    answers: { 200: { description: 'The earliest promise first', body: pageOf(approvalSummary) } },
    refusals: ['invalid-request', 'forbidden', 'human-required'],
  },
  'GET /approvals/{submission}': {
    summary: 'Read what an approver is asked',
    description: 'Names the learner and the assessors: nobody else sees both.',
    path: submissionPath,
    answers: { 200: { description: 'What the assessors say, and what was handed in', body: approvalView } },
    refusals: ['not-found', 'human-required', 'own-award', 'conflict-of-interest'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}/pool': {
    summary: 'See who assesses a micro-credential',
    path: microCredentialPath,
    answers: { 200: { description: 'Its assessors', body: poolView } },
    refusals: ['forbidden', 'not-found'],
  },
  'PUT /issuers/{issuer}/micro-credentials/{microCredential}/pool': {
    summary: 'Say who assesses a micro-credential',
    description: 'For owners and approvers. What others hold by now they keep.',
    path: microCredentialPath,
    body: z.strictObject({ assessors: pool.shape.assessors }),
    answers: { 200: { description: 'Its assessors', body: poolView } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/pool': {
    summary: 'Let all assessors of the issuer assess a micro-credential',
    path: microCredentialPath,
    answers: { 204: { description: 'All do' } },
    refusals: ['forbidden', 'not-found'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}/agreement': {
    summary: 'See how far assessors agree',
    description:
      'Of submissions that two people judged apart from each other: how often they gave the same level, how often they agreed on passing, Cohen’s kappa with linear weights and Krippendorff’s alpha for ordered levels, by criterion, assessor and month; and whether it drifts. A coefficient is null where the judgements cannot tell it.',
    path: microCredentialPath,
    query: monthsQuery,
    answers: { 200: { description: 'How far they agree', body: agreementView } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}/analytics': {
    summary: 'See what became of submissions',
    description:
      'From opening to award, how long decisions took, and how often each attempt and each criterion passed. Counted as it happens: exact, and as quick to read for many as for few.',
    path: microCredentialPath,
    query: monthsQuery,
    answers: { 200: { description: 'The figures', body: analyticsView } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'GET /issuers/{issuer}/submissions/{submission}/history': {
    summary: 'See what happened to a submission, and who did it',
    description: 'Oldest first: why an award was made, or was not. For owners, approvers and viewers.',
    path: issuerPath.extend({ submission: ulid }),
    answers: { 200: { description: 'What happened', body: z.object({ items: z.array(assayEvent) }) } },
    refusals: ['forbidden', 'not-found'],
  },
  'GET /issuers/{issuer}/coach-requests': {
    summary: 'List learners who ask for another attempt',
    description: 'For owners, authors and approvers.',
    path: issuerPath,
    query: pageQuery,
    answers: { 200: { description: 'What waits for an answer, oldest first', body: pageOf(coachRequest) } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'POST /issuers/{issuer}/coach-requests/{request}/answer': {
    summary: 'Answer a learner whose attempts are used',
    path: issuerPath.extend({ request: ulid }),
    body: coachAnswer,
    answers: { 200: { description: 'Answered', body: coachRequest } },
    refusals: ['invalid-request', 'human-required', 'forbidden', 'not-found', 'own-award', 'already-decided'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}/calibration': {
    summary: 'See what there is to judge for practice, and how you stand',
    description:
      'Samples with a known judgement, which you are shown once you have judged. The newest three count; where the policy asks for it, real work is yours once you agree often enough.',
    path: microCredentialPath,
    answers: { 200: { description: 'Your samples', body: calibrationView } },
    refusals: ['human-required', 'forbidden', 'not-found'],
  },
  'POST /issuers/{issuer}/micro-credentials/{microCredential}/calibration/{sample}': {
    summary: 'Judge a sample',
    description: 'Once. The answer says what is known of it, and why.',
    path: microCredentialPath.extend({ sample: ulid }),
    body: sampleJudgement,
    answers: { 200: { description: 'How you did', body: calibrationAnswer } },
    refusals: [
      'invalid-request',
      'human-required',
      'forbidden',
      'not-found',
      'unscored-criteria',
      'already-decided',
    ],
  },
  'GET /issuers/{issuer}/overdue': {
    summary: 'List what is assessed later than promised',
    description: 'For owners, approvers and viewers. The learner is not named.',
    path: issuerPath,
    query: pageQuery,
    answers: { 200: { description: 'What is overdue, the longest first', body: pageOf(overdueView) } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'POST /issuers/{issuer}/conflicts': {
    summary: 'Declare a conflict of interest',
    description:
      'The assessor is offered nothing any more of the learner whose submission this is. For owners and approvers; assessors do it with a recusal.',
    path: issuerPath,
    body: z.strictObject({ assessor: pool.shape.assessors.element, submission: ulid }),
    answers: { 204: { description: 'Declared' } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
});
