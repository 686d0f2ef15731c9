import * as z from 'zod';
import type { Problem } from '../problem.ts';

/** The documented shape of a {@link Problem}. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  instance: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  conflicts: z
    .array(z.object({ field: z.string(), yours: z.unknown(), theirs: z.unknown(), revision: z.int() }))
    .optional()
    .describe('Fields that someone else changed meanwhile: what you sent, and what is there now.'),
}) satisfies z.ZodType<Problem>;
