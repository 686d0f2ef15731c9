import { keyMaterial } from '../credentials/public-jwk.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Issuer, IssuerKey } from '../domain/issuer.ts';
import { nextKeyId } from '../domain/keys.ts';
import type { Caller } from '../domain/membership.ts';
import type { Clock, Issuers, KeyMaker, PublicKeys } from '../ports.ts';
import { makeKey } from './make-key.ts';

export interface CreateIssuer {
  readonly caller: Caller;
  readonly operatorEmail: string;
  readonly signingKeyId: string;
  readonly profile: Omit<Issuer, 'createdAt'>;
}

/**
 * Adds an issuer, with its first owner and the key that its DID document will list. Only the operator of the deployment
 * may: an issuer speaks under the deployment's name. The first issuer gets the key that the deployment came with, every other one
 * that is made for it: no key signs for two.
 * @throws DomainError `forbidden`, `already-exists`, or `conflict` when two issuers wanted the same key at once
 */
export async function createIssuer(
  ports: { issuers: Issuers; publicKeys: PublicKeys; keyMaker: KeyMaker; clock: Clock },
  { caller, operatorEmail, signingKeyId, profile }: CreateIssuer,
): Promise<Issuer> {
  if (caller.email === undefined || caller.email.toLowerCase() !== operatorEmail.toLowerCase())
    throw new DomainError('forbidden', 'Only the operator of this deployment creates issuers.');
  // Before a key is made, which would cost for nothing.
  if (await ports.issuers.find(profile.id))
    throw new DomainError('already-exists', 'There is an issuer with this id.');
  const createdAt = ports.clock.now().toISOString();
  const issuer: Issuer = { ...profile, createdAt };
  const request = { issuerId: issuer.id, keyId: nextKeyId([], 'Ed25519'), algorithm: 'Ed25519' } as const;
  const key: IssuerKey =
    (await ports.issuers.keyHolder(signingKeyId)) === undefined
      ? {
          ...keyMaterial('Ed25519', await ports.publicKeys.publicKey(signingKeyId)),
          id: request.keyId,
          kmsKeyId: signingKeyId,
          createdAt,
        }
      : await makeKey(ports, request);
  await ports.issuers.create(
    issuer,
    {
      issuerId: issuer.id,
      person: caller.person,
      roles: ['owner'],
      since: createdAt,
      grantedBy: caller.person,
    },
    key,
  );
  return issuer;
}
