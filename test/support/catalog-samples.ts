import { ulid } from 'ulid';
import { dynamoCatalog } from '../../src/adapters/dynamo-catalog.ts';
import { markBehind } from '../../src/adapters/dynamo-catalog-index.ts';
import type { CatalogEntry } from '../../src/domain/catalog/entry.ts';
import { type FacetValues, valuesOf } from '../../src/domain/catalog/facets.ts';
import { everything, nextStep } from '../../src/domain/catalog/index-step.ts';
import type { CatalogIndex } from '../../src/ports.ts';
import type { LocalTable } from './dynamo.ts';

/** Words, with their weights, and facets of a made-up definition. */
export interface Made {
  readonly words: Readonly<Record<string, number>>;
  readonly facets?: Partial<FacetValues>;
}

let made = 0;

/** An entry of the catalog; each is newer than those before. */
export function anEntry({ words, facets = {} }: Made, version = 1, id = ulid(1.7e12 + ++made)): CatalogEntry {
  const all: FacetValues = { issuer: 'riverbend', evidence: ['text'], language: ['en'], ...facets };
  return {
    card: {
      microCredentialId: id,
      version,
      publishedAt: '2026-03-01T09:30:00.000Z',
      issuerId: all.issuer,
      name: `Definition ${id}`,
      competency: 'Does one thing well.',
      language: 'en',
      languages: ['en'],
      facets: all,
    },
    words,
    values: valuesOf(all),
  };
}

/** Brings the lists to this entry, or takes what is there out of them. */
export async function indexed(
  { table }: LocalTable,
  index: CatalogIndex,
  id: string,
  entry: CatalogEntry | undefined,
): Promise<void> {
  await table.write([markBehind(id)]);
  for (let state = await index.state(id); state; state = await index.state(id)) {
    const step = nextStep(state, entry);
    await index.take(state, step);
    if (step.last) return;
  }
}

/** How many definitions are in the catalog. */
export async function size(local: LocalTable): Promise<number | undefined> {
  return (await dynamoCatalog(local.table).lengths([everything]))[everything];
}
