import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { CompactSign } from 'jose';
import { describe, expect, it } from 'vitest';
import { didDocument } from '../../src/credentials/did.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import type { Resolution, VerificationWorld } from '../../src/credentials/verification-world.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import {
  changed,
  exampleAward,
  issuerDid,
  issuerKey,
  newKey,
  now,
  outcomes,
  signed,
  signedList,
  statusIndex,
  world,
} from './example-award.ts';

type Part = Record<string, unknown>;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const weakRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const keys = {
  RS256: { fragment: 'rsa', ...rsa },
  ES256: { fragment: 'p256', ...p256 },
  ES384: { fragment: 'p384', ...p384 },
  EdDSA: { fragment: 'key-1', ...issuerKey },
};
type Alg = keyof typeof keys;

const methods = [
  ...Object.values(keys).filter(({ fragment }) => fragment !== 'key-1'),
  { fragment: 'weak', ...weakRsa },
].map(({ fragment, publicKey }) => ({
  id: `${issuerDid}#${fragment}`,
  type: 'JsonWebKey',
  controller: issuerDid,
  publicKeyJwk: publicKey.export({ format: 'jwk' }),
}));
const own = didDocument({ did: issuerDid, keys: [issuerKey] });
const issuer = {
  ...own,
  verificationMethod: [...own.verificationMethod, ...methods],
  assertionMethod: [...own.assertionMethod, ...methods.map(({ id }) => id)],
};
const withKeys = (changes: Partial<VerificationWorld> = {}) =>
  world({
    resolveDid: async (did): Promise<Resolution> =>
      did === issuerDid
        ? { found: true, known: true, document: issuer }
        : { found: false, reason: 'not-found' },
    ...changes,
  });

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = (text: string) => Date.parse(text) / 1000;

/** The claims that Open Badges 3.0 wants beside the members of an award. */
function claims(award: object = exampleAward(), changes: Part = {}): Part {
  const { id, validFrom, validUntil, credentialSubject } = award as ReturnType<typeof exampleAward>;
  return {
    ...award,
    iss: issuerDid,
    jti: id,
    sub: credentialSubject.id,
    nbf: seconds(validFrom),
    exp: seconds(validUntil),
    ...changes,
  };
}

