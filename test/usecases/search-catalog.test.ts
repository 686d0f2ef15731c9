import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { dynamoCatalog } from '../../src/adapters/dynamo-catalog.ts';
import { dynamoCatalogIndex } from '../../src/adapters/dynamo-catalog-index.ts';
import type { CatalogEntry } from '../../src/domain/catalog/entry.ts';
import { type FacetValues, passes } from '../../src/domain/catalog/facets.ts';
import { type CatalogQuery, searchCatalog } from '../../src/usecases/search-catalog.ts';
import { outcome } from '../adapters/outcome.ts';
import { anEntry, indexed, type Made, size } from '../support/catalog-samples.ts';
import { useLocalTable } from '../support/dynamo.ts';
import { fuzzRuns } from '../support/fuzz-runs.ts';

const local = useLocalTable();
const catalog = () => dynamoCatalog(local().table);
const issuers = {
  find: async (id: string) => ({ id, name: `The ${id}`, url: 'https://a.example', createdAt: '' }),
};
const stacks = { latestVersion: async () => undefined };

/** What is in the catalog, so that each test begins with an empty one. */
const present = new Map<string, CatalogEntry>();
const put = async (entry: CatalogEntry) => {
  const id = entry.card.microCredentialId;
  await indexed(local(), dynamoCatalogIndex(local().table), id, entry);
  present.set(id, entry);
  return id;
};
const remove = async (id: string) => {
  await indexed(local(), dynamoCatalogIndex(local().table), id, undefined);
  present.delete(id);
};
const clear = async () => {
  for (const id of present.keys()) await remove(id);
};
afterEach(clear);

const search = (query: Partial<CatalogQuery>, window?: number) =>
  searchCatalog({ catalog: catalog(), issuers, stacks }, { limit: 25, ...query }, window);

/** Follows the cursors to the end. `between` runs after each page. */
async function all(query: Partial<CatalogQuery>, window?: number, between = async () => {}) {
  const found: string[] = [];
  for (let cursor: string | undefined, pages = 0; pages === 0 || cursor !== undefined; pages++) {
    const page = await search({ ...query, ...(cursor !== undefined && { cursor }) }, window);
    expect(page.items.length).toBeLessThanOrEqual(query.limit ?? 25);
    found.push(...page.items.map(({ microCredentialId }) => microCredentialId));
    cursor = page.cursor;
    if (pages > 300) throw new Error('the search does not end');
    await between();
  }
  return found;
}

