import * as z from 'zod';
import { inLanguage, languagesOf } from '../definition/translation.ts';
import type { Definition, Version } from '../micro-credential.ts';
import { line, passage, slug, timestamp, ulid } from '../text.ts';
import { type FacetValue, facetValues, valuesOf } from './facets.ts';
import { maxImpact } from './word-set.ts';
import { wordsOf } from './words.ts';

/** What a list of the catalog shows of a micro-credential. */
export const catalogCard = z.strictObject({
  microCredentialId: ulid,
  version: z.int().positive(),
  publishedAt: timestamp,
  issuerId: slug,
  name: line(150),
  competency: passage(1000),
  language: z.string(),
  languages: z.array(z.string()),
  keywords: z.array(z.string()).optional(),
  facets: facetValues,
});
export type CatalogCard = z.infer<typeof catalogCard>;

/** Everything by which a published version is found. */
export interface CatalogEntry {
  readonly card: CatalogCard;
  /** Weights from 1 to {@link maxImpact}. */
  readonly words: Readonly<Record<string, number>>;
  readonly values: readonly FacetValue[];
}

/** Most words of one language by which a definition is found, and most of all its languages together; the heaviest count. */
const wordsOfLanguage = 120;
const wordsInAll = 240;

/** How the catalog finds and shows this version. */
export function entryOf(version: Version): CatalogEntry {
  const { definition } = version;
  const languages = languagesOf(definition);
  const facets = {
    issuer: version.issuerId,
    ...(definition.topic !== undefined && { topic: definition.topic }),
    ...(definition.audience !== undefined && { audience: definition.audience }),
    evidence: [...new Set(definition.artifacts.flatMap(({ accepts }) => accepts))].toSorted(),
    language: [...new Set(languages.map((tag) => tag.split('-')[0] ?? tag))].toSorted(),
    ...(definition.stacks && { stack: definition.stacks }),
    ...(definition.hours !== undefined && { hours: definition.hours }),
  };
  const weighed = languages.map((language) => weigh(inLanguage(definition, language).definition));
  return {
    card: {
      microCredentialId: version.microCredentialId,
      version: version.version,
      publishedAt: version.publishedAt,
      issuerId: version.issuerId,
      name: definition.name,
      competency: definition.competency,
      language: definition.language,
      languages,
      ...(definition.keywords && { keywords: definition.keywords }),
      facets,
    },
    words: heaviest(weighed),
    values: valuesOf(facets),
  };
}

/** Fields by which a definition is found, and what a word in each counts. */
function searchedTexts(
  definition: Omit<Definition, 'translations'>,
): [weight: number, texts: readonly string[]][] {
  const { methodComponents, artifacts, rubric, alignment = [], keywords = [] } = definition;
  const { topic = '', audience = '', fieldOfStudy = '', humanCode = '' } = definition;
  return [
    [8, [definition.name]],
    [6, [...keywords, topic, humanCode]],
    [4, [definition.competency, audience, fieldOfStudy]],
    [
      2,
      [
        definition.keyMethod,
        ...methodComponents.map(({ title }) => title),
        ...artifacts.map(({ title }) => title),
      ],
    ],
    [2, [...rubric.criteria.map(({ name }) => name), ...alignment.map(({ targetName }) => targetName)]],
    [1, methodComponents.map(({ description }) => description)],
  ];
}

/** What half of the greatest weight takes, in a text of usual length. */
const halfWeight = 8;
/** Words that such a text has. */
const usualLength = 150;

/**
 * How much a definition is about each of its words: field weights times occurrences, with ever less for each further one and
 * in longer texts, as in BM25F with b = 0.25.
 */
function weigh(definition: Omit<Definition, 'translations'>): Map<string, number> {
  const sums = new Map<string, number>();
  let length = 0;
  for (const [weight, texts] of searchedTexts(definition))
    for (const word of texts.flatMap(wordsOf)) {
      sums.set(word, (sums.get(word) ?? 0) + weight);
      length += 1;
    }
  const half = halfWeight * (0.75 + (0.25 * length) / usualLength);
  return new Map(
    [...sums].map(([word, sum]) => [word, Math.max(1, Math.round((maxImpact * sum) / (sum + half)))]),
  );
}

/** The heaviest words of each language, the original's first. */
function heaviest(languages: readonly Map<string, number>[]): Record<string, number> {
  const kept = new Map<string, number>();
  for (const words of languages) {
    const order = [...words].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    for (const [word, impact] of order.slice(0, wordsOfLanguage)) {
      if (kept.has(word)) kept.set(word, Math.max(impact, kept.get(word) ?? 0));
      else if (kept.size < wordsInAll) kept.set(word, impact);
    }
  }
  return Object.fromEntries(kept);
}
