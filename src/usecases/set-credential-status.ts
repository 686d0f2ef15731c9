import { statusListUrl } from '../credentials/addresses.ts';
import { type CredentialRecord, requireStatus } from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import { requireRight, type Standing } from '../domain/permission.ts';
import type { StatusPurpose } from '../domain/status-list.ts';
import { ulid } from '../domain/text.ts';
import type { Issuances, Members } from '../ports.ts';
import { changeStatusOf, type StatusChanged, type StatusPorts } from './change-credential-status.ts';
import type { PublicAddress } from './finish-intent.ts';
import { issuersOf, standingOf } from './standing.ts';

export interface SetStatusPorts extends StatusPorts {
  readonly issuances: Issuances;
}

/** What is asked for (VCALM 1.0, Update Status). */
export interface StatusRequest extends PublicAddress {
  readonly caller: Caller;
  /** The id that the credential gives itself. */
  readonly credentialId: string;
  readonly purpose: StatusPurpose;
  readonly set: boolean;
  readonly reason: string;
  /** Where the caller says that the bit is. It must be there: it decides nothing. */
  readonly statusListCredential?: string | undefined;
  readonly statusListIndex?: string | undefined;
}

/**
 * Sets or clears a status of a credential that is named by its own id. Whoever may issue directly may do that to what was issued
 * directly, and the issuer's staff to everything of theirs.
 * @throws DomainError `not-found`, `forbidden`, `no-such-status`, `revoked-for-good`, `invalid-request`
 */
export async function setCredentialStatus(
  ports: SetStatusPorts,
  request: StatusRequest,
): Promise<StatusChanged> {
  const { credential, standing } = await find(ports, request);
  const journal = await ports.issuances.find(credential.id);
  const isDirect = journal?.origin.kind === 'direct';
  requireRight(standing, isDirect ? 'change-direct-status' : 'change-credentials');
  requirePlace(credential, request);
  const { purpose, set, reason } = request;
  return changeStatusOf(ports, credential, { by: request.caller.person, purpose, set, reason });
}

/** Among the caller's own issuers (invariant 7); of several with one id, the one that was not replaced. */
async function find(
  { credentials, members }: { credentials: StatusPorts['credentials']; members: Members },
  { caller, credentialId, publicUrl, formerPublicUrls }: StatusRequest,
): Promise<{ credential: CredentialRecord; standing: Standing }> {
  const own = ownId(credentialId, [publicUrl, ...formerPublicUrls]);
  const found =
    own === undefined
      ? await foreign(credentials, await issuersOf({ members }, caller), credentialId)
      : await credentials.find(own);
  const standing = found && (await standingOf({ members }, { caller, issuerId: found.issuerId }));
  if (!found || !standing || (own !== undefined && found.foreignId !== undefined))
    throw new DomainError('not-found', 'Your issuers have no such credential.');
  return { credential: found, standing };
}

function ownId(credentialId: string, publicUrls: readonly string[]): string | undefined {
  const base = publicUrls.find((url) => credentialId.startsWith(`${url}/credentials/`));
  return base === undefined
    ? undefined
    : ulid.safeParse(credentialId.slice(`${base}/credentials/`.length)).data;
}

async function foreign(
  credentials: StatusPorts['credentials'],
  issuers: readonly string[],
  credentialId: string,
): Promise<CredentialRecord | undefined> {
  const all = await Promise.all(issuers.map((issuerId) => credentials.ofForeignId(issuerId, credentialId)));
  const found = all.flat();
  return found.find(({ successor }) => successor === undefined) ?? found[0];
}

function requirePlace(credential: CredentialRecord, request: StatusRequest): void {
  const { purpose, statusListCredential, statusListIndex, publicUrl, formerPublicUrls } = request;
  const { list, index } = requireStatus(credential, purpose);
  const lists = [publicUrl, ...formerPublicUrls].map((url) => statusListUrl(url, list));
  const wrong = [
    statusListCredential !== undefined && !lists.includes(statusListCredential) && 'statusListCredential',
    statusListIndex !== undefined && statusListIndex !== String(index) && 'statusListIndex',
  ].filter((member) => member !== false);
  if (wrong.length === 0) return;
  throw new DomainError(
    'invalid-request',
    'The credential has that status elsewhere.',
    wrong.map((member) => ({
      field: `/credentialStatus/${member}`,
      message: 'is not that of the credential',
    })),
  );
}
