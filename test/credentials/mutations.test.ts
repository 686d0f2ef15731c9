import { sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bakePng } from '../../src/credentials/baking/png.ts';
import { bakeSvg } from '../../src/credentials/baking/svg.ts';
import { type Posted, verifyPosted } from '../../src/usecases/verify-posted.ts';
import { fuzzRuns } from '../support/fuzz-runs.ts';
import { pngWith } from './baking/samples.ts';
import { exampleAward, newKey, now, signed } from './example-award.ts';

/*
 * What is signed is bytes, whatever it is wrapped in: one bit of them changed, and it must not be valid.
 */

const absent = async () => undefined;
const ports = {
  clock: { now: () => now },
  credentials: { find: absent },
  issuers: { find: absent, keys: async () => [] },
  statusLists: { find: absent },
  publicWeb: { get: async () => ({ ok: false, reason: 'unreachable' }) },
} as unknown as Parameters<typeof verifyPosted>[0];
const address = { publicUrl: 'https://awards.example', formerPublicUrls: [] };

const key = newKey();
const issuer = `did:key:${key.publicKeyMultibase}`;
const own = { ...key, method: `${issuer}#${key.publicKeyMultibase}` };
const { credentialStatus: _, ...example } = exampleAward();
const award = {
  ...example,
  name: 'Lecture à voix haute 読み聞かせ 👩🏽‍🏫',
  issuer: { ...example.issuer, id: issuer },
};
const badge = JSON.stringify(await signed(award, own));

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const plain = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential'],
  issuer,
  credentialSubject: { id: 'did:example:subject', name: 'Émilie' },
};
const input = `${part({ alg: 'EdDSA', kid: own.method })}.${part(plain)}`;
const jwt = `${input}.${sign(null, Buffer.from(input), key.privateKey).toString('base64url')}`;

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>A badge</title></svg>';
const png = Buffer.from(bakePng(pngWith(), badge));
const baked = Buffer.from(bakeSvg(svg, badge));
const bakedJwt = Buffer.from(bakeSvg(svg, jwt));

/** A form in which a credential is sent, and where in it the signed bytes are. */
interface Form {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly signed: string;
}
const forms: readonly Form[] = [
  { name: 'JSON', bytes: Buffer.from(badge), mediaType: 'text/plain', signed: badge },
  { name: 'a JWT', bytes: Buffer.from(jwt), mediaType: 'application/jwt', signed: jwt },
  { name: 'a PNG', bytes: png, mediaType: 'image/png', signed: badge },
  { name: 'an SVG', bytes: baked, mediaType: 'image/svg+xml', signed: badge },
  { name: 'an SVG with a JWT', bytes: bakedJwt, mediaType: 'image/svg+xml', signed: jwt },
];

const verdictOn = async (bytes: Uint8Array, mediaType: string) => {
  const posted: Posted = { file: { mediaType, bytes } };
  return (await verifyPosted(ports, { posted, ...address })).verdict;
};

describe('a credential in any form', () => {
  it.each(forms)('as $name is valid as it is', async ({ bytes, mediaType, signed: text }) => {
    expect(bytes.includes(Buffer.from(text))).toBe(true);
    expect(await verdictOn(bytes, mediaType)).toBe('valid');
  });

  it.each(forms)(
    'as $name is not valid with one bit of it changed',
    async ({ bytes, mediaType, signed: text }) => {
      const start = bytes.indexOf(Buffer.from(text));
      const arbitrary = fc.record({ at: fc.nat(Buffer.byteLength(text) - 1), bit: fc.nat(7) });
      await fc.assert(
        fc.asyncProperty(arbitrary, async ({ at, bit }) => {
          const altered = Buffer.from(bytes);
          altered.writeUInt8((bytes.readUInt8(start + at) ^ (1 << bit)) & 0xff, start + at);
          expect(await verdictOn(altered, mediaType)).not.toBe('valid');
        }),
        { numRuns: fuzzRuns(30) },
      );
    },
  );

  it.each(forms)(
    'as $name is not valid with bytes of it left out, put in or swapped',
    async ({ bytes, mediaType, signed: text }) => {
      const start = bytes.indexOf(Buffer.from(text));
      const length = Buffer.byteLength(text);
      const arbitrary = fc.record({
        at: fc.nat(length - 2),
        gone: fc.integer({ min: 0, max: 40 }),
        put: fc.uint8Array({ maxLength: 6 }),
      });
      await fc.assert(
        fc.asyncProperty(arbitrary, async ({ at, gone, put }) => {
          const from = start + at;
          const to = Math.min(from + gone, start + length);
          fc.pre(!bytes.subarray(from, to).equals(Buffer.from(put)));
          // Space between members is in no form signed: JSON and the ends of a token allow it.
          fc.pre(gone > 0 || Buffer.from(put).toString('latin1').trim() !== '');
          const altered = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)]);
          expect(await verdictOn(altered, mediaType)).not.toBe('valid');
        }),
        { numRuns: fuzzRuns(20) },
      );
    },
  );

  it.each(forms)('as $name is judged whatever byte around it is changed', async ({ bytes, mediaType }) => {
    const arbitrary = fc.record({ at: fc.nat(bytes.length - 1), to: fc.integer({ min: 0, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ at, to }) => {
        const altered = Buffer.from(bytes);
        altered.writeUInt8(to, at);
        expect(['valid', 'invalid', 'could-not-be-checked']).toContain(await verdictOn(altered, mediaType));
      }),
      { numRuns: fuzzRuns(10) },
    );
  });
});
