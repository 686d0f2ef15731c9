import type { Caller } from '../domain/membership.ts';
import { type Right, requireRight, type Standing } from '../domain/permission.ts';
import type { Members } from '../ports.ts';

interface InIssuer {
  readonly caller: Caller;
  readonly issuerId: string;
}

/**
 * What the caller is in an issuer; undefined when nothing. A machine token counts as a machine client only, and a person's as a
 * member only, whatever their `sub`.
 */
export async function standingOf(
  { members }: { members: Members },
  { caller, issuerId }: InIssuer,
): Promise<Standing | undefined> {
  const { person, machine, scopes: within } = caller;
  if (machine) {
    const client = await members.findClient(issuerId, person);
    return client && { roles: [], scopes: client.scopes, within };
  }
  const member = await members.find(issuerId, person);
  return member && { roles: member.roles, scopes: [], within };
}

/** @throws DomainError `forbidden` unless the caller has this right in the issuer */
export async function requireRightIn(
  ports: { members: Members },
  where: InIssuer,
  right: Right,
): Promise<void> {
  requireRight(await standingOf(ports, where), right);
}

/** The issuers in which the caller is anything. */
export async function issuersOf({ members }: { members: Members }, caller: Caller): Promise<string[]> {
  const found = caller.machine ? await members.clientOf(caller.person) : await members.of(caller.person);
  return found.map(({ issuerId }) => issuerId);
}
