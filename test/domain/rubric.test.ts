import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelFragment, rubric } from '../../src/domain/rubric.ts';
import { fullRubric } from '../support/full-definition.ts';
import { badSlugs, harmlessText, illFormed, turningText } from '../support/hostile.ts';
import { faults } from '../support/refusal.ts';

type Loose = ReturnType<typeof loose>;

/** The full rubric, to be broken in one place. */
function loose() {
  return structuredClone(fullRubric) as {
    levels: Record<string, unknown>[];
    criteria: (Record<string, unknown> & { descriptors: Record<string, unknown> })[];
    [more: string]: unknown;
  };
}

function broken(change: (whole: Loose) => void): string[] {
  const whole = loose();
  change(whole);
  return faults(rubric, whole);
}

const many = <T>(count: number, item: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => item(index));

describe('a rubric', () => {
  it('is accepted as it is', () => {
    expect(rubric.parse(fullRubric)).toEqual(fullRubric);
  });

  it('may have two to ten levels and up to twenty criteria', () => {
    const levels = many(10, (index) => ({ id: `level-${index}`, name: `Level ${index}` }));
    const descriptors = Object.fromEntries(levels.map(({ id }) => [id, 'How it looks.']));
    const criteria = many(20, (index) => ({
      id: `criterion-${index}`,
      name: `Criterion ${index}`,
      descriptors,
      requiredLevel: 'level-1',
    }));
    expect(faults(rubric, { levels, criteria })).toEqual([]);
  });

  it.each(Object.entries(harmlessText))('takes %s as text, word for word', (_, text) => {
    const whole = loose();
    whole.levels.forEach((level) => {
      level.name = text;
    });
    for (const criterion of whole.criteria) {
      criterion.name = text;
      criterion.description = text;
      criterion.descriptors = Object.fromEntries(Object.keys(criterion.descriptors).map((id) => [id, text]));
    }
    expect(rubric.parse(whole)).toEqual(whole);
  });

  it('takes no ids that are names of what every object has', () => {
    const [lowest] = fullRubric.levels;
    const descriptors = { 'not-met': 'No.', constructor: 'Yes.' };
    const criterion = { id: 'constructor', name: 'C', descriptors, requiredLevel: 'constructor' };
    const odd = { levels: [lowest, { id: 'constructor', name: 'L' }], criteria: [criterion] };
    expect(faults(rubric, odd).toSorted()).toEqual([
      '/criteria/0/descriptors/constructor',
      '/criteria/0/id',
      '/criteria/0/requiredLevel',
      '/levels/1/id',
    ]);
  });

  it('does not take what every object has for a descriptor', () => {
    const [lowest] = fullRubric.levels;
    const criterion = {
      id: 'goals',
      name: 'C',
      descriptors: { 'not-met': 'No.' },
      requiredLevel: 'constructor',
    };
    const odd = { levels: [lowest, { id: 'constructor', name: 'L' }], criteria: [criterion] };
    expect(faults(rubric, odd)).toContain('/criteria/0/descriptors/constructor');
  });
});

