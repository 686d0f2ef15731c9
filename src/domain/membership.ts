import * as z from 'zod';
import type { Scope } from './scope.ts';
import { slug, timestamp, token } from './text.ts';

/** What a person may be within one issuer. Which right each of these carries is in `permission.ts`. */
export const role = z.enum([
  'owner',
  'author',
  'reviewer',
  'assessor',
  'approver',
  'award-officer',
  'direct-issuer',
  'viewer',
]);
export type Role = z.infer<typeof role>;

/** The `sub` of a verified token, which the identity provider makes up: says who a person is, never what they may do. */
export const personId = token(255);

export const membership = z.strictObject({
  issuerId: slug,
  person: personId,
  roles: z.array(role).min(1),
  since: timestamp,
  /** The owner by whose act the person has these roles: who set them last, or who sent the invitation. */
  grantedBy: personId.optional(),
});
export type Membership = z.infer<typeof membership>;

/** Who calls, from the verified token. `email` is there only when the token says that it was verified. */
export interface Caller {
  readonly person: string;
  readonly name?: string;
  readonly email?: string;
  /** A token that no person stands behind (client credentials). It can never score or decide. */
  readonly machine: boolean;
  /** What the token is for, when it names scopes of this service: in an issuer, no more than that. */
  readonly scopes?: readonly Scope[];
}
