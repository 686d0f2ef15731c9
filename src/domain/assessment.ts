import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import { type Caller, personId } from './membership.ts';
import type { Rubric } from './rubric.ts';
import { passage, slug, timestamp, ulid } from './text.ts';

/** One criterion as an assessor judged it. */
export const score = z.strictObject({ level: slug, feedback: passage(4000) });
export const outcome = z.enum(['awarded', 'not-yet']);
export type Outcome = z.infer<typeof outcome>;

/** The assessment of one submission by one person. */
export const assessment = z.strictObject({
  id: ulid,
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
  outcome: outcome.optional(),
  submittedAt: timestamp,
  decidedAt: timestamp.optional(),
  revision: z.int().positive(),
});
export type Assessment = z.infer<typeof assessment>;

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
    scores: current.assessor === person ? current.scores : {},
    revision: current.revision + 1,
  };
}

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
  return { ...rest, state: 'open', scores: {}, revision: current.revision + 1 };
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
  return { ...current, scores: { ...current.scores, [criterionId]: given }, revision: current.revision + 1 };
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

/** Refuses an award that the scores do not carry (invariant 1). Used by the decision and once more by the signer. */
export function requireAwardable(rubric: Rubric, scores: Assessment['scores']): void {
  requireAllScored(rubric, scores);
  const { belowRequired } = evaluate(rubric, scores);
  if (belowRequired.length > 0)
    throw new DomainError(
      'level-not-reached',
      'A required level was not reached, so nothing can be awarded.',
      [...belowRequired.map((id) => ({ field: `/scores/${id}`, message: 'is below the required level' }))],
    );
}

function requireAllScored(rubric: Rubric, scores: Assessment['scores']): void {
  const { unscored } = evaluate(rubric, scores);
  if (unscored.length > 0)
    throw new DomainError('unscored-criteria', 'Every criterion needs a score before a decision.', [
      ...unscored.map((id) => ({ field: `/scores/${id}`, message: 'has no score' })),
    ]);
}

/** The assessor's decision. It is final. "Not yet" needs every score too: the learner gets feedback on each criterion. */
export function decide(
  current: Assessment,
  rubric: Rubric,
  person: string,
  decided: Outcome,
  now: Date,
): Assessment {
  requireHolder(current, person, now);
  if (decided === 'awarded') requireAwardable(rubric, current.scores);
  else requireAllScored(rubric, current.scores);
  return {
    ...current,
    state: 'final',
    outcome: decided,
    decidedAt: now.toISOString(),
    revision: current.revision + 1,
  };
}
