import { isOf, type SearchCursor, searchCursor } from '../domain/catalog/cursor.ts';
import type { CatalogCard } from '../domain/catalog/entry.ts';
import {
  countValues,
  type FacetCount,
  type FacetCounts,
  type Filters,
  facetNames,
  mostFrequent,
} from '../domain/catalog/facets.ts';
import { everything, type ListName, placeOf } from '../domain/catalog/index-step.ts';
import {
  comesAfter,
  listsFor,
  listToRead,
  matchesIn,
  type Search,
  type Sort,
  weightsOf,
  wordsIn,
} from '../domain/catalog/search.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Catalog, Issuers, Stacks } from '../ports.ts';

export interface CatalogQuery extends Filters {
  readonly q?: string | undefined;
  readonly sort?: Sort | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What is found, with the name of its issuer. */
export type Found = CatalogCard & { readonly issuerName: string };

export interface CatalogAnswer {
  readonly items: readonly Found[];
  readonly cursor?: string;
  /** How often each value is among what was found. On the first page alone. */
  readonly facets?: FacetCounts & { readonly complete: boolean };
  /** Words of the query that no definition has. */
  readonly unknown?: readonly string[];
}

/** Most entries of one list that one search looks at: about 1 MB, which is what one query reads. */
const windowSize = 1000;

type Ports = {
  readonly catalog: Catalog;
  readonly issuers: Pick<Issuers, 'find'>;
  readonly stacks: Pick<Stacks, 'latestVersion'>;
};

/**
 * Finds published micro-credentials. It goes through one list of those that hold what is looked for, the shortest, a part of
 * bounded size at a time, whatever the size of the catalog. A page may have fewer items than asked for, even none, and still a
 * cursor: then the part that was looked at held no more.
 * @throws DomainError `invalid-request` for a cursor of another search
 */
export async function searchCatalog(
  ports: Ports,
  query: CatalogQuery,
  window = windowSize,
): Promise<CatalogAnswer> {
  const { q, sort, limit, cursor, ...filters } = query;
  const words = wordsIn(q);
  const search: Search = {
    words,
    filters,
    sort: words === undefined ? 'newest' : (sort ?? 'relevance'),
    window,
  };
  if (words?.length === 0) return { items: [], facets: { ...countValues([]), complete: true } };
  if (cursor !== undefined) return onward(ports, search, limit, decode(cursor, search));

  const lengths = await ports.catalog.lengths([...new Set([...listsFor(search), everything])]);
  const unknown = (words ?? []).filter((word) => (lengths[`word#${word}`] ?? 0) === 0);
  if (listsFor(search).some((list) => (lengths[list] ?? 0) === 0))
    return {
      items: [],
      facets: { ...countValues([]), complete: true },
      ...(unknown.length > 0 && { unknown }),
    };
  const list = listToRead(search, lengths);
  const start: SearchCursor = { list, weights: weightsOf(search, lengths, lengths[everything] ?? 0) };
  return first(ports, search, limit, start);
}

async function first(
  ports: Ports,
  search: Search,
  limit: number,
  start: SearchCursor,
): Promise<CatalogAnswer> {
  // Of the whole catalog the counts are known; going through a thousand definitions would tell less.
  if (isAll(search)) {
    const [page, facets] = await Promise.all([
      onward(ports, search, limit, start),
      countsOfAll(ports.catalog),
    ]);
    return { ...page, facets: await labelled(ports, facets) };
  }
  const looked = await look(ports.catalog, search, start, search.window);
  const facets = {
    ...countValues(looked.matches.map(({ posting }) => posting.facets)),
    complete: !looked.more,
  };
  return { ...(await show(ports, search, looked, limit, start)), facets: await labelled(ports, facets) };
}

async function onward(
  ports: Ports,
  search: Search,
  limit: number,
  start: SearchCursor,
): Promise<CatalogAnswer> {
  const size = matchesAll(search, start.list) ? limit : search.window;
  return show(ports, search, await look(ports.catalog, search, start, size), limit, start);
}

const isAll = ({ words, filters }: Search) =>
  words === undefined && Object.values(filters).every((value) => value === undefined);

/** Whether everything in the list is found, in its own order: then just what is shown has to be read. */
function matchesAll(search: Search, list: ListName): boolean {
  const lists = listsFor(search);
  const { minHours, maxHours } = search.filters;
  return (
    lists.length === 1 &&
    lists[0] === list &&
    minHours === undefined &&
    (maxHours === undefined || list.startsWith('hours#')) &&
    (search.sort === 'relevance' || search.words === undefined)
  );
}

interface Looked {
  readonly matches: ReturnType<typeof matchesIn>;
  /** The end of the part that was looked at, and whether the list goes on after it. */
  readonly last: string | undefined;
  readonly more: boolean;
}

async function look(catalog: Catalog, search: Search, at: SearchCursor, limit: number): Promise<Looked> {
  const { list, from, part, weights } = at;
  // A part that was begun stays the same part; it has some more when others were added to it meanwhile.
  const size = part ? 2 * search.window : limit;
  const { postings, last, more } = await catalog.window({ list, limit: size, from, to: part?.to });
  const matches = matchesIn(postings, search, weights);
  return part
    ? { matches: matches.filter((match) => comesAfter(match, part.after)), last: part.to, more: part.more }
    : { matches, last, more };
}

async function show(
  { catalog, issuers }: Ports,
  search: Search,
  looked: Looked,
  limit: number,
  at: SearchCursor,
): Promise<CatalogAnswer> {
  const shown = looked.matches.slice(0, limit);
  const next = cursorAfter(search, shown, looked, at);
  const cards = await catalog.cards(shown.map(({ posting }) => posting.microCredentialId));
  return { items: await named(issuers, cards), ...(next && { cursor: encode(next) }) };
}

function cursorAfter(
  search: Search,
  shown: Looked['matches'],
  { matches, last, more }: Looked,
  { list, weights, from }: SearchCursor,
): SearchCursor | undefined {
  const end = shown.at(-1);
  if (end && matches.length > shown.length) {
    if (matchesAll(search, list)) return { list, weights, from: placeOf(end.posting) };
    const after: [number, string] = [end.score, end.posting.microCredentialId];
    return last === undefined ? undefined : { list, weights, from, part: { to: last, after, more } };
  }
  return more && last !== undefined ? { list, weights, from: last } : undefined;
}

async function named(issuers: Ports['issuers'], cards: readonly CatalogCard[]): Promise<Found[]> {
  const ids = [...new Set(cards.map(({ issuerId }) => issuerId))];
  const found = await Promise.all(ids.map(async (id) => [id, (await issuers.find(id))?.name ?? id] as const));
  const names = new Map(found);
  return cards.map((card) => ({ ...card, issuerName: names.get(card.issuerId) ?? card.issuerId }));
}

/** What people call the issuers and stacks that were counted. */
async function labelled<F extends FacetCounts>({ issuers, stacks }: Ports, facets: F): Promise<F> {
  const relabel = (values: readonly FacetCount[], name: (key: string) => Promise<string | undefined>) =>
    Promise.all(values.map(async (one) => ({ ...one, label: (await name(one.key)) ?? one.key })));
  const [issuer, stack] = await Promise.all([
    relabel(facets.issuer, async (id) => (await issuers.find(id))?.name),
    relabel(facets.stack, async (id) => (await stacks.latestVersion(id))?.stack.name),
  ]);
  return { ...facets, issuer, stack };
}

async function countsOfAll(catalog: Catalog): Promise<NonNullable<CatalogAnswer['facets']>> {
  const all = await Promise.all(
    facetNames.map(async (facet) => [facet, await catalog.values(facet)] as const),
  );
  const counts = Object.fromEntries(
    all.map(([facet, { counts: values }]) => [facet, mostFrequent(facet, values)]),
  ) as unknown as FacetCounts;
  return { ...counts, complete: all.every(([, { complete }]) => complete) };
}

function encode(cursor: SearchCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Nothing in a cursor is a permission: what can be found is what everybody can find. */
function decode(text: string, search: Search): SearchCursor {
  const bytes = Buffer.from(text, 'base64url');
  const parsed = bytes.toString('base64url') === text ? searchCursor.safeParse(json(bytes)) : undefined;
  if (parsed?.success && isOf(parsed.data, search)) return parsed.data;
  throw new DomainError('invalid-request', 'The cursor is not one of this search.', [
    { field: 'cursor', message: 'must be a cursor that this search returned; leave it out to start again' },
  ]);
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
