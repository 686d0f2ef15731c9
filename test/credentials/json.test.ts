import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonLimits, jsonProblem, pointer } from '../../src/credentials/json.ts';

const nested = (depth: number): unknown => (depth === 1 ? {} : { a: nested(depth - 1) });

describe('a JSON object', () => {
  it('is whatever JSON.parse gives for an object', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' })),
        (value) => {
          fc.pre(!/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value)));
          expect(jsonProblem(JSON.parse(JSON.stringify(value)))).toBeUndefined();
        },
      ),
    );
  });

  it('may be exactly as deep, as large and as long as the limits', () => {
    expect(jsonProblem(nested(jsonLimits.depth))).toBeUndefined();
    expect(jsonProblem(nested(jsonLimits.depth + 1))).toMatchObject({ code: 'too-deep' });
    expect(jsonProblem({ a: Array(jsonLimits.values - 2).fill(1) })).toBeUndefined();
    expect(jsonProblem({ a: Array(jsonLimits.values - 1).fill(1) })).toMatchObject({ code: 'too-large' });
    expect(jsonProblem({ a: 'x'.repeat(jsonLimits.text - 1) })).toBeUndefined();
    expect(jsonProblem({ a: 'x'.repeat(jsonLimits.text) })).toEqual({ code: 'too-large', path: '/a' });
  });

  it.each<[string, unknown, string]>([
    ['a class', { a: new Map() }, '/a'],
    ['a byte array', { a: [Buffer.from('x')] }, '/a/0'],
    ['a boxed text', { a: Object('x') }, '/a'],
    ['a symbol', { a: Symbol('x') }, '/a'],
    ['a big integer', { a: 1n }, '/a'],
    ['no number', { a: { '/~': Number.NaN } }, '/a/~1~0'],
  ])('has no %s in it', (_, value, path) => {
    expect(jsonProblem(value)).toEqual({ code: 'not-json', path });
  });

  it('has both halves of every surrogate pair, in members too', () => {
    expect(jsonProblem({ a: '📖' })).toBeUndefined();
    expect(jsonProblem({ a: '\udcd6\ud83d' })).toEqual({ code: 'ill-formed-text', path: '/a' });
    expect(jsonProblem({ '\ud83d': 1 })).toEqual({ code: 'ill-formed-text', path: '' });
  });

  it.each(['{"__proto__":{}}', '{"a":{"constructor":1}}', '{"a":[{"prototype":null}]}'])(
    'does not reach for a prototype: %s',
    (text) => {
      expect(jsonProblem(JSON.parse(text))).toMatchObject({ code: 'forbidden-member' });
    },
  );
});

it('a JSON pointer escapes its two special characters', () => {
  expect(pointer(pointer('', 'a/b~c'), 0)).toBe('/a~1b~0c/0');
});
