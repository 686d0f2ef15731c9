import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { change, differences } from '../../src/domain/definition/difference.ts';
import { differingWords } from '../../src/domain/definition/word-difference.ts';
import { sameJson } from '../../src/domain/json-pointer.ts';
import { fullDefinition, fullRubric } from '../support/full-definition.ts';

describe('the difference of two definitions', () => {
  it('is nothing when they are the same', () => {
    expect(differences(fullDefinition, structuredClone(fullDefinition))).toEqual([]);
  });

  it('is every field that came, went or changed', () => {
    const { audience, ...others } = fullDefinition;
    const after = {
      ...others,
      name: 'Setting clear goals with families',
      hours: 9,
      feeNote: undefined,
      extra: 1,
    };
    expect(differences({ ...fullDefinition, hours: 7 }, after)).toEqual([
      {
        kind: 'changed',
        at: '/name',
        before: 'Setting goals with families',
        after: 'Setting clear goals with families',
        words: [
          { kind: 'same', text: 'Setting ' },
          { kind: 'added', text: 'clear ' },
          { kind: 'same', text: 'goals with families' },
        ],
      },
      { kind: 'removed', at: '/audience', before: audience },
      { kind: 'changed', at: '/hours', before: 7, after: 9 },
      { kind: 'removed', at: '/feeNote', before: fullDefinition.feeNote },
      { kind: 'added', at: '/extra', after: 1 },
    ]);
  });

  it('follows criteria by their ids, wherever they stand', () => {
    const [goals, activities, reflection] = fullRubric.criteria;
    const criteria = [reflection, { ...goals, requiredLevel: 'progressing' }, { id: 'talk', name: 'Talk' }];
    const after = { rubric: { ...fullRubric, criteria } };
    expect(differences({ rubric: fullRubric }, after)).toEqual([
      { kind: 'removed', at: '/rubric/criteria/1', before: activities },
      {
        kind: 'changed',
        at: '/rubric/criteria/1/requiredLevel',
        was: '/rubric/criteria/0/requiredLevel',
        before: 'demonstrated',
        after: 'progressing',
        words: [
          { kind: 'removed', text: 'demonstrated' },
          { kind: 'added', text: 'progressing' },
        ],
      },
      { kind: 'added', at: '/rubric/criteria/2', after: { id: 'talk', name: 'Talk' } },
      {
        kind: 'reordered',
        at: '/rubric/criteria',
        before: ['goals', 'reflection'],
        after: ['reflection', 'goals'],
      },
    ]);
  });

  it('tells that levels changed places: the scale is another one', () => {
    const after = { rubric: { ...fullRubric, levels: fullRubric.levels.toReversed() } };
    expect(differences({ rubric: fullRubric }, after)).toEqual([
      {
        kind: 'reordered',
        at: '/rubric/levels',
        before: ['not-met', 'progressing', 'demonstrated'],
        after: ['demonstrated', 'progressing', 'not-met'],
      },
    ]);
  });

  it('matches what has no id by what it says', () => {
    expect(differences({ keywords: ['a', 'b', 'b'] }, { keywords: ['b', 'c'] })).toEqual([
      { kind: 'removed', at: '/keywords/0', before: 'a' },
      { kind: 'removed', at: '/keywords/2', before: 'b' },
      { kind: 'added', at: '/keywords/1', after: 'c' },
    ]);
  });

  it('tells when something became another kind of thing', () => {
    expect(differences({ validFor: { months: 6 } }, { validFor: { years: 1 } })).toEqual([
      { kind: 'removed', at: '/validFor/months', before: 6 },
      { kind: 'added', at: '/validFor/years', after: 1 },
    ]);
    expect(differences({ a: [1] }, { a: { 0: 1 } })).toMatchObject([{ kind: 'changed', at: '/a' }]);
  });

  it('escapes names in pointers', () => {
    expect(differences({}, { 'a/b~c': 1 })).toEqual([{ kind: 'added', at: '/a~1b~0c', after: 1 }]);
  });

  it('is empty exactly when they are the same, and always as documented (any JSON)', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const some = fc.dictionary(fc.string({ maxLength: 3 }), json, { maxKeys: 4 });
    fc.assert(
      fc.property(some, some, (before, after) => {
        const found = differences(before, after);
        expect(found.length === 0).toBe(sameJson(before, after));
        for (const one of found) expect(change.safeParse(one).success).toBe(true);
        expect(differences(before, structuredClone(before))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the difference of two texts', () => {
  const joined = (runs: ReturnType<typeof differingWords>, without: string) =>
    (runs ?? [])
      .filter(({ kind }) => kind !== without)
      .map(({ text }) => text)
      .join('');

  it('joins to either of them (any texts)', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'cc', ' ', '\n', 'é', '-'), { maxLength: 30 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const runs = differingWords(before, after);
        expect(joined(runs, 'added')).toBe(before);
        expect(joined(runs, 'removed')).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  it('finds the smallest change in a row', () => {
    expect(differingWords('the family was asked', 'the family chose and was asked')).toEqual([
      { kind: 'same', text: 'the family ' },
      { kind: 'added', text: 'chose and ' },
      { kind: 'same', text: 'was asked' },
    ]);
  });

  it('is not looked for in texts that differ by thousands of words, but is where a long text changed a little', () => {
    const words = (prefix: string) =>
      Array.from({ length: 600 }, (_, index) => `${prefix}${index}`).join(' ');
    expect(differingWords(words('a'), words('b'))).toBeUndefined();
    expect(differingWords(`${words('a')} x ${words('b')}`, `${words('a')} y ${words('b')}`)?.length).toBe(4);
  });
});
