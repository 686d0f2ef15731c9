import type { Rubric } from '../rubric.ts';
import { type Cell, cohensKappa, krippendorffsAlpha, percentAgreement } from './coefficients.ts';
import type { JudgedPair } from './judged-pair.ts';

/** How far people agree; a coefficient is null where the judgements cannot tell it. */
export interface Agreement {
  /** How many judgements of a criterion by two people it is made of. */
  readonly pairs: number;
  /** How often they gave the same level, from 0 to 1. */
  readonly sameLevel: number | null;
  /** How often they agreed on whether the criterion passes. */
  readonly samePass: number | null;
  /** Cohen's kappa with linear weights. */
  readonly kappa: number | null;
  /** Krippendorff's alpha for ordered levels. */
  readonly alpha: number | null;
}

export interface AgreementReport {
  readonly overall: Agreement;
  readonly criteria: readonly (Agreement & { readonly criterion: string })[];
  /** Each against everyone whom they judged beside. */
  readonly assessors: readonly (Agreement & { readonly assessor: string })[];
  readonly months: readonly (Agreement & { readonly month: string })[];
  /** The last three months against those before, where both have judgements: how much more or less often they agree on passing. */
  readonly drift?: { readonly recent: number; readonly earlier: number; readonly change: number };
  /** Judgements by a rubric with other levels or criteria than that of the newest version. */
  readonly leftOut: number;
}

const recentMonths = 3;

/** How far the assessors of a micro-credential agree, by the rubric of its newest version. */
export function agreementReport(pairs: readonly JudgedPair[], rubric: Rubric, now: Date): AgreementReport {
  const known = pairs.filter(({ criterion, levels }) => {
    const isLevel = (id: string) => rubric.levels.some((level) => level.id === id);
    return rubric.criteria.some(({ id }) => id === criterion) && levels.every(isLevel);
  });
  const groups = <K extends string>(keysOf: (pair: JudgedPair) => readonly K[]) =>
    [...new Set(known.flatMap(keysOf))].toSorted().map((key) => ({
      key,
      of: known.filter((pair) => keysOf(pair).includes(key)),
    }));
  const since = monthBefore(now, recentMonths - 1);
  const recent = known.filter(({ month }) => month >= since);
  const earlier = known.filter(({ month }) => month < since);
  const lately = agreementOf(recent, rubric).samePass;
  const before = agreementOf(earlier, rubric).samePass;
  return {
    overall: agreementOf(known, rubric),
    criteria: rubric.criteria.map(({ id }) => ({
      criterion: id,
      ...agreementOf(
        known.filter(({ criterion }) => criterion === id),
        rubric,
      ),
    })),
    assessors: groups(({ assessors }) => assessors).map(({ key, of }) => ({
      assessor: key,
      ...agreementOf(
        of.map((pair) => firstIs(key, pair)),
        rubric,
      ),
    })),
    months: groups(({ month }) => [month]).map(({ key, of }) => ({ month: key, ...agreementOf(of, rubric) })),
    ...(lately !== null &&
      before !== null && { drift: { recent: lately, earlier: before, change: lately - before } }),
    leftOut: countOf(pairs) - countOf(known),
  };
}

/** The month so many before another, as `2026-03`. */
export function monthBefore(now: Date, months: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).toISOString().slice(0, 7);
}

/** The same pair with this person first. */
function firstIs(person: string, pair: JudgedPair): JudgedPair {
  const [first, second] = pair.assessors;
  if (first === person) return pair;
  return { ...pair, assessors: [second, first], levels: [pair.levels[1], pair.levels[0]] };
}

const countOf = (pairs: readonly JudgedPair[]) => pairs.reduce((total, { count }) => total + count, 0);

function agreementOf(pairs: readonly JudgedPair[], { levels, criteria }: Rubric): Agreement {
  const place = (id: string) => levels.findIndex((level) => level.id === id);
  const cells = pairs.map(({ levels: [a, b], count }): Cell => ({ values: [place(a), place(b)], count }));
  const passes = pairs.map(({ levels: [a, b], criterion, count }): Cell => {
    const required = place(criteria.find(({ id }) => id === criterion)?.requiredLevel ?? '');
    return { values: [Number(place(a) >= required), Number(place(b) >= required)], count };
  });
  return {
    pairs: countOf(pairs),
    sameLevel: percentAgreement(cells) ?? null,
    samePass: percentAgreement(passes) ?? null,
    kappa: cohensKappa(cells, { weights: 'linear', categories: levels.length }) ?? null,
    alpha: krippendorffsAlpha(cells, 'ordinal') ?? null,
  };
}
