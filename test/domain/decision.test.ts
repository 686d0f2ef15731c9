import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Assessment, decide, evaluate, requireAwardable } from '../../src/domain/assessment.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import { type Rubric, rubric as rubricSchema } from '../../src/domain/rubric.ts';
import { fullRubric } from '../support/full-definition.ts';
import { ending, fieldsOf, refusal } from '../support/refusal.ts';

type Scores = Assessment['scores'];

const now = new Date('2026-03-02T10:00:00.000Z');
const at = (level: string) => ({ level, feedback: 'Seen.' });
const low = { goals: at('not-met'), activities: at('not-met'), reflection: at('not-met') };
const enough = { goals: at('demonstrated'), activities: at('progressing'), reflection: at('demonstrated') };

const mine = (scores: Scores): Assessment => ({
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  submissionId: '01ARZ3NDEKTSV4RRFFQ69G5FAW',
  issuerId: 'riverbend',
  microCredentialId: '01ARZ3NDEKTSV4RRFFQ69G5FAX',
  version: 1,
  purpose: 'score',
  parts: {},
  dueAt: '2026-03-20T09:30:00.000Z',
  state: 'claimed',
  assessor: 'assessor',
  claimedUntil: '2026-03-03T10:00:00.000Z',
  scores,
  submittedAt: '2026-03-01T09:30:00.000Z',
  revision: 7,
});

describe('the rule', () => {
  it.each<[what: string, scores: Scores, unscored: string[], belowRequired: string[]]>([
    ['nothing', {}, ['goals', 'activities', 'reflection'], []],
    ['just enough', enough, [], []],
    ['more than enough', { ...enough, activities: at('demonstrated') }, [], []],
    ['one too low', { ...enough, goals: at('progressing') }, [], ['goals']],
    [
      'all at the lowest',
      { goals: at('not-met'), activities: at('not-met'), reflection: at('not-met') },
      [],
      ['goals', 'activities', 'reflection'],
    ],
    ['one missing', { goals: at('demonstrated'), reflection: at('demonstrated') }, ['activities'], []],
    [
      'one missing and one too low',
      { goals: at('not-met'), activities: at('progressing') },
      ['reflection'],
      ['goals'],
    ],
    ['a level that is not known', { ...enough, goals: at('mastered') }, ['goals'], []],
    ['a level by its name', { ...enough, goals: at('Demonstrated') }, ['goals'], []],
    ['a level by its position', { ...enough, goals: at('2') }, ['goals'], []],
    ['a level of every object', { ...enough, goals: at('constructor') }, ['goals'], []],
    ['an empty level', { ...enough, goals: at('') }, ['goals'], []],
    ['a criterion that is not known', { ...enough, more: at('not-met') }, [], []],
  ])('%s', (_, scores, unscored, belowRequired) => {
    expect(evaluate(fullRubric, scores)).toEqual({ unscored, belowRequired });
  });

  it('names all unscored criteria before it speaks of levels', () => {
    const refused = refusal(() =>
      requireAwardable({ rubric: fullRubric }, { scores: { activities: at('not-met') }, parts: {} }),
    );
    expect([refused.code, ...fieldsOf(refused)]).toEqual([
      'unscored-criteria',
      '/scores/goals',
      '/scores/reflection',
    ]);
  });

  it('names every criterion that is too low', () => {
    const scores = { ...enough, goals: at('not-met'), reflection: at('progressing') };
    const refused = refusal(() => requireAwardable({ rubric: fullRubric }, { scores: scores, parts: {} }));
    expect([refused.code, ...fieldsOf(refused)]).toEqual([
      'level-not-reached',
      '/scores/goals',
      '/scores/reflection',
    ]);
  });

  it('does not find scores that an object only inherits', () => {
    const inherited = Object.create(enough) as Scores;
    expect(evaluate(fullRubric, inherited).unscored).toEqual(['goals', 'activities', 'reflection']);
    const criteria = [{ ...fullRubric.criteria[0], id: 'constructor' }];
    const odd = { levels: fullRubric.levels, criteria } as Rubric;
    expect(evaluate(odd, {}).unscored).toEqual(['constructor']);
    expect(evaluate(odd, { constructor: at('demonstrated') } as Scores)).toEqual({
      unscored: [],
      belowRequired: [],
    });
  });

  it('is not reached when the rubric itself cannot be read', () => {
    const required = (requiredLevel: string) => ({
      ...fullRubric,
      criteria: fullRubric.criteria.map((criterion) => ({ ...criterion, requiredLevel })),
    });
    for (const unknown of ['', 'mastered', 'constructor', '__proto__'])
      expect(
        ending(() => requireAwardable({ rubric: required(unknown) }, { scores: enough, parts: {} })),
      ).toBe('level-not-reached');
    expect(
      ending(() =>
        requireAwardable({ rubric: { ...fullRubric, levels: [] } }, { scores: enough, parts: {} }),
      ),
    ).toBe('unscored-criteria');
    expect(rubricSchema.safeParse({ ...fullRubric, criteria: [] }).success).toBe(false);
  });
});

