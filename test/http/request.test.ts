import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { line, slug, ulid } from '../../src/domain/text.ts';
import { callerOf } from '../../src/http/caller.ts';
import { pageQuery } from '../../src/http/contracts/shared.ts';
import type { Operation } from '../../src/http/operation.ts';
import { parseRequest, prefersHtml } from '../../src/http/request.ts';
import { badSlugs } from '../support/hostile.ts';
import { type Asked, httpEvent } from '../support/http-event.ts';
import { ending, fieldsOf, refusal } from '../support/refusal.ts';

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const anna = { sub: 'anna', name: 'Anna' };

const operation: Operation = { summary: 'S', public: true, answers: {}, refusals: [] };
const body = z.strictObject({ name: line(20), nested: z.strictObject({ 'a/b~c': z.int() }).optional() });
const withBody: Operation = { ...operation, body };

/** A request to an operation, as it is parsed. */
function parsed(given: Partial<Operation>, asked: Partial<Asked> = {}) {
  return parseRequest(
    { ...operation, ...given },
    httpEvent({ route: 'POST /things/{thing}', ...asked }),
    callerOf,
  );
}

const sent = (text: string, rest: Partial<Asked> = {}) => parsed(withBody, { body: text, ...rest });

describe('a request', () => {
  it('has only the parts that its operation asks for', () => {
    const asked = {
      path: { thing: '../x' },
      query: { any: 'thing' },
      body: 'no JSON',
      headers: { 'if-match': 'x' },
      claims: {},
    };
    expect(parsed({}, asked)).toEqual({
      caller: undefined,
      path: undefined,
      query: undefined,
      body: undefined,
      ifMatch: undefined,
      wantsHtml: false,
      method: 'POST',
      rawPath: '/things/../x',
    });
  });

  it('knows its caller unless it is public', () => {
    expect(parsed({ public: undefined } as object, { claims: anna }).caller).toEqual({
      person: 'anna',
      name: 'Anna',
      machine: false,
    });
    expect(ending(() => parsed({ public: undefined } as object))).toBe('unauthenticated');
    expect(ending(() => parsed({ public: undefined } as object, { claims: { name: 'Anna' } }))).toBe(
      'unauthenticated',
    );
  });

  it('of nobody is refused before its parts are looked at', () => {
    expect(ending(() => parsed({ ...withBody, public: undefined } as object, { body: '{' }))).toBe(
      'unauthenticated',
    );
  });
});

describe('a path', () => {
  const path = z.strictObject({ issuer: slug, thing: ulid });

  it('is taken apart', () => {
    expect(parsed({ path }, { path: { issuer: 'riverbend', thing: id } }).path).toEqual({
      issuer: 'riverbend',
      thing: id,
    });
  });

  it.each(badSlugs)('that cannot exist does not exist: %j', (issuer) => {
    const refused = refusal(() => parsed({ path }, { path: { issuer, thing: id } }));
    expect([refused.code, refused.message, ...refused.errors]).toEqual([
      'not-found',
      'There is nothing at this address.',
    ]);
  });

  it.each<[what: string, path: Record<string, string> | undefined]>([
    ['without its variables', undefined],
    ['without one of them', { issuer: 'riverbend' }],
    ['with one more', { issuer: 'riverbend', thing: id, version: '1' }],
    ['with an id in small letters', { issuer: 'riverbend', thing: id.toLowerCase() }],
  ])('%s does not exist', (_, given) => {
    expect(ending(() => parsed({ path }, given ? { path: given } : {}))).toBe('not-found');
  });
});

describe('a query of a list', () => {
  const query = (given?: Record<string, string>) =>
    parsed({ query: pageQuery }, given ? { query: given } : {}).query;

  it('may be empty', () => {
    expect(query()).toEqual({ limit: 25 });
    expect(query({})).toEqual({ limit: 25 });
  });

  it('says how many and from where', () => {
    expect(query({ limit: '1' })).toEqual({ limit: 1 });
    expect(query({ limit: '100', cursor: 'abc' })).toEqual({ limit: 100, cursor: 'abc' });
    expect(query({ cursor: '' })).toEqual({ limit: 25, cursor: '' });
  });

  it.each([
    '',
    '0',
    '101',
    '999',
    '1000',
    '-1',
    '+1',
    '1.5',
    '1e1',
    '0x10',
    '010',
    ' 5',
    '5 ',
    '1,2',
    '٣',
    'all',
    'NaN',
    '9'.repeat(400),
  ])('has no limit of %j', (limit) => {
    const refused = refusal(() => query({ limit }));
    expect(refused.code).toBe('invalid-request');
    expect(new Set(fieldsOf(refused))).toEqual(new Set(['query/limit']));
  });

  it('has no cursor of 2,001 characters', () => {
    expect(query({ cursor: 'a'.repeat(2000) })).toMatchObject({ cursor: 'a'.repeat(2000) });
    expect(fieldsOf(refusal(() => query({ cursor: 'a'.repeat(2001) })))).toEqual(['query/cursor']);
  });

  it('has nothing that nobody knows', () => {
    expect(fieldsOf(refusal(() => query({ Limit: '5', offset: '5' })))).toEqual([
      'query/Limit',
      'query/offset',
    ]);
    expect(fieldsOf(refusal(() => query(JSON.parse('{"__proto__": "x"}'))))).toEqual(['query/__proto__']);
  });
});

