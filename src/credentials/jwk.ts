import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { InvalidKeyError } from './multikey.ts';

const bytes = (least: number, most = least) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((least * 4) / 3)},${Math.ceil((most * 4) / 3)}}$`));
const never = z.undefined().optional();

/** Members that every public key may have; those of private keys make it unusable, since it is no secret any more. */
const common = {
  use: z.literal('sig').optional(),
  key_ops: z
    .array(z.string())
    .refine((uses) => uses.includes('verify'))
    .optional(),
  alg: z.string().optional(),
  d: never,
  p: never,
  q: never,
  k: never,
};

const publicJwk = z.union([
  z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: bytes(32), ...common }),
  z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: bytes(32), y: bytes(32), ...common }),
  z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-384'), x: bytes(48), y: bytes(48), ...common }),
  // 2,048 bits are the least that RS256 may have (RFC 7518, section 3.3), and 8,192 the most that we spend time on.
  z.looseObject({
    kty: z.literal('RSA'),
    n: bytes(256, 1024),
    e: z.string().regex(/^[A-Za-z0-9_-]{1,6}$/),
    ...common,
  }),
]);

/** The public key of a JSON Web Key (RFC 7517): Ed25519, P-256, P-384 or RSA. @throws InvalidKeyError */
export function publicKeyFromJwk(jwk: unknown): KeyObject {
  const parsed = publicJwk.safeParse(jwk);
  if (!parsed.success) throw new InvalidKeyError('The key is not a public JSON Web Key of a known kind.');
  const { kty, crv, x, y, n, e } = parsed.data as JsonWebKey;
  const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  try {
    return createPublicKey({ key: Object.fromEntries(members) as JsonWebKey, format: 'jwk' });
  } catch (error) {
    throw new InvalidKeyError('The JSON Web Key does not hold a public key.', { cause: error });
  }
}
