import * as z from 'zod';

/** The four things that the field's framework judges a design on. */
export const area = z.enum(['impact', 'equity', 'access', 'language']);
export type Area = z.infer<typeof area>;

/** `blocks`: nothing can be published or approved before it is changed. `advises`: authors and reviewers decide. */
export const effect = z.enum(['blocks', 'advises']);
export type Effect = z.infer<typeof effect>;

/** What software found in a design. */
export const finding = z.object({
  id: z.string().describe('Which check found it; stable.'),
  effect,
  area,
  at: z.string().describe('Where, as a JSON pointer into the definition.'),
  found: z.string().describe('What was found.'),
  todo: z.string().describe('What to do.'),
});
export type Finding = z.infer<typeof finding>;
