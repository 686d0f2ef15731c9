import { createHash } from 'node:crypto';

/** A holder as a credential names them. */
export interface HolderFacts {
  readonly name: string;
  readonly email?: string | undefined;
  /** How the issuer wants the e-mail address to be told; hashed unless it says otherwise. */
  readonly identity?: 'hashed' | 'plain' | undefined;
  /** Keeps the hash of the address from being guessed by table. */
  readonly salt: string;
}

/**
 * The identifiers of a holder (Open Badges 3.0, IdentityObject): the e-mail address where there is one, as a salted hash or as
 * it is, and the name.
 */
export function identityObjects({ name, email, identity, salt }: HolderFacts) {
  const byName = { type: 'IdentityObject', hashed: false, identityType: 'name', identityHash: name };
  const address = email?.trim().toLowerCase();
  if (!address) return [byName];
  const byEmail = { type: 'IdentityObject', identityType: 'emailAddress' };
  if (identity === 'plain') return [{ ...byEmail, hashed: false, identityHash: address }, byName];
  const digest = createHash('sha256')
    .update(address + salt)
    .digest('hex');
  return [{ ...byEmail, hashed: true, salt, identityHash: `sha256$${digest}` }, byName];
}
