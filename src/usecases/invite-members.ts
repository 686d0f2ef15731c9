import { createHash } from 'node:crypto';
import { DomainError } from '../domain/domain-error.ts';
import {
  acceptInvitation,
  type Invitation,
  type InvitationToken,
  readInvitationToken,
  writeInvitationToken,
} from '../domain/invitation.ts';
import type { Caller, Membership, Role } from '../domain/membership.ts';
import type { Clock, Invitations, Members, NewId, NewSecret } from '../ports.ts';
import { requireRightIn } from './standing.ts';

interface InIssuer {
  readonly caller: Caller;
  readonly issuerId: string;
}

/**
 * Offers roles to whoever signs in with this address. Nothing is mailed: the owner hands the token on.
 * @returns the token too; it is told this once, and kept only as a digest
 */
export async function inviteMember(
  ports: { members: Members; invitations: Invitations; clock: Clock; newId: NewId; newSecret: NewSecret },
  {
    caller,
    issuerId,
    email,
    roles,
    days,
  }: InIssuer & { email: string; roles: readonly Role[]; days: number },
): Promise<{ readonly invitation: Invitation; readonly token: string }> {
  await requireRightIn(ports, { caller, issuerId }, 'manage-members');
  const now = ports.clock.now();
  const secret = ports.newSecret();
  const invitation: Invitation = {
    id: ports.newId(),
    issuerId,
    email,
    roles: [...new Set(roles)],
    secretDigest: digestOf(secret),
    invitedBy: caller.person,
    invitedAt: now.toISOString(),
    validUntil: new Date(now.getTime() + days * 24 * 60 * 60 * 1000).toISOString(),
  };
  await ports.invitations.create(invitation);
  return { invitation, token: writeInvitationToken({ issuerId, id: invitation.id, secret }) };
}

/** Every invitation of an issuer that is not cleaned up yet, accepted and ended ones too. */
export async function listInvitations(
  ports: { members: Members; invitations: Invitations },
  where: InIssuer,
): Promise<readonly Invitation[]> {
  await requireRightIn(ports, where, 'manage-members');
  return ports.invitations.ofIssuer(where.issuerId);
}

/** Takes an invitation back. @throws DomainError `forbidden`, `not-found`, `invitation-used` */
export async function revokeInvitation(
  ports: { members: Members; invitations: Invitations },
  { caller, issuerId, invitationId }: InIssuer & { invitationId: string },
): Promise<void> {
  await requireRightIn(ports, { caller, issuerId }, 'manage-members');
  await ports.invitations.revoke(issuerId, invitationId);
}

/**
 * The invitation that a link leads to.
 * @throws DomainError `not-found`: the same for one that never was, was taken back, or has another secret
 */
export async function findInvitation(
  ports: { invitations: Pick<Invitations, 'find'> },
  token: string,
): Promise<Invitation> {
  const read: InvitationToken | undefined = readInvitationToken(token);
  const found = read && (await ports.invitations.find(read.issuerId, read.id));
  if (!found || found.secretDigest !== digestOf(read.secret))
    throw new DomainError('not-found', 'There is no such invitation.');
  return found;
}

/**
 * Makes the caller a member, once, if their verified address is the one that was invited and who invited is an owner still.
 * @throws DomainError `not-found`, `human-required`, `forbidden`, `invitation-used`, `invitation-void`, `conflict`
 */
export async function joinIssuer(
  ports: { members: Members; invitations: Invitations; clock: Clock },
  { caller, token }: { caller: Caller; token: string },
): Promise<Membership> {
  const offered = await findInvitation(ports, token);
  const before = await ports.members.find(offered.issuerId, caller.person);
  const { invitation, membership } = acceptInvitation(offered, caller, before, ports.clock.now());
  await ports.invitations.accept(invitation, membership, before);
  return membership;
}

/** The secret has 256 random bits, so its digest needs neither salt nor effort. */
function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
