import { DomainError } from '../domain/domain-error.ts';
import type { MachineClient } from '../domain/machine-client.ts';
import type { Caller } from '../domain/membership.ts';
import type { Scope } from '../domain/scope.ts';
import type { Clock, Members } from '../ports.ts';
import { requireRightIn } from './standing.ts';

interface InIssuer {
  readonly caller: Caller;
  readonly issuerId: string;
}

/** The programs that an issuer let in. */
export async function listClients(ports: { members: Members }, where: InIssuer) {
  await requireRightIn(ports, where, 'read-members');
  return ports.members.clients(where.issuerId);
}

/** Lets a program do exactly this in an issuer. */
export async function putClient(
  ports: { members: Members; clock: Clock },
  {
    caller,
    issuerId,
    client,
    name,
    scopes,
  }: InIssuer & { client: string; name: string; scopes: readonly Scope[] },
): Promise<MachineClient> {
  await requireRightIn(ports, { caller, issuerId }, 'manage-members');
  const before = await ports.members.findClient(issuerId, client);
  const after: MachineClient = {
    issuerId,
    client,
    name,
    scopes: [...new Set(scopes)],
    since: before?.since ?? ports.clock.now().toISOString(),
    grantedBy: caller.person,
  };
  await ports.members.putClient(after, before);
  return after;
}

/** Shuts a program out of an issuer. @throws DomainError `forbidden`, `not-found`, `conflict` */
export async function removeClient(
  ports: { members: Members },
  { caller, issuerId, client }: InIssuer & { client: string },
): Promise<void> {
  await requireRightIn(ports, { caller, issuerId }, 'manage-members');
  const before = await ports.members.findClient(issuerId, client);
  if (!before) throw new DomainError('not-found', 'The issuer has no such machine client.');
  await ports.members.removeClient(before);
}
