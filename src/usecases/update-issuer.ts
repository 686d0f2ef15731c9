import { DomainError } from '../domain/domain-error.ts';
import type { Issuer, IssuerChanges } from '../domain/issuer.ts';
import type { Caller } from '../domain/membership.ts';
import type { Issuers, Members } from '../ports.ts';
import { requireRightIn } from './standing.ts';

/** Changes what an issuer says of itself. */
export async function updateIssuer(
  ports: { issuers: Issuers; members: Members },
  { caller, issuerId, changes }: { caller: Caller; issuerId: string; changes: IssuerChanges },
): Promise<Issuer> {
  await requireRightIn(ports, { caller, issuerId }, 'change-issuer');
  await ports.issuers.update(issuerId, changes);
  const changed = await ports.issuers.find(issuerId);
  if (!changed) throw new DomainError('not-found', 'There is no such issuer.');
  return changed;
}
