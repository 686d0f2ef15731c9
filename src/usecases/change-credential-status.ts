import {
  type CredentialRecord,
  changeStatus,
  requireStatus,
  type StatusChange,
} from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import { type Right, requireRight } from '../domain/permission.ts';
import type { StatusPurpose } from '../domain/status-list.ts';
import type { Clock, Credentials, Members, SigningTasks, StatusLists } from '../ports.ts';
import { standingOf } from './standing.ts';

export interface StatusPorts {
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly members: Members;
  readonly signingTasks: SigningTasks;
  readonly statusLists: StatusLists;
  readonly onSigningFailure: (error: unknown) => void;
}

export interface StatusChanged {
  readonly credential: CredentialRecord;
  /** Whether the public status list shows it yet. When not, the audit finishes it. */
  readonly published: boolean;
}

/**
 * Revokes a credential for good, or suspends it, or ends a suspension, and publishes that. A flip to what is so already
 * changes nothing: the first reason and time stand.
 * @throws DomainError `not-found`, `forbidden`, `no-such-status`, `revoked-for-good`
 */
export async function changeCredentialStatus(
  ports: StatusPorts,
  command: { caller: Caller; credentialId: string; purpose: StatusPurpose; set: boolean; reason: string },
): Promise<StatusChanged> {
  const found = await credentialOfCaller(ports, command, 'change-credentials');
  return changeStatusOf(ports, found, { by: command.caller.person, ...command });
}

/** As {@link changeCredentialStatus}, for a caller whose right is established. */
export async function changeStatusOf(
  ports: StatusPorts,
  found: CredentialRecord,
  { by, purpose, set, reason }: { by: string; purpose: StatusPurpose; set: boolean; reason: string },
): Promise<StatusChanged> {
  const status = requireStatus(found, purpose);
  const at = ports.clock.now().toISOString();
  const credential = await record(ports, found, { at, by, reason, purpose, set });
  return { credential, published: await publishNow(ports, status.list) };
}

/** A credential of an issuer in which the caller may do this with it (invariant 7). @throws DomainError */
export async function credentialOfCaller(
  ports: { credentials: Credentials; members: Members },
  { caller, credentialId }: { caller: Caller; credentialId: string },
  right: Right,
): Promise<CredentialRecord> {
  const credential = await ports.credentials.find(credentialId);
  const standing = credential && (await standingOf(ports, { caller, issuerId: credential.issuerId }));
  if (!credential || !standing) throw new DomainError('not-found', 'Your issuers have no such credential.');
  requireRight(standing, right);
  return credential;
}

/** Two at once: the one that came first stands. */
async function record(
  ports: { credentials: Credentials },
  before: CredentialRecord,
  change: StatusChange,
): Promise<CredentialRecord> {
  const after = changeStatus(before, change);
  if (!after) return before;
  try {
    await ports.credentials.changeStatus(before, after, change);
    return after;
  } catch (error) {
    const now = await ports.credentials.find(before.id);
    if (now && changeStatus(now, change) === undefined) return now;
    throw error;
  }
}

/** Has a status list signed anew while the caller waits. @returns whether the public list shows all that was decided */
export async function publishNow(
  ports: Pick<StatusPorts, 'signingTasks' | 'statusLists' | 'onSigningFailure'>,
  listId: string,
): Promise<boolean> {
  await ports.signingTasks.run({ kind: 'status-list', listId }).catch(ports.onSigningFailure);
  const list = await ports.statusLists.find(listId);
  return list !== undefined && list.published >= list.wanted;
}
