import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Cell,
  cohensKappa,
  krippendorffsAlpha,
  percentAgreement,
} from '../../src/domain/agreement/coefficients.ts';
import { type JudgedPair, pairsOf } from '../../src/domain/agreement/judged-pair.ts';
import { agreementReport } from '../../src/domain/agreement/summary.ts';
import { fullRubric } from '../support/full-definition.ts';

/** The cells of a table of counts: rows are the first rater, columns the second. */
const cellsOf = (table: readonly (readonly number[])[]): Cell[] =>
  table.flatMap((row, first) => row.map((count, second): Cell => ({ values: [first, second], count })));

describe("Cohen's kappa", () => {
  /** The example of the SAS documentation of PROC FREQ, as statsmodels tests by it: 0.4842 and, linearly weighted, 0.4701. */
  const dermatologists = cellsOf([
    [0, 4, 1],
    [0, 8, 0],
    [0, 1, 5],
  ]);

  it('is that of the published examples', () => {
    expect(cohensKappa(dermatologists, { categories: 3 })).toBeCloseTo(0.4842, 4);
    expect(cohensKappa(dermatologists, { categories: 3, weights: 'linear' })).toBeCloseTo(0.4701, 4);
    // Fifty grant proposals, read by two people (the example of the encyclopedias): 0.4.
    const proposals = cellsOf([
      [20, 5],
      [10, 15],
    ]);
    expect(percentAgreement(proposals)).toBe(0.7);
    expect(cohensKappa(proposals, { categories: 2 })).toBeCloseTo(0.4, 10);
    // Two with the same percentage and other margins: 0.1304 and 0.2593.
    const alike = [
      cellsOf([
        [45, 15],
        [25, 15],
      ]),
      cellsOf([
        [25, 35],
        [5, 35],
      ]),
    ];
    expect(alike.map((one) => cohensKappa(one, { categories: 2 })?.toFixed(4))).toEqual(['0.1304', '0.2593']);
  });

  it('is one for agreement alone, at most one, and nothing where chance agrees always', () => {
    const table = fc.array(fc.array(fc.nat(20), { minLength: 3, maxLength: 3 }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(table, fc.constantFrom('none', 'linear', 'quadratic'), (counts, weights) => {
        const kappa = cohensKappa(cellsOf(counts), { categories: 3, weights });
        const turned = counts.map((_, column) => counts.map((row) => row[column] ?? 0));
        expect(cohensKappa(cellsOf(turned), { categories: 3, weights }) ?? 9).toBeCloseTo(kappa ?? 9, 10);
        if (kappa !== undefined) expect(kappa).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
    const diagonal = cellsOf([
      [3, 0],
      [0, 4],
    ]);
    expect(cohensKappa(diagonal, { categories: 2 })).toBe(1);
    for (const nothing of [
      [],
      cellsOf([
        [5, 0],
        [0, 0],
      ]),
    ])
      expect(cohensKappa(nothing, { categories: 2 })).toBeUndefined();
  });
});

describe("Krippendorff's alpha", () => {
  const once = (...values: number[]) => ({ values, count: 1 });

  it('is that of the worked examples of Krippendorff (2011)', () => {
    // B: ten units, two observers, two values: 0.095.
    const binary = [
      [0, 1],
      [1, 1],
      [0, 1],
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 0],
      [1, 0],
      [0, 0],
    ].map((values) => once(...values));
    expect(krippendorffsAlpha(binary, 'nominal')).toBeCloseTo(0.095, 3);
    // C and D: twelve units, four observers, five values, some missing: 0.743 nominal, 0.815 ordinal, 0.849 interval.
    const observers = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
      [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];
    const units = Array.from({ length: 12 }, (_, unit) =>
      once(...observers.map((given) => given[unit] ?? 0).filter((value) => value > 0)),
    );
    expect(krippendorffsAlpha(units, 'nominal')).toBeCloseTo(0.743, 3);
    expect(krippendorffsAlpha(units, 'ordinal')).toBeCloseTo(0.815, 3);
    expect(krippendorffsAlpha(units, 'interval')).toBeCloseTo(0.849, 3);
  });

  it('counts a unit that came often as often, and says nothing of what cannot vary', () => {
    const some = [once(0, 1), once(1, 1), once(2, 1), once(0, 0)];
    const counted = some.map((one) => ({ ...one, count: 3 }));
    const repeated = [...some, ...some, ...some];
    for (const metric of ['nominal', 'ordinal', 'interval'] as const)
      expect(krippendorffsAlpha(counted, metric)).toBeCloseTo(krippendorffsAlpha(repeated, metric) ?? 9, 10);
    for (const nothing of [[], [once(1)], [once(1, 1), once(1, 1)]])
      expect(krippendorffsAlpha(nothing, 'ordinal')).toBeUndefined();
  });
});

describe('how far assessors agree', () => {
  const now = new Date('2026-06-15T10:00:00.000Z');
  const pair = (levels: [string, string], more: Partial<JudgedPair> = {}): JudgedPair => ({
    month: '2026-06',
    version: 1,
    criterion: 'goals',
    assessors: ['ann', 'ben'],
    levels,
    count: 1,
    ...more,
  });

  it('is told by criterion, assessor and month, and how it changes', () => {
    const pairs = [
      pair(['demonstrated', 'demonstrated'], { count: 3 }),
      pair(['demonstrated', 'progressing']),
      pair(['progressing', 'not-met'], { criterion: 'activities', assessors: ['ben', 'cem'] }),
      pair(['demonstrated', 'demonstrated'], { month: '2026-01', count: 4 }),
      pair(['mastered', 'mastered']),
      pair(['demonstrated', 'demonstrated'], { criterion: 'gone', count: 2 }),
    ];
    const report = agreementReport(pairs, fullRubric, now);
    expect(report.overall).toMatchObject({ pairs: 9, sameLevel: 7 / 9 });
    expect(report.leftOut).toBe(3);
    expect(report.criteria.map(({ criterion, pairs: n, samePass }) => [criterion, n, samePass])).toEqual([
      ['goals', 8, 7 / 8],
      // "Progressing" is enough there, "not met" is not.
      ['activities', 1, 0],
      ['reflection', 0, null],
    ]);
    expect(report.assessors.map(({ assessor, pairs: n }) => [assessor, n])).toEqual([
      ['ann', 8],
      ['ben', 9],
      ['cem', 1],
    ]);
    expect(report.months.map(({ month, pairs: n }) => [month, n])).toEqual([
      ['2026-01', 4],
      ['2026-06', 5],
    ]);
    expect(report.drift).toEqual({ recent: 3 / 5, earlier: 1, change: 3 / 5 - 1 });
    expect(agreementReport([], fullRubric, now)).toMatchObject({
      overall: { pairs: 0, sameLevel: null, samePass: null, kappa: null, alpha: null },
    });
  });

  it('is made of two who judged apart, not of a third', () => {
    const judged = (assessor: string, level: string, more: object = {}) =>
      ({
        purpose: 'score',
        state: 'final',
        assessor,
        version: 2,
        scores: { goals: { level } },
        ...more,
      }) as never;
    expect(pairsOf([judged('ben', 'not-met'), judged('ann', 'demonstrated')], now)).toEqual([
      pair(['demonstrated', 'not-met'], { version: 2 }),
    ]);
    const third = judged('cem', 'not-met', { purpose: 'third' });
    expect(pairsOf([judged('ann', 'not-met'), third], now)).toEqual([]);
    expect(pairsOf([judged('ann', 'not-met'), judged('ben', 'not-met', { state: 'claimed' })], now)).toEqual(
      [],
    );
    expect(pairsOf([judged('ann', 'not-met')], now)).toEqual([]);
  });
});
