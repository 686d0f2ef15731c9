import { keyUrl } from '../credentials/addresses.ts';
import { type PublicJwk, publicJwk } from '../credentials/public-jwk.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { PublicRecords } from '../ports.ts';

/**
 * A public key of an issuer under its address, for whoever holds a token that names it. They ask nothing else: given a key
 * that was compromised, they would take what others signed with it.
 * @throws DomainError `not-found` or `key-compromised`
 */
export async function readIssuerKey(
  ports: Pick<PublicRecords, 'issuers'>,
  { issuerId, keyId, publicUrl }: { issuerId: string; keyId: string; publicUrl: string },
): Promise<PublicJwk> {
  const key = (await ports.issuers.keys(issuerId)).find(({ id }) => id === keyId);
  if (!key) throw new DomainError('not-found', 'There is nothing at this address.');
  if (key.compromisedAt !== undefined)
    throw new DomainError('key-compromised', `This key was compromised at ${key.compromisedAt}.`);
  return publicJwk(key, keyUrl(publicUrl, issuerId, keyId));
}
