import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { badgePng } from '../../../src/credentials/badge-art/badge-png.ts';
import { BakingError } from '../../../src/credentials/baking/credential-text.ts';
import { extractCredential } from '../../../src/credentials/baking/extract.ts';
import { bakePng } from '../../../src/credentials/baking/png.ts';
import { fileOf, part, partsOf } from './png-reader.ts';
import { dataPart, endPart, headerPart, international, json, jws, pngWith } from './samples.ts';

const plain = pngWith();
const keyword = 'openbadgecredential';
const types = (file: Uint8Array) => partsOf(file).map(({ type }) => type);

describe('a baked PNG', () => {
  it.each([
    ['JSON', json],
    ['a compact JWS', jws],
  ])('holds %s in one uncompressed iTXt chunk before the image data', (_, credential) => {
    const parts = partsOf(bakePng(plain, credential));
    expect(parts.map(({ type }) => type)).toEqual(['IHDR', 'iTXt', 'IDAT', 'IEND']);
    const expected = Buffer.concat([Buffer.from('openbadgecredential\0\0\0\0\0'), Buffer.from(credential)]);
    expect(parts[1]?.data.equals(expected)).toBe(true);
  });

  it('keeps every other chunk as it was', () => {
    const other = [part('pHYs', Buffer.alloc(9)), part('tEXt', 'Comment\0openbadgecredential')];
    const baked = bakePng(pngWith(...other), json);
    expect(partsOf(baked).filter((_, index) => index !== 1)).toEqual(partsOf(pngWith(...other)));
  });

  it('replaces what was baked before, wherever and however it is', () => {
    const before = fileOf(
      headerPart,
      part('iTXt', international(keyword, '{"old":1}')),
      part('zTXt', `${keyword}\0\0x`),
      dataPart,
      part('tEXt', `${keyword}\0{"old":2}`),
      endPart,
    );
    const baked = bakePng(bakePng(before, jws), json);
    expect(types(baked)).toEqual(['IHDR', 'iTXt', 'IDAT', 'IEND']);
    expect(Buffer.from(baked).includes('old')).toBe(false);
    expect(extractCredential(baked)).toEqual({ found: true, format: 'png', credential: json });
  });

  it('is the same picture', () => {
    const badge = badgePng({ name: 'A', language: 'en', seed: 'c' });
    const image = ({ type }: { type: string }) => type !== 'iTXt';
    expect(partsOf(bakePng(badge, json)).filter(image)).toEqual(partsOf(badge));
  });

  it.each<[string, Uint8Array, string]>([
    ['no text', plain, ''],
    ['an address', plain, 'https://awards.example/credentials/1'],
    ['half a surrogate pair', plain, '{"name":"\ud800"}'],
    ['no image', Buffer.from('GIF89a'), json],
    ['a cut image', plain.subarray(0, -1), json],
  ])('is not made of %s', (_, image, credential) => {
    expect(() => bakePng(image, credential)).toThrow(BakingError);
  });
});

describe('the credential in a PNG', () => {
  const found = (credential: string) => ({ found: true, format: 'png', credential });
  const reason = (file: Uint8Array) => {
    const answer = extractCredential(file);
    return answer.found ? answer : answer.reason;
  };
  const chunk = (text: Uint8Array | string, compressed = 0) =>
    part('iTXt', international(keyword, text, compressed));

  it.each([json, jws])('comes out as it went in: %s', (credential) => {
    expect(extractCredential(bakePng(plain, credential))).toEqual(found(credential));
  });

  it('is found after the image data, behind a language and a translated keyword, and compressed', () => {
    const late = fileOf(headerPart, dataPart, chunk(json), endPart, Buffer.from('more'));
    expect(extractCredential(late)).toEqual(found(json));
    const translated = part(
      'iTXt',
      Buffer.concat([Buffer.from(`${keyword}\0\0\0nl\0kenmerk\0`), Buffer.from(json)]),
    );
    expect(extractCredential(pngWith(translated))).toEqual(found(json));
    expect(extractCredential(pngWith(chunk(deflateSync(json), 1)))).toEqual(found(json));
  });

  it('wins over an Open Badges 2.0 assertion beside it', () => {
    const old = part('iTXt', international('openbadges', '{"type":"Assertion"}'));
    expect(extractCredential(pngWith(old, chunk(json)))).toEqual(found(json));
  });

  it.each<[string, Uint8Array, string]>([
    ['no credential', plain, 'no-credential'],
    ['two of them', pngWith(chunk(json), chunk(json)), 'several-credentials'],
    ['an address in its place', pngWith(chunk('https://a.example')), 'not-a-credential'],
    ['nothing in its place', pngWith(chunk('')), 'not-a-credential'],
    ['bytes that are not UTF-8', pngWith(chunk(Buffer.of(0x7b, 0xff))), 'malformed-image'],
    ['an unknown compression flag', pngWith(chunk(json, 2)), 'malformed-image'],
    ['what does not inflate', pngWith(chunk(json, 1)), 'malformed-image'],
    ['a bomb', pngWith(chunk(deflateSync(Buffer.alloc(64 * 1024 * 1024, '{')), 1)), 'too-large'],
    ['too long a text', pngWith(chunk(Buffer.alloc(1024 * 1024 + 1, '{'))), 'too-large'],
    ['more bytes than are read', Buffer.concat([plain, Buffer.alloc(4 * 1024 * 1024)]), 'too-large'],
    ['an unfinished chunk of text', pngWith(part('iTXt', `${keyword}\0\0\0`)), 'malformed-image'],
    ['no end', fileOf(headerPart, chunk(json), dataPart), 'malformed-image'],
    ['no header', fileOf(chunk(json), dataPart, endPart), 'malformed-image'],
    ['a second header', pngWith(headerPart), 'malformed-image'],
    [
      'an Open Badges 2.0 assertion',
      pngWith(part('iTXt', international('openbadges', '{}'))),
      'open-badges-2',
    ],
    ['an Open Badges 1.0 address', pngWith(part('tEXt', 'openbadges\0https://a.example')), 'open-badges-2'],
  ])('is not found in a file with %s', (_, file, expected) => {
    expect(reason(file)).toBe(expected);
  });

  it('is not found where a length leads out of the file', () => {
    const baked = Buffer.from(bakePng(plain, json));
    for (const length of [0xffffffff, 0x7fffffff, baked.length, 0]) {
      const changed = Buffer.from(baked);
      changed.writeUInt32BE(length, 33);
      expect(reason(changed), String(length)).toBe('malformed-image');
    }
  });

  it('is never another one: not one changed bit of the file goes unseen', () => {
    const baked = Buffer.from(bakePng(plain, json));
    for (let bit = 0; bit < baked.length * 8; bit += 1) {
      const changed = Buffer.from(baked);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(['malformed-image', 'unknown-format']).toContain(reason(changed));
    }
  });

  it('is not found in any part of its file', () => {
    const baked = bakePng(plain, json);
    for (let length = 0; length < baked.length; length += 1)
      expect(['malformed-image', 'unknown-format']).toContain(reason(baked.subarray(0, length)));
  });
});
