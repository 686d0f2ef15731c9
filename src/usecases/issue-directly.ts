import { credentialsV2 } from '../credentials/contexts.ts';
import { didWeb } from '../credentials/did.ts';
import { isPlainObject, type JsonObject, type JsonValue, jsonProblem } from '../credentials/json.ts';
import { fitsToken } from '../credentials/jwt/sign-jwt.ts';
import { isOpenBadge } from '../credentials/received-credential.ts';
import { canonicalJson } from '../credentials/suites/jcs.ts';
import type { CredentialRecord } from '../domain/credential.ts';
import { DomainError, type FieldError } from '../domain/domain-error.ts';
import type { DueIssuance } from '../domain/issuance.ts';
import { currentKey } from '../domain/keys.ts';
import type { Caller } from '../domain/membership.ts';
import { requireRight } from '../domain/permission.ts';
import type { StatusPurpose } from '../domain/status-list.ts';
import { slug } from '../domain/text.ts';
import type { Credentials, Issuances, Issuers, Members, NewId, SigningTasks } from '../ports.ts';
import type { PublicAddress } from './finish-intent.ts';
import { type RehearsalPorts, rehearseIssuance } from './rehearse-issuance.ts';
import { signNow } from './sign-now.ts';
import { requireRightIn } from './standing.ts';

export interface DirectPorts extends RehearsalPorts {
  readonly credentials: Credentials;
  readonly issuances: Issuances;
  readonly members: Members;
  readonly newId: NewId;
  readonly signingTasks: SigningTasks;
  readonly onSigningFailure: (error: unknown) => void;
}

