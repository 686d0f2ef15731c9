import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/domain-error.ts';
import { isForm, readPostedForm } from '../../src/http/posted-form.ts';

interface Sent {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}
type Fields = Readonly<Record<string, string | Uint8Array>>;

/** As a browser sends it: every field is there, those that are empty too. */
async function multipart(fields: Fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ file: new Uint8Array(), credential: '', url: '', ...fields }))
    form.append(name, typeof value === 'string' ? value : new File([Buffer.from(value)], 'my "file".bin'));
  const response = new Response(form);
  return { mediaType: 'multipart/form-data', bytes: new Uint8Array(await response.arrayBuffer()) };
}
const encoded = (fields: Record<string, string>) => ({
  mediaType: 'application/x-www-form-urlencoded',
  bytes: Buffer.from(new URLSearchParams(fields).toString()),
});
const raw = (text: string) => ({ mediaType: 'multipart/form-data', bytes: Buffer.from(text) });
const utf8 = (text: string) => new TextEncoder().encode(text);
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 0x0d, 0x0a]);

const fileOf = (posted: ReturnType<typeof readPostedForm>) => {
  if (!('file' in posted)) throw new Error('not a file');
  return [posted.file.mediaType, Buffer.from(posted.file.bytes).toString('utf8')];
};

describe('a posted form', () => {
  it('is told from what is to be checked itself', () => {
    expect(isForm(raw(''))).toBe(true);
    expect(isForm(encoded({}))).toBe(true);
    expect(isForm({ mediaType: 'text/plain', bytes: png })).toBe(false);
  });

  it.each([
    ['multipart', multipart],
    ['url-encoded', async (fields: Fields) => encoded(fields as Record<string, string>)],
  ])('as %s, holds a text or an address', async (_, send) => {
    expect(fileOf(readPostedForm(await send({ credential: ' {"a":"ü\\r\\n\\r\\n"} \r\n' })))).toEqual([
      'text/plain',
      '{"a":"ü\\r\\n\\r\\n"}',
    ]);
    expect(readPostedForm(await send({ url: ' https://a.example/credentials/1 ' }))).toEqual({
      json: { url: 'https://a.example/credentials/1' },
    });
    expect(readPostedForm(await send({ credential: 'https://a.example/credentials/1' }))).toEqual({
      json: { url: 'https://a.example/credentials/1' },
    });
  });

  it('holds a file, and says what it is by what it begins with', async () => {
    const sent = readPostedForm(await multipart({ file: png }));
    // Nothing of a picture is trimmed but what is white space around it.
    expect('file' in sent && [sent.file.mediaType, sent.file.bytes.length]).toEqual(['image/png', 10]);
    expect(fileOf(readPostedForm(await multipart({ file: utf8('\n<svg/>') })))).toEqual([
      'image/svg+xml',
      '<svg/>',
    ]);
    expect(fileOf(readPostedForm(await multipart({ file: utf8('eyJ.e.y\n') })))).toEqual([
      'text/plain',
      'eyJ.e.y',
    ]);
  });

  it('prefers the file, then the text, then the address', async () => {
    const all = { file: utf8('{"f":1}'), credential: '{"c":1}', url: 'https://a.example/u' };
    expect(fileOf(readPostedForm(await multipart(all)))[1]).toBe('{"f":1}');
    expect(fileOf(readPostedForm(await multipart({ ...all, file: new Uint8Array() })))[1]).toBe('{"c":1}');
  });

  it('keeps every byte of a file, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const framed = Uint8Array.from([0x7b, ...bytes, 0x7d]);
        const sent = readPostedForm(await multipart({ file: framed }));
        expect('file' in sent && Buffer.from(sent.file.bytes).equals(framed)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it.each<[string, () => Promise<Sent> | Sent, string]>([
    ['an empty form', () => multipart({}), '/credential'],
    ['a form of white space', () => multipart({ credential: ' \n\t' }), '/credential'],
    ['an empty body', () => encoded({}), '/credential'],
    ['nothing', () => raw(''), ''],
    [
      'a form without an end',
      () => raw('--b\r\nContent-Disposition: form-data; name="url"\r\n\r\nhttps://a'),
      '',
    ],
    ['a part without a name', () => raw('--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n'), ''],
    ['a part without a head', () => raw('--b\r\nx\r\n--b--\r\n'), ''],
    [
      'a field twice',
      () => raw(`${'--b\r\nContent-Disposition: form-data; name="url"\r\n\r\nx\r\n'.repeat(2)}--b--`),
      '',
    ],
    [
      'too many fields',
      () =>
        raw(
          `${Array.from({ length: 9 }, (_, i) => `--b\r\nContent-Disposition: form-data; name="a${i}"\r\n\r\nx\r\n`).join('')}--b--`,
        ),
      '',
    ],
    ['a boundary that is none', () => raw(`--${'b'.repeat(200)}\r\n\r\n`), ''],
    ['something else', () => raw('{"a":1}'), ''],
  ])('is refused for %s', async (_, send, field) => {
    const sent = await send();
    const refusal = (() => {
      try {
        return readPostedForm(sent);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(DomainError);
    const { code, errors } = refusal as DomainError;
    expect([code, errors.map((one) => one.field)]).toEqual(['invalid-request', [field]]);
  });
});
