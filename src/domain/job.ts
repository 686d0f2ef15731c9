import * as z from 'zod';
import { ulid } from './text.ts';

/**
 * Work that a queue hands to a function: what to do, never the data to do it with. It may come twice and in any order, so whoever works
 * on it looks at what is already done.
 */
export const job = z.discriminatedUnion('kind', [
  /** Rows of a batch, counted from 0: `from`, and those that follow it before `to`. */
  z
    .strictObject({
      kind: z.literal('batch-rows'),
      batchId: ulid,
      from: z.int().min(0),
      to: z.int().min(1),
    })
    .refine(({ from, to }) => from < to, 'must name at least one row'),
]);
export type Job = z.infer<typeof job>;
