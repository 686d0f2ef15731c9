import { type KeyObject, verify } from 'node:crypto';
import { couldNotCheck, failed, type Outcome } from '../verification-report.ts';
import type { Jwt } from './jwt.ts';

interface Algorithm {
  suits(key: KeyObject): boolean;
  verify(data: Uint8Array, key: KeyObject, signature: Uint8Array): boolean;
}

const ed25519: Algorithm = {
  suits: (key) => key.asymmetricKeyType === 'ed25519',
  verify: (data, key, signature) => verify(null, data, key, signature),
};

/** The algorithms of RFC 7518 and RFC 8037 that are understood; the key must be of the kind that each one names. */
const algorithms: ReadonlyMap<string, Algorithm> = new Map([
  [
    'RS256',
    {
      suits: ({ asymmetricKeyType, asymmetricKeyDetails }) =>
        asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048,
      verify: (data, key, signature) => verify('sha256', data, key, signature),
    },
  ],
  ['ES256', ecdsa('prime256v1', 'sha256')],
  ['ES384', ecdsa('secp384r1', 'sha384')],
  ['EdDSA', ed25519],
  ['Ed25519', ed25519],
]);

/** Why a token's algorithm is not one to check; undefined when it is. */
export function algorithmProblem({ header: { alg } }: Jwt): Outcome | undefined {
  if (algorithms.has(alg)) return undefined;
  // Without a signature, or with one that whoever checks it could have made.
  return /^(?:none|HS\d+)$/i.test(alg)
    ? failed('algorithm-not-allowed', 'It is not signed in a way that shows who signed it.')
    : couldNotCheck('unsupported-cryptosuite', 'It is signed in a way that is not supported yet.');
}

/** Checks the signature of a token whose algorithm is known. */
export function jwtSignatureProblem({ header, signed, signature }: Jwt, key: KeyObject): Outcome | undefined {
  const algorithm = algorithms.get(header.alg);
  if (!algorithm?.suits(key))
    return failed('key-invalid', 'The key is not of the kind that this signature needs.');
  return algorithm.verify(Buffer.from(signed, 'ascii'), key, signature)
    ? undefined
    : failed('signature-mismatch', 'The signature is not for this text: it was changed after it was signed.');
}

function ecdsa(curve: string, hash: string): Algorithm {
  return {
    suits: (key) => key.asymmetricKeyDetails?.namedCurve === curve,
    verify: (data, key, signature) => verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature),
  };
}
