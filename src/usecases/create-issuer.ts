import { ed25519Multikey } from '../credentials/multikey.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Issuer, IssuerKey } from '../domain/issuer.ts';
import type { Caller } from '../domain/membership.ts';
import type { Clock, Issuers, PublicKeys } from '../ports.ts';

export interface CreateIssuer {
  readonly caller: Caller;
  readonly operatorEmail: string;
  readonly signingKeyId: string;
  readonly profile: Omit<Issuer, 'createdAt'>;
}

/**
 * Adds an issuer, with its first owner and the key that its DID document will list. Only the operator of the deployment
 * may: an issuer speaks under the deployment's name.
 */
export async function createIssuer(
  ports: { issuers: Issuers; publicKeys: PublicKeys; clock: Clock },
  { caller, operatorEmail, signingKeyId, profile }: CreateIssuer,
): Promise<Issuer> {
  if (caller.email === undefined || caller.email.toLowerCase() !== operatorEmail.toLowerCase())
    throw new DomainError('forbidden', 'Only the operator of this deployment creates issuers.');
  const createdAt = ports.clock.now().toISOString();
  const issuer: Issuer = { ...profile, createdAt };
  const key: IssuerKey = {
    id: 'key-1',
    publicKeyMultibase: ed25519Multikey(await ports.publicKeys.publicKey(signingKeyId)),
    kmsKeyId: signingKeyId,
    createdAt,
  };
  await ports.issuers.create(
    issuer,
    { issuerId: issuer.id, person: caller.person, roles: ['owner'], since: createdAt },
    key,
  );
  return issuer;
}
