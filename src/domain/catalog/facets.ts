import * as z from 'zod';
import { evidenceKind } from '../evidence.ts';
import { slug, ulid } from '../text.ts';
import { sameText } from './words.ts';

/** By what a catalog is narrowed, in the order in which it is shown. */
export const facetNames = ['topic', 'audience', 'issuer', 'stack', 'evidence', 'language', 'hours'] as const;
export type FacetName = (typeof facetNames)[number];

/** What a definition is, as far as it is filtered by it. */
export const facetValues = z.strictObject({
  issuer: slug,
  topic: z.string().optional(),
  audience: z.string().optional(),
  evidence: z.array(evidenceKind),
  /** Languages without script and region. */
  language: z.array(z.string()),
  stack: z.array(ulid).optional(),
  hours: z.number().optional(),
});
export type FacetValues = z.infer<typeof facetValues>;

/** Values that a definition must have. */
export interface Filters {
  readonly issuer?: string | undefined;
  readonly topic?: string | undefined;
  readonly audience?: string | undefined;
  readonly evidence?: string | undefined;
  readonly language?: string | undefined;
  readonly stack?: string | undefined;
  readonly minHours?: number | undefined;
  readonly maxHours?: number | undefined;
}

/** A value of a facet: `key` is what equal values share, `label` how it was written. */
export interface FacetValue {
  readonly facet: FacetName;
  readonly key: string;
  readonly label: string;
}

/** Hours up to which work is counted together. */
export const hourSteps = [5, 10, 20, 40] as const;

/** Every value of a definition in every facet. */
export function valuesOf(of: FacetValues): FacetValue[] {
  const value = (facet: FacetName, label: string, key = label): FacetValue => ({ facet, key, label });
  return [
    ...(of.topic === undefined ? [] : [value('topic', of.topic, sameText(of.topic))]),
    ...(of.audience === undefined ? [] : [value('audience', of.audience, sameText(of.audience))]),
    value('issuer', of.issuer),
    ...(of.stack ?? []).map((id) => value('stack', id)),
    ...of.evidence.map((kind) => value('evidence', kind)),
    ...of.language.map((tag) => value('language', tag)),
    ...hourSteps
      .filter((step) => of.hours !== undefined && of.hours <= step)
      .map((step) => value('hours', String(step))),
  ];
}

/** The filters for which there are lists, as facet and key. */
export function listedFilters({ minHours: _min, maxHours, ...filters }: Filters): [FacetName, string][] {
  const hours = hourSteps.find((step) => step === maxHours);
  return [
    ...Object.entries(filters)
      .filter((entry): entry is [FacetName, string] => entry[1] !== undefined)
      .map(([facet, value]): [FacetName, string] => [facet, keyOf(facet, value)]),
    ...(hours === undefined ? [] : [['hours', String(hours)] satisfies [FacetName, string]]),
  ];
}

/** Whether a definition passes every filter. One that does not say its hours passes none about hours. */
export function passes(of: FacetValues, filters: Filters): boolean {
  const { minHours, maxHours, ...others } = filters;
  if (minHours !== undefined && !(of.hours !== undefined && of.hours >= minHours)) return false;
  if (maxHours !== undefined && !(of.hours !== undefined && of.hours <= maxHours)) return false;
  return Object.entries(others).every(([name, wanted]) => {
    if (wanted === undefined) return true;
    const facet = name as FacetName;
    const key = keyOf(facet, wanted);
    const own: string | readonly string[] | undefined = of[facet as Exclude<FacetName, 'hours'>];
    if (own === undefined) return false;
    return typeof own === 'string' ? keyOf(facet, own) === key : own.includes(key);
  });
}

function keyOf(facet: FacetName, value: string): string {
  return facet === 'topic' || facet === 'audience' ? sameText(value) : value;
}

/** How many definitions have a value. */
export interface FacetCount {
  readonly key: string;
  readonly label: string;
  readonly count: number;
}
export type FacetCounts = Readonly<Record<FacetName, readonly FacetCount[]>>;

/** Most values of a facet that are told. */
export const shownValues = 20;

/** Counts the values of these definitions: the most frequent first. */
export function countValues(all: Iterable<FacetValues>): FacetCounts {
  const counts = new Map<FacetName, Map<string, { label: string; count: number }>>(
    facetNames.map((facet) => [facet, new Map()]),
  );
  for (const one of all)
    for (const { facet, key, label } of valuesOf(one)) {
      const counted = counts.get(facet)?.get(key);
      if (counted) counted.count += 1;
      else counts.get(facet)?.set(key, { label, count: 1 });
    }
  return Object.fromEntries(
    [...counts].map(([facet, values]) => [
      facet,
      mostFrequent(
        facet,
        [...values].map(([key, rest]) => ({ key, ...rest })),
      ),
    ]),
  ) as unknown as FacetCounts;
}

/** The values to show, most frequent first; hours in their own order. */
export function mostFrequent(facet: FacetName, values: readonly FacetCount[]): FacetCount[] {
  const order =
    facet === 'hours'
      ? (a: FacetCount, b: FacetCount) => Number(a.key) - Number(b.key)
      : (a: FacetCount, b: FacetCount) => b.count - a.count || (a.key < b.key ? -1 : 1);
  return values.toSorted(order).slice(0, shownValues);
}
