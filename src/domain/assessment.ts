import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import { type Caller, personId } from './membership.ts';
import type { Definition } from './micro-credential.ts';
import type { Rubric } from './rubric.ts';
import { passage, slug, timestamp, ulid } from './text.ts';

const feedback = passage(4000)
  .optional()
  .describe('What the learner reads of it. Below what is required it must be there.');

/** One criterion as an assessor judged it. */
export const score = z.strictObject({ level: slug, feedback });
/** Part 1 or 3 as an assessor judged it, by the pass criteria of the definition. */
export const partVerdict = z.strictObject({ passed: z.boolean(), feedback });
/** The parts that pass or do not, apart from the rubric. */
export const judgedPart = z.enum(['overview', 'reflection']);
export type JudgedPart = z.infer<typeof judgedPart>;
export const outcome = z.enum(['awarded', 'not-yet']);
export type Outcome = z.infer<typeof outcome>;

/** What an assessment is for: one of those that the policy asks for, one more where two disagreed, or an appeal. */
export const purpose = z.enum(['score', 'third', 'appeal']);

/** The assessment of one submission by one person, who sees no other. */
export const assessment = z.strictObject({
  id: ulid,
  purpose,
  submissionId: ulid,
  issuerId: slug,
  microCredentialId: ulid,
  version: z.int().positive(),
  state: z.enum(['open', 'claimed', 'final', 'cancelled']),
  assessor: personId.optional(),
  /** When the claim ends and the assessment goes back to the queue. */
  claimedUntil: timestamp.optional(),
  /** Keyed by criterion id. */
  scores: z.record(slug, score),
  parts: z.strictObject({ overview: partVerdict.optional(), reflection: partVerdict.optional() }),
  outcome: outcome.optional(),
  submittedAt: timestamp,
  /** When the learner was promised a decision. */
  dueAt: timestamp,
  decidedAt: timestamp.optional(),
  revision: z.int().positive(),
});
export type Assessment = z.infer<typeof assessment>;

/** What is judged by: the published rubric, and the pass criteria of parts 1 and 3. */
export type Standard = Pick<Definition, 'rubric' | 'passCriteria'>;
/** What was judged. */
export type Judgement = Pick<Assessment, 'scores' | 'parts'>;

/** How long a claim holds, in milliseconds. */
export const claimDuration = 72 * 60 * 60 * 1000;

/** Invariant 1: software may advise, it never scores or decides. @throws DomainError `human-required` */
export function requireHuman(caller: Caller): void {
  if (caller.machine) throw new DomainError('human-required', 'Only a person can assess.');
}

/** Whether this person holds the assessment now. */
export function isHeldBy(current: Assessment, person: string, now: Date): boolean {
  return current.state === 'claimed' && current.assessor === person && !claimExpired(current, now);
}

/** Whether anyone who may assess can claim it now: nobody has, or a claim has run out. */
export function isFree(current: Assessment, now: Date): boolean {
  return current.state === 'open' || (current.state === 'claimed' && claimExpired(current, now));
}

function claimExpired(current: Assessment, now: Date): boolean {
  // Written so that an end that is missing or no time counts as passed.
  return !(Date.parse(current.claimedUntil ?? '') > now.getTime());
}

/**
 * Takes an assessment from the queue. Claiming again what one holds renews the claim. An expired claim falls to the next
 * person, without the scores of the first: two people's judgements are never mixed in one assessment.
 */
export function claim(current: Assessment, person: string, learner: string, now: Date): Assessment {
  if (person === learner) throw new DomainError('own-submission', 'Nobody assesses their own submission.');
  if (!isFree(current, now) && !isHeldBy(current, person, now))
    throw new DomainError('assessment-not-open', 'This assessment is not open to be claimed.');
  return {
    ...current,
    state: 'claimed',
    assessor: person,
    claimedUntil: new Date(now.getTime() + claimDuration).toISOString(),
    ...(current.assessor !== person && nothingJudged),
    revision: current.revision + 1,
  };
}

const nothingJudged: Judgement = { scores: {}, parts: {} };

/** @throws DomainError `already-decided` or `assessment-not-claimed` unless this person holds the assessment now */
export function requireHolder(current: Assessment, person: string, now: Date): void {
  if (current.state === 'final') throw new DomainError('already-decided', 'This assessment was decided.');
  if (!isHeldBy(current, person, now))
    throw new DomainError(
      'assessment-not-claimed',
      'Claim the assessment first; a claim ends when it is not renewed.',
    );
}

/** Puts a claimed assessment back into the queue, without its scores. */
export function handBack(current: Assessment, person: string, now: Date): Assessment {
  requireHolder(current, person, now);
  const { assessor: _assessor, claimedUntil: _claimedUntil, ...rest } = current;
  return { ...rest, ...nothingJudged, state: 'open', revision: current.revision + 1 };
}

