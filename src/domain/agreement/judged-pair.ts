import * as z from 'zod';
import type { Assessment } from '../assessment.ts';
import { personId } from '../membership.ts';
import { slug } from '../text.ts';

/** How often, in a month, two people gave a criterion these levels, each without knowing of the other. */
export const judgedPair = z.strictObject({
  /** When, as `2026-03`. */
  month: z.string().regex(/^\d{4}-\d{2}$/),
  /** The version whose rubric it was. */
  version: z.int().positive(),
  criterion: slug,
  /** In the order of their ids, so that a pair is always the same way round. */
  assessors: z.tuple([personId, personId]),
  /** Of the first, and of the second. */
  levels: z.tuple([slug, slug]),
  count: z.int().positive(),
});
export type JudgedPair = z.infer<typeof judgedPair>;

/**
 * What two assessors of one submission say of each other, once both are done. A third, who is asked because they disagree, does not
 * count: it would make agreement look worse than it is.
 */
export function pairsOf(finished: readonly Assessment[], now: Date): JudgedPair[] {
  const [one, other, ...more] = finished
    .filter(({ purpose, state }) => purpose === 'score' && state === 'final')
    .toSorted((a, b) => ((a.assessor ?? '') < (b.assessor ?? '') ? -1 : 1));
  if (one?.assessor === undefined || other?.assessor === undefined || more.length > 0) return [];
  const assessors: JudgedPair['assessors'] = [one.assessor, other.assessor];
  return Object.entries(one.scores).flatMap(([criterion, { level }]) => {
    const second = Object.hasOwn(other.scores, criterion) ? other.scores[criterion]?.level : undefined;
    if (second === undefined) return [];
    return [
      {
        month: now.toISOString().slice(0, 7),
        version: one.version,
        criterion,
        assessors,
        levels: [level, second] satisfies JudgedPair['levels'],
        count: 1,
      },
    ];
  });
}
