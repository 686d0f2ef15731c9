import { DomainError } from '../domain/domain-error.ts';
import type { Caller, Membership, Role } from '../domain/membership.ts';
import type { Clock, Members } from '../ports.ts';
import { requireRightIn } from './standing.ts';

interface InIssuer {
  readonly caller: Caller;
  readonly issuerId: string;
}

/** Who may do what in an issuer. */
export async function listMembers(ports: { members: Members }, where: InIssuer) {
  await requireRightIn(ports, where, 'read-members');
  return ports.members.list(where.issuerId);
}

/** Gives a person exactly these roles. */
export async function putMember(
  ports: { members: Members; clock: Clock },
  { caller, issuerId, person, roles }: InIssuer & { person: string; roles: readonly Role[] },
): Promise<Membership> {
  await requireRightIn(ports, { caller, issuerId }, 'manage-members');
  const before = await ports.members.find(issuerId, person);
  const since = before?.since ?? ports.clock.now().toISOString();
  const after: Membership = {
    issuerId,
    person,
    roles: [...new Set(roles)],
    since,
    grantedBy: caller.person,
  };
  await ports.members.put(after, before);
  return after;
}

/**
 * Takes every role from a person; an owner may do that to anyone, and everyone to themselves.
 * @throws DomainError `forbidden`, `not-found`, `last-owner`, `conflict`
 */
export async function removeMember(
  ports: { members: Members },
  { caller, issuerId, person }: InIssuer & { person: string },
): Promise<void> {
  const before = await ports.members.find(issuerId, person);
  const leaves = before !== undefined && person === caller.person && !caller.machine && !caller.scopes;
  if (!leaves) await requireRightIn(ports, { caller, issuerId }, 'manage-members');
  if (!before) throw new DomainError('not-found', 'This person is not a member of the issuer.');
  await ports.members.remove(before);
}
