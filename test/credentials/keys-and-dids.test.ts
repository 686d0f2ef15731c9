import { generateKeyPairSync } from 'node:crypto';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  didDocument,
  didWeb,
  didWebLocation,
  InvalidDidError,
  parseDid,
  resolveDidKey,
} from '../../src/credentials/did.ts';
import { ed25519Multikey, InvalidKeyError, publicKeyFromMultikey } from '../../src/credentials/multikey.ts';

// Controlled Identifiers 1.0, example 9.
const published = 'z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu';

describe('a Multikey', () => {
  it('is made of a raw key or of SubjectPublicKeyInfo, and read back', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const multikey = ed25519Multikey(spki);
    expect(multikey).toMatch(/^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/);
    expect(ed25519Multikey(spki.subarray(-32))).toBe(multikey);
    expect(publicKeyFromMultikey(multikey).equals(publicKey)).toBe(true);
  });

  it('of the standard is read and made again', () => {
    const spki = publicKeyFromMultikey(published).export({ type: 'spki', format: 'der' });
    expect(ed25519Multikey(spki)).toBe(published);
  });

  it('goes through any 32 bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (raw) => {
        const key = publicKeyFromMultikey(ed25519Multikey(raw)).export({ type: 'spki', format: 'der' });
        expect(key.subarray(-32)).toEqual(Buffer.from(raw));
      }),
    );
  });

  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
    type: 'spki',
    format: 'der',
  });
  const x25519 = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' });
  const spki = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
  it.each<[string, Uint8Array]>([
    ['no bytes', new Uint8Array()],
    ['31 bytes', new Uint8Array(31)],
    ['33 bytes', new Uint8Array(33)],
    ['a P-256 key', p256],
    ['an X25519 key', x25519],
    ['a key with a byte behind it', Buffer.concat([spki, Buffer.alloc(1)])],
    ['a key with a byte less', spki.subarray(0, 43)],
  ])('is not made of %s', (_, bytes) => {
    expect(() => ed25519Multikey(bytes)).toThrow(InvalidKeyError);
  });

  const encode = (...bytes: number[]) => `z${base58.encode(Uint8Array.from(bytes))}`;
  const zeros = Array<number>(32).fill(0);
  it.each<[string, string]>([
    ['nothing', ''],
    ['a bare z', 'z'],
    ['another base', `u${published.slice(1)}`],
    ['a secret key', encode(0x80, 0x26, ...zeros)],
    ['an X25519 key', encode(0xec, 0x01, ...zeros)],
    ['31 bytes', encode(0xed, 0x01, ...zeros.slice(1))],
    ['33 bytes', encode(0xed, 0x01, ...zeros, 0)],
    ['a prefix in another form', encode(0xed, 0x81, 0x00, ...zeros)],
    ['a P-256 key that is no point of the curve', encode(0x80, 0x24, 2, ...zeros.slice(1), 4)],
    ['a P-256 key in full', encode(0x80, 0x24, 4, ...zeros, ...zeros)],
    ['a P-384 key that is cut off', encode(0x81, 0x24, 2, ...zeros)],
    ['a character that is not base58', published.replace('k', '0')],
    ['a space at the end', `${published.slice(0, -1)} `],
    ['a million characters', `z${'6'.repeat(1_000_000)}`],
  ])('is not read from %s', (_, text) => {
    expect(() => publicKeyFromMultikey(text)).toThrow(InvalidKeyError);
  });
});

describe('a did:web', () => {
  it.each([
    ['https://awards.example', 'harbour', 'did:web:awards.example:issuers:harbour'],
    ['https://awards.example/', 'harbour', 'did:web:awards.example:issuers:harbour'],
    ['http://127.0.0.1:3000', 'harbour', 'did:web:127.0.0.1%3A3000:issuers:harbour'],
    ['https://example.org/awards', 'harbour', 'did:web:example.org:awards:issuers:harbour'],
  ])('of an issuer under %s', (publicUrl, id, did) => {
    expect(didWeb(publicUrl, id)).toBe(did);
    expect(parseDid(did).method).toBe('web');
  });

  it.each([
    ['did:web:awards.example', 'https://awards.example/.well-known/did.json'],
    ['did:web:awards.example:issuers:harbour', 'https://awards.example/issuers/harbour/did.json'],
    ['did:web:127.0.0.1%3A3000:issuers:harbour', 'https://127.0.0.1:3000/issuers/harbour/did.json'],
  ])('%s is found at %s', (did, location) => {
    expect(didWebLocation(did)).toBe(location);
  });

  it.each([
    'did:key:z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu',
    'did:web:user%40awards.example',
    'did:web:awards.example%2Fissuers',
    'did:web:awards.example%3A99999',
    'did:web:awards.example%3A80%3A80',
    'did:web:awards.example:..:secrets',
    'did:web:awards.example:.:x',
    'did:web:awards.example:%2e%2e:x',
    'did:web:awards.example::x',
    'did:web:[%3A%3A1]',
    'https://awards.example',
  ])('%s is found nowhere', (did) => {
    expect(() => didWebLocation(did)).toThrow(InvalidDidError);
  });
});

