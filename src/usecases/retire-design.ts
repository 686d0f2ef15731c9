import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import { type Retirement, retired } from '../domain/retirement.ts';
import type { Clock, Members, MicroCredentials, Retirements } from '../ports.ts';
import { type CatalogUpdatePorts, updateCatalogSoon } from './update-catalog.ts';
import { draftFor } from './write-definition.ts';

interface OfDraft {
  readonly caller: Caller;
  readonly issuerId: string;
  readonly microCredentialId: string;
}
interface Ports extends CatalogUpdatePorts {
  readonly clock: Clock;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
  readonly retirements: Retirements;
}

/**
 * Ends a published micro-credential for everyone who has not begun. Submissions that are open are handed in, assessed and awarded
 * as if nothing had happened, and credentials stay valid.
 * @throws DomainError `retired` when it is already, `invalid-request` for a successor that nobody could begin
 */
export async function retireDesign(
  ports: Ports,
  { reason, successor, ...command }: OfDraft & { reason: string; successor?: string | undefined },
): Promise<Retirement> {
  const draft = await draftFor(ports, command, 'retire-designs');
  if (draft.published === 0)
    throw new DomainError('invalid-request', 'It was never published, so nobody can have begun.');
  if (await ports.retirements.find(draft.id)) throw retired();
  if (successor !== undefined) await requireSuccessor(ports, draft.id, successor);
  const retirement: Retirement = {
    microCredentialId: draft.id,
    at: ports.clock.now().toISOString(),
    by: command.caller.person,
    reason,
    ...(successor !== undefined && { successor }),
  };
  await ports.retirements.retire(retirement);
  await updateCatalogSoon(ports, draft.id);
  return retirement;
}

/** Takes a retirement back. That it was, by whom and why, is kept. @throws DomainError `not-found` when it is not retired */
export async function endRetirement(ports: Ports, command: OfDraft): Promise<void> {
  const draft = await draftFor(ports, command, 'retire-designs');
  const current = await ports.retirements.find(draft.id);
  if (!current) throw new DomainError('not-found', 'It is not retired.');
  const ended = { at: ports.clock.now().toISOString(), by: command.caller.person };
  await ports.retirements.end({ ...current, ended });
  await updateCatalogSoon(ports, draft.id);
}

async function requireSuccessor(ports: Ports, id: string, successor: string): Promise<void> {
  const refuse = (message: string) => {
    throw new DomainError('invalid-request', 'Nobody could begin the successor.', [
      { field: '/successor', message },
    ]);
  };
  if (successor === id) refuse('must be another one');
  if (!(await ports.microCredentials.latestVersion(successor)))
    refuse('must be a micro-credential that is published here');
  if (await ports.retirements.find(successor)) refuse('must not be retired itself');
}
