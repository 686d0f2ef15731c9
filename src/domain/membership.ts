import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import { slug, timestamp, token } from './text.ts';

/**
 * What a person or a machine client may be within one issuer. A direct issuer has credentials signed for which no assessment was
 * held here (VC-API, batches).
 */
export const role = z.enum(['owner', 'author', 'assessor', 'award-officer', 'direct-issuer']);
export type Role = z.infer<typeof role>;

/** The `sub` of a verified token, which the identity provider makes up: says who a person is, never what they may do. */
export const personId = token(255);

export const membership = z.strictObject({
  issuerId: slug,
  person: personId,
  roles: z.array(role).min(1),
  since: timestamp,
});
export type Membership = z.infer<typeof membership>;

/** Who calls, from the verified token. `email` is there only when the token says that it was verified. */
export interface Caller {
  readonly person: string;
  readonly name?: string;
  readonly email?: string;
  /** A token that no person stands behind (client credentials). It can never score or decide. */
  readonly machine: boolean;
}

/**
 * Lets a member with one of these roles pass (invariant 7).
 * @throws DomainError `forbidden`; it is the same answer whether the issuer does not exist or the caller is no member.
 */
export function requireRole(member: Membership | undefined, ...anyOf: readonly Role[]): Membership {
  if (member?.roles.some((held) => anyOf.includes(held))) return member;
  throw new DomainError('forbidden', `This needs the role ${anyOf.join(' or ')} in this issuer.`);
}
