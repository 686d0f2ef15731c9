import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/domain/micro-credential.ts';
import { editDraft, missingFields, publishDraft, requireModestSize } from '../../src/domain/publishing.ts';
import { fullDefinition } from '../support/full-definition.ts';
import { ending, fieldsOf, refusal } from '../support/refusal.ts';

const then = new Date('2026-03-01T09:30:00.000Z');
const now = new Date('2026-03-02T10:00:00.000Z');

const complete: Draft = {
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  issuerId: 'riverbend',
  revision: 4,
  fields: fullDefinition,
  fieldRevisions: { name: 3 },
  editors: ['anna'],
  published: 0,
  updatedAt: then.toISOString(),
};

const edit = (changes: Record<string, unknown>, read = 4, by = 'anna') => ({ changes, read, by });

/** Freezes a value and everything in it, so that whoever changes it fails. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

describe('editing a draft', () => {
  it('replaces the fields that are named and keeps the others', () => {
    const edited = editDraft(frozen(structuredClone(complete)), edit({ name: 'Another name' }), now);
    expect(edited).toEqual({
      ...complete,
      fields: { ...fullDefinition, name: 'Another name' },
      fieldRevisions: { name: 5 },
      revision: 5,
      updatedAt: now.toISOString(),
    });
  });

  it('removes a field by null, and leaves one alone that is undefined', () => {
    const { fields } = editDraft(
      complete,
      edit({ audience: null, hours: undefined, keywords: ['one'] }),
      now,
    );
    expect(fields).not.toHaveProperty('audience');
    expect(fields.hours).toBe(fullDefinition.hours);
    expect(fields.keywords).toEqual(['one']);
  });

  it('counts a revision also when nothing is different', () => {
    expect(editDraft(complete, edit({}), now)).toMatchObject({ revision: 5, fields: fullDefinition });
  });

  it('does not change how many versions there are', () => {
    const published = { ...complete, published: 3, publishedRevision: 4 };
    expect(editDraft(published, edit({ name: 'N' }), now)).toMatchObject({
      published: 3,
      publishedRevision: 4,
    });
  });

  it('changes no prototype', () => {
    const edited = editDraft(complete, edit(JSON.parse('{"__proto__": {"polluted": true}}')), now);
    expect(Object.getPrototypeOf(edited.fields)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses what does not fit into one record, counted in bytes', () => {
    const descriptions = (size: number, text: string) => ({
      methodComponents: Array.from({ length: size }, () => ({ title: 'T', description: text })),
    });
    expect(ending(() => editDraft(complete, edit(descriptions(20, 'a'.repeat(3000))), now))).toMatchObject({
      revision: 5,
    });
    expect(refusal(() => editDraft(complete, edit(descriptions(20, '\u20ac'.repeat(3000))), now)).code).toBe(
      'payload-too-large',
    );
    expect(refusal(() => editDraft(complete, edit(descriptions(50, 'a'.repeat(3000))), now)).code).toBe(
      'payload-too-large',
    );
  });

  it('allows 128 KiB of JSON and not one byte more', () => {
    const ofSize = (length: number) => ({ name: 'a'.repeat(length - Buffer.byteLength('{"name":""}')) });
    expect(ending(() => requireModestSize(ofSize(128 * 1024)))).toBeUndefined();
    expect(ending(() => requireModestSize(ofSize(128 * 1024 + 1)))).toBe('payload-too-large');
  });
});

describe('two authors of one draft', () => {
  const byBo = editDraft(complete, edit({ name: 'By Bo', hours: null }, 4, 'bo'), now);

  it('do not disturb each other in other fields', () => {
    const both = editDraft(byBo, edit({ topic: 'By Anna', humanCode: null }, 4, 'anna'), now);
    expect(both.fields).toMatchObject({ name: 'By Bo', topic: 'By Anna' });
    expect(both.fields).not.toHaveProperty('humanCode');
    expect(both).toMatchObject({ revision: 6, editors: ['anna', 'bo'] });
    expect(both.fieldRevisions).toEqual({ name: 5, hours: 5, topic: 6, humanCode: 6 });
  });

  it('are told both texts of the same field, and nothing is saved', () => {
    const refused = refusal(() => editDraft(byBo, edit({ name: 'By Anna', hours: 9, topic: 'Kites' }), now));
    expect([refused.code, ...fieldsOf(refused)]).toEqual(['fields-changed', '/name', '/hours']);
    expect(refused.conflicts).toEqual([
      { field: '/name', yours: 'By Anna', theirs: 'By Bo', revision: 5 },
      { field: '/hours', yours: 9, theirs: null, revision: 5 },
    ]);
  });

  it('are told when one takes away what the other changed', () => {
    const refused = refusal(() => editDraft(byBo, edit({ name: null }), now));
    expect(refused.conflicts).toEqual([{ field: '/name', yours: null, theirs: 'By Bo', revision: 5 }]);
  });

  it('may write the same', () => {
    const same = editDraft(byBo, edit({ name: 'By Bo', hours: null }), now);
    expect(same).toMatchObject({ revision: 6, fieldRevisions: { name: 5, hours: 5 } });
  });

  it('may write the same with members in another order', () => {
    const [first, ...others] = fullDefinition.resources;
    const turned = [Object.fromEntries(Object.entries(first ?? {}).toReversed()), ...others];
    const theirs = editDraft(complete, edit({ resources: turned }, 4, 'bo'), now);
    expect(theirs.fieldRevisions).toEqual({ name: 3 });
  });

  it('cannot have read what is yet to come', () => {
    expect(refusal(() => editDraft(byBo, edit({ topic: 'T' }, 6), now)).code).toBe('precondition-failed');
  });

  it('lose nothing by a publication in between', () => {
    const { draft } = publishDraft(byBo, 'Second.', now);
    expect(editDraft(draft, edit({ topic: 'By Anna' }, 5), now)).toMatchObject({ revision: 7 });
    expect(ending(() => editDraft(draft, edit({ name: 'By Anna' }, 4), now))).toBe('fields-changed');
  });
});

describe('what a draft still lacks', () => {
  it('is nothing when it is complete', () => {
    expect(missingFields(fullDefinition)).toEqual([]);
  });

  it('is every required field when it is empty, each once', () => {
    expect(missingFields({}).map(({ field }) => field)).toEqual([
      '/name',
      '/competency',
      '/keyMethod',
      '/methodComponents',
      '/research',
      '/language',
      '/artifacts',
      '/rubric',
    ]);
  });

  it('has a message for each', () => {
    for (const { message } of missingFields({})) expect(message).toMatch(/\w/);
  });

  it('names what is wrong inside of a field that older rules let in', () => {
    const rubric = { ...fullDefinition.rubric, criteria: [] };
    expect(missingFields({ ...fullDefinition, rubric }).map(({ field }) => field)).toEqual([
      '/rubric/criteria',
    ]);
  });
});

describe('publishing', () => {
  it('makes version 1, with all that the draft says', () => {
    const { version, draft } = publishDraft(frozen(structuredClone(complete)), 'First.', now);
    expect(version).toEqual({
      microCredentialId: complete.id,
      version: 1,
      issuerId: 'riverbend',
      changeNote: 'First.',
      publishedAt: now.toISOString(),
      definition: fullDefinition,
    });
    expect(draft).toEqual({
      ...complete,
      published: 1,
      revision: 5,
      publishedRevision: 5,
      updatedAt: now.toISOString(),
    });
  });

  it('publishes the same twice only as a refusal', () => {
    const { draft } = publishDraft(complete, 'First.', now);
    expect(refusal(() => publishDraft(draft, 'Again.', now)).code).toBe('nothing-to-publish');
  });

  it('makes the next version after an edit, and leaves the first as it was', () => {
    const first = publishDraft(complete, 'First.', then);
    const before = structuredClone(first.version);
    frozen(first.version);
    const edited = editDraft(first.draft, edit({ name: 'Better name' }, 5), now);
    const second = publishDraft(edited, 'Second.', now);
    expect(second.version).toMatchObject({ version: 2, definition: { name: 'Better name' } });
    expect(second.draft).toMatchObject({ published: 2, revision: 7, publishedRevision: 7 });
    expect(first.version).toEqual(before);
  });

  it.each([
    'name',
    'competency',
    'keyMethod',
    'methodComponents',
    'research',
    'language',
    'artifacts',
    'rubric',
  ])('refuses a draft without %s, and names it', (name) => {
    const lacking = editDraft(complete, edit({ [name]: null }), now);
    const refused = refusal(() => publishDraft(lacking, 'First.', now));
    expect([refused.code, ...fieldsOf(refused)]).toEqual(['incomplete-definition', `/${name}`]);
  });

  it('tells all that is missing at once', () => {
    const refused = refusal(() => publishDraft({ ...complete, fields: {} }, 'First.', now));
    expect(refused.code).toBe('incomplete-definition');
    expect(refused.errors).toEqual(missingFields({}));
  });

  it('speaks of what is missing before it says that nothing has changed', () => {
    const lacking = { ...complete, fields: {}, published: 1, publishedRevision: 4 };
    expect(refusal(() => publishDraft(lacking, 'Again.', now)).code).toBe('incomplete-definition');
  });
});
