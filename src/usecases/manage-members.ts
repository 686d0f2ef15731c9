import { DomainError } from '../domain/domain-error.ts';
import { type Caller, type Membership, type Role, requireRole } from '../domain/membership.ts';
import type { Clock, Members } from '../ports.ts';

interface InIssuer {
  readonly caller: Caller;
  readonly issuerId: string;
}

/** Who may do what in an issuer, as its owners see it. */
export async function listMembers(ports: { members: Members }, { caller, issuerId }: InIssuer) {
  requireRole(await ports.members.find(issuerId, caller.person), 'owner');
  return ports.members.list(issuerId);
}

/** Gives a person exactly these roles. */
export async function putMember(
  ports: { members: Members; clock: Clock },
  { caller, issuerId, person, roles }: InIssuer & { person: string; roles: readonly Role[] },
): Promise<Membership> {
  requireRole(await ports.members.find(issuerId, caller.person), 'owner');
  const before = await ports.members.find(issuerId, person);
  const since = before?.since ?? ports.clock.now().toISOString();
  const after: Membership = { issuerId, person, roles: [...new Set(roles)], since };
  await ports.members.put(after, before);
  return after;
}

/** Takes every role from a person. */
export async function removeMember(
  ports: { members: Members },
  { caller, issuerId, person }: InIssuer & { person: string },
) {
  requireRole(await ports.members.find(issuerId, caller.person), 'owner');
  const before = await ports.members.find(issuerId, person);
  if (!before) throw new DomainError('not-found', 'This person is not a member of the issuer.');
  await ports.members.remove(before);
}
