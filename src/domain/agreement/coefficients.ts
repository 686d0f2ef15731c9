/** What two people gave, as places on an ordered scale from 0, and how often. */
export interface Cell {
  readonly values: readonly [first: number, second: number];
  readonly count: number;
}

export type Weights = 'none' | 'linear' | 'quadratic';
export type Metric = 'nominal' | 'ordinal' | 'interval';

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, one) => total + one, 0);

/** How often both gave the same, from 0 to 1; undefined without any. */
export function percentAgreement(cells: readonly Cell[]): number | undefined {
  const all = sum(cells.map(({ count }) => count));
  return all === 0
    ? undefined
    : sum(cells.filter(({ values: [a, b] }) => a === b).map(({ count }) => count)) / all;
}

/**
 * Cohen's kappa of two raters: agreement beyond chance, from -1 to 1 (Cohen 1960; weighted: Cohen 1968, with the disagreement
 * growing with the distance or its square).
 * @returns undefined where chance alone would agree always, or there is nothing: then it says nothing
 */
export function cohensKappa(
  cells: readonly Cell[],
  { weights = 'none', categories }: { readonly weights?: Weights; readonly categories: number },
): number | undefined {
  const all = sum(cells.map(({ count }) => count));
  const places = Array.from({ length: categories }, (_, place) => place);
  const margin = (side: 0 | 1) =>
    places.map((place) =>
      sum(cells.filter(({ values }) => values[side] === place).map(({ count }) => count)),
    );
  const [first, second] = [margin(0), margin(1)];
  const apart = (a: number, b: number) => disagreement(weights, a - b);
  const observed = sum(cells.map(({ values: [a, b], count }) => apart(a, b) * count)) / all;
  const expected =
    sum(places.flatMap((a) => places.map((b) => apart(a, b) * (first[a] ?? 0) * (second[b] ?? 0)))) /
    all ** 2;
  return all === 0 || expected === 0 ? undefined : 1 - observed / expected;
}

function disagreement(weights: Weights, distance: number): number {
  if (weights === 'none') return distance === 0 ? 0 : 1;
  return weights === 'linear' ? Math.abs(distance) : distance ** 2;
}

/**
 * Krippendorff's alpha: reliability of any number of raters who each judged some of the units, from below 0 to 1 (Krippendorff
 * 2011, "Computing Krippendorff's alpha-reliability").
 * @param units the values given to each unit, and how often a unit got just these
 * @returns undefined where no two values can be compared, or all are the same: then it says nothing
 */
export function krippendorffsAlpha(
  units: readonly { readonly values: readonly number[]; readonly count: number }[],
  metric: Metric,
): number | undefined {
  const pairable = units.filter(({ values }) => values.length > 1);
  const totals = new Map<number, number>();
  for (const { values, count } of pairable)
    for (const value of values) totals.set(value, (totals.get(value) ?? 0) + count);
  const all = sum(totals.values());
  const ranked = [...totals.keys()].toSorted((a, b) => a - b);
  const distance = (a: number, b: number) => squaredDifference(metric, [a, b], { totals, ranked });
  const observed = sum(
    pairable.map(({ values, count }) => {
      const within = sum(
        values.flatMap((a, index) => values.map((b, other) => (other === index ? 0 : distance(a, b)))),
      );
      return (within * count) / (values.length - 1);
    }),
  );
  const expected = sum(
    ranked.flatMap((a) => ranked.map((b) => distance(a, b) * (totals.get(a) ?? 0) * (totals.get(b) ?? 0))),
  );
  return expected === 0 ? undefined : 1 - ((all - 1) * observed) / expected;
}

function squaredDifference(
  metric: Metric,
  [a, b]: readonly [number, number],
  { totals, ranked }: { readonly totals: ReadonlyMap<number, number>; readonly ranked: readonly number[] },
): number {
  if (a === b) return 0;
  if (metric === 'nominal') return 1;
  if (metric === 'interval') return (a - b) ** 2;
  const [low, high] = a < b ? [a, b] : [b, a];
  const between = sum(
    ranked.filter((value) => value >= low && value <= high).map((value) => totals.get(value) ?? 0),
  );
  return (between - ((totals.get(low) ?? 0) + (totals.get(high) ?? 0)) / 2) ** 2;
}
