import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { address } from '../../src/credentials/open-badge-values.ts';
import {
  countWords,
  line,
  passage,
  slug,
  timestamp,
  token,
  ulid,
  webAddress,
} from '../../src/domain/text.ts';
import { anyText } from '../support/any-text.ts';
import {
  badSlugs,
  harmlessText,
  illFormed,
  lineBreaks,
  turningText,
  unreadable,
} from '../support/hostile.ts';
import { faults } from '../support/refusal.ts';

describe.each([
  ['line', line(60)],
  ['passage', passage(60)],
])('%s', (_, schema) => {
  it.each(Object.entries(harmlessText))('takes %s as text and changes nothing', (_, text) => {
    expect(schema.parse(text)).toBe(text);
  });

  it.each(Object.entries({ ...illFormed, ...turningText }))('refuses %s', (_, text) => {
    expect(faults(schema, text)).toEqual(['']);
  });

  it.each(['\u200e', '\u200f', '\u061c'])('takes the mark %j, which turns nothing', (mark) => {
    expect(schema.parse(`a ${mark}שלום`)).toBe(`a ${mark}שלום`);
  });

  it.each(['', ' ', '\u0000', '\u202e', '\ud800', `\u0000\u202e${'-'.repeat(61)}`])(
    'says one thing of %j',
    (text) => {
      expect(schema.safeParse(text).error?.issues).toHaveLength(1);
    },
  );

  it.each([
    ['nothing', ''],
    ['spaces alone', '   '],
    ['line breaks alone', '\n\r\n'],
    ['no-break spaces alone', '\u00a0\u2003\ufeff'],
    ['one character too many', 'a'.repeat(61)],
    ['a million characters', 'a'.repeat(1_000_000)],
    ['a number', 7],
    ['null', null],
    ['a list', ['a']],
    ['an object that claims to be text', { toString: () => 'a', length: 1 }],
  ])('refuses %s', (_, value) => {
    expect(faults(schema, value)).toEqual(['']);
  });

  it('trims, and counts what is left', () => {
    expect(schema.parse(`  ${'a'.repeat(60)}\n`)).toBe('a'.repeat(60));
  });

  it('lets nothing ill-formed through, whatever comes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { data } = schema.safeParse(text);
        if (data === undefined) return;
        expect(data).toBe(text.trim());
        expect(data.isWellFormed()).toBe(true);
        expect(data).not.toMatch(/[^\P{Cc}\n\r\t]|[\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 500 },
    );
  });

  it('answers a long hostile text at once', () => {
    const started = performance.now();
    schema.safeParse(`${'\na'.repeat(500_000)}\u0000`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('lines and passages', () => {
  it.each(Object.entries(lineBreaks))('%s is no part of a line', (_, mark) => {
    expect(faults(line(20), `one${mark}two`)).toEqual(['']);
  });

  it.each(Object.entries(unreadable))('%s is no line, and may be a passage or a token', (_, text) => {
    expect(faults(line(20), text)).toEqual(['']);
    expect(passage(20).parse(text)).toBe(text);
    expect(token(20).parse(text)).toBe(text);
  });

  it.each(['7', '٣', '½', 'Ⅳ', 'é', 'e\u0301', '木', 'ㅎ', '🧭 1', '…a'])('%s is a line', (text) => {
    expect(line(20).parse(text)).toBe(text);
  });

  it('a tab is no part of a line', () => {
    expect(faults(line(20), 'one\ttwo')).toEqual(['']);
  });

  it('a passage keeps its line breaks and tabs', () => {
    const text = 'one\n\ttwo\r\n\r\nthree\u2028four';
    expect(passage(60).parse(text)).toBe(text);
  });
});

describe('web addresses', () => {
  it.each([
    'https://example.org',
    'https://example.org/',
    'https://www.example.org:8443/a/b;c?d=e&f=%20#g',
    "https://example.org/~a/!$&'()*+,=:@-._",
    'https://xn--bcher-kva.example/',
  ])('%s is one', (url) => {
    expect(webAddress.parse(url)).toBe(url);
  });

  it.each([
    ['no text at all', 7],
    ['nothing', ''],
    ['a word', 'example.org'],
    ['a path', '/a'],
    ['a host without scheme', '//example.org/'],
    ['http', 'http://example.org/'],
    ['a script', 'javascript:alert(1)'],
    ['a script that looks like an address', 'javascript://example.org/%0aalert(1)'],
    ['data', 'data:text/html,<b>'],
    ['a file', 'file:///etc/passwd'],
    ['one slash', 'https:/example.org/'],
    ['no slash', 'https:example.org'],
    ['a user', 'https://anna@example.org/'],
    ['a user and a password', 'https://anna:secret@example.org/'],
    ['a password alone', 'https://:secret@example.org/'],
    ['a host in front of the host', 'https://example.org@evil.example/'],
    ['a backslash', 'https://example.org\\@evil.example/'],
    ['an escaped user', 'https://anna%40example.org@evil.example/'],
    ['a bare name', 'https://localhost/'],
    ['an IPv4 address', 'https://127.0.0.1/'],
    ['an IPv4 address as one number', 'https://2130706433/'],
    ['an IPv6 address', 'https://[::1]/'],
    ['an empty label', 'https://a..example.org/'],
    ['an impossible port', 'https://example.org:99999/'],
    ['a space', 'https://example.org/a b'],
    ['a quote', 'https://example.org/"onload="alert(1)'],
    ['an angle bracket', 'https://example.org/<b>'],
    ['a letter that was not encoded', 'https://example.org/é'],
    ['a right-to-left override', 'https://example.org/\u202egro'],
    ['a null character', 'https://example.org/\u0000'],
    ['2,001 characters', `https://example.org/${'a'.repeat(1981)}`],
  ])('%s is none', (_, url) => {
    expect(faults(webAddress, url)).toEqual(['']);
  });

  it('takes no address that could not be signed', () => {
    const pieces = fc.constantFrom(
      'https://',
      'https:/',
      'http://',
      'example.org',
      'a',
      '.',
      ':',
      '@',
      '/',
      '?',
      '#',
      '%20',
      '%',
      '[',
      ']',
      '\\',
      ' ',
      '\t',
      '443',
      'é',
    );
    const texts = fc.array(pieces, { maxLength: 8 }).map((parts) => `https://${parts.join('')}`);
    fc.assert(
      fc.property(texts, (text) => {
        const { data } = webAddress.safeParse(text);
        if (data === undefined) return;
        expect(faults(address, data)).toEqual([]);
        expect(new URL(data)).toMatchObject({ protocol: 'https:', username: '', password: '' });
        expect(data.split(/[/?#]/)[2]).not.toContain('@');
      }),
      { numRuns: 3000 },
    );
  });
});

describe('ids', () => {
  it.each(['ab', 'riverbend', 'family-goals-2', '42', 'constructors', 'a'.repeat(64)])(
    '%s is a slug',
    (id) => {
      expect(slug.parse(id)).toBe(id);
    },
  );

  it.each(badSlugs)('%j is no slug', (id) => {
    expect(faults(slug, id)).toEqual(['']);
  });

  it('takes a ULID', () => {
    expect(ulid.parse('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe('01ARZ3NDEKTSV4RRFFQ69G5FAV');
    expect(ulid.parse('7ZZZZZZZZZZZZZZZZZZZZZZZZZ')).toBe('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
  });

  it.each([
    '',
    '01arz3ndektsv4rrffq69g5fav',
    '01ARZ3NDEKTSV4RRFFQ69G5FA',
    '01ARZ3NDEKTSV4RRFFQ69G5FAVV',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV\n',
    ' 01ARZ3NDEKTSV4RRFFQ69G5FAV',
    '81ARZ3NDEKTSV4RRFFQ69G5FAV',
    '01ARZ3NDEKTSV4RRFFQ69G5FAI',
    '01ARZ3NDEKTSV4RRFFQ69G5FAL',
    '01ARZ3NDEKTSV4RRFFQ69G5FAO',
    '01ARZ3NDEKTSV4RRFFQ69G5FAU',
    'constructor',
    '../01ARZ3NDEKTSV4RRFFQ69G5F',
  ])('%j is no ULID', (id) => {
    expect(faults(ulid, id)).toEqual(['']);
  });
});

describe('times', () => {
  it.each(['2026-03-01T09:30:00Z', '2026-03-01T09:30:00.000Z', '2028-02-29T00:00:00Z'])(
    '%s is one',
    (text) => {
      expect(timestamp.parse(text)).toBe(text);
    },
  );

  it.each([
    '',
    '2026-03-01',
    '2026-03-01T09:30:00',
    '2026-03-01T09:30:00+00:00',
    '2026-03-01 09:30:00Z',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T09:30:00Z\n',
    '1772357400000',
    'now',
  ])('%j is none', (text) => {
    expect(faults(timestamp, text)).toEqual(['']);
  });
});

describe('word counting', () => {
  it.each([
    ['', 0],
    [' \n\t ', 0],
    ['one', 1],
    ['  one   two\nthree\t', 3],
    ['one\u00a0two\u2003three\u2028four', 4],
    ['well-known don’t e.g. 3.5', 4],
    ['a - b', 3],
    ['日本語の文', 1],
    ['<b>one</b> two', 2],
  ])('%j has %i', (text, words) => {
    expect(countWords(text)).toBe(words);
  });

  it('does not depend on how the words are spaced', () => {
    const word = fc.stringMatching(/^\S{1,8}$/);
    const space = fc.stringMatching(/^\s{1,3}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, space), { maxLength: 30 }), (pairs) => {
        expect(countWords(` ${pairs.flat().join('')}`)).toBe(pairs.length);
      }),
    );
  });
});