function jwt(payload: unknown = claims(), header: Part = {}, key?: KeyObject): string {
  const alg = (header.alg ?? 'RS256') as Alg;
  const known = keys[alg] ?? keys.RS256;
  const input = `${part({ alg, kid: `${issuerDid}#${known.fragment}`, typ: 'JWT', ...header })}.${part(payload)}`;
  const hash = { RS256: 'sha256', ES256: 'sha256', ES384: 'sha384', EdDSA: null }[alg];
  const bytes = sign(hash === undefined ? 'sha256' : hash, Buffer.from(input), {
    key: key ?? known.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${input}.${bytes.toString('base64url')}`;
}

const check = async (input: unknown, changes: Partial<VerificationWorld> = {}) => {
  const report = await verifyCredential(input, await withKeys(changes));
  return { verdict: report.verdict, found: outcomes(report), report };
};

describe('an award as a JWT', () => {
  it.each(Object.keys(keys) as Alg[])('signed with %s is valid', async (alg) => {
    const { verdict, found, report } = await check(jwt(claims(), { alg }));
    expect(Object.values(found)).toEqual(Object.values(found).map(() => 'ok'));
    expect(verdict).toBe('valid');
    expect(report.credential?.name).toBe('Reading Aloud with a Group');
  });

  it('made by another library is valid', async () => {
    const token = await new CompactSign(Buffer.from(JSON.stringify(claims())))
      .setProtectedHeader({ alg: 'ES256', kid: `${issuerDid}#p256` })
      .sign(p256.privateKey);
    expect((await check(token)).verdict).toBe('valid');
  });

  it('in an envelope is valid, whatever the envelope is called', async () => {
    for (const type of ['application/vc+jwt', 'application/vc+ld+jwt', 'application/jwt'])
      expect(
        (
          await check({
            '@context': 'https://www.w3.org/ns/credentials/v2',
            id: `data:${type},${jwt()}`,
            type: 'EnvelopedVerifiableCredential',
          })
        ).verdict,
      ).toBe('valid');
  });

  it('is revoked when the list says so', async () => {
    const list = await signedList([statusIndex]);
    const { found } = await check(jwt(), { statusList: async () => ({ found: true, document: list }) });
    expect(found.status).toBe('failed: revoked');
  });

  it('may name the key by its fragment, or bring it along when the issuer publishes it', async () => {
    const jwk = rsa.publicKey.export({ format: 'jwk' });
    for (const header of [{ kid: '#rsa' }, { kid: 'rsa' }, { kid: undefined, jwk }])
      expect((await check(jwt(claims(), header))).verdict).toBe('valid');
  });

  it('may name the key by an address below the issuer’s own', async () => {
    const kid = 'https://awards.example/issuers/harbour/keys/rsa';
    const publicKey = async (url: string): Promise<Resolution> =>
      url === kid
        ? { found: true, document: rsa.publicKey.export({ format: 'jwk' }) }
        : { found: false, reason: 'not-found' };
    expect((await check(jwt(claims(), { kid }), { publicKey })).verdict).toBe('valid');
    expect((await check(jwt(claims(), { kid }))).found['issuer-key']).toBe(
      'could-not-be-checked: unsupported-key',
    );
    const everywhere = async () => ({
      found: true as const,
      document: rsa.publicKey.export({ format: 'jwk' }),
    });
    for (const other of [
      'https://awards.example/issuers/harbour2/keys/rsa',
      'https://awards.example/keys/rsa',
    ])
      expect(
        (await check(jwt(claims(), { kid: other }), { publicKey: everywhere })).found['issuer-key'],
      ).toBe('could-not-be-checked: unsupported-key');
    const gone = `${kid}-2`;
    expect((await check(jwt(claims(), { kid: gone }), { publicKey })).found['issuer-key']).toBe(
      'could-not-be-checked: issuer-unreachable',
    );
  });

  it('of an issuer with a web address is valid by a key below it', async () => {
    const id = 'https://awards.example/issuers/harbour';
    const award = changed(changed(exampleAward(), ['issuer', 'id'], id), ['credentialStatus']);
    const publicKey = async () => ({
      found: true as const,
      document: rsa.publicKey.export({ format: 'jwk' }),
    });
    const token = jwt(claims(award, { iss: id }), { kid: `${id}/keys/1` });
    const { verdict, found } = await check(token, { publicKey });
    expect(found).toMatchObject({ issuer: 'ok', 'issuer-key': 'ok', proof: 'ok' });
    expect(verdict).toBe('valid');
    const elsewhere = jwt(claims(award, { iss: id }), { kid: 'https://elsewhere.example/keys/1' });
    expect((await check(elsewhere, { publicKey })).found['issuer-key']).toBe('failed: not-the-issuers-key');
  });

  it('may have proofs in it too, which must then be good', async () => {
    const secured = await signed(exampleAward());
    expect((await check(jwt(claims(secured)))).verdict).toBe('valid');
    const altered = changed(secured, ['proof', 0, 'created'], '2026-03-02T09:29:31Z');
    expect((await check(jwt(claims(altered)))).found.proof).toBe('failed: signature-mismatch');
  });
});

