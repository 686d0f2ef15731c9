import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StackRule } from '../../src/domain/stack.ts';
import { missingInWords, ruleInWords, stackStanding } from '../../src/domain/stack-standing.ts';
import { fuzzRuns } from '../support/fuzz-runs.ts';

const pieces = ['a', 'b', 'c', 'd'];
const set = (rule: StackRule) => ({ kind: 'set', pieces, rule }) as const;
const path = (rule: StackRule) => ({ kind: 'path', pieces, rule }) as const;
const choice = { required: ['a', 'c'], electives: { atLeast: 1, of: ['b', 'd'] } };
const name = (piece: string) => piece.toUpperCase();
const standing = (stack: ReturnType<typeof set> | ReturnType<typeof path>, ...earned: string[]) =>
  stackStanding(stack, new Set(earned));

/** Whatever can be asked: pieces, a rule that fits them, and what a learner has, also of elsewhere. */
const anyCase = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 7 })
  .chain((all) => {
    const electives = fc
      .integer({ min: 1, max: all.length - 1 })
      .chain((cut) =>
        fc
          .integer({ min: 1, max: all.length - cut })
          .map((atLeast) => ({ required: all.slice(0, cut), electives: { atLeast, of: all.slice(cut) } })),
      );
    return fc.record({
      kind: fc.constantFrom('set' as const, 'path' as const),
      pieces: fc.shuffledSubarray(all, { minLength: all.length }),
      rule: fc.oneof(
        fc.constant('all' as const),
        fc.integer({ min: 1, max: all.length }).map((atLeast) => ({ atLeast })),
        electives,
      ) as fc.Arbitrary<StackRule>,
      earned: fc.array(fc.oneof(fc.constantFrom(...all), fc.string({ maxLength: 3 })), { maxLength: 9 }),
    });
  });

/** The rule as one would count it on one's fingers. */
function naively(rule: StackRule, all: readonly string[], earned: readonly string[]): boolean {
  let [everything, any, required, elective] = [true, 0, true, 0];
  for (const piece of all) {
    const has = earned.includes(piece);
    if (!has) everything = false;
    else any += 1;
    if (typeof rule === 'object' && 'required' in rule) {
      if (rule.required.includes(piece) && !has) required = false;
      if (rule.electives.of.includes(piece) && has) elective += 1;
    }
  }
  if (rule === 'all') return everything;
  return 'atLeast' in rule ? any >= rule.atLeast : required && elective >= rule.electives.atLeast;
}

describe('a standing', () => {
  it('is complete when a count by hand says so', () => {
    fc.assert(
      fc.property(anyCase, ({ earned, ...stack }) => {
        const { complete } = stackStanding(stack, new Set(earned));
        expect(complete).toBe(naively(stack.rule, stack.pieces, earned));
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  it('is complete once what is missing is earned, and not with one less', () => {
    fc.assert(
      fc.property(anyCase, ({ earned, ...stack }) => {
        const { missing } = stackStanding(stack, new Set(earned));
        const enough = missing.flatMap(({ count, of }) => of.slice(0, count));
        expect(stackStanding(stack, new Set([...earned, ...enough])).complete).toBe(true);
        if (enough.length > 0)
          expect(stackStanding(stack, new Set([...earned, ...enough.slice(1)])).complete).toBe(false);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  it('never falls by earning more', () => {
    fc.assert(
      fc.property(anyCase, fc.string({ maxLength: 3 }), ({ earned, ...stack }, more) => {
        const [before, after] = [earned, [...earned, more]].map((has) => stackStanding(stack, new Set(has)));
        expect(after?.earned.length).toBeGreaterThanOrEqual(before?.earned.length ?? 0);
        if (before?.complete) expect(after?.complete).toBe(true);
      }),
      { numRuns: fuzzRuns(200) },
    );
  });

  it('lists what is earned in the order of the stack, and nothing of elsewhere', () => {
    expect(standing(set('all'), 'd', 'x', 'b').earned).toEqual(['b', 'd']);
  });

  it('of a path tells what comes next; of a set nothing does', () => {
    expect(standing(path('all'), 'a', 'c').next).toBe('b');
    expect(standing(path(choice), 'a', 'b').next).toBe('c');
    expect('next' in standing(path('all'), ...pieces)).toBe(false);
    expect('next' in standing(set('all'), 'a')).toBe(false);
  });
});

describe('in plain words', () => {
  it.each<[StackRule, string[], string[]]>([
    ['all', ['a', 'c'], ['Still to earn: "B" and "D".']],
    ['all', ['a', 'b', 'c'], ['Still to earn: "D".']],
    ['all', pieces, []],
    [{ atLeast: 3 }, ['a'], ['Still to earn: 2 of these: "B", "C" and "D".']],
    [{ atLeast: 3 }, ['a', 'd', 'c'], []],
    [choice, ['a'], ['Still to earn: "C".', 'Still to earn: 1 of these: "B" and "D".']],
    [choice, ['b', 'd'], ['Still to earn: "A" and "C".']],
  ])('%j with %j earned', (rule, earned, expected) => {
    expect(missingInWords(standing(set(rule), ...earned), name)).toEqual(expected);
  });

  it.each<[StackRule, string[]]>([
    ['all', ['Earn "A", "B", "C" and "D".']],
    [{ atLeast: 2 }, ['Earn at least 2 of these: "A", "B", "C" and "D".']],
    [choice, ['Earn "A" and "C".', 'Earn at least 1 of these: "B" and "D".']],
  ])('the rule %j', (rule, expected) => {
    expect(ruleInWords(set(rule), name)).toEqual(expected);
  });
});