describe('a body', () => {
  it('is JSON', () => {
    expect(sent('{"name": "Anna"}').body).toEqual({ name: 'Anna' });
    expect(sent(' \n{"name":"Z\\u006f\\u00eb"}\t').body).toEqual({ name: 'Zoë' });
    expect(sent('{"name": "Zoë"}', { base64: true }).body).toEqual({ name: 'Zoë' });
    expect(sent('\ufeff{"name": "Anna"}').body).toEqual({ name: 'Anna' });
  });

  it('of unknown form is given as it is', () => {
    expect(parsed({ body: z.unknown() }, { body: '[1, null]' }).body).toEqual([1, null]);
    expect(parsed({ body: z.unknown() }, { body: 'null' }).body).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['half an object', '{"name": "Anna"'],
    ['single quotes', "{'name': 'Anna'}"],
    ['a comma too many', '{"name": "Anna",}'],
    ['a comment', '{"name": "Anna"} // Anna'],
    ['two values', '{"name": "Anna"}{"name": "Bo"}'],
    ['a word', 'undefined'],
    ['not a number', 'NaN'],
    ['a line break inside of text', '{"name": "An\nna"}'],
    ['a form', 'name=Anna'],
    ['markup', '<name>Anna</name>'],
  ])('is no JSON when it is %s', (_, text) => {
    const refused = refusal(() => sent(text));
    expect([refused.code, refused.message, ...refused.errors]).toEqual([
      'invalid-request',
      'The body is not JSON.',
      { field: '', message: 'must be JSON in UTF-8' },
    ]);
  });

  it('is missing when there is none', () => {
    const event = httpEvent({ route: 'POST /things', headers: { 'content-type': 'application/json' } });
    expect(event.body).toBeUndefined();
    expect(ending(() => parseRequest(withBody, event, callerOf))).toBe('invalid-request');
  });

  it.each<[what: string, bytes: number[]]>([
    ['a lone continuation byte', [0x80]],
    ['a cut sequence', [0xc3]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a code point beyond Unicode', [0xf5, 0x80, 0x80, 0x80]],
    ['Latin 1', [0xeb]],
    ['UTF-16', [0xff, 0xfe, 0x41, 0x00]],
  ])('is no UTF-8 with %s', (_, bytes) => {
    const text = Buffer.concat([Buffer.from('{"name":"'), Buffer.from(bytes), Buffer.from('"}')]);
    const event = {
      ...httpEvent({ route: 'POST /things', body: '' }),
      body: text.toString('base64'),
      isBase64Encoded: true,
    };
    const refused = refusal(() => parseRequest(withBody, event, callerOf));
    expect([refused.code, ...refused.errors]).toEqual([
      'invalid-request',
      { field: '', message: 'must be JSON in UTF-8' },
    ]);
  });

  it('holds no half of a surrogate pair, however it is written', () => {
    expect(fieldsOf(refusal(() => sent('{"name": "a\\ud800"}')))).toEqual(['/name']);
  });

  it.each(['null', '[]', '"Anna"', '7', 'true', '[{"name": "Anna"}]'])(
    'is refused as a whole when it is %s',
    (text) => {
      const refused = refusal(() => sent(text));
      expect([refused.code, ...fieldsOf(refused)]).toEqual(['invalid-request', '']);
    },
  );

  it('names every field at fault, and how deep it lies', () => {
    const refused = refusal(() => sent('{"name": "", "nested": {"a/b~c": "1"}, "more": 1}'));
    expect(refused.code).toBe('invalid-request');
    expect(fieldsOf(refused)).toEqual(['/name', '/nested/a~1b~0c', '/more']);
    for (const { message } of refused.errors) expect(message).toMatch(/^\w.{4,}/);
  });

  it('names unknown fields by JSON pointers, as those that are known', () => {
    const odd = {
      name: 'Anna',
      'a/b': 1,
      'c~d': 1,
      '~1': 1,
      '': 1,
      constructor: 1,
      nested: { 'a/b~c': 1, 'x/y': 2 },
    };
    expect(fieldsOf(refusal(() => sent(JSON.stringify(odd)))).toSorted()).toEqual(
      ['/a~1b', '/c~0d', '/~01', '/', '/constructor', '/nested/x~1y'].toSorted(),
    );
    expect(fieldsOf(refusal(() => sent('{"name": "Anna", "__proto__": {"admin": true}}')))).toEqual([
      '/__proto__',
    ]);
  });

  it('does not repeat what was sent', () => {
    const { message, errors } = refusal(() =>
      sent('{"name": ["my secret narrative"], "nested": "my secret"}'),
    );
    expect(message + JSON.stringify(errors)).not.toContain('secret');
  });

  it('is answered at once, however deep it is', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(ending(() => sent(deep))).toBe('invalid-request');
    expect(ending(() => sent(`{"name": ${deep}}`))).toBe('invalid-request');
  });
});