/** A rubric as authors may write it, with any number of levels, criteria and required levels. */
const anyRubric: fc.Arbitrary<Rubric> = fc
  .record({
    levels: fc.integer({ min: 2, max: 6 }),
    required: fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }),
  })
  .map(({ levels, required }) => {
    const steps = Array.from({ length: levels }, (_, index) => ({
      id: `level-${index}`,
      name: `Level ${index}`,
    }));
    return {
      levels: steps,
      criteria: required.map((number, index) => ({
        id: index === 0 ? 'constructor' : `criterion-${index}`,
        name: `Criterion ${index}`,
        descriptors: Object.fromEntries(steps.map(({ id }) => [id, id])),
        requiredLevel: `level-${1 + (number % (levels - 1))}`,
      })),
    };
  });

/** Anything at all in the place of the scores: half of it looks as if it were right. */
function anyScores({ levels, criteria }: Rubric): fc.Arbitrary<unknown> {
  const level = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...levels.map(({ id }) => id)) },
    fc.constantFrom('', 'constructor', '__proto__', 'level-99', 'LEVEL-1', ' level-1', 'length', 'valueOf'),
    fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY, 99, true, ['level-5'], {
      id: 'level-5',
    }),
    fc.anything(),
  );
  const score = fc.oneof(
    { weight: 8, arbitrary: level.map((one) => ({ level: one, feedback: 'Seen.' })) },
    fc.constantFrom(null, undefined, true, 'level-5', 5, [], { feedback: 'Seen.' }, { levels: 'level-5' }),
    fc.anything(),
  );
  const key = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...criteria.map(({ id }) => id)) },
    fc.constantFrom('__proto__', 'toString', ''),
    fc.string(),
  );
  const own = fc.array(fc.tuple(key, score), { maxLength: 14 }).map((entries) => Object.fromEntries(entries));
  const whole = fc.constant(
    Object.fromEntries(
      criteria.map(({ id, requiredLevel }) => [id, { level: requiredLevel, feedback: 'Seen.' }]),
    ),
  );
  return fc.oneof(
    { weight: 8, arbitrary: own },
    { weight: 3, arbitrary: fc.tuple(whole, own).map(([base, more]) => ({ ...base, ...more })) },
    { weight: 1, arbitrary: whole.map((base) => Object.create(base)) },
    { weight: 1, arbitrary: whole.map((base) => new Map(Object.entries(base))) },
    { weight: 1, arbitrary: fc.anything() },
  );
}

const anyCase = anyRubric.chain((rubric) => fc.tuple(fc.constant(rubric), anyScores(rubric)));

/** The rule of the field, said a second time and in another way: true only when nothing speaks against an award. */
function carried({ levels, criteria }: Rubric, scores: unknown): boolean {
  return criteria.every(({ id, requiredLevel }) => {
    const property = Object.getOwnPropertyDescriptor(Object(scores), id);
    const level = (property?.value as { level?: unknown } | null | undefined)?.level;
    const reached = levels.findIndex((one) => one.id === level);
    const required = levels.findIndex((one) => one.id === requiredLevel);
    return reached >= 0 && required >= 0 && reached >= required;
  });
}