describe('searching the catalog', () => {
  it('finds nothing in an empty one', async () => {
    const page = await search({});
    expect(page.items).toEqual([]);
    expect(page.cursor).toBeUndefined();
    expect(page.facets).toMatchObject({ issuer: [], topic: [], complete: true });
    expect((await search({ q: 'goals' })).items).toEqual([]);
  });

  it('finds what has every word, what is most about them first', async () => {
    const little = await put(anEntry({ words: { goal: 2, famili: 9 } }));
    const most = await put(anEntry({ words: { goal: 14, famili: 9 } }));
    await put(anEntry({ words: { goal: 15 } }));
    expect(await all({ q: 'Families and GOALS' })).toEqual([most, little]);
    expect(await all({ q: 'famílies' })).toEqual([most, little]);
  });

  it('counts a rare word for more than a frequent one', async () => {
    for (let index = 0; index < 6; index++) await put(anEntry({ words: { often: 5 } }));
    const rare = await put(anEntry({ words: { often: 2, seldom: 8 } }));
    const frequent = await put(anEntry({ words: { often: 9, seldom: 2 } }));
    expect(await all({ q: 'often seldom' })).toEqual([rare, frequent]);
  });

  it('lists the newest first without words, and with words when asked', async () => {
    const old = await put(anEntry({ words: { goal: 15 } }));
    const recent = await put(anEntry({ words: { goal: 1 } }));
    expect(await all({})).toEqual([recent, old]);
    expect(await all({ q: 'goal' })).toEqual([old, recent]);
    expect(await all({ q: 'goal', sort: 'newest' })).toEqual([recent, old]);
    expect(await all({ sort: 'relevance' })).toEqual([recent, old]);
  });

  it.each<[string, Partial<CatalogQuery>, number[]]>([
    ['issuer', { issuer: 'lakeside' }, [1]],
    ['topic, however it is written', { topic: 'ÉARLY  childhood' }, [0]],
    ['audience', { audience: 'teachers' }, [1]],
    ['evidence', { evidence: 'file' }, [0]],
    ['language', { language: 'es' }, [1]],
    ['stack', { stack: '01M85D49PV3HPXM39PTGJ6SZS3' }, [0]],
    ['fewest hours', { minHours: 8 }, [1]],
    ['most hours', { maxHours: 7.5 }, [0]],
    ['most hours, of a step', { maxHours: 20 }, [0, 1]],
    ['both ends of hours', { minHours: 7.5, maxHours: 7.5 }, [0]],
    ['two at once', { issuer: 'riverbend', language: 'en', minHours: 1 }, [0]],
    ['two that exclude each other', { issuer: 'lakeside', evidence: 'file' }, []],
    ['a value that nothing has', { topic: 'Welding' }, []],
  ])('narrows by %s', async (_case, filters, expected) => {
    const ids = [
      await put(
        anEntry({
          words: { goal: 5 },
          facets: {
            topic: 'Early Childhood',
            evidence: ['file', 'text'],
            hours: 7.5,
            stack: ['01M85D49PV3HPXM39PTGJ6SZS3'],
          },
        }),
      ),
      await put(
        anEntry({
          words: { goal: 5 },
          facets: { issuer: 'lakeside', audience: 'Teachers', language: ['en', 'es'], hours: 12 },
        }),
      ),
      await put(anEntry({ words: { goal: 5 }, facets: { topic: 'Nursing' } })),
    ];
    const wanted = expected.map((index) => ids[index]).toReversed();
    expect(await all(filters)).toEqual(wanted);
    expect(await all({ ...filters, q: 'goal' })).toEqual(wanted);
  });

  it('counts values, of the whole catalog and of what was found', async () => {
    await put(anEntry({ words: { goal: 5 }, facets: { topic: 'Nursing', hours: 4 } }));
    await put(anEntry({ words: { goal: 5 }, facets: { topic: 'nursing', hours: 30, issuer: 'lakeside' } }));
    await put(anEntry({ words: { plan: 5 }, facets: { topic: 'Teaching', evidence: ['file', 'link'] } }));
    const { facets } = await search({});
    expect(facets?.topic.map(({ key, count }) => [key, count])).toEqual([
      ['nursing', 2],
      ['teaching', 1],
    ]);
    expect(facets?.issuer).toEqual([
      { key: 'riverbend', label: 'The riverbend', count: 2 },
      { key: 'lakeside', label: 'The lakeside', count: 1 },
    ]);
    expect(facets?.hours.map(({ key, count }) => [key, count])).toEqual([
      ['5', 1],
      ['10', 1],
      ['20', 1],
      ['40', 2],
    ]);
    expect(facets?.evidence.map(({ key, count }) => [key, count])).toEqual([
      ['text', 2],
      ['file', 1],
      ['link', 1],
    ]);
    expect(facets?.complete).toBe(true);
    const narrowed = await search({ q: 'goal', issuer: 'riverbend' });
    expect(narrowed.facets?.topic).toEqual([{ key: 'nursing', label: 'Nursing', count: 1 }]);
    expect(narrowed.facets?.complete).toBe(true);
  });

  it('says when it counted only a part', async () => {
    for (let index = 0; index < 5; index++) await put(anEntry({ words: { goal: 5 } }));
    const page = await search({ q: 'goal', limit: 1 }, 3);
    expect(page.facets).toMatchObject({ complete: false, language: [{ key: 'en', count: 3 }] });
  });

  it('tells which words nothing has', async () => {
    await put(anEntry({ words: { goal: 5 } }));
    expect(await search({ q: 'goal weldng' })).toMatchObject({ items: [], unknown: ['weldng'] });
  });

  it.each(['the', '!!!', '"', '¿?'])('finds nothing by %j, which has no word', async (q) => {
    await put(anEntry({ words: { goal: 5 } }));
    expect((await search({ q })).items).toEqual([]);
  });

  it('no longer finds what was taken out', async () => {
    const id = await put(anEntry({ words: { goal: 5 }, facets: { topic: 'Nursing' } }));
    await remove(id);
    expect(await all({})).toEqual([]);
    expect(await all({ q: 'goal' })).toEqual([]);
    expect((await search({})).facets?.topic).toEqual([]);
    expect(await size(local())).toBe(0);
  });

  it('refuses cursors of another search, and none that it made', async () => {
    for (let index = 0; index < 4; index++)
      await put(anEntry({ words: { goal: 5, plan: 3 }, facets: { topic: 'Nursing' } }));
    const cursorOf = async (query: Partial<CatalogQuery>, window?: number) =>
      (await search({ ...query, limit: 1 }, window)).cursor ?? '';
    const good = await cursorOf({ q: 'goal plan' }, 2);
    const content = JSON.parse(Buffer.from(good, 'base64url').toString());
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const bad = {
      empty: '',
      'not base64url': '%%%',
      padded: `${good}=`,
      'not JSON': Buffer.from('{"list":').toString('base64url'),
      null: encode(null),
      'of another word': await cursorOf({ q: 'plan' }),
      'of a filter': await cursorOf({ topic: 'nursing' }),
      'of everything': await cursorOf({}),
      'another list': encode({ ...content, list: 'CATALOG#BEHIND' }),
      'a list that is a key': encode({ ...content, list: 'all#' }),
      'no weights': encode({ ...content, weights: [] }),
      'weights below 1': encode({ ...content, weights: [-1, 0] }),
      'weights that are text': encode({ ...content, weights: ['1', '2'] }),
      'a place that is none': encode({ ...content, from: 'POSTING#' }),
      'a member more': encode({ ...content, limit: 1e9 }),
    };
    for (const [name, cursor] of Object.entries(bad))
      expect(await outcome(search({ q: 'goal plan', cursor })), name).toBe('invalid-request');
    expect((await search({ q: 'goal plan', cursor: good, limit: 1 }, 2)).items).toHaveLength(1);
  });
});

