import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definition, draftFields, fieldsOfDefinition } from '../../src/domain/micro-credential.ts';
import { missingFields } from '../../src/domain/publishing.ts';
import { wellFormedFields } from '../../src/domain/well-formed-fields.ts';
import { fullDefinition } from '../support/full-definition.ts';
import { faults } from '../support/refusal.ts';

const lacking = (fields: object) => missingFields(draftFields.parse(fields)).map(({ field }) => field);
const only = (fields: object, field: string) => lacking(fields).filter((one) => one.startsWith(field));

describe('an incomplete draft', () => {
  it.each<[string, object, string, string[]]>([
    [
      'a criterion without descriptors and level',
      { rubric: { ...fullDefinition.rubric, criteria: [{ id: 'goals', name: 'Goals' }] } },
      '/rubric',
      [
        '/rubric/criteria/0/descriptors',
        '/rubric/criteria/0/requiredLevel',
        '/rubric/criteria/0/descriptors/not-met',
        '/rubric/criteria/0/descriptors/progressing',
        '/rubric/criteria/0/descriptors/demonstrated',
      ],
    ],
    [
      'one descriptor missing in one criterion, and a name in another',
      {
        rubric: {
          ...fullDefinition.rubric,
          criteria: [
            { ...fullDefinition.rubric.criteria[0], name: undefined },
            {
              ...fullDefinition.rubric.criteria[1],
              descriptors: { 'not-met': 'Alone.', progressing: 'Asked.' },
            },
          ],
        },
      },
      '/rubric',
      ['/rubric/criteria/0/name', '/rubric/criteria/1/descriptors/demonstrated'],
    ],
    [
      'no level yet',
      { rubric: { levels: [], criteria: [] } },
      '/rubric',
      ['/rubric/levels', '/rubric/criteria'],
    ],
    ['an empty rubric', { rubric: {} }, '/rubric', ['/rubric/levels', '/rubric/criteria']],
    [
      'a rationale without citations',
      { research: { rationale: 'It works.' } },
      '/research',
      ['/research/citations'],
    ],
    [
      'a citation that says nothing yet',
      { research: { ...fullDefinition.research, citations: [{ year: 2020 }] } },
      '/research',
      ['/research/citations/0/title'],
    ],
    ['no component yet', { methodComponents: [] }, '/methodComponents', ['/methodComponents']],
    [
      'two components of one id',
      { methodComponents: [...fullDefinition.methodComponents, fullDefinition.methodComponents[0]] },
      '/methodComponents',
      ['/methodComponents'],
    ],
    [
      'an artifact in the making',
      { artifacts: [{ id: 'plan' }] },
      '/artifacts',
      ['/artifacts/0/title', '/artifacts/0/description', '/artifacts/0/accepts'],
    ],
    [
      'a prompt without its limit',
      { overview: [{ id: 'where', text: 'Where?' }] },
      '/overview',
      ['/overview/0/wordLimit'],
    ],
    ['a prerequisite that names nothing', { prerequisites: [{}] }, '/prerequisites', ['/prerequisites/0']],
  ])('saves with %s, and says so', (_case, fields, field, missing) => {
    expect(draftFields.safeParse(fields).success).toBe(true);
    expect(only({ ...fullDefinition, ...fields }, field).toSorted()).toEqual(missing.toSorted());
  });

  it.each<[string, object, string[]]>([
    ['a field that there is not', { nmae: 'x' }, ['/nmae']],
    [
      'a member that there is not',
      { artifacts: [{ id: 'plan', accept: ['file'] }] },
      ['/artifacts/0/accept'],
    ],
    [
      'a deep member that there is not',
      { rubric: { criteria: [{ weight: 2 }] } },
      ['/rubric/criteria/0/weight'],
    ],
    ['a text that is a number', { rubric: { levels: [{ id: 'met', name: 7 }] } }, ['/rubric/levels/0/name']],
    ['an id that is none', { overview: [{ id: 'A b' }] }, ['/overview/0/id']],
    [
      'a descriptor that is empty',
      { rubric: { criteria: [{ descriptors: { met: '' } }] } },
      ['/rubric/criteria/0/descriptors/met'],
    ],
    ['a list that is none', { methodComponents: 'listen' }, ['/methodComponents']],
    ['null in a list', { methodComponents: [null] }, ['/methodComponents/0']],
    ['half an image', { image: { caption: 'A kite' } }, ['/image/digest', '/image/mediaType']],
    ['an address that is none', { resources: [{ url: 'javascript:alert(1)' }] }, ['/resources/0/url']],
    ['a limit out of bounds', { overview: [{ wordLimit: 5000 }] }, ['/overview/0/wordLimit']],
  ])('is refused with %s', (_case, fields, at) => {
    expect(faults(draftFields, fields)).toEqual(at);
  });

  it('keeps HTML as the text that it is', () => {
    const name = '<script>alert(1)</script> & <b>bold</b>';
    expect(draftFields.parse({ name }).name).toBe(name);
  });

  it('lacks nothing exactly when it is a definition (any members taken away)', () => {
    const names = Object.keys(fullDefinition).filter((name) => name !== 'image');
    fc.assert(
      fc.property(fc.subarray(names), fc.nat(), (gone, seed) => {
        const fields: Record<string, unknown> = structuredClone(fullDefinition);
        for (const name of gone) fields[name] = withoutSome(fields[name], seed);
        const parsed = draftFields.parse(fields);
        expect(missingFields(parsed).length === 0).toBe(definition.safeParse(fields).success);
        expect(fieldsOfDefinition.partial().safeParse(wellFormedFields(parsed)).success).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('names every place once', () => {
    const fields = { rubric: { levels: [{ id: 'met' }], criteria: [{ id: 'goals' }] }, research: {} };
    const found = lacking(fields);
    expect(new Set(found).size).toBe(found.length);
  });
});

/** Takes some members away, here and there. */
function withoutSome(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((one, index) => withoutSome(one, seed + index));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter((_, index) => (seed + index) % 5 !== 0)
      .map(([name, member], index) => [name, withoutSome(member, seed + 3 * index + 1)]),
  );
}
