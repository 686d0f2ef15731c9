import { describe, expect, it } from 'vitest';
import { readRows } from '../../src/domain/batch-row.ts';

const [row] = [{ key: 'a-1', name: 'Ada' }];
const fieldsOf = (asked: object) => readRows([{ ...row, ...asked }])[0]?.problems?.map(({ field }) => field);

describe('rows', () => {
  it('keep what they say, times in UTC and whole seconds', () => {
    const asked = {
      key: ' a-1 ',
      name: 'Ada',
      email: 'ada@learner.example',
      did: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
      narrative: 'One\ntwo',
      evidence: ['https://a.example/1', 'https://a.example/2'],
      evidenceNarrative: 'Seen.',
      results: { quiz: '92' },
      awardedDate: '2026-05-29',
      validUntil: '2029-05-29T10:00:00.250+02:00',
    };
    const { key: _, ...fields } = asked;
    expect(readRows([asked])).toEqual([
      {
        key: 'a-1',
        fields: { ...fields, awardedDate: '2026-05-29T00:00:00Z', validUntil: '2029-05-29T08:00:00Z' },
      },
    ]);
  });

  it.each<[what: string, asked: object, field: string]>([
    ['no key', { key: undefined }, 'key'],
    ['a blank key', { key: ' ' }, 'key'],
    ['a long key', { key: 'x'.repeat(101) }, 'key'],
    ['a key of two lines', { key: 'a\nb' }, 'key'],
    ['a key that is no text', { key: 7 }, 'key'],
    ['no name', { name: undefined }, 'name'],
    ['a name without a letter', { name: '--' }, 'name'],
    ['a name that turns its direction', { name: 'Ada\u202e' }, 'name'],
    ['no e-mail address', { email: 'ada' }, 'email'],
    ['two e-mail addresses', { email: 'a@b.example, c@d.example' }, 'email'],
    ['a DID of another kind', { did: 'did:example:ada' }, 'did'],
    ['a long narrative', { narrative: 'x'.repeat(5001) }, 'narrative'],
    ['control characters', { narrative: 'a\u0007' }, 'narrative'],
    ['evidence over http', { evidence: ['http://a.example/'] }, 'evidence'],
    ['evidence that is a script', { evidence: ['javascript:alert(1)'] }, 'evidence'],
    ['much evidence', { evidence: Array(21).fill('https://a.example/') }, 'evidence'],
    ['evidence that is no list', { evidence: 'https://a.example/' }, 'evidence'],
    ['a result that is no text', { results: { quiz: 92 } }, 'result.quiz'],
    ['a day that is none', { awardedDate: '2026-02-30' }, 'awardedDate'],
    ['a day as people write it', { awardedDate: '29.05.2026' }, 'awardedDate'],
    ['a time without offset', { validUntil: '2029-05-29T10:00:00' }, 'validUntil'],
    ['null', { email: null }, 'email'],
    ['something unknown', { colour: 'red' }, 'colour'],
  ])('are invalid with %s', (_what, asked, field) => {
    expect(fieldsOf(asked)).toEqual([field]);
  });

  it('say of what is missing that it is', () => {
    expect(readRows([{}])).toEqual([
      {
        problems: [
          { field: 'name', message: 'is missing' },
          { field: 'key', message: 'is missing' },
        ],
      },
    ]);
  });

  it('are invalid when they are large', () => {
    const evidence = Array.from({ length: 20 }, (_, index) => `https://a.example/${'x'.repeat(700)}${index}`);
    expect(fieldsOf({ evidence })).toBeUndefined();
    expect(readRows([{ ...row, evidence, narrative: 'x'.repeat(5000) }])).toMatchObject([
      {
        key: 'a-1',
        problems: [{ field: '', message: expect.stringMatching(/^has \d+ bytes, above 16384$/) }],
      },
    ]);
  });

  it('of one key are invalid all of them, however the key is written', () => {
    const read = readRows([
      { key: 'Zoë', name: 'Ada' },
      { key: 'b', name: 'Bo' },
      { key: 'Zoe\u0308 ', name: 'Cy' },
      { key: 'Zoë', name: '' },
    ]);
    expect(read.map(({ problems }) => problems)).toEqual([
      [{ field: 'key', message: 'is there more than once, here first' }],
      undefined,
      [{ field: 'key', message: 'is there more than once, first in row 1' }],
      [
        { field: 'name', message: expect.any(String) },
        { field: 'key', message: 'is there more than once, first in row 1' },
      ],
    ]);
  });

  it('with keys that differ in a letter are others', () => {
    expect(
      readRows([
        { key: 'a', name: 'Ada' },
        { key: 'A', name: 'Ada' },
      ]).every(({ fields }) => fields),
    ).toBe(true);
  });
});
