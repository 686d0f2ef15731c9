import * as z from 'zod';
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
  .superRefine(({ levels, criteria }, context) => {
    const known = new Set(levels.map((one) => one.id));
    if (known.size < levels.length)
      context.addIssue({ code: 'custom', path: ['levels'], message: 'level ids must be unique' });
    if (new Set(criteria.map((one) => one.id)).size < criteria.length)
      context.addIssue({ code: 'custom', path: ['criteria'], message: 'criterion ids must be unique' });
    // A credential names a level by `criterion-level`: two pairs that read alike would make one result mean two things.
    const fragments = criteria.flatMap((one) => [
      one.id,
      ...levels.map((step) => levelFragment(one.id, step.id)),
    ]);
    if (new Set(fragments).size < fragments.length)
      context.addIssue({
        code: 'custom',
        path: ['criteria'],
        message: 'criterion and level ids must not read alike when joined',
      });
    for (const [index, one] of criteria.entries()) {
      const at = (...path: string[]) => ['criteria', index, ...path];
      if (!known.has(one.requiredLevel))
        context.addIssue({ code: 'custom', path: at('requiredLevel'), message: 'must be the id of a level' });
      if (one.requiredLevel === levels[0]?.id)
        context.addIssue({
          code: 'custom',
          path: at('requiredLevel'),
          message: 'must be above the lowest level',
        });
      for (const id of known)
        if (!Object.hasOwn(one.descriptors, id))
          context.addIssue({
            code: 'custom',
            path: at('descriptors', id),
            message: 'every level needs a descriptor',
          });
      for (const id of Object.keys(one.descriptors))
        if (!known.has(id))
          context.addIssue({
            code: 'custom',
            path: at('descriptors', id),
            message: 'must be the id of a level',
          });
    }
  });
export type Rubric = z.infer<typeof rubric>;

/** The fragment that names one level of one criterion in a published version's address. */
export function levelFragment(criterionId: string, levelId: string): string {
  return `${criterionId}-${levelId}`;
}
