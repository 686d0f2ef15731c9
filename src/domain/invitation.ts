import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import { type Caller, type Membership, personId, role } from './membership.ts';
import { slug, timestamp, ulid } from './text.ts';
import { ulidPattern } from './ulid.ts';

/** How long an invitation holds unless it says otherwise, and at most, in days. */
export const usualDays = 7;
export const mostDays = 30;

/** Roles that are offered to whoever signs in with an address. It ends by itself, and is kept no longer than that. */
export const invitation = z.strictObject({
  id: ulid,
  issuerId: slug,
  /** Compared without regard to case. */
  email: z.email().max(254),
  roles: z.array(role).min(1),
  /** SHA-256 of the secret in the link, in hex. The secret itself is nowhere. */
  secretDigest: z.string().regex(/^[0-9a-f]{64}$/),
  invitedBy: personId,
  invitedAt: timestamp,
  validUntil: timestamp,
  accepted: z.strictObject({ by: personId, at: timestamp }).optional(),
});
export type Invitation = z.infer<typeof invitation>;
export type InvitationState = 'open' | 'accepted' | 'expired';

/** Which invitation is meant, and the secret that lets one accept it. */
export interface InvitationToken {
  readonly issuerId: string;
  readonly id: string;
  /** 256 random bits as base64url. */
  readonly secret: string;
}

const tokenPattern = new RegExp(
  `^([a-z0-9-]{2,64})\\.(${ulidPattern.source.replace(/^\^|\$$/g, '')})\\.([A-Za-z0-9_-]{43})$`,
);

/** A token as it stands in a link: `<issuer>.<id>.<secret>`. */
export const invitationToken = z.string().regex(tokenPattern, 'is not an invitation of this service');

export function writeInvitationToken({ issuerId, id, secret }: InvitationToken): string {
  return `${issuerId}.${id}.${secret}`;
}

export function readInvitationToken(token: string): InvitationToken | undefined {
  const [, issuerId, id, secret] = tokenPattern.exec(token) ?? [];
  return issuerId && id && secret ? { issuerId, id, secret } : undefined;
}

/** What became of an invitation. Written so that an end that is no time counts as passed. */
export function stateOfInvitation({ accepted, validUntil }: Invitation, now: Date): InvitationState {
  if (accepted) return 'accepted';
  return Date.parse(validUntil) > now.getTime() ? 'open' : 'expired';
}

/** Whether an invitation is for this address. */
export function isFor({ email }: Invitation, address: string | undefined): boolean {
  return address !== undefined && email.toLowerCase() === address.toLowerCase();
}

/**
 * What accepting an invitation makes of a person: a member with the roles that they had and those that are offered.
 * @throws DomainError `human-required`; `forbidden` for another address than the verified one; `invitation-used`, `invitation-void`
 */
export function acceptInvitation(
  offered: Invitation,
  caller: Caller,
  before: Membership | undefined,
  now: Date,
): { readonly invitation: Invitation; readonly membership: Membership } {
  if (caller.machine) throw new DomainError('human-required', 'Only a person can accept an invitation.');
  if (caller.scopes) throw new DomainError('forbidden', 'The token is for less than this: sign in yourself.');
  if (!isFor(offered, caller.email))
    throw new DomainError(
      'forbidden',
      'The invitation is for another e-mail address than the verified one of your sign-in.',
    );
  const state = stateOfInvitation(offered, now);
  if (state === 'accepted') throw new DomainError('invitation-used', 'The invitation was accepted before.');
  if (state === 'expired')
    throw new DomainError('invitation-void', 'The invitation has ended: ask for another one.');
  // For everyone else the store sees to that, in the same step.
  if (offered.invitedBy === caller.person && !before?.roles.includes('owner')) throw inviterIsNoOwner();
  const at = now.toISOString();
  return {
    invitation: { ...offered, accepted: { by: caller.person, at } },
    membership: {
      issuerId: offered.issuerId,
      person: caller.person,
      roles: [...new Set([...(before?.roles ?? []), ...offered.roles])],
      since: before?.since ?? at,
      grantedBy: offered.invitedBy,
    },
  };
}

/** Nobody is let in by someone who could not let them in today. */
export function inviterIsNoOwner(): DomainError {
  return new DomainError(
    'invitation-void',
    'Who invited you is no owner any more: ask for another invitation.',
  );
}
