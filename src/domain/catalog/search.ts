import { type Filters, listedFilters, passes } from './facets.ts';
import { everything, facetList, type ListName, type SearchedPosting, wordList } from './index-step.ts';
import { impactOf } from './word-set.ts';
import { wordsOf } from './words.ts';

export type Sort = 'relevance' | 'newest';

/** What is looked for. Without words every definition that passes the filters is found. */
export interface Search {
  readonly words: readonly string[] | undefined;
  readonly filters: Filters;
  readonly sort: Sort;
  /** Most entries of a list that are looked at at once. */
  readonly window: number;
}

/** Most different words of a query that count; the first ones. */
export const maxWords = 10;

/** The words to look for: none at all where nothing was asked, an empty list where nothing in it is a word. */
export function wordsIn(query: string | undefined): string[] | undefined {
  if (query === undefined || query.trim() === '') return undefined;
  return [...new Set(wordsOf(query))].slice(0, maxWords);
}

/** The lists that hold everything that is looked for. */
export function listsFor({ words = [], filters }: Search): ListName[] {
  const lists = [
    ...words.map(wordList),
    ...listedFilters(filters).map(([facet, key]) => facetList(facet, key)),
  ];
  return lists.length > 0 ? lists : [everything];
}

/**
 * The list that is gone through: the shortest. In the order of time that has to be one that is in that order, unless the
 * shortest is looked at as a whole.
 */
export function listToRead(search: Search, lengths: Readonly<Record<ListName, number>>): ListName {
  const lists = listsFor(search);
  const length = (list: ListName) => lengths[list] ?? 0;
  const shortest = (all: readonly ListName[]) =>
    all.reduce((best, one) => (length(one) < length(best) ? one : best));
  const best = shortest(lists);
  if (search.sort === 'relevance' || length(best) <= search.window) return best;
  const inTime = lists.filter((list) => !list.startsWith('word#'));
  return inTime.length > 0 ? shortest(inTime) : everything;
}

/**
 * What each word is worth: the rarer, the more (as in BM25), in hundredths.
 * @param total definitions in the catalog
 */
export function weightsOf(
  { words = [], sort }: Search,
  lengths: Readonly<Record<ListName, number>>,
  total: number,
): number[] {
  if (sort === 'newest') return [];
  return words.map((word) => {
    const having = Math.min(lengths[wordList(word)] ?? 0, total);
    return Math.max(1, Math.round(100 * Math.log(1 + (total - having + 0.5) / (having + 0.5))));
  });
}

/** Something found, with how well it matches. */
export interface Match<P extends SearchedPosting = SearchedPosting> {
  readonly posting: P;
  readonly score: number;
}

/** Those of these postings that match, best first, the newer first among equals. */
export function matchesIn<P extends SearchedPosting>(
  postings: readonly P[],
  { words = [], filters }: Search,
  weights: readonly number[],
): Match<P>[] {
  return postings
    .flatMap((one) => {
      const impacts = words.map((word) => impactOf(one.words, word));
      if (impacts.includes(0) || !passes(one.facets, filters)) return [];
      const score = impacts.reduce((sum, impact, index) => sum + impact * (weights[index] ?? 0), 0);
      return [{ posting: one, score }];
    })
    .toSorted(inOrder);
}

function inOrder(a: Match, b: Match): number {
  return b.score - a.score || (a.posting.microCredentialId < b.posting.microCredentialId ? 1 : -1);
}

/** Whether a match comes after the last one that was shown. */
export function comesAfter(match: Match, last: readonly [score: number, id: string]): boolean {
  return match.score < last[0] || (match.score === last[0] && match.posting.microCredentialId < last[1]);
}
