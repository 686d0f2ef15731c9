import * as z from 'zod';
import { businessDaysBetween } from './business-days.ts';
import type { CaseChange } from './case.ts';
import type { AssayEvent } from './event.ts';
import type { Rubric } from './rubric.ts';
import type { Submission } from './submission.ts';

/** What is counted of a micro-credential, month by month. The names are what the counters are kept under. */
export const funnelSteps = [
  'submission.opened',
  'submission.handed-in',
  'submission.returned',
  'submission.withdrawn',
  'submission.decided',
  'appeal.opened',
  'appeal.decided',
] as const satisfies readonly AssayEvent['kind'][];

/** A counter: how often something happened in a month. In shards, so that many at once do not wait for each other. */
export const counter = z.strictObject({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  name: z.string(),
  count: z.int(),
});
export type Counter = z.infer<typeof counter>;

/** In how many items a counter is kept. */
export const counterShards = 4;

/** Up to how many business days after handing in a decision counts as so quick. The last takes all that is later. */
export const dayLimits = [2, 5, 10, 14, 20] as const;

/** The names of the counters that a change of a case adds one to. */
export function countedBy({
  events,
  submission,
  rubric,
}: Pick<CaseChange, 'events' | 'submission' | 'rubric'>): string[] {
  return events.flatMap(({ kind, facts }) => {
    if (!(funnelSteps as readonly string[]).includes(kind)) return [];
    if (kind === 'appeal.decided') return [kind, `${kind}:${facts?.outcome}`];
    return kind === 'submission.decided' ? [kind, ...ofDecision(submission, rubric)] : [kind];
  });
}

/** Of the decision on what was handed in; that of an appeal counts as an appeal. */
function ofDecision({ decision, attempt, submittedAt }: Submission, rubric?: Rubric): string[] {
  if (decision?.round !== 'first') return [];
  const { outcome, levels, decidedAt } = decision;
  const days = businessDaysBetween(new Date(submittedAt ?? decidedAt), new Date(decidedAt));
  const limit = dayLimits.find((one) => days <= one) ?? 'later';
  const criteria = (rubric?.criteria ?? []).map(({ id, requiredLevel }) => {
    const place = (level: string | undefined) => rubric?.levels.findIndex((one) => one.id === level) ?? -1;
    return `criterion:${id}:${place(levels[id]) >= place(requiredLevel) ? 'passed' : 'missed'}`;
  });
  return [`outcome:${outcome}`, `attempt:${attempt}:${outcome}`, `days:${limit}`, ...criteria];
}

/** What became of the submissions to a micro-credential. */
export function analyticsOf(counters: readonly Counter[], rubric: Rubric) {
  const named = (name: string, month?: string) =>
    counters
      .filter((one) => one.name === name && (month === undefined || one.month === month))
      .reduce((total, { count }) => total + count, 0);
  const attempts = [
    ...new Set(
      counters.flatMap(({ name }) => (name.startsWith('attempt:') ? [Number(name.split(':')[1])] : [])),
    ),
  ].toSorted((a, b) => a - b);
  const months = [...new Set(counters.map(({ month }) => month))].toSorted();
  return {
    funnel: {
      opened: named('submission.opened'),
      handedIn: named('submission.handed-in'),
      returned: named('submission.returned'),
      withdrawn: named('submission.withdrawn'),
      awarded: named('outcome:awarded'),
      notYet: named('outcome:not-yet'),
      appealed: named('appeal.opened'),
      overturned: named('appeal.decided:overturned'),
    },
    attempts: attempts.map((attempt) => ({
      attempt,
      awarded: named(`attempt:${attempt}:awarded`),
      notYet: named(`attempt:${attempt}:not-yet`),
    })),
    criteria: rubric.criteria.map(({ id }) => ({
      criterion: id,
      passed: named(`criterion:${id}:passed`),
      missed: named(`criterion:${id}:missed`),
    })),
    /** Business days from handing in to the decision; without `upTo` all that took longer. */
    timeToDecision: [
      ...dayLimits.map((upTo) => ({ upTo: upTo as number | undefined, count: named(`days:${upTo}`) })),
      { upTo: undefined, count: named('days:later') },
    ],
    months: months.map((month) => ({
      month,
      handedIn: named('submission.handed-in', month),
      awarded: named('outcome:awarded', month),
      notYet: named('outcome:not-yet', month),
    })),
  };
}
export type Analytics = ReturnType<typeof analyticsOf>;
