import { createPublicKey } from 'node:crypto';
import type { IssuerKeyOf, KeyAlgorithm } from '../domain/issuer.ts';
import { ed25519Multikey, InvalidKeyError, publicKeyFromMultikey } from './multikey.ts';

/** A bare public JSON Web Key (RFC 7517; RFC 8037, section 2, for `OKP`). */
export type PublicJwk = { readonly use: 'sig'; readonly kid: string } & (
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string; readonly alg: 'RS256' }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string; readonly alg: 'EdDSA' }
);

/** The key as a bare JSON Web Key. `kid` is its own address, as tokens name it (Open Badges 3.0, section 8.2.1). */
export function publicJwk(key: KeyMaterial, kid: string): PublicJwk {
  if (key.algorithm === 'RS256') {
    const { n, e } = key.publicKeyJwk;
    return { kty: 'RSA', n, e, alg: 'RS256', use: 'sig', kid };
  }
  const { x = '' } = publicKeyFromMultikey(key.publicKeyMultibase).export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x, alg: 'EdDSA', use: 'sig', kid };
}

/** A public half as a record of a key holds it. */
export type KeyMaterial =
  | Pick<IssuerKeyOf<'Ed25519'>, 'algorithm' | 'publicKeyMultibase'>
  | Pick<IssuerKeyOf<'RS256'>, 'algorithm' | 'publicKeyJwk'>;

/** The public half as it is recorded, of SubjectPublicKeyInfo in DER as KMS gives it. @throws InvalidKeyError */
export function keyMaterial(algorithm: KeyAlgorithm, publicKey: Uint8Array): KeyMaterial {
  if (algorithm === 'Ed25519') return { algorithm, publicKeyMultibase: ed25519Multikey(publicKey) };
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const { kty, n, e } = key.export({ format: 'jwk' });
  if (kty !== 'RSA' || n === undefined || e === undefined || key.asymmetricKeyDetails?.modulusLength !== 2048)
    throw new InvalidKeyError('The key is not an RSA key of 2,048 bits.');
  return { algorithm, publicKeyJwk: { kty, n, e } };
}