describe('a credential as a claim of a JWT (VC Data Model 1.1)', () => {
  const vc = {
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiableCredential'],
    credentialSubject: { id: 'did:example:holder' },
  };
  const payload = {
    vc,
    iss: issuerDid,
    jti: 'urn:uuid:1',
    sub: 'did:example:holder',
    nbf: seconds('2026-03-01T00:00:00Z'),
    exp: seconds('2027-03-01T00:00:00Z'),
  };

  it('is made whole by the claims beside it', async () => {
    const { verdict, report } = await check(jwt(payload));
    expect(verdict).toBe('valid');
    expect(report.credential).toEqual({
      id: 'urn:uuid:1',
      issuer: { id: issuerDid },
      subject: { id: 'did:example:holder' },
      validFrom: '2026-03-01T00:00:00.000Z',
      validUntil: '2027-03-01T00:00:00.000Z',
    });
  });

  it.each<[string, Part, string, string]>([
    [
      'another issuer',
      { vc: { ...vc, issuer: 'did:web:elsewhere.example' } },
      'schema',
      'failed: claims-contradict',
    ],
    ['another id', { vc: { ...vc, id: 'urn:uuid:2' } }, 'schema', 'failed: claims-contradict'],
    ['another subject', { sub: 'did:example:other' }, 'schema', 'failed: claims-contradict'],
    [
      'another beginning',
      { vc: { ...vc, issuanceDate: '2026-03-01T00:00:01Z' } },
      'schema',
      'failed: claims-contradict',
    ],
    ['an end that has passed', { exp: seconds('2026-03-02T00:00:00Z') }, 'validity', 'failed: expired'],
    [
      'a beginning that is to come',
      { nbf: seconds('2026-03-03T00:00:00Z') },
      'validity',
      'failed: not-yet-valid',
    ],
    ['no beginning', { nbf: undefined }, 'schema', 'failed: schema-mismatch'],
    ['a beginning that is text', { nbf: '2026' }, 'schema', 'failed: schema-mismatch'],
    ['an endless end', { exp: 1e300 }, 'schema', 'failed: claims-contradict'],
    ['no issuer', { iss: undefined }, 'schema', 'failed: schema-mismatch'],
    ['a credential that is text', { vc: 'credential' }, 'format', 'failed: jwt-malformed'],
    ['two credentials', { '@context': vc['@context'] }, 'format', 'failed: jwt-malformed'],
  ])('with %s is not valid', async (_, changes, name, expected) => {
    const { verdict, found } = await check(jwt({ ...payload, ...changes }));
    expect(found[name]).toBe(expected);
    expect(verdict).toBe('invalid');
  });
});

describe('a credential as the claims of a JWT (VC Data Model 2.0)', () => {
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'],
    issuer: issuerDid,
    credentialSubject: { id: 'did:example:holder' },
  };

  it('needs no further claims, and may have some', async () => {
    expect((await check(jwt(credential, { typ: 'vc+jwt' }))).verdict).toBe('valid');
    const more = {
      iss: issuerDid,
      iat: 1,
      nbf: 5,
      exp: seconds('2027-01-01T00:00:00Z'),
      aud: 'x',
      jti: 'urn:x:1',
    };
    expect((await check(jwt({ ...credential, ...more }, { typ: 'application/vc+jwt' }))).verdict).toBe(
      'valid',
    );
  });

  it('is good no longer than its token', async () => {
    const token = jwt({ ...credential, exp: seconds('2026-03-02T09:29:59Z') });
    expect((await check(token)).found.validity).toBe('failed: expired');
    const early = jwt({ ...credential, nbf: seconds('2026-03-02T09:30:01Z') });
    expect((await check(early)).found.validity).toBe('failed: not-yet-valid');
    expect((await check(token, { now: new Date('2026-03-02T09:29:59Z') })).verdict).toBe('valid');
    expect(now.toISOString()).toBe('2026-03-02T09:30:00.000Z');
  });
});