describe('the size of a body', () => {
  const ofSize = (bytes: number) => `"${'a'.repeat(bytes - 2)}"`;
  const anything = { body: z.unknown() };

  it.each([false, true])('is 256 KiB at most unless the operation says more (base 64: %s)', (base64) => {
    expect(ending(() => parsed(anything, { body: ofSize(256 * 1024), base64 }).body)).toHaveLength(
      256 * 1024 - 2,
    );
    const refused = refusal(() => parsed(anything, { body: ofSize(256 * 1024 + 1), base64 }));
    expect([refused.code, refused.message]).toEqual([
      'payload-too-large',
      'The body may be 262144 bytes at most.',
    ]);
  });

  it('is what the operation says', () => {
    const small = { ...anything, maxBody: 10 };
    expect(ending(() => parsed(small, { body: ofSize(10) }).body)).toHaveLength(8);
    expect(ending(() => parsed(small, { body: ofSize(11) }))).toBe('payload-too-large');
    expect(
      ending(() => parsed({ ...anything, maxBody: 1024 * 1024 }, { body: ofSize(1024 * 1024) }).body),
    ).toHaveLength(1048574);
  });

  it('counts bytes and not characters', () => {
    const small = { ...anything, maxBody: 10 };
    expect(ending(() => parsed(small, { body: '"éééé"' }).body)).toBe('éééé');
    expect(ending(() => parsed(small, { body: '"ééééé"' }))).toBe('payload-too-large');
  });

  it('is looked at before the content', () => {
    expect(ending(() => parsed({ ...anything, maxBody: 10 }, { body: '{'.repeat(11) }))).toBe(
      'payload-too-large',
    );
  });
});

describe('the media type of a body', () => {
  const typed = (type: string) =>
    ending(() => sent('{"name": "Anna"}', { headers: { 'content-type': type } }));

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON ;charset=UTF-8',
    'application/vc+ld+json',
    'application/ld+json',
    'application/vc',
    'application/problem+json',
  ])('may be %s', (type) => {
    expect(typed(type)).toMatchObject({ body: { name: 'Anna' } });
  });

  it.each([
    '',
    ' ',
    'json',
    'text/json',
    'text/plain',
    'text/html',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json-seq',
    'application/json/x',
    'application/+json',
    'text/vnd.x+json',
    'application/javascript; x=application/json',
    'application/xml, application/json',
    '*/*',
  ])('is not %j', (type) => {
    expect(typed(type)).toBe('unsupported-media-type');
  });

  it('has to be told', () => {
    const { 'content-type': _, ...headers } = httpEvent({ route: 'POST /things', body: '{}' }).headers;
    const event = { ...httpEvent({ route: 'POST /things', body: '{}' }), headers };
    const refused = refusal(() => parseRequest(withBody, event, callerOf));
    expect([refused.code, ...fieldsOf(refused)]).toEqual(['unsupported-media-type', 'Content-Type']);
  });
});

describe('Idempotency-Key', () => {
  const keyed = (header: string) =>
    ending(() => parsed({ idempotencyKey: true }, { headers: { 'idempotency-key': header } }).idempotencyKey);

  it('is taken as it is, and need not be there', () => {
    for (const key of ['"8e03978e"', 'a', '~!', 'x'.repeat(255)]) expect(keyed(key)).toBe(key);
    expect(parsed({ idempotencyKey: true }).idempotencyKey).toBeUndefined();
    expect(parsed({}, { headers: { 'idempotency-key': '' } }).idempotencyKey).toBeUndefined();
  });

  it.each(['', ' ', 'a b', ' a', 'é', '\u007f', 'a\n', 'x'.repeat(256)])('is refused as %j', (key) => {
    expect(keyed(key)).toBe('invalid-request');
  });
});

