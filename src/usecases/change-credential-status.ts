import { eventOf } from '../domain/case.ts';
import {
  type CredentialRecord,
  changeStatus,
  requireStatus,
  type StatusChange,
} from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { AssayEvent } from '../domain/event.ts';
import type { Caller } from '../domain/membership.ts';
import { type Right, requireRight } from '../domain/permission.ts';
import type { StatusPurpose } from '../domain/status-list.ts';
import type { Clock, Credentials, Members, NewId, SigningTasks, StatusLists, Submissions } from '../ports.ts';
import { standingOf } from './standing.ts';

export interface StatusPorts {
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly members: Members;
  readonly newId: NewId;
  readonly signingTasks: SigningTasks;
  readonly statusLists: StatusLists;
  readonly submissions: Pick<Submissions, 'find'>;
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

type EventPorts = Pick<StatusPorts, 'credentials' | 'newId' | 'submissions'>;

/** Two at once: the one that came first stands. */
async function record(
  ports: EventPorts,
  before: CredentialRecord,
  change: StatusChange,
): Promise<CredentialRecord> {
  const after = changeStatus(before, change);
  if (!after) return before;
  try {
    await ports.credentials.changeStatus(before, after, change, await eventsOf(ports, before, change));
    return after;
  } catch (error) {
    const now = await ports.credentials.find(before.id);
    if (now && changeStatus(now, change) === undefined) return now;
    throw error;
  }
}

/** Of the revocation of an award. A suspension may end, and is told by the credential itself. */
async function eventsOf(
  ports: EventPorts,
  { id, submissionId }: CredentialRecord,
  { purpose, set, at, by }: StatusChange,
): Promise<AssayEvent[]> {
  if (submissionId === undefined || purpose !== 'revocation' || !set) return [];
  const submission = await ports.submissions.find(submissionId);
  if (!submission) return [];
  const moment = { now: new Date(at), newId: ports.newId, actor: by };
  return [eventOf(submission, moment, { kind: 'credential.revoked', credentialId: id })];
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
