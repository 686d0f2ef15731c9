import * as z from 'zod';
import type { Incomplete } from './definition/incomplete.ts';
import { line, passage, slug } from './text.ts';

/** One step of the scale that every criterion is judged on. Levels are ordered, lowest first; authors name them. */
export const level = z.strictObject({
  id: slug.describe('Names the level within the rubric.'),
  name: line(80).describe('What the level is called.'),
});

/** One thing that is judged: what each level looks like for it, and the level that must be reached. */
export const criterion = z.strictObject({
  id: slug.describe('Names the criterion within the rubric.'),
  name: line(200).describe('What is judged.'),
  description: passage(1000).optional().describe('What it is about and where to look for it.'),
  judgedFrom: z
    .array(slug)
    .min(1)
    .max(20)
    .refine((ids) => new Set(ids).size === ids.length, 'each artifact must be named once')
    .optional()
    .describe('The ids of the artifacts that it is judged from.'),
  descriptors: z.record(slug, passage(2000)).describe('What each level looks like, by the id of the level.'),
  requiredLevel: slug.describe('The id of the level that must be reached at least.'),
});
export type Criterion = z.infer<typeof criterion>;

/** The public rubric: word for word what the learner reads and what the assessor scores. */
export const rubric = z
  .strictObject({
    levels: z.array(level).min(2).max(10).describe('The scale, lowest first.'),
    criteria: z.array(criterion).min(1).max(20).describe('What is judged, each on the whole scale.'),
  })
  .superRefine((value, context) => {
    for (const { path, message } of faultsOfRubric(value))
      context.addIssue({ code: 'custom', path, message });
  });
export type Rubric = z.infer<typeof rubric>;

/** What does not fit together in a rubric, as much of it as there is. */
export function faultsOfRubric({
  levels = [],
  criteria = [],
}: Incomplete<Pick<Rubric, 'levels' | 'criteria'>>): { path: (string | number)[]; message: string }[] {
  const faults: { path: (string | number)[]; message: string }[] = [];
  const refuse = (path: (string | number)[], message: string) => faults.push({ path, message });
  const given = (ids: readonly (string | undefined)[]) => ids.filter((id) => id !== undefined);
  const levelIds = given(levels.map((one) => one.id));
  const known = new Set(levelIds);
  const criterionIds = given(criteria.map((one) => one.id));
  if (known.size < levelIds.length) refuse(['levels'], 'level ids must be unique');
  if (new Set(criterionIds).size < criterionIds.length) refuse(['criteria'], 'criterion ids must be unique');
  // A credential names a level by `criterion-level`: two pairs that read alike would make one result mean two things.
  const fragments = criterionIds.flatMap((id) => [id, ...levelIds.map((level) => levelFragment(id, level))]);
  if (new Set(fragments).size < fragments.length)
    refuse(['criteria'], 'criterion and level ids must not read alike when joined');
  for (const [index, { requiredLevel, descriptors = {} }] of criteria.entries()) {
    const at = (...path: string[]) => ['criteria', index, ...path];
    if (requiredLevel !== undefined && !known.has(requiredLevel))
      refuse(at('requiredLevel'), 'must be the id of a level');
    if (requiredLevel !== undefined && requiredLevel === levels[0]?.id)
      refuse(at('requiredLevel'), 'must be above the lowest level');
    for (const id of known)
      if (!Object.hasOwn(descriptors, id)) refuse(at('descriptors', id), 'every level needs a descriptor');
    for (const id of Object.keys(descriptors))
      if (!known.has(id)) refuse(at('descriptors', id), 'must be the id of a level');
  }
  return faults;
}

/** The fragment that names one level of one criterion in a published version's address. */
export function levelFragment(criterionId: string, levelId: string): string {
  return `${criterionId}-${levelId}`;
}