describe('If-Match', () => {
  const matched = (header?: string) =>
    ending(
      () =>
        parsed({ ifMatch: true }, { headers: header === undefined ? {} : { 'if-match': header } }).ifMatch,
    );

  it('is the ETag that was read', () => {
    expect(matched('"1"')).toBe(1);
    expect(matched('"4294967295"')).toBe(4294967295);
    expect(matched(' "12" ')).toBe(12);
  });

  it('is required', () => {
    const refused = refusal(() => parsed({ ifMatch: true }));
    expect([refused.code, ...refused.errors]).toEqual([
      'precondition-required',
      { field: 'If-Match', message: 'is required' },
    ]);
  });

  it.each([
    '',
    '*',
    '1',
    '""',
    '"0"',
    '"-1"',
    '"01"',
    '"1.0"',
    '"1e3"',
    '"x"',
    '" 1"',
    "'1'",
    'W/"1"',
    'w/"1"',
    '"1", "2"',
    '"1" "1"',
    '"12345678901"',
    '"1"\u0000',
    '"١"',
  ])('that is %j matches nothing', (header) => {
    expect(matched(header)).toBe('precondition-failed');
  });

  it('is not looked at where it is not asked for', () => {
    expect(parsed({}, { headers: { 'if-match': '"1"' } }).ifMatch).toBeUndefined();
  });
});

describe('a page or data', () => {
  it.each([
    'text/html',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'text/html, application/xhtml+xml, image/jxr, */*;q=0.9',
    'application/xhtml+xml',
    'TEXT/HTML',
    'text/html;q=0.2, application/json;q=0.1',
    'text/html;level=1, application/vc+ld+json;q=0.9',
    'application/json;q=0, text/html;q=0.1',
  ])('a page for %s', (accept) => {
    expect(prefersHtml(accept)).toBe(true);
  });

  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'application/vc+ld+json',
    'application/vc',
    'application/ld+json, text/html',
    'text/html, application/json',
    'text/html, */*',
    'text/html;q=0.5, application/json;q=0.6',
    'text/html;q=0',
    'text/html;q=0, */*;q=0',
    'text/html;q=abc',
    'text/html;q=-1',
    'text/plain',
    'text/htmlx',
    'image/png,text/*',
    'q=1',
    ',,,;;;',
    'text/html;q=NaN',
  ])('data for %s', (accept) => {
    expect(prefersHtml(accept)).toBe(false);
  });

  it('is decided at once, however long the header is', () => {
    const started = performance.now();
    prefersHtml('text/html;q=0.1,'.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('a file that is all that can be sent', () => {
  const files = { types: ['image/png', 'image/jpeg'], maxBytes: 4 };
  const asked = (type: string | undefined, text: string, given: Partial<Operation> = {}) =>
    parsed({ files, ...given }, { body: text, headers: type === undefined ? {} : { 'content-type': type } });

  it('arrives with its type and its bytes', () => {
    expect(asked('Image/PNG; q=1', 'abcd')).toMatchObject({
      body: undefined,
      file: { mediaType: 'image/png', bytes: Buffer.from('abcd') },
    });
  });

  it.each([undefined, '', 'image/svg+xml', 'application/json', 'image/*', 'text/plain'])(
    'is refused as %s',
    (type) => {
      const refused = refusal(() => asked(type, '{}'));
      expect([refused.code, refused.errors]).toEqual([
        'unsupported-media-type',
        [{ field: 'Content-Type', message: 'must be image/png, image/jpeg' }],
      ]);
    },
  );

  it('is refused when it is larger', () => {
    expect(ending(() => asked('image/png', 'abcde'))).toBe('payload-too-large');
  });

  it('is looked at after everything else: what is not there is not there, whatever is sent', () => {
    const path = z.strictObject({ thing: ulid });
    expect(ending(() => asked('text/plain', 'x', { path }))).toBe('not-found');
    const query = z.strictObject({ caption: line(5) });
    expect(ending(() => asked('text/plain', 'x', { query }))).toBe('invalid-request');
    expect(ending(() => asked('text/plain', 'x', { ifMatch: true }))).toBe('precondition-required');
  });
});
