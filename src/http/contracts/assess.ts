import * as z from 'zod';
import { assessment, score } from '../../domain/assessment.ts';
import { evidence } from '../../domain/evidence.ts';
import { fieldsOfDefinition } from '../../domain/micro-credential.ts';
import { rubric } from '../../domain/rubric.ts';
import { slug } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import { assessmentPath, pageOf, pageQuery } from './shared.ts';

/** What an assessor sees of an assessment: no learner, no other assessor. */
const assessmentSummary = assessment
  .pick({ id: true, microCredentialId: true, version: true, submittedAt: true, claimedUntil: true })
  .extend({ issuer: slug, state: z.enum(['open', 'claimed', 'final', 'cancelled', 'claimed-by-another']) });

const standing = z.object({
  /** Criteria without a score. */
  unscored: z.array(slug),
  /** Criteria below the level that the rubric requires. */
  belowRequired: z.array(slug),
});

const about = { context: true, title: true, artifact: true, id: true } as const;
const [file, link, text] = evidence.options;

const assessmentView = assessmentSummary.extend({
  name: z.string(),
  /** What was asked for in parts 1 to 3, and by what the answers of parts 1 and 3 pass. */
  overview: fieldsOfDefinition.shape.overview,
  artifacts: fieldsOfDefinition.shape.artifacts,
  reflection: fieldsOfDefinition.shape.reflection,
  passCriteria: fieldsOfDefinition.shape.passCriteria,
  rubric,
  scores: z.record(slug, score),
  standing,
  /** There while you hold the assessment. */
  work: z
    .object({
      answers: z.record(slug, z.string()),
      evidence: z.array(
        z.discriminatedUnion('kind', [
          file
            .pick({ ...about, kind: true, mediaType: true, size: true, sha256: true })
            .extend({ downloadUrl: z.url() })
            .strip(),
          link.pick({ ...about, kind: true, url: true }).strip(),
          text.pick({ ...about, kind: true, text: true, sha256: true }).strip(),
        ]),
      ),
    })
    .optional(),
});

/** Work for assessors: the queue, the claim, the scores. */
export const assessContract = contract({
  'GET /assessments': {
    summary: 'List what waits for you',
    query: pageQuery.extend({ issuer: slug }),
    answers: {
      200: {
        description: 'Open assessments and those that you hold, oldest first',
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
    refusals: ['not-found', 'human-required', 'own-submission', 'assessment-not-open', 'conflict'],
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
});
