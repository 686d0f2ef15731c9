import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { publicKeyFromJwk } from '../../src/credentials/jwk.ts';
import { InvalidKeyError } from '../../src/credentials/multikey.ts';
import { keyMaterial, publicJwk } from '../../src/credentials/public-jwk.ts';

const kid = 'https://awards.example/issuers/harbour/keys/key-1';
const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });
const ed25519 = generateKeyPairSync('ed25519').publicKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;

describe('a bare JSON Web Key', () => {
  it.each([
    ['Ed25519', ed25519, { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }],
    ['RS256', rsa, { kty: 'RSA', alg: 'RS256' }],
  ] as const)('of a key for %s is the key, and says what it is for', async (algorithm, key, says) => {
    const jwk = publicJwk(keyMaterial(algorithm, spki(key)), kid);
    expect(jwk).toEqual({ ...key.export({ format: 'jwk' }), ...says, use: 'sig', kid });
    expect(publicKeyFromJwk(jwk).equals(key)).toBe(true);
    // Another library reads it, and does not take it for anything else.
    expect(await importJWK(jwk as never)).toMatchObject({ type: 'public' });
    expect(createPublicKey({ key: jwk as never, format: 'jwk' }).equals(key)).toBe(true);
  });
});

describe('the recorded public half', () => {
  it.each([
    ['Ed25519', 'an RSA key', rsa],
    ['RS256', 'an Ed25519 key', ed25519],
    ['RS256', 'an RSA key of 1,024 bits', generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey],
    ['RS256', 'an RSA key of 3,072 bits', generateKeyPairSync('rsa', { modulusLength: 3072 }).publicKey],
    ['RS256', 'a P-256 key', generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey],
  ] as const)('for %s is not %s', (algorithm, _what, key) => {
    expect(() => keyMaterial(algorithm, spki(key))).toThrow(InvalidKeyError);
  });

  it.each([
    ['Ed25519', Buffer.alloc(0)],
    ['Ed25519', spki(ed25519).subarray(0, 43)],
    ['RS256', Buffer.alloc(0)],
    ['RS256', spki(rsa).subarray(0, 100)],
  ] as const)('for %s is not in bytes that hold no key (%#)', (algorithm, bytes) => {
    expect(() => keyMaterial(algorithm, bytes)).toThrow();
  });
});
