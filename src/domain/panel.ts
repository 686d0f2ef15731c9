import type { Approval } from './approval.ts';
import {
  type Assessment,
  type Judgement,
  judgedPart,
  type Outcome,
  outcomeOf,
  type Standard,
  standingOf,
} from './assessment.ts';
import type { AssessmentPolicy } from './definition/assessment-policy.ts';

/** What is judged of one round of a submission: as it is handed in, or as an appeal. */
export interface Panel {
  readonly standard: Standard;
  readonly policy: AssessmentPolicy;
  /** Those of this round that were not cancelled, in any state. */
  readonly assessments: readonly Assessment[];
  /** What an approver of the issuer said, once asked. */
  readonly approval?: Approval | undefined;
}

/** What all judgements come to, by criterion and part. */
export interface Verdict {
  readonly outcome: Outcome;
  /** The level that stands for each criterion, by their ids. */
  readonly levels: Readonly<Record<string, string>>;
  readonly passed: { readonly overview?: boolean; readonly reflection?: boolean };
  /** Whose judgements it is made of. */
  readonly assessmentIds: readonly string[];
}

export type NextStep =
  | { readonly next: 'wait' }
  | { readonly next: 'third-assessor' }
  /** Without `proposed` the two disagree, on `disputed`, and an approver says whose judgement stands. */
  | { readonly next: 'approval'; readonly proposed?: Outcome; readonly disputed: readonly string[] }
  | { readonly next: 'decided'; readonly verdict: Verdict };

/** How many people judge a submission when it is handed in. */
export function assessorsAsked({ assessors = 1 }: AssessmentPolicy): number {
  return assessors;
}

/**
 * What follows from the assessments so far. It waits until all that were asked are in, so that they stay independent; where two
 * disagree on what passes, a third or an approver follows, as the policy says. It fails closed: what cannot be told waits.
 */
export function nextStep(panel: Panel): NextStep {
  const { standard, policy, assessments, approval } = panel;
  const finished = assessments.filter((one) => one.state === 'final');
  const appealed = assessments.some((one) => one.purpose === 'appeal');
  const asked = appealed ? 1 : assessorsAsked(policy);
  if (finished.length < Math.max(asked, assessments.length)) return { next: 'wait' };
  const disputed = disputedBy(standard, finished);
  const undecided = finished.length === 2 && disputed.length > 0;
  if (undecided && policy.disagreement !== 'approver') return { next: 'third-assessor' };
  if (!undecided && policy.approval !== true)
    return { next: 'decided', verdict: verdictOf(standard, finished) };
  if (approval?.state !== 'given') {
    const { outcome } = verdictOf(standard, finished);
    return { next: 'approval', disputed, ...(!undecided && { proposed: outcome }) };
  }
  const adopted = finished.filter((one) => one.id === approval.adopted);
  if (undecided && adopted.length === 0) return { next: 'wait' };
  return { next: 'decided', verdict: verdictOf(standard, undecided ? adopted : finished) };
}

/** What passes for one of these people and not for another: `/scores/<criterion>`, `/parts/<part>`. */
export function disputedBy(standard: Standard, finished: readonly Judgement[]): string[] {
  const failing = finished.map((one) => {
    const { belowRequired, notPassed, unscored, unjudged } = standingOf(standard, one);
    return new Set([
      ...[...belowRequired, ...unscored].map(scorePointer),
      ...[...notPassed, ...unjudged].map(partPointer),
    ]);
  });
  const judged = [
    ...standard.rubric.criteria.map(({ id }) => scorePointer(id)),
    ...judgedPart.options.map(partPointer),
  ];
  return judged.filter((pointer) => {
    const count = failing.filter((one) => one.has(pointer)).length;
    return count > 0 && count < failing.length;
  });
}

const scorePointer = (criterion: string) => `/scores/${criterion}`;
const partPointer = (part: string) => `/parts/${part}`;

/**
 * For each criterion the lower median of the levels given: of one the level itself, of two the lower, of three the middle one.
 * With three that is what two of them reach at least.
 */
export function verdictOf(standard: Standard, finished: readonly Assessment[]): Verdict {
  const { rubric } = standard;
  const order = rubric.levels.map(({ id }) => id);
  const judgement: Judgement = {
    scores: Object.fromEntries(
      rubric.criteria.flatMap(({ id }) => {
        const given = finished.map((one) =>
          Object.hasOwn(one.scores, id) ? one.scores[id]?.level : undefined,
        );
        const places = given.map((level) => order.indexOf(level ?? ''));
        const level = order[lowerMedian(places)];
        return level === undefined ? [] : [[id, { level }]];
      }),
    ),
    parts: Object.fromEntries(
      judgedPart.options.flatMap((part) => {
        const given = finished.map((one) => one.parts[part]?.passed);
        if (given.some((passed) => passed === undefined)) return [];
        return [[part, { passed: lowerMedian(given.map(Number)) === 1 }]];
      }),
    ),
  };
  return {
    outcome: outcomeOf(standard, judgement),
    levels: Object.fromEntries(Object.entries(judgement.scores).map(([id, { level }]) => [id, level])),
    passed: Object.fromEntries(
      Object.entries(judgement.parts).map(([part, verdict]) => [part, verdict?.passed === true]),
    ),
    assessmentIds: finished.map(({ id }) => id),
  };
}

/** A level that nobody gave, or that the rubric does not know, stands below all: then there is no level. */
function lowerMedian(places: readonly number[]): number {
  if (places.some((place) => place < 0)) return -1;
  return places.toSorted((a, b) => a - b)[Math.floor((places.length - 1) / 2)] ?? -1;
}
