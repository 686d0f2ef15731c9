import * as z from 'zod';
import { DomainError } from './domain-error.ts';

/** The alphabet of base 58 without 0, O, I and l; `z` in front says so. Ed25519, P-256, P-384 and secp256k1 keys fit. */
const didKey = /^did:key:z[1-9A-HJ-NP-Za-km-z]{40,120}$/;
/** A host with a name, a port as `%3A`, and segments of a path that no URL parser reads in another way. */
const didWeb =
  /^did:web:(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(?:%3A\d{1,5})?(?::(?!\.{1,2}(?::|$))[A-Za-z0-9._-]+)*$/;

/** A holder's own identifier: a did:key, or a did:web of a host with a name. Nothing is looked up. */
export const holderDid = z
  .string()
  .max(300)
  .refine((value) => didKey.test(value) || didWeb.test(value), 'must be a did:key or a did:web');

/**
 * Refuses an identifier under this service: its issuers have those, and in the credential a holder would be one with an issuer.
 * @throws DomainError `invalid-request`
 */
export function checkHolderDid(did: string | undefined, publicUrl: string): void {
  if (did !== undefined && isOwnDid(did, publicUrl))
    throw new DomainError('invalid-request', 'This identifier cannot be a holder.', [
      { field: '/recipient/did', message: 'must not be an identifier of this service' },
    ]);
}

/** Whether an identifier is one of this service, whose issuers have those. */
export function isOwnDid(did: string, publicUrl: string): boolean {
  const host = encodeURIComponent(new URL(publicUrl).host);
  return did.split(':')[1] === 'web' && did.split(':')[2]?.toLowerCase() === host.toLowerCase();
}
