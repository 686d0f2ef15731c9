import type { Revocation } from '../domain/award.ts';
import { DomainError } from '../domain/domain-error.ts';
import { type Caller, requireRole } from '../domain/membership.ts';
import type { Clock, Credentials, Members, SigningTasks, StatusLists } from '../ports.ts';

export interface Revoked {
  readonly credentialId: string;
  readonly revocation: Revocation;
  /** Whether the public status list shows it yet. When not, the audit finishes it. */
  readonly published: boolean;
}

/** Revokes a credential for good, and publishes that. Repeating it keeps the first reason and time. */
export async function revokeCredential(
  ports: {
    credentials: Credentials;
    members: Members;
    statusLists: StatusLists;
    signingTasks: SigningTasks;
    clock: Clock;
    onSigningFailure: (error: unknown) => void;
  },
  { caller, credentialId, reason }: { caller: Caller; credentialId: string; reason: string },
): Promise<Revoked> {
  const credential = await ports.credentials.find(credentialId);
  const member = credential && (await ports.members.find(credential.issuerId, caller.person));
  if (!credential || !member) throw new DomainError('not-found', 'Your issuers have no such credential.');
  requireRole(member, 'award-officer', 'owner');
  const revocation = credential.revocation ?? {
    at: ports.clock.now().toISOString(),
    by: caller.person,
    reason,
  };
  if (!credential.revocation) await ports.credentials.revoke(credential, revocation);
  const listId = credential.status.list;
  await ports.signingTasks.run({ kind: 'status-list', listId }).catch(ports.onSigningFailure);
  const list = await ports.statusLists.find(listId);
  return { credentialId, revocation, published: list !== undefined && list.published >= list.wanted };
}
