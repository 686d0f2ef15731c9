import { ulid } from 'ulid';
import { afterEach, describe, expect, it } from 'vitest';
import { dynamoCatalog } from '../../src/adapters/dynamo-catalog.ts';
import { dynamoCatalogIndex, markBehind } from '../../src/adapters/dynamo-catalog-index.ts';
import { entryOf } from '../../src/domain/catalog/entry.ts';
import { everything, facetList, listsOf, partOfSite, wordList } from '../../src/domain/catalog/index-step.ts';
import type { Definition, Version } from '../../src/domain/micro-credential.ts';
import type { CatalogIndex } from '../../src/ports.ts';
import { searchCatalog } from '../../src/usecases/search-catalog.ts';
import { finishCatalog, updateCatalog, updateCatalogSoon } from '../../src/usecases/update-catalog.ts';
import { outcome } from '../adapters/outcome.ts';
import { aDefinition, aDraft, aVersion } from '../adapters/samples.ts';
import { useLocalTable } from '../support/dynamo.ts';
import { fullDefinition } from '../support/full-definition.ts';

const local = useLocalTable();

/** What is published and retired, as far as these tests go: the store of it has tests of its own. */
const published = new Map<string, Version>();
const retired = new Set<string>();
const worldOf = (catalogIndex: CatalogIndex = dynamoCatalogIndex(local().table)) => ({
  catalogIndex,
  microCredentials: { latestVersion: async (id: string) => published.get(id) },
  retirements: {
    find: async (id: string) =>
      retired.has(id)
        ? { microCredentialId: id, at: '2026-03-01T09:30:00.000Z', by: 'owner', reason: 'No longer needed.' }
        : undefined,
  },
});
const mark = (id: string) => local().table.write([markBehind(id)]);
const publish = async (
  definition: Definition = fullDefinition,
  id = ulid(),
  version = 1,
): Promise<string> => {
  published.set(id, {
    microCredentialId: id,
    version,
    issuerId: 'riverbend',
    changeNote: 'As it is.',
    publishedAt: '2026-03-01T09:30:00.000Z',
    definition,
  });
  await mark(id);
  return id;
};
const retire = async (id: string) => {
  retired.add(id);
  await mark(id);
};
const catalog = () => dynamoCatalog(local().table);
const found = async (q: string) => {
  const issuers = { find: async () => undefined };
  const stacks = { latestVersion: async () => undefined };
  const { items } = await searchCatalog({ catalog: catalog(), issuers, stacks }, { q, limit: 100 });
  return items.map(({ microCredentialId, version, name }) => [microCredentialId, version, name]);
};
const isBehind = async (id: string) =>
  (await worldOf().catalogIndex.behind()).some(({ microCredentialId }) => microCredentialId === id);

/** Everything in the table that is part of the catalog, without what counts how often something was done. */
const contents = async () =>
  ((await local().dump()) as { type?: { S?: string }; count?: { N?: string } }[]).filter(
    ({ type, count }) =>
      ['posting', 'catalog-card'].includes(type?.S ?? '') || (type?.S === 'list-length' && count?.N !== '0'),
  );

/** An index that dies before or after a step, once. */
const dying = (at: number, moment: 'before' | 'after'): CatalogIndex => {
  const real = dynamoCatalogIndex(local().table);
  let steps = 0;
  return {
    ...real,
    async take(state, step) {
      const dies = steps++ === at;
      if (dies && moment === 'before') throw new Error('the power failed');
      await real.take(state, step);
      if (dies) throw new Error('the power failed');
    },
  };
};

afterEach(async () => {
  for (const id of published.keys()) {
    await retire(id);
    await updateCatalog(worldOf(), id);
  }
  published.clear();
});

