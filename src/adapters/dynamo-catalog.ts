import { facetList, type ListName } from '../domain/catalog/index-step.ts';
import type { Catalog } from '../ports.ts';
import { catalogCards, listLengths, postings } from './dynamo-items.ts';
import type { Table } from './dynamo-table.ts';

/** Most values of a facet that are read. */
const mostValues = 300;
/** Most entries of one part of the site map: what one file of the protocol may hold. */
const mostInSite = 50_000;
const begins = 'POSTING#';

/** The lists of the catalog in the table, as they are read: never for what must be known to the moment. */
export function dynamoCatalog(table: Table): Catalog {
  const length = async (list: ListName) =>
    (await table.getSoon(listLengths.kind, listLengths.key(list)))?.count ?? 0;
  return {
    async lengths(lists) {
      const counts = await Promise.all(lists.map(async (list) => [list, await length(list)] as const));
      return Object.fromEntries(counts);
    },
    async window({ list, limit, from, to }) {
      const range = {
        pk: postings.ofList(list),
        begins,
        before: from && begins + from,
        from: to && begins + to,
      };
      const { items, more } = await table.window(postings.kind, range, limit);
      const last = items.at(-1)?.sk.slice(begins.length);
      return {
        postings: items.map(({ sk, value: { words, facets, ...rest } }) => {
          if (!words || !facets) throw new Error(`the posting ${sk} of ${list} cannot be searched`);
          return { ...rest, words, facets };
        }),
        ...(last !== undefined && { last }),
        more,
      };
    },
    async values(facet) {
      const of = { pk: listLengths.ofFacet(facet), begins: 'LENGTH#' };
      const { items, more } = await table.window(listLengths.kind, of, mostValues);
      const prefix = facetList(facet, '').length;
      return {
        counts: items
          .filter(({ value }) => value.count > 0)
          .map(({ value: { list, count, label } }) => ({ key: list.slice(prefix), label, count })),
        complete: !more,
      };
    },
    async cards(ids) {
      const found = await Promise.all(
        ids.map((id) => table.getSoon(catalogCards.kind, catalogCards.key(id))),
      );
      return found.filter((card) => card !== undefined);
    },
    async site(list) {
      const { items } = await table.window(postings.kind, { pk: postings.ofList(list), begins }, mostInSite);
      return items.map(({ value }) => value);
    },
  };
}