/** Records the level and the feedback for one criterion of the pinned rubric. */
export function scoreCriterion(
  current: Assessment,
  rubric: Rubric,
  person: string,
  criterionId: string,
  given: z.infer<typeof score>,
  now: Date,
): Assessment {
  requireHolder(current, person, now);
  if (!rubric.criteria.some((criterion) => criterion.id === criterionId))
    throw new DomainError('not-found', 'The rubric has no such criterion.', [
      { field: 'criterion', message: `must be one of ${rubric.criteria.map((one) => one.id).join(', ')}` },
    ]);
  if (!rubric.levels.some((level) => level.id === given.level))
    throw new DomainError('invalid-request', 'The rubric has no such level.', [
      { field: '/level', message: `must be one of ${rubric.levels.map((one) => one.id).join(', ')}` },
    ]);
  const scores = { ...current.scores, [criterionId]: given };
  if (evaluate(rubric, scores).belowRequired.includes(criterionId)) requireFeedback(given);
  return { ...current, scores, revision: current.revision + 1 };
}

/** Records whether part 1 or 3 passes. */
export function judgePart(
  current: Assessment,
  standard: Standard,
  person: string,
  part: JudgedPart,
  given: z.infer<typeof partVerdict>,
  now: Date,
): Assessment {
  requireHolder(current, person, now);
  if (!partsToJudge(standard).includes(part))
    throw new DomainError('not-found', 'The definition has no pass criteria for this part.');
  if (!given.passed) requireFeedback(given);
  return { ...current, parts: { ...current.parts, [part]: given }, revision: current.revision + 1 };
}

function requireFeedback({ feedback }: { feedback?: string | undefined }): void {
  if (feedback === undefined)
    throw new DomainError('invalid-request', 'Say what is missing: the learner will build on it.', [
      { field: '/feedback', message: 'is required below what the definition asks for' },
    ]);
}

/** The parts that the definition has pass criteria for. */
export function partsToJudge({ passCriteria = {} }: Standard): JudgedPart[] {
  return judgedPart.options.filter((part) => passCriteria[part] !== undefined);
}

/**
 * The rule of the field: every criterion scored, every required level reached. It fails closed: a score that the rubric
 * does not know counts as no score.
 */
export function evaluate(
  rubric: Rubric,
  scores: Assessment['scores'],
): { unscored: string[]; belowRequired: string[] } {
  const rank = new Map(rubric.levels.map((level, index) => [level.id, index]));
  const unscored: string[] = [];
  const belowRequired: string[] = [];
  for (const criterion of rubric.criteria) {
    const reached = Object.hasOwn(scores, criterion.id)
      ? rank.get(scores[criterion.id]?.level ?? '')
      : undefined;
    const required = rank.get(criterion.requiredLevel);
    if (reached === undefined) unscored.push(criterion.id);
    else if (required === undefined || reached < required) belowRequired.push(criterion.id);
  }
  return { unscored, belowRequired };
}

/** What a judgement still lacks, and where it is below what is required. Parts go by their names. */
export function standingOf(standard: Standard, { scores, parts }: Judgement) {
  const asked = partsToJudge(standard);
  return {
    ...evaluate(standard.rubric, scores),
    unjudged: asked.filter((part) => parts[part] === undefined),
    notPassed: asked.filter((part) => parts[part]?.passed === false),
  };
}
export type JudgementStanding = ReturnType<typeof standingOf>;

/** The outcome that a whole judgement carries. @throws DomainError `unscored-criteria` when something was not judged */
export function outcomeOf(standard: Standard, judgement: Judgement): Outcome {
  const { unscored, belowRequired, unjudged, notPassed } = standingOf(standard, judgement);
  if (unscored.length + unjudged.length > 0)
    throw new DomainError('unscored-criteria', 'Everything needs a judgement before a decision.', [
      ...unscored.map((id) => ({ field: `/scores/${id}`, message: 'has no score' })),
      ...unjudged.map((part) => ({ field: `/parts/${part}`, message: 'was not judged' })),
    ]);
  return belowRequired.length + notPassed.length > 0 ? 'not-yet' : 'awarded';
}

/** Refuses an award that the judgement does not carry (invariant 1). Used by the decision and once more by the signer. */
export function requireAwardable(standard: Standard, judgement: Judgement): void {
  if (outcomeOf(standard, judgement) === 'awarded') return;
  const { belowRequired, notPassed } = standingOf(standard, judgement);
  throw new DomainError('level-not-reached', 'What is required was not reached, so nothing can be awarded.', [
    ...belowRequired.map((id) => ({ field: `/scores/${id}`, message: 'is below the required level' })),
    ...notPassed.map((part) => ({ field: `/parts/${part}`, message: 'does not pass' })),
  ]);
}

/**
 * The assessor's decision. It is final, and it is what the judgement says: "not yet" needs everything judged too, and something
 * that is missing. Nobody is turned away without being told why.
 */
export function decide(
  current: Assessment,
  standard: Standard,
  person: string,
  decided: Outcome,
  now: Date,
): Assessment {
  requireHolder(current, person, now);
  if (decided === 'awarded') requireAwardable(standard, current);
  else if (outcomeOf(standard, current) === 'awarded')
    throw new DomainError(
      'nothing-missing',
      'Everything that is required was reached. Change a score, or decide for the award.',
    );
  return {
    ...current,
    state: 'final',
    outcome: decided,
    decidedAt: now.toISOString(),
    revision: current.revision + 1,
  };
}