describe('a JWT that is not good', () => {
  const hmac = (input: string) => createHmac('sha256', 'secret').update(input).digest('base64url');
  const rebuilt = (header: Part, signature: string | ((input: string) => string)) => {
    const input = `${part(header)}.${part(claims())}`;
    return `${input}.${typeof signature === 'string' ? signature : signature(input)}`;
  };
  const kid = `${issuerDid}#rsa`;
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' });
  const mallory = newKey();

  it.each<[string, string, string, string]>([
    ['no algorithm', rebuilt({ alg: 'none', kid }, ''), 'proof', 'failed: algorithm-not-allowed'],
    [
      'no algorithm, written otherwise',
      rebuilt({ alg: 'NoNe', kid }, ''),
      'proof',
      'failed: algorithm-not-allowed',
    ],
    ['a shared secret', rebuilt({ alg: 'HS256', kid }, hmac), 'proof', 'failed: algorithm-not-allowed'],
    [
      'an unknown algorithm',
      rebuilt({ alg: 'PS256', kid }, 'AAAA'),
      'proof',
      'could-not-be-checked: unsupported-cryptosuite',
    ],
    ['no signature', rebuilt({ alg: 'RS256', kid }, ''), 'proof', 'failed: signature-mismatch'],
    [
      'a short signature',
      rebuilt({ alg: 'ES256', kid: `${issuerDid}#p256` }, 'AAAA'),
      'proof',
      'failed: signature-mismatch',
    ],
    [
      'zeros for a signature',
      rebuilt({ alg: 'ES256', kid: `${issuerDid}#p256` }, Buffer.alloc(64).toString('base64url')),
      'proof',
      'failed: signature-mismatch',
    ],
    [
      'the algorithm of another key',
      jwt(claims(), { alg: 'RS256', kid: `${issuerDid}#p256` }),
      'proof',
      'failed: key-invalid',
    ],
    [
      'a key that is too short',
      jwt(claims(), { kid: `${issuerDid}#weak` }, weakRsa.privateKey),
      'issuer-key',
      'failed: key-invalid',
    ],
    ['a key of a stranger', jwt(claims(), {}, stranger.privateKey), 'proof', 'failed: signature-mismatch'],
    [
      'a stranger’s key brought along',
      jwt(claims(), { kid: undefined, jwk: jwkOf(stranger.publicKey) }, stranger.privateKey),
      'issuer-key',
      'failed: key-not-found',
    ],
    [
      'a private key brought along',
      jwt(claims(), { kid: undefined, jwk: jwkOf(rsa.privateKey) }),
      'issuer-key',
      'failed: key-invalid',
    ],
    [
      'a key of a stranger’s DID',
      jwt(
        claims(),
        {
          alg: 'EdDSA',
          kid: `did:key:${mallory.publicKeyMultibase}#${mallory.publicKeyMultibase}`,
        },
        mallory.privateKey,
      ),
      'issuer-key',
      'failed: not-the-issuers-key',
    ],
    [
      'a key at a stranger’s site',
      jwt(claims(), { kid: 'https://elsewhere.example/key' }),
      'issuer-key',
      'failed: not-the-issuers-key',
    ],
    [
      'a key of another issuer on the same host',
      jwt(claims(), { kid: 'https://awards.example/issuers/harbour2/keys/1' }),
      'issuer-key',
      'could-not-be-checked: unsupported-key',
    ],
    [
      'a key that is not listed',
      jwt(claims(), { kid: `${issuerDid}#other` }),
      'issuer-key',
      'failed: key-not-found',
    ],
    ['no key', jwt(claims(), { kid: undefined }), 'issuer-key', 'failed: key-not-found'],
    [
      'an extension that must be understood',
      jwt(claims(), { crit: ['b64'], b64: false }),
      'format',
      'failed: jwt-malformed',
    ],
    ['another kind of token', jwt(claims(), { typ: 'at+jwt' }), 'format', 'failed: jwt-malformed'],
    ['a key id that is a number', jwt(claims(), { kid: 5 }), 'format', 'failed: jwt-malformed'],
    ['text for claims', jwt('text'), 'format', 'failed: not-an-object'],
    ['a list for claims', jwt([claims()]), 'format', 'failed: not-an-object'],
    [
      'a prototype in its claims',
      jwt(JSON.parse('{"__proto__":{"a":1}}')),
      'format',
      'failed: forbidden-member',
    ],
    ['no claims', jwt({}), 'contexts', 'failed: contexts-malformed'],
    ['four parts', `${jwt()}.AAAA`, 'format', 'failed: not-an-object'],
    ['disclosures', `${jwt()}~WyJhIl0~`, 'format', 'could-not-be-checked: unsupported-envelope'],
    [
      'another issuer in its claims',
      jwt(claims(exampleAward(), { iss: 'did:web:x.example' })),
      'schema',
      'failed: claims-contradict',
    ],
    [
      'no issuer in its claims',
      jwt(claims(exampleAward(), { iss: undefined })),
      'schema',
      'failed: claims-contradict',
    ],
    [
      'another id in its claims',
      jwt(claims(exampleAward(), { jti: 'urn:x:1' })),
      'schema',
      'failed: claims-contradict',
    ],
    [
      'no subject in its claims',
      jwt(claims(exampleAward(), { sub: undefined })),
      'schema',
      'failed: claims-contradict',
    ],
    [
      'another beginning in its claims',
      jwt(claims(exampleAward(), { nbf: 5 })),
      'schema',
      'failed: claims-contradict',
    ],
    [
      'another end in its claims',
      jwt(claims(exampleAward(), { exp: 1e10 })),
      'schema',
      'failed: claims-contradict',
    ],
  ])('with %s is not valid', async (_, token, name, expected) => {
    const { verdict, found } = await check(token);
    expect(found[name]).toBe(expected);
    expect(verdict).not.toBe('valid');
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'failed: envelope-malformed'],
    ['an address', 'https://awards.example/credentials/01JNA', 'failed: envelope-malformed'],
    ['text in a data address', 'data:application/vc+jwt,hello', 'failed: jwt-malformed'],
    [
      'a selective token',
      `data:application/vc+sd-jwt,${jwt()}~`,
      'could-not-be-checked: unsupported-envelope',
    ],
    ['COSE', 'data:application/vc+cose;base64,AAAA', 'failed: envelope-malformed'],
    ['a presentation', `data:application/vp+jwt,${jwt()}`, 'could-not-be-checked: unsupported-envelope'],
    ['a number', 5, 'failed: envelope-malformed'],
  ])('in an envelope that holds %s', async (_, id, expected) => {
    const envelope = {
      '@context': 'https://www.w3.org/ns/credentials/v2',
      type: 'EnvelopedVerifiableCredential',
    };
    const { found, verdict } = await check(id === undefined ? envelope : { ...envelope, id });
    expect(found.format).toBe(expected);
    expect(verdict).not.toBe('valid');
  });

  it.each(Object.keys(keys) as Alg[])('%s: a change of any one character is found', async (alg) => {
    const token = jwt(claims(), { alg });
    const here = await withKeys();
    const arbitrary = fc.record({ at: fc.nat(token.length - 1), to: fc.constantFrom(...'ABab01-_.') });
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ at, to }) => {
        fc.pre(token[at] !== to);
        const other = token.slice(0, at) + to + token.slice(at + 1);
        expect((await verifyCredential(other, here)).verdict).not.toBe('valid');
      }),
      { numRuns: 60 },
    );
    // The bits of the last character that no byte needs must not be free to choose.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spare = alphabet[alphabet.indexOf(token.at(-1) ?? '') ^ 1] ?? '';
    const padded = token.slice(0, -1) + spare;

    expect((await verifyCredential(padded, here)).verdict).not.toBe('valid');
    for (let back = 1; back < 8; back += 1)
      for (const to of 'AQgw') {
        const at = token.length - back;
        if (token[at] === to) continue;
        expect(
          (await verifyCredential(token.slice(0, at) + to + token.slice(at + 1), here)).verdict,
        ).not.toBe('valid');
      }
  });

  it('of any text at all gets a report', async () => {
    const here = await withKeys();
    const text = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.base64String(), fc.base64String(), fc.base64String())
        .map((parts) => parts.join('.').replaceAll('=', '')),
      fc
        .tuple(fc.jsonValue(), fc.jsonValue())
        .map(([header, payload]) => `${part(header)}.${part(payload)}.AAAA`),
      fc
        .jsonValue()
        .map(
          (payload) => `${part({ alg: 'RS256' })}.${part({ ...claims(), vc: payload } as JsonObject)}.AAAA`,
        ),
    );
    await fc.assert(
      fc.asyncProperty(text, async (input) => {
        expect((await verifyCredential(input, here)).verdict).not.toBe('valid');
      }),
      { numRuns: 300 },
    );
  });
});