describe('what is published', () => {
  it('is found by its words in every language, counted, and no longer behind', async () => {
    const id = await publish();
    expect(await found('metas familias')).toEqual([]);
    await updateCatalog(worldOf(), id);
    const hit = [[id, 1, fullDefinition.name]];
    for (const q of ['goal setting families', 'metas familias', 'HOME visitors', 'entrevista'])
      expect(await found(q), q).toEqual(hit);
    expect(await isBehind(id)).toBe(false);
    const lists = [
      everything,
      facetList('language', 'es'),
      facetList('topic', 'work with families'),
      wordList('goal'),
      partOfSite(id),
    ];
    for (const list of lists) expect((await catalog().lengths([list]))[list], list).toBe(1);
    expect(await catalog().site(partOfSite(id))).toMatchObject([{ microCredentialId: id }]);
  });

  it('is found by what the newest version says, and no more by what the one before said', async () => {
    const id = await publish(aDefinition({ name: 'Weaving baskets', topic: 'Crafts' }));
    await updateCatalog(worldOf(), id);
    await publish(aDefinition({ name: 'Throwing pots', topic: 'Pottery' }), id, 2);
    await updateCatalog(worldOf(), id);
    expect(await found('baskets')).toEqual([]);
    expect(await found('pots')).toEqual([[id, 2, 'Throwing pots']]);
    expect((await catalog().values('topic')).counts).toEqual([
      { key: 'pottery', label: 'Pottery', count: 1 },
    ]);
  });

  it('leaves nothing behind when it is retired, and comes back when that is taken back', async () => {
    const before = await contents();
    const id = await publish();
    await updateCatalog(worldOf(), id);
    const shown = await contents();
    expect(shown.length).toBeGreaterThan(before.length + 50);
    await retire(id);
    await updateCatalog(worldOf(), id);
    expect(await contents()).toEqual(before);
    retired.delete(id);
    await mark(id);
    await updateCatalog(worldOf(), id);
    expect(await contents()).toEqual(shown);
  });

  it('is finished from wherever a run died, and is not shown half', async () => {
    const lists = listsOf(entryOf(aVersion(aDraft(), 1, { definition: fullDefinition }))).size;
    const steps = Math.ceil(lists / 32);
    expect(steps).toBeGreaterThan(2);
    for (const moment of ['before', 'after'] as const)
      for (let at = 0; at < steps; at++) {
        const id = await publish();
        await updateCatalogSoon(worldOf(dying(at, moment)), id);
        const whole = moment === 'after' && at === steps - 1;
        expect(await isBehind(id)).toBe(!whole);
        expect(await found('metas familias')).toEqual(whole ? [[id, 1, fullDefinition.name]] : []);
        expect(await finishCatalog(worldOf())).toEqual({ finished: whole ? 0 : 1, failures: [] });
        expect(await found('metas familias')).toEqual([[id, 1, fullDefinition.name]]);
        await retire(id);
        await updateCatalogSoon(worldOf(dying(at, moment)), id);
        expect(await found('metas familias')).toEqual(
          moment === 'before' && at === 0 ? [[id, 1, fullDefinition.name]] : [],
        );
        await finishCatalog(worldOf());
        expect((await catalog().lengths([everything]))[everything]).toBe(0);
      }
  });

  it('is counted once, however many bring it up to date at once', async () => {
    const id = await publish();
    const runs = await Promise.all(Array.from({ length: 6 }, () => outcome(updateCatalog(worldOf(), id))));
    expect(runs).toContain('done');
    expect(await catalog().lengths([everything, wordList('goal')])).toEqual({
      [everything]: 1,
      [wordList('goal')]: 1,
    });
  });

  it('is not lost when it is published anew while the catalog follows', async () => {
    const id = await publish(aDefinition({ name: 'Weaving baskets' }));
    const real = dynamoCatalogIndex(local().table);
    let first = true;
    const overtaken: CatalogIndex = {
      ...real,
      async take(state, step) {
        if (first) await publish(aDefinition({ name: 'Throwing pots' }), id, 2);
        first = false;
        return real.take(state, step);
      },
    };
    await updateCatalog(worldOf(overtaken), id);
    expect(await found('pots')).toEqual([[id, 2, 'Throwing pots']]);
    expect(await found('baskets')).toEqual([]);
    expect(await isBehind(id)).toBe(false);
  });

  it('waits for the next run where one fails, and stops no other', async () => {
    const [bad, good] = [await publish(), await publish()];
    const real = dynamoCatalogIndex(local().table);
    const failing: CatalogIndex = {
      ...real,
      take: (state, step) =>
        state.microCredentialId === bad ? Promise.reject(new Error('refused')) : real.take(state, step),
    };
    const { finished, failures } = await finishCatalog(worldOf(failing));
    expect([finished, failures.map(({ microCredentialId }) => microCredentialId)]).toEqual([1, [bad]]);
    expect(await isBehind(bad)).toBe(true);
    expect(await isBehind(good)).toBe(false);
  });
});

describe('a step', () => {
  it('is refused when the state is not the one that was read', async () => {
    const id = await publish();
    const index = dynamoCatalogIndex(local().table);
    const state = await index.state(id);
    await mark(id);
    const before = await local().dump();
    const step = { changes: [], present: {}, last: true };
    expect(state && (await outcome(index.take(state, step)))).toBe('conflict');
    expect(await local().dump()).toEqual(before);
  });
});

describe('an entry of the catalog', () => {
  const version = (definition: Definition): Version => ({
    microCredentialId: ulid(),
    version: 1,
    issuerId: 'riverbend',
    changeNote: 'As it is.',
    publishedAt: '2026-03-01T09:30:00.000Z',
    definition,
  });

  it('gives more weight to the name than to a description', () => {
    const { words } = entryOf(version(aDefinition({ name: 'Weaving', keyMethod: 'Basketry.' })));
    expect(words.weaving).toBeGreaterThan(words.basketri ?? 0);
    expect(words.basketri).toBeGreaterThan(0);
  });

  it('has at most 240 words, the heaviest, however long the definition is', () => {
    const long = Array.from({ length: 900 }, (_, index) => `w${index}x`).join(' ');
    const { words } = entryOf(version(aDefinition({ name: 'Weaving', keyMethod: long })));
    expect(Object.keys(words).length).toBeLessThanOrEqual(240);
    expect(words.weaving).toBeGreaterThan(3);
    for (const impact of Object.values(words)) {
      expect(impact).toBeGreaterThanOrEqual(1);
      expect(impact).toBeLessThanOrEqual(15);
    }
  });
});
