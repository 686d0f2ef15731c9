import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BitstringError,
  bitstringLength,
  decodeBits,
  encodeBits,
  isSet,
} from '../../src/credentials/bitstring.ts';
import { statusEntry, statusListCredential } from '../../src/credentials/status-list.ts';
import published from '../vectors/eddsa-rdfc-2022.json' with { type: 'json' };

const maxBytes = bitstringLength / 8;
const read = (encoded: string) => decodeBits(encoded, { maxBytes });

describe('a bitstring', () => {
  it('has 16 KiB, all of them zero when nothing is set', () => {
    expect(read(encodeBits([])).length).toBe(16_384);
    expect(read(encodeBits([])).every((byte) => byte === 0)).toBe(true);
  });

  it('has index 0 left-most, and the last one right-most', () => {
    const bits = read(encodeBits([0, 9, bitstringLength - 1]));
    expect([bits[0], bits[1], bits[maxBytes - 1]]).toEqual([0x80, 0x40, 0x01]);
  });

  it('of the standard reads as empty', () => {
    const { encodedList = '' } = published.vectors[2]?.document.credentialSubject ?? {};
    const bits = read(encodedList);
    expect(bits.length).toBe(16_384);
    expect(bits.some((byte) => byte !== 0)).toBe(false);
  });

  it('keeps exactly the set that was put in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: bitstringLength - 1 }), { maxLength: 200 }), (set) => {
        const bits = read(encodeBits(set));
        expect(set.every((index) => isSet(bits, index))).toBe(true);
        const count = bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
        expect(count).toBe(set.length);
      }),
      { numRuns: 50 },
    );
  });

  it('is the same text for the same set, in any order, at any time', () => {
    const text = encodeBits([5, 131_000, 70_000]);
    expect(encodeBits([131_000, 5, 70_000, 5])).toBe(text);
    expect(text).toMatch(/^u[A-Za-z0-9_-]+$/);
    // Bytes 4 to 7 of gzip are the time (RFC 1952, section 2.3).
    expect(Buffer.from(text.slice(1), 'base64url').subarray(4, 8)).toEqual(Buffer.alloc(4));
  });

  it.each([-1, bitstringLength, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32, -(2 ** 32)])(
    'has no position %d',
    (index) => {
      expect(() => encodeBits([index])).toThrow(BitstringError);
      expect(() => isSet(new Uint8Array(maxBytes), index)).toThrow(BitstringError);
    },
  );

  it('has no position after its last bit, however long it is', () => {
    expect(isSet(Uint8Array.of(1), 7)).toBe(true);
    expect(() => isSet(Uint8Array.of(1), 8)).toThrow(BitstringError);
    expect(() => isSet(new Uint8Array(), 0)).toThrow(BitstringError);
  });

  const packed = (bytes: number) => `u${gzipSync(Buffer.alloc(bytes)).toString('base64url')}`;
  it.each<[string, string]>([
    ['nothing', ''],
    ['a bare u', 'u'],
    ['another base', `z${encodeBits([]).slice(1)}`],
    ['no multibase', encodeBits([]).slice(1)],
    ['plain base64', `u${Buffer.from([0xfb, 0xff]).toString('base64')}`],
    ['no gzip', 'uAAAAAAAA'],
    ['half of one', encodeBits([7]).slice(0, 30)],
    ['one with a changed end', `${encodeBits([7]).slice(0, -8)}AAAAAAAA`],
    ['one byte too many', packed(maxBytes + 1)],
    ['a gigabyte in a megabyte', packed(50_000_000)],
  ])('is not read from %s', (_, text) => {
    expect(() => read(text)).toThrow(BitstringError);
  });
});

describe('a status list credential', () => {
  const url = 'https://awards.example/status/1';

  it('is unsigned, names its list, and has an entry that is not the list', () => {
    expect(
      statusListCredential({
        id: url,
        issuerDid: 'did:web:a.example',
        purpose: 'revocation',
        validFrom: '2026-01-01T00:00:00Z',
        encodedList: 'u',
      }),
    ).toEqual({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id: url,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: 'did:web:a.example',
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: {
        id: `${url}#list`,
        type: 'BitstringStatusList',
        statusPurpose: 'revocation',
        encodedList: 'u',
      },
    });
    expect(statusEntry(url, { index: 42, purpose: 'revocation' })).toEqual({
      id: `${url}#42`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '42',
      statusListCredential: url,
    });
  });
});