describe('a DID', () => {
  it.each([
    '',
    'did',
    'did:',
    'did:web',
    'did:web:',
    'did:WEB:awards.example',
    'did:web:awards.example:',
    'did:web:awards.example#key-1',
    'did:web:awards.example/path',
    'did:web:awards.example?x',
    'did:web:awards example',
    'did:web:awards.example%3',
    'did:web:awards.example\n',
    ' did:web:awards.example',
    'https://awards.example/did:web:x',
    `did:web:${'a'.repeat(3_000)}`,
  ])('is not %j', (text) => {
    expect(() => parseDid(text)).toThrow(InvalidDidError);
  });

  it('takes time in proportion to its length', () => {
    const start = performance.now();
    expect(() => parseDid(`did:web:${':a'.repeat(500_000)}!`)).toThrow(InvalidDidError);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('a DID document', () => {
  const did = 'did:web:awards.example:issuers:harbour';

  it('names its keys absolutely and refers to them', () => {
    expect(didDocument({ did, keys: [{ id: 'key-1', publicKeyMultibase: published }] })).toEqual({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod: [
        { id: `${did}#key-1`, type: 'Multikey', controller: did, publicKeyMultibase: published },
      ],
      assertionMethod: [`${did}#key-1`],
    });
  });

  it('keeps a retired key, and keeps a compromised one in sight without letting it assert', () => {
    const keys = [
      { id: 'key-1', publicKeyMultibase: published, retiredAt: '2026-01-01T00:00:00Z' },
      { id: 'key-2', publicKeyMultibase: published, compromisedAt: '2026-01-01T00:00:00Z' },
      { id: 'key-3', publicKeyMultibase: published, expires: '2027-01-01T00:00:00Z' },
    ];
    const document = didDocument({ did, keys });
    expect(document.assertionMethod).toEqual([`${did}#key-1`, `${did}#key-3`]);
    expect(document.verificationMethod.map(({ revoked, expires }) => [revoked, expires])).toEqual([
      [undefined, undefined],
      ['2026-01-01T00:00:00Z', undefined],
      [undefined, '2027-01-01T00:00:00Z'],
    ]);
  });

  it('lists keys for tokens as JSON Web Keys, in the vocabulary that has them', () => {
    const publicKeyJwk = { kty: 'RSA', n: 'AQAB', e: 'AQAB' } as const;
    const compromisedAt = '2026-01-01T00:00:00Z';
    const keys = [
      { id: 'key-1', publicKeyMultibase: published },
      { id: 'rsa-1', publicKeyJwk, compromisedAt },
      { id: 'rsa-2', publicKeyJwk },
    ];
    expect(didDocument({ did, keys })).toEqual({
      '@context': [
        'https://www.w3.org/ns/did/v1',
        'https://w3id.org/security/multikey/v1',
        'https://w3id.org/security/jwk/v1',
      ],
      id: did,
      verificationMethod: [
        { id: `${did}#key-1`, type: 'Multikey', controller: did, publicKeyMultibase: published },
        {
          id: `${did}#rsa-1`,
          type: 'JsonWebKey',
          controller: did,
          publicKeyJwk,
          revoked: compromisedAt,
        },
        { id: `${did}#rsa-2`, type: 'JsonWebKey', controller: did, publicKeyJwk },
      ],
      assertionMethod: [`${did}#key-1`, `${did}#rsa-2`],
    });
  });

  it('shows nothing of a key but its public half', () => {
    const key = { id: 'key-1', publicKeyMultibase: published, kmsKeyId: 'arn:secret', createdAt: 'x' };
    expect(JSON.stringify(didDocument({ did, keys: [key] }))).not.toMatch(/secret|createdAt/);
    const whole = { kty: 'RSA', n: 'AQAB', e: 'AQAB', d: 'secret' } as const;
    expect(JSON.stringify(didDocument({ did, keys: [{ id: 'rsa-1', publicKeyJwk: whole }] }))).not.toMatch(
      /secret/,
    );
  });

  it('of a did:key is in its name', () => {
    const name = `did:key:${published}`;
    expect(resolveDidKey(name)).toMatchObject({
      id: name,
      verificationMethod: [{ id: `${name}#${published}`, controller: name, publicKeyMultibase: published }],
      assertionMethod: [`${name}#${published}`],
    });
  });

  it.each([
    'did:web:awards.example',
    'did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc',
    'did:key:x',
    `did:key:${published}1`,
    published,
  ])('is not made of %s', (text) => {
    expect(() => resolveDidKey(text)).toThrow(InvalidDidError);
  });
});
