import * as z from 'zod';
import { ulid } from '../text.ts';
import type { CatalogCard, CatalogEntry } from './entry.ts';
import { type FacetValues, facetValues } from './facets.ts';
import { packWords } from './word-set.ts';

/**
 * A list of the catalog: the definitions that have a word, or a value of a facet; all of them; or a part of the site map.
 * Written as the kind of list and a key, with `#` between: `word#goal`, `topic#early childhood`.
 */
export type ListName = `${string}#${string}`;

export const wordList = (word: string): ListName => `word#${word}`;
export const facetList = (facet: string, key: string): ListName => `${facet}#${key}`;
export const everything: ListName = 'all#';
/** Definitions are spread over the parts of the site map by the last character of their ids, which is random. */
export const partOfSite = (microCredentialId: string): ListName =>
  `site#${microCredentialId.slice(-1).toLowerCase()}`;

/** What a list holds of a definition: enough to tell whether it matches, and how well. */
export const posting = z.strictObject({
  microCredentialId: ulid,
  /** How much it is about the word that the list is of; 0 in any other list. */
  impact: z.int().nonnegative(),
  /** All its words, as {@link packWords} has them. The site map goes without. */
  words: z.instanceof(Uint8Array).optional(),
  facets: facetValues.optional(),
  publishedAt: z.string(),
});
export type Posting = z.infer<typeof posting>;

/** Where a posting stands in its list: what is most about the word, and among equals the newest, has the highest place. */
export function placeOf({
  impact,
  microCredentialId,
}: Pick<Posting, 'impact' | 'microCredentialId'>): string {
  return `${String(impact).padStart(2, '0')}#${microCredentialId}`;
}

/** A posting that a search reads. */
export interface SearchedPosting {
  readonly microCredentialId: string;
  readonly impact: number;
  readonly words: Uint8Array;
  readonly facets: FacetValues;
}

const present = z.record(z.string(), z.strictObject({ impact: z.int(), version: z.int() }));

/**
 * What is in the lists of one micro-credential at this moment. `revision` goes up with every change, and with every mark that
 * it has to be looked at again.
 */
export interface IndexState {
  readonly microCredentialId: string;
  readonly revision: number;
  readonly present: Present;
}
export const presentPostings = present;
export type Present = Readonly<z.infer<typeof present>>;

/** A change of one list. */
export type ListChange =
  | {
      readonly kind: 'put';
      readonly list: ListName;
      readonly posting: Posting;
      /** How the value of the facet is written. */
      readonly label: string;
      /** The place that it leaves in the list, where it was in it. */
      readonly before?: number;
    }
  | { readonly kind: 'remove'; readonly list: ListName; readonly before: number };

/** Changes that are made at once. */
export interface IndexStep {
  readonly changes: readonly ListChange[];
  readonly present: Present;
  /** Shown from now on; `null` takes it away. */
  readonly card?: CatalogCard | null;
  /** Whether nothing remains to be done. */
  readonly last: boolean;
}

/** Changes of one step: each takes up to three of the hundred writes that a transaction holds. */
const changesInStep = 32;

/**
 * The next step from what the lists hold to what they have to hold. What was not shown appears with the last step, when
 * everything finds it; what is no longer to be shown disappears with the first.
 */
export function nextStep(state: IndexState, wanted: CatalogEntry | undefined): IndexStep {
  const lists = wanted ? listsOf(wanted) : new Map<ListName, { posting: Posting; label: string }>();
  const version = wanted?.card.version ?? 0;
  const removals: ListChange[] = Object.entries(state.present)
    .filter(([list]) => !lists.has(list as ListName))
    .map(([list, { impact }]) => ({ kind: 'remove', list: list as ListName, before: impact }));
  const puts: ListChange[] = [...lists]
    .filter(
      ([
        list,
        {
          posting: { impact },
        },
      ]) => {
        const now = state.present[list];
        return now?.version !== version || now.impact !== impact;
      },
    )
    .map(([list, one]) => {
      const now = state.present[list];
      return { kind: 'put', list, ...one, ...(now && { before: now.impact }) };
    });
  const all = [...removals, ...puts];
  const changes = all.slice(0, changesInStep);
  const last = changes.length === all.length;
  const now = new Map(Object.entries(state.present));
  for (const change of changes)
    if (change.kind === 'remove') now.delete(change.list);
    else now.set(change.list, { impact: change.posting.impact, version });
  return {
    changes,
    present: Object.fromEntries(now),
    ...(wanted ? last && { card: wanted.card } : { card: null }),
    last,
  };
}

/** Every list that a definition stands in, with what it says there. */
export function listsOf({
  card,
  words,
  values,
}: CatalogEntry): Map<ListName, { posting: Posting; label: string }> {
  const { microCredentialId, publishedAt, facets } = card;
  const site: Posting = { microCredentialId, publishedAt, impact: 0 };
  const full: Posting = { ...site, words: packWords(words), facets };
  return new Map<ListName, { posting: Posting; label: string }>([
    [everything, { posting: full, label: '' }],
    [partOfSite(microCredentialId), { posting: site, label: '' }],
    ...values.map(({ facet, key, label }) => [facetList(facet, key), { posting: full, label }] as const),
    ...Object.entries(words).map(
      ([word, impact]) => [wordList(word), { posting: { ...full, impact }, label: '' }] as const,
    ),
  ]);
}