const vocabulary = ['alpha', 'beta', 'gamma', 'delta'];
const anyMade: fc.Arbitrary<Made> = fc.record({
  words: fc.dictionary(fc.constantFrom(...vocabulary), fc.integer({ min: 1, max: 3 }), { minKeys: 2 }),
  facets: fc.record(
    {
      issuer: fc.constantFrom('riverbend', 'lakeside'),
      topic: fc.constantFrom('Nursing', 'nursing', 'Teaching'),
      language: fc.constantFrom(['en'], ['es'], ['en', 'es']),
      hours: fc.constantFrom(2, 5, 6, 20),
    },
    { requiredKeys: ['issuer', 'language'] },
  ) as fc.Arbitrary<Partial<FacetValues>>,
});
const narrowQuery = fc.record(
  {
    q: fc.uniqueArray(fc.constantFrom(...vocabulary), { maxLength: 3 }).map((words) => words.join(' ')),
    issuer: fc.constantFrom('riverbend', 'lakeside'),
    topic: fc.constantFrom('nursing', 'TEACHING'),
    language: fc.constantFrom('en', 'es'),
    minHours: fc.constantFrom(1, 5, 6),
    maxHours: fc.constantFrom(5, 10, 12),
    sort: fc.constantFrom('relevance' as const, 'newest' as const),
  },
  { requiredKeys: [] },
);

/** Some that find a little, and more that find a lot. */
const wideQuery = fc.record(
  {
    q: fc.constantFrom('alpha beta', 'beta gamma', 'alpha beta gamma'),
    issuer: fc.constantFrom('riverbend'),
    sort: fc.constantFrom('relevance' as const, 'newest' as const),
  },
  { requiredKeys: ['q'] },
);
const anyQuery: fc.Arbitrary<Partial<CatalogQuery>> = fc.oneof(narrowQuery, wideQuery);

