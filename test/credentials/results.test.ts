import { describe, expect, it } from 'vitest';
import { ranksOf, resultProblems } from '../../src/credentials/results.ts';

const levels = (...numbers: [id: string, level?: string, points?: string][]) =>
  numbers.map(([id, level, points]) => ({ id, level, points }));
const codes = (
  rubricCriterionLevel: ReturnType<typeof levels>,
  requiredLevel: string,
  achievedLevel: string,
) =>
  resultProblems(
    [{ id: 'd', requiredLevel, rubricCriterionLevel }],
    [{ resultDescription: 'd', achievedLevel }],
  ).map(({ code }) => code);

describe('the order of levels', () => {
  it('is that of their numbers, not that of the array', () => {
    const scale = levels(['high', '10'], ['low', '2'], ['middle', '9.5']);
    expect(codes(scale, 'middle', 'high')).toEqual([]);
    expect(codes(scale, 'middle', 'middle')).toEqual([]);
    expect(codes(scale, 'middle', 'low')).toEqual(['level-not-reached']);
  });

  it('is that of their points when the levels are words', () => {
    const scale = levels(['high', 'top', '4'], ['low', 'bottom', '-1']);
    expect(codes(scale, 'high', 'low')).toEqual(['level-not-reached']);
    expect(codes(scale, 'low', 'high')).toEqual([]);
  });

  it.each([
    ['words', levels(['high', 'top'], ['low', 'bottom'])],
    ['nothing', levels(['high'], ['low'])],
    ['one number for two', levels(['high', '1'], ['low', '1.0'])],
    ['a number for only one', levels(['high', '2'], ['low'])],
    ['numbers in another notation', levels(['high', '0x10'], ['low', '1e1'])],
    ['empty texts', levels(['high', ''], ['low', ' '])],
  ])('is not known from %s', (_, scale) => {
    expect(ranksOf(scale)).toBeUndefined();
    expect(codes(scale, 'low', 'high')).toEqual(['levels-not-ordered']);
    expect(codes(scale, 'high', 'low')).toEqual(['levels-not-ordered']);
    expect(codes(scale, 'high', 'high')).toEqual([]);
  });
});

describe('a result', () => {
  const rubricCriterionLevel = levels(['a', '1'], ['b', '2']);
  it('on what requires nothing may have any level of it', () => {
    const descriptions = [{ id: 'd', rubricCriterionLevel }];
    expect(resultProblems(descriptions, [{ resultDescription: 'd', achievedLevel: 'a' }])).toEqual([]);
    expect(resultProblems(descriptions, [{ resultDescription: 'd' }])).toEqual([]);
    expect(resultProblems(descriptions, [])).toEqual([]);
    expect(resultProblems(descriptions, [{}])).toEqual([]);
  });

  it('that falls short is found beside one that does not', () => {
    const descriptions = [{ id: 'd', requiredLevel: 'b', rubricCriterionLevel }];
    const results = [
      { resultDescription: 'd', achievedLevel: 'b' },
      { resultDescription: 'd', achievedLevel: 'a' },
    ];
    expect(resultProblems(descriptions, results)).toEqual([
      { code: 'level-not-reached', of: 'result', index: 1 },
    ]);
  });

  it('cannot have a level that is there twice', () => {
    const twice = levels(['a', '1'], ['b', '2'], ['a', '3']);
    expect(codes(twice, 'b', 'a')).toContain('ambiguous-description');
  });
});