describe('an award', () => {
  it('comes from nothing but a known level at or above the required one for every criterion', () => {
    let [awarded, refused] = [0, 0];
    fc.assert(
      fc.property(anyCase, ([rubric, scores]) => {
        const right = carried(rubric, scores);
        let passed: boolean;
        try {
          requireAwardable({ rubric: rubric }, { scores: scores as Scores, parts: {} });
          passed = true;
        } catch {
          passed = false;
        }
        expect(passed).toBe(right);
        if (right) awarded++;
        else refused++;
      }),
      { numRuns: 1200 },
    );
    expect(awarded).toBeGreaterThan(40);
    expect(refused).toBeGreaterThan(400);
  });

  it('is lost as soon as any one score is taken away or lowered below what is required', () => {
    const spoil = anyRubric.chain((rubric) =>
      fc.tuple(fc.constant(rubric), fc.nat(rubric.criteria.length - 1), fc.nat(1000), fc.boolean()),
    );
    fc.assert(
      fc.property(spoil, ([rubric, at, lower, gone]) => {
        const scores: Scores = Object.fromEntries(
          rubric.criteria.map(({ id, requiredLevel }) => [id, { level: requiredLevel, feedback: 'Seen.' }]),
        );
        expect(
          ending(() => requireAwardable({ rubric: rubric }, { scores: scores, parts: {} })),
        ).toBeUndefined();
        const spoilt = rubric.criteria[at];
        if (!spoilt) throw new Error('no criterion');
        const required = rubric.levels.findIndex(({ id }) => id === spoilt.requiredLevel);
        const level = rubric.levels[lower % required]?.id ?? '';
        const { [spoilt.id]: _, ...others } = scores;
        const left: Scores = gone ? others : { ...others, [spoilt.id]: { level, feedback: 'Seen.' } };
        const refused = refusal(() => requireAwardable({ rubric: rubric }, { scores: left, parts: {} }));
        expect(refused.code).toBe(gone ? 'unscored-criteria' : 'level-not-reached');
        expect(fieldsOf(refused)).toEqual([`/scores/${spoilt.id}`]);
      }),
      { numRuns: 200 },
    );
  });

  it('is never decided against the rule, and a refused decision changes nothing', () => {
    fc.assert(
      fc.property(anyCase, ([rubric, scores]) => {
        const current = Object.freeze(mine(scores as Scores));
        let result: Assessment | undefined;
        try {
          result = decide(current, { rubric: rubric }, 'assessor', 'awarded', now);
        } catch (error) {
          if (error instanceof DomainError)
            expect(['unscored-criteria', 'level-not-reached']).toContain(error.code);
        }
        expect(result?.outcome).toBe(carried(rubric, scores) ? 'awarded' : undefined);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a decision', () => {
  it('is final, and says when', () => {
    expect(decide(mine(enough), { rubric: fullRubric }, 'assessor', 'awarded', now)).toEqual({
      ...mine(enough),
      state: 'final',
      outcome: 'awarded',
      decidedAt: now.toISOString(),
      revision: 8,
    });
  });

  it('"not yet" follows from something that is missing, and from nothing else', () => {
    const decided = (scores: Scores) =>
      decide(mine(scores), { rubric: fullRubric }, 'assessor', 'not-yet', now);
    for (const scores of [low, { ...enough, goals: at('progressing') }])
      expect(decided(scores)).toMatchObject({ outcome: 'not-yet' });
    expect(ending(() => decided(enough))).toBe('nothing-missing');
  });

  it('"not yet" needs every score as well', () => {
    const refused = refusal(() =>
      decide(mine({ goals: at('not-met') }), { rubric: fullRubric }, 'assessor', 'not-yet', now),
    );
    expect([refused.code, ...fieldsOf(refused)]).toEqual([
      'unscored-criteria',
      '/scores/activities',
      '/scores/reflection',
    ]);
  });

  it('is no one’s but the holder’s', () => {
    for (const person of ['other-assessor', '', 'constructor'])
      expect(ending(() => decide(mine(enough), { rubric: fullRubric }, person, 'awarded', now))).toBe(
        'assessment-not-claimed',
      );
    const late = new Date('2026-03-03T10:00:00.000Z');
    expect(ending(() => decide(mine(enough), { rubric: fullRubric }, 'assessor', 'awarded', late))).toBe(
      'assessment-not-claimed',
    );
  });

  it('is not made twice', () => {
    const final = decide(mine(low), { rubric: fullRubric }, 'assessor', 'not-yet', now);
    for (const outcome of ['awarded', 'not-yet'] as const)
      expect(ending(() => decide(final, { rubric: fullRubric }, 'assessor', outcome, now))).toBe(
        'already-decided',
      );
  });
});