/** What matches, told without any index. */
function naively({
  q = '',
  sort: _sort,
  limit: _limit,
  cursor: _cursor,
  ...filters
}: Partial<CatalogQuery>): CatalogEntry[] {
  const words = q.split(' ').filter((word) => word !== '');
  return [...present.values()].filter(
    ({ card, words: has }) => words.every((word) => Object.hasOwn(has, word)) && passes(card.facets, filters),
  );
}

const ids = (entries: readonly CatalogEntry[]) => entries.map(({ card }) => card.microCredentialId);
const newestFirst = (entries: readonly CatalogEntry[]) => ids(entries).toSorted().toReversed();

describe('the pages of a search', () => {
  it('hold everything that matches once, however large the pages and the parts that are looked at', async () => {
    await fc.assert(
      fc
        .asyncProperty(
          fc.array(anyMade, { minLength: 6, maxLength: 14 }),
          fc.array(fc.tuple(anyQuery, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 })), {
            minLength: 6,
            maxLength: 6,
          }),
          async (definitions, queries) => {
            for (const one of definitions) await put(anEntry(one));
            for (const [query, limit, window] of queries) {
              const found = await all({ ...query, limit }, window);
              const wanted = newestFirst(naively(query));
              expect(found.toSorted().toReversed()).toEqual(wanted);
              if (query.sort === 'newest' || (query.q ?? '') === '') expect(found).toEqual(wanted);
            }
          },
        )
        .afterEach(clear),
      { numRuns: fuzzRuns(5) },
    );
  });

  it('are in the order of relevance when the shortest list is looked at as a whole', async () => {
    await fc.assert(
      fc
        .asyncProperty(
          fc.array(anyMade, { minLength: 1, maxLength: 14 }),
          fc.integer({ min: 1, max: 6 }),
          fc.uniqueArray(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 3 }),
          async (definitions, limit, words) => {
            for (const one of definitions) await put(anEntry(one));
            const having = (word: string) =>
              [...present.values()].filter((one) => Object.hasOwn(one.words, word)).length;
            const worth = (word: string) =>
              Math.max(
                1,
                Math.round(100 * Math.log(1 + (present.size - having(word) + 0.5) / (having(word) + 0.5))),
              );
            const score = (id: string) =>
              words.reduce((sum, word) => sum + worth(word) * (present.get(id)?.words[word] ?? 0), 0);
            const wanted = newestFirst(naively({ q: words.join(' ') })).toSorted(
              (a, b) => score(b) - score(a),
            );
            expect(await all({ q: words.join(' '), limit }, 100)).toEqual(wanted);
          },
        )
        .afterEach(clear),
      { numRuns: fuzzRuns(5) },
    );
  });

  it('hold once what stays as it is, whatever else is published, changed and taken out meanwhile', async () => {
    await fc.assert(
      fc
        .asyncProperty(
          fc.array(anyMade, { minLength: 3, maxLength: 12 }),
          fc.array(fc.tuple(anyMade, fc.nat()), { minLength: 1, maxLength: 6 }),
          anyQuery,
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 1, max: 9 }),
          async (definitions, changes, query, limit, window) => {
            for (const one of definitions) await put(anEntry(one));
            const staying = new Set(ids(naively(query)));
            const waiting = changes.values();
            const found = await all({ ...query, limit }, window, async () => {
              const { value } = waiting.next();
              if (!value) return;
              const [other, at] = value;
              await put(anEntry(other));
              const victim = [...present.keys()][at % present.size];
              if (victim === undefined) return;
              staying.delete(victim);
              if (at % 2 === 0) await remove(victim);
              else await put(anEntry(other, (present.get(victim)?.card.version ?? 0) + 1, victim));
            });
            for (const id of staying)
              expect(
                found.filter((one) => one === id),
                id,
              ).toHaveLength(1);
          },
        )
        .afterEach(clear),
      { numRuns: fuzzRuns(5) },
    );
  });
});
