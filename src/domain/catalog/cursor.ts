import * as z from 'zod';
import type { ListName } from './index-step.ts';
import { listsFor, type Search } from './search.ts';

const place = z.string().regex(/^\d{2}#[0-9A-Z]{26}$/);

/**
 * Where a search goes on. It pins what the order depends on: the list that is gone through, the part of it that is looked at,
 * and what words are worth. So nothing that stays as it is comes twice or is left out, whatever else changes meanwhile.
 */
export const searchCursor = z.strictObject({
  list: z.string().max(2000),
  weights: z.array(z.int().positive().max(10_000)).max(10),
  /** What comes after this place of the list is looked at; all of it without. */
  from: place.optional(),
  /** A part of the list that was looked at before: where it ends, whether the list goes on, and the last that was shown of it. */
  part: z
    .strictObject({
      to: place,
      more: z.boolean(),
      after: z.tuple([z.int().nonnegative(), z.string().regex(/^[0-9A-Z]{26}$/)]),
    })
    .optional(),
});
export type SearchCursor = z.infer<typeof searchCursor> & { readonly list: ListName };

/** Whether a cursor can be one of this search. */
export function isOf(cursor: z.infer<typeof searchCursor>, search: Search): cursor is SearchCursor {
  const lists: readonly string[] = [...listsFor(search), ...(search.sort === 'newest' ? ['all#'] : [])];
  const weights = search.sort === 'newest' ? 0 : (search.words ?? []).length;
  return lists.includes(cursor.list) && cursor.weights.length === weights;
}
