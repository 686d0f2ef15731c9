import { DomainError } from '../domain/domain-error.ts';
import type { Issuer } from '../domain/issuer.ts';
import { type Caller, requireRole } from '../domain/membership.ts';
import type { Issuers, Members } from '../ports.ts';

/** Changes what an issuer says of itself; `null` takes an optional field away. */
export async function updateIssuer(
  ports: { issuers: Issuers; members: Members },
  command: {
    caller: Caller;
    issuerId: string;
    changes: { [K in keyof Omit<Issuer, 'id' | 'createdAt'>]?: Issuer[K] | null | undefined };
  },
): Promise<Issuer> {
  requireRole(await ports.members.find(command.issuerId, command.caller.person), 'owner');
  const current = await ports.issuers.find(command.issuerId);
  if (!current) throw new DomainError('not-found', 'There is no such issuer.');
  const changed = Object.fromEntries(
    Object.entries({ ...current, ...command.changes }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  ) as Issuer;
  await ports.issuers.update(changed);
  return changed;
}