const cases: readonly [what: string, change: (whole: Loose) => void, at: string[]][] = [
  ['no levels', (whole) => delete (whole as Partial<Loose>).levels, ['/levels']],
  ['no criteria', (whole) => delete (whole as Partial<Loose>).criteria, ['/criteria']],
  ['an empty list of criteria', (whole) => whole.criteria.splice(0), ['/criteria']],
  ['levels that are no list', (whole) => Object.assign(whole, { levels: { length: 2 } }), ['/levels']],
  ['criteria that are no list', (whole) => Object.assign(whole, { criteria: 'all' }), ['/criteria']],
  ['a level that is text', (whole) => whole.levels.splice(1, 1, 'met' as never), ['/levels/1']],
  ['a level without id', (whole) => delete whole.levels[1]?.id, ['/levels/1/id']],
  ['a level without name', (whole) => delete whole.levels[1]?.name, ['/levels/1/name']],
  [
    'an empty name of a level',
    (whole) => Object.assign(whole.levels[1] ?? {}, { name: ' ' }),
    ['/levels/1/name'],
  ],
  [
    'a level with a name of 81 characters',
    (whole) => Object.assign(whole.levels[0] ?? {}, { name: 'a'.repeat(81) }),
    ['/levels/0/name'],
  ],
  [
    'points that nobody knows',
    (whole) => Object.assign(whole.levels[0] ?? {}, { points: 3 }),
    ['/levels/0/points'],
  ],
  ['an unknown member', (whole) => Object.assign(whole, { weight: 1 }), ['/weight']],
  [
    'an unknown member of a criterion',
    (whole) => Object.assign(whole.criteria[0] ?? {}, { weight: 1 }),
    ['/criteria/0/weight'],
  ],
  ['a criterion twice', (whole) => Object.assign(whole.criteria[2] ?? {}, { id: 'goals' }), ['/criteria']],
  [
    'a criterion without required level',
    (whole) => delete whole.criteria[0]?.requiredLevel,
    ['/criteria/0/requiredLevel'],
  ],
  [
    'a required level that is no level',
    (whole) => Object.assign(whole.criteria[1] ?? {}, { requiredLevel: 'mastered' }),
    ['/criteria/1/requiredLevel'],
  ],
  [
    'a required level that is the lowest, which everyone reaches',
    (whole) => Object.assign(whole.criteria[1] ?? {}, { requiredLevel: 'not-met' }),
    ['/criteria/1/requiredLevel'],
  ],
  [
    'a required level that is a position',
    (whole) => Object.assign(whole.criteria[1] ?? {}, { requiredLevel: 2 }),
    ['/criteria/1/requiredLevel'],
  ],
  [
    'a required level that is a list',
    (whole) => Object.assign(whole.criteria[1] ?? {}, { requiredLevel: ['demonstrated'] }),
    ['/criteria/1/requiredLevel'],
  ],
  [
    'a level without descriptor',
    (whole) => delete whole.criteria[0]?.descriptors.progressing,
    ['/criteria/0/descriptors/progressing'],
  ],
  [
    'a descriptor of no level',
    (whole) => Object.assign(whole.criteria[0]?.descriptors ?? {}, { mastered: 'More.' }),
    ['/criteria/0/descriptors/mastered'],
  ],
  [
    'an empty descriptor',
    (whole) => Object.assign(whole.criteria[0]?.descriptors ?? {}, { progressing: '\n' }),
    ['/criteria/0/descriptors/progressing'],
  ],
  [
    'a descriptor of 2,001 characters',
    (whole) => Object.assign(whole.criteria[0]?.descriptors ?? {}, { progressing: 'a'.repeat(2001) }),
    ['/criteria/0/descriptors/progressing'],
  ],
  [
    'descriptors as a list',
    (whole) => Object.assign(whole.criteria[0] ?? {}, { descriptors: ['a', 'b', 'c'] }),
    ['/criteria/0/descriptors'],
  ],
  ['a criterion without name', (whole) => delete whole.criteria[0]?.name, ['/criteria/0/name']],
  [
    'a name over two lines',
    (whole) => Object.assign(whole.criteria[0] ?? {}, { name: 'a\nb' }),
    ['/criteria/0/name'],
  ],
  [
    'no description but null',
    (whole) => Object.assign(whole.criteria[0] ?? {}, { description: null }),
    ['/criteria/0/description'],
  ],
];