/** What is asked for (VCALM 1.0, Issue Credential). */
export interface DirectRequest extends PublicAddress {
  readonly caller: Caller;
  /** Anything: it is looked at here. */
  readonly credential: unknown;
  /** The id that the credential gets, when it has none. */
  readonly credentialId?: string | undefined;
  /** The status entries to be added; without it, revocation where the credential has room for it. */
  readonly purposes?: readonly StatusPurpose[] | undefined;
  /** The caller wants it as a JWT. */
  readonly asToken: boolean;
  /** The caller's own name for this request, visible ASCII. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * Issues a credential because someone asked for it, who may do that for its issuer. It is journalled with who asked. Asking again
 * for the same under the same id, or with the same idempotency key, gives the same credential.
 * @returns the id of its journal, and the credential when it is signed
 * @throws DomainError `invalid-request`, naming what is wrong with the credential; `forbidden`, `already-exists`,
 * `not-acceptable`; `conflict` for another request with the same idempotency key
 */
export async function issueDirectly(
  ports: DirectPorts,
  request: DirectRequest,
): Promise<{ readonly id: string; readonly credential: CredentialRecord | undefined }> {
  const { caller, publicUrl } = request;
  const credential = requirePlain(request.credential);
  const issuerId = issuerIdOf(credential.issuer, publicUrl);
  await requireRightIn(ports, { caller, issuerId }, 'issue-directly');
  const asked = withId(credential, request.credentialId);
  const purposes = [...(request.purposes ?? usualPurposes(asked))];
  requireRoomForStatus(asked, purposes);
  const due: DueIssuance = {
    state: 'due',
    credentialId: ports.newId(),
    issuerId,
    decidedAt: ports.clock.now().toISOString(),
    origin: { kind: 'direct', by: caller.person, credential: JSON.stringify(asked), purposes },
  };
  await requireIssuable(ports, due, request);
  if (request.asToken) await requireToken(ports, issuerId, asked);
  const ofRequest = request.idempotencyKey && onceOfRequest(caller, request.idempotencyKey);
  const ofId = typeof asked.id === 'string' ? `id:${asked.id}` : undefined;
  const names = [ofRequest, ofId].filter((name) => name !== undefined);
  const credentialId = await ports.issuances.start(due, ...names);
  if (credentialId !== due.credentialId) await requireSame(ports, credentialId, { due, ofRequest });
  const { id, issued } = await signNow(ports, credentialId);
  return { id, credential: issued ? await ports.credentials.find(id) : undefined };
}

/** The callers of an issuer do not know of each other's keys. */
function onceOfRequest({ person }: Caller, key: string): string {
  return `request:${encodeURIComponent(person)}:${key}`;
}

/** A JSON object within the limits, before anything recursive touches it. @throws DomainError `invalid-request` */
export function requirePlain(credential: unknown): JsonObject {
  const problem = jsonProblem(credential);
  if (problem) throw invalid([{ field: problem.path, message: `is refused: ${problem.code}` }]);
  return credential as JsonObject;
}

/** @throws DomainError `invalid-request`, as a problem of the credential, and `forbidden` for an issuer of ours that cannot be */
function issuerIdOf(issuer: JsonValue | undefined, publicUrl: string): string {
  const [field, did] = isPlainObject(issuer) ? ['/issuer/id', issuer.id] : ['/issuer', issuer];
  const family = didWeb(publicUrl, '');
  const id = typeof did === 'string' && did.startsWith(family) ? did.slice(family.length) : undefined;
  if (id === undefined) throw invalid([{ field, message: `must be the DID of an issuer here: ${family}…` }]);
  const read = slug.safeParse(id);
  if (!read.success) requireRight(undefined, 'issue-directly');
  return id;
}

function withId(credential: JsonObject, credentialId: string | undefined): JsonObject {
  if (credentialId === undefined || credential.id === credentialId) return credential;
  if (credential.id !== undefined)
    throw new DomainError('invalid-request', 'The credential has another id than the options.', [
      { field: '/options/credentialId', message: 'must be the id of the credential' },
    ]);
  return { ...credential, id: credentialId };
}

/**
 * Revocation: what cannot be taken back should not be issued. Not where there is no room for it: a badge has one status at
 * most, and VC Data Model 1.1 no words for it.
 */
function usualPurposes(asked: JsonObject): StatusPurpose[] {
  const isNewer = Array.isArray(asked['@context']) && asked['@context'][0] === credentialsV2;
  return isNewer && !(isBadge(asked) && 'credentialStatus' in asked) ? ['revocation'] : [];
}

function requireRoomForStatus(asked: JsonObject, purposes: readonly StatusPurpose[]): void {
  if (isBadge(asked) && purposes.length > 0 && 'credentialStatus' in asked)
    throw new DomainError('invalid-request', 'An Open Badge has one status.', [
      { field: '/options/credentialStatus', message: 'must be empty for a badge that has a status' },
    ]);
}

function isBadge({ type = [] }: JsonObject): boolean {
  return isOpenBadge({ type: [type].flat().filter((one) => typeof one === 'string') });
}

/**
 * Every rule, before anything is journalled: what the signer would refuse is refused here, while someone is there to be told.
 * @throws DomainError `invalid-request`
 */
export async function requireIssuable(
  ports: RehearsalPorts,
  due: DueIssuance,
  address: PublicAddress,
): Promise<void> {
  const problems = await rehearseIssuance(ports, due, address);
  if (problems.length > 0) throw invalid(problems);
}

function invalid(problems: readonly FieldError[]): DomainError {
  return new DomainError(
    'invalid-request',
    'The credential cannot be issued as it is.',
    problems.slice(0, 50).map(({ field, message }) => ({ field: `/credential${field}`, message })),
  );
}

async function requireToken(
  { issuers }: { issuers: Issuers },
  issuerId: string,
  document: JsonObject,
): Promise<void> {
  if (!currentKey(await issuers.keys(issuerId), 'RS256'))
    throw new DomainError('not-acceptable', 'The issuer has no key for tokens.');
  if (!fitsToken(document))
    throw new DomainError('not-acceptable', 'Only a credential of VC 2.0 with validFrom can be a token.');
}

/** The request or the id has a credential already: that one, if it is what is asked for and still stands. */
async function requireSame(
  ports: { issuances: Issuances; credentials: Credentials },
  credentialId: string,
  { due: { issuerId, origin }, ofRequest }: { due: DueIssuance; ofRequest: string | undefined },
): Promise<void> {
  const [earlier, record, requested] = await Promise.all([
    ports.issuances.find(credentialId),
    ports.credentials.find(credentialId),
    ofRequest && ports.issuances.startedUnder(issuerId, ofRequest),
  ]);
  const same =
    earlier?.origin.kind === 'direct' &&
    origin.kind === 'direct' &&
    canonicalJson(JSON.parse(earlier.origin.credential)) === canonicalJson(JSON.parse(origin.credential)) &&
    earlier.origin.purposes.join() === origin.purposes.join();
  if (same && record?.revocation === undefined) return;
  if (requested === credentialId)
    throw new DomainError('conflict', 'This Idempotency-Key stands for another request: take a new one.', [
      { field: 'Idempotency-Key', message: 'must be new' },
    ]);
  throw new DomainError('already-exists', 'The issuer has issued another credential under this id.', [
    { field: '/credential/id', message: 'must be new' },
  ]);
}
