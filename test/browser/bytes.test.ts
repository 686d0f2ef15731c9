import { gzipSync } from 'node:zlib';
import { base58, base64urlnopad } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase58, fromBase64, unzipped } from '../../src/browser/bytes.ts';
import { locationOf } from '../../src/browser/issuer-key.ts';
import { didWebLocation } from '../../src/credentials/did.ts';

describe('bytes from texts', () => {
  it('are what the library says, zeros at the beginning included', () => {
    const bytes = fc
      .tuple(fc.nat(3), fc.uint8Array({ minLength: 1, maxLength: 64 }))
      .map(([zeros, rest]) => Uint8Array.from([...Array<number>(zeros).fill(0), ...rest]));
    fc.assert(
      fc.property(bytes, (one) => {
        expect(fromBase58(`z${base58.encode(one)}`, one.length)).toEqual(one);
        expect(fromBase64(`u${base64urlnopad.encode(one)}`)).toEqual(one);
      }),
    );
  });

  it.each([
    ['another base', 'u5Q', 2],
    ['no base', '5Q', 2],
    ['a letter that is none', 'z0', 1],
    ['another length', 'z5Q', 3],
    ['nothing', '', 0],
    ['a number', 5, 1],
    ['far too much', `z${'z'.repeat(100_000)}`, 64],
  ])('are not there for %s', (_, text, length) => {
    expect(fromBase58(text, length)).toBeUndefined();
  });

  it.each(['zAAAA', 'AAAA', 'u A', 'u+/', 5, null])('are not there for %j in base 64', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });

  it('are unzipped up to a limit, and not at all when they are broken', async () => {
    const zipped = (length: number) => new Uint8Array(gzipSync(new Uint8Array(length).fill(7)));
    expect(await unzipped(zipped(1_000), 1_000)).toEqual(new Uint8Array(1_000).fill(7));
    expect(await unzipped(zipped(1_001), 1_000)).toBeUndefined();
    expect(await unzipped(zipped(50_000_000), 1_000)).toBeUndefined();
    expect(await unzipped(zipped(1_000).slice(0, 20), 1_000)).toBeUndefined();
    expect(await unzipped(new Uint8Array([1, 2, 3]), 1_000)).toBeUndefined();
  });
});

describe('the address of a did:web', () => {
  it.each([
    'did:web:awards.example',
    'did:web:awards.example:issuers:riverbend',
    'did:web:awards.example%3A8443:a',
  ])('%s is what the server says', (did) => {
    expect(locationOf(did, 'https://elsewhere.example/')).toBe(didWebLocation(did));
  });

  it('has the scheme of the page where it is the host of the page', () => {
    expect(locationOf('did:web:127.0.0.1%3A3000:issuers:a', 'http://127.0.0.1:3000/credentials/x')).toBe(
      'http://127.0.0.1:3000/issuers/a/did.json',
    );
    expect(locationOf('did:web:127.0.0.1%3A3001:issuers:a', 'http://127.0.0.1:3000/')).toMatch(/^https:/);
  });

  it.each([
    'did:key:z6Mk',
    'did:web:',
    'did:web:a.example:..:b',
    'did:web:a.example:.:b',
    'did:web:user@a.example',
    'did:web:a.example/b',
    'did:web:a.example:b/../c',
    'did:web:a.example%2Fb',
    'did:web:a.example:',
    'javascript:alert(1)',
    '',
  ])('%j has none', (did) => {
    expect(locationOf(did, 'https://elsewhere.example/')).toBeUndefined();
  });
});