describe('a rubric is refused that has', () => {
  it.each(cases)('%s', (_, change, at) => {
    expect(broken(change)).toEqual(at);
  });

  it('one level', () => {
    const [lowest] = fullRubric.levels;
    const criterion = { id: 'goals', name: 'C', descriptors: { 'not-met': 'No.' }, requiredLevel: 'not-met' };
    expect(faults(rubric, { levels: [lowest], criteria: [criterion] })).toContain('/levels');
  });

  it('eleven levels, or twenty-one criteria', () => {
    expect(
      broken((whole) =>
        Object.assign(whole, { levels: many(11, (index) => ({ id: `level-${index}`, name: 'L' })) }),
      ),
    ).toContain('/levels');
    expect(
      broken((whole) =>
        Object.assign(whole, {
          criteria: many(21, (index) => ({ ...whole.criteria[0], id: `criterion-${index}` })),
        }),
      ),
    ).toEqual(['/criteria']);
  });

  it('a level twice', () => {
    expect(broken((whole) => Object.assign(whole.levels[2] ?? {}, { id: 'progressing' }))).toContain(
      '/levels',
    );
  });

  it.each(badSlugs)('the id %j', (id) => {
    expect(broken((whole) => Object.assign(whole.criteria[0] ?? {}, { id }))).toEqual(['/criteria/0/id']);
    expect(broken((whole) => Object.assign(whole.levels[0] ?? {}, { id }))).toContain('/levels/0/id');
  });

  it.each(Object.entries({ ...illFormed, ...turningText }))('%s anywhere', (_, text) => {
    expect(broken((whole) => Object.assign(whole.levels[0] ?? {}, { name: text }))).toEqual([
      '/levels/0/name',
    ]);
    expect(broken((whole) => Object.assign(whole.criteria[1] ?? {}, { description: text }))).toEqual([
      '/criteria/1/description',
    ]);
    expect(
      broken((whole) => Object.assign(whole.criteria[1]?.descriptors ?? {}, { progressing: text })),
    ).toEqual(['/criteria/1/descriptors/progressing']);
  });

  it.each([null, undefined, 7, 'rubric', [], new Map()])('nothing of a rubric: %j', (value) => {
    expect(faults(rubric, value)).not.toEqual([]);
  });

  it('names that read alike when joined, so that a result would mean two things', () => {
    const levels = [
      { id: 'ab', name: 'A' },
      { id: 'ab-cd', name: 'B' },
      { id: 'cd', name: 'C' },
    ];
    const descriptors = { ab: 'a', 'ab-cd': 'b', cd: 'c' };
    const criteria = ['xy', 'xy-ab'].map((id) => ({ id, name: id, descriptors, requiredLevel: 'cd' }));
    expect(levelFragment('xy', 'ab-cd')).toBe(levelFragment('xy-ab', 'cd'));
    expect(faults(rubric, { levels, criteria })).toEqual(['/criteria']);
    expect(faults(rubric, { levels, criteria: criteria.slice(0, 1) })).toEqual([]);
  });

  it('a prototype in the place of a criterion, a level or a descriptor', () => {
    const polluted = JSON.parse(
      `{"levels": ${JSON.stringify(fullRubric.levels)}, "criteria": ${JSON.stringify(fullRubric.criteria)}, "__proto__": {"levels": []}}`,
    );
    expect(faults(rubric, polluted)).toEqual(['/__proto__']);
    expect(
      broken((whole) => whole.criteria.splice(0, 1, JSON.parse('{"__proto__": {"id": "goals"}}'))),
    ).toContain('/criteria/0/id');
  });
});

describe('fragments', () => {
  it('of one accepted rubric are all different', () => {
    const id = fc.stringMatching(/^[a-c]{1,2}(-[a-c]{1,2}){0,2}$/).filter((text) => text.length > 1);
    const ids = (max: number) => fc.uniqueArray(id, { minLength: 2, maxLength: max });
    fc.assert(
      fc.property(ids(5), ids(6), (levelIds, criterionIds) => {
        const levels = levelIds.map((one) => ({ id: one, name: one }));
        const descriptors = Object.fromEntries(levelIds.map((one) => [one, one]));
        const requiredLevel = levelIds[1];
        const criteria = criterionIds.map((one) => ({ id: one, name: one, descriptors, requiredLevel }));
        const fragments = criterionIds.flatMap((one) => [
          one,
          ...levelIds.map((step) => levelFragment(one, step)),
        ]);
        const unique = new Set(fragments).size === fragments.length;
        expect(rubric.safeParse({ levels, criteria }).success).toBe(unique);
      }),
      { numRuns: 300 },
    );
  });
});
