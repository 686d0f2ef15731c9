import { describe, expect, it } from 'vitest';
import {
  editStack,
  missingInStack,
  publishStack,
  retireStack,
  type StackDraft,
  type StackFields,
  stackFields,
} from '../../src/domain/stack.ts';
import { ending, fieldsOf, refusal } from '../support/refusal.ts';

const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((letter) => `01JD9Z6V3T5Q8M2K4N7P0R1S2${letter}`) as [
  string,
  string,
  string,
  string,
];
const now = new Date('2026-03-02T10:00:00.000Z');

const fields: StackFields = {
  name: 'Working with families',
  description: 'Plans and holds visits that families call useful.',
  language: 'en',
  kind: 'path',
  pieces: [a, b, c],
  rule: 'all',
  confirmation: 'approver',
};
const draft: StackDraft = {
  id: '01JD9Z6V3T5Q8M2K4N7P0R1S2T',
  issuerId: 'riverbend',
  revision: 4,
  fields,
  published: 0,
  updatedAt: '2026-03-01T09:30:00.000Z',
};
const names = { [a]: 'Goals', [b]: 'Visits', [c]: 'Notes' };
const first = { changeNote: 'First.', names };
const withRule = (rule: unknown, pieces = [a, b, c]) => ({ ...fields, pieces, rule });
const places = (value: unknown) =>
  (stackFields.safeParse(value).error?.issues ?? []).map(({ path }) => `/${path.join('/')}`);

describe('a rule', () => {
  it.each<[string, unknown]>([
    ['all', 'all'],
    ['one', { atLeast: 1 }],
    ['as many as there are', { atLeast: 3 }],
    ['required ones and a choice', { required: [a], electives: { atLeast: 1, of: [b, c] } }],
  ])('of %s is taken', (_, rule) => {
    expect(places(withRule(rule))).toEqual([]);
  });

  it.each<[string, unknown, string[]]>([
    ['none', { atLeast: 0 }, ['/rule/atLeast']],
    ['half a piece', { atLeast: 1.5 }, ['/rule']],
    ['more than there are', { atLeast: 4 }, ['/rule/atLeast']],
    ['something else', 'any', ['/rule']],
    ['nothing', undefined, ['/rule']],
    ['two forms at once', { atLeast: 1, required: [a] }, ['/rule']],
    ['required ones alone', { required: [a, b, c] }, ['/rule']],
    [
      'a required piece of elsewhere',
      { required: [d], electives: { atLeast: 1, of: [a, b, c] } },
      ['/rule/required/0'],
    ],
    [
      'an elective of elsewhere',
      { required: [a], electives: { atLeast: 1, of: [b, c, d] } },
      ['/rule/electives/of/2'],
    ],
    [
      'a piece that is both',
      { required: [a, b], electives: { atLeast: 1, of: [b, c] } },
      ['/rule/electives/of/0'],
    ],
    ['a piece that is neither', { required: [a], electives: { atLeast: 1, of: [b] } }, ['/pieces/2']],
    [
      'more electives than there are',
      { required: [a], electives: { atLeast: 3, of: [b, c] } },
      ['/rule/electives/atLeast'],
    ],
    [
      'an elective twice',
      { required: [a], electives: { atLeast: 1, of: [b, b, c] } },
      ['/rule/electives/of'],
    ],
  ])('of %s is refused', (_, rule, expected) => {
    expect(places(withRule(rule))).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['one piece', [a]],
    ['a piece twice', [a, b, a]],
    ['what is no id', [a, 'family-goals']],
    ['too many', Array.from({ length: 31 }, (_, index) => `01JD9Z6V3T5Q8M2K4N7P0R1S${10 + index}`)],
  ])('is not for %s', (_, pieces) => {
    expect(places(withRule('all', pieces))[0]).toMatch(/^\/pieces/);
  });
});

describe('a draft', () => {
  it('changes field by field, and null takes one away', () => {
    const edited = editStack(draft, { name: 'Other', badgeCaption: null, rule: null }, now);
    expect(edited.fields).toEqual({ ...fields, name: 'Other', rule: undefined });
    expect('rule' in edited.fields).toBe(false);
    expect(edited).toMatchObject({ revision: 5, updatedAt: now.toISOString() });
  });

  it('tells everything that it lacks', () => {
    expect(
      missingInStack({ name: 'Other', pieces: [a, b], rule: { atLeast: 3 } }).map(({ field }) => field),
    ).toEqual(['/description', '/language', '/kind', '/confirmation', '/rule/atLeast']);
    expect(missingInStack(fields)).toEqual([]);
  });

  it('becomes versions with numbers that rise', () => {
    const one = publishStack(draft, first, now);
    expect(one.version).toEqual({
      stackId: draft.id,
      version: 1,
      issuerId: 'riverbend',
      changeNote: 'First.',
      publishedAt: now.toISOString(),
      stack: fields,
      names,
    });
    const second = publishStack(
      editStack(one.draft, { kind: 'set' }, now),
      { ...first, changeNote: 'Second.' },
      now,
    );
    expect(second.version).toMatchObject({ version: 2, stack: { kind: 'set' } });
    expect(one.version.stack.kind).toBe('path');
  });

  it('is not published unchanged or incomplete', () => {
    const { draft: published } = publishStack(draft, first, now);
    expect(ending(() => publishStack(published, first, now))).toBe('nothing-to-publish');
    const lacking = { ...draft, fields: { ...fields, rule: { atLeast: 9 } } };
    const refused = refusal(() => publishStack(lacking, first, now));
    expect(refused.code).toBe('incomplete-definition');
    expect(fieldsOf(refused)).toEqual(['/rule/atLeast']);
  });

  it('is done with once it is retired', () => {
    const retired = retireStack(draft, now);
    expect(retired).toMatchObject({ retiredAt: now.toISOString(), revision: 5 });
    const acts: (() => unknown)[] = [
      () => retireStack(retired, now),
      () => editStack(retired, { name: 'Other' }, now),
      () => publishStack(retired, first, now),
    ];
    for (const act of acts) expect(ending(act)).toBe('stack-retired');
  });
});
