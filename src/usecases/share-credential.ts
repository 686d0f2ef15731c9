import type { CredentialRecord } from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import { writeLinkToken } from '../domain/link-token.ts';
import type { Caller } from '../domain/membership.ts';
import { endOfLink, type LinkEnd, linkView, mostLinks, type SharedLink } from '../domain/shared-link.ts';
import { notAmongYours, requireNotWithdrawn, type Visibility } from '../domain/visibility.ts';
import type { Clock, Credentials, NewSecret, SharedLinks } from '../ports.ts';
import { digestOf } from './read-credential.ts';

interface OfCaller {
  readonly caller: Caller;
  readonly credentialId: string;
}

type LinkPorts = { readonly credentials: Credentials; readonly sharedLinks: SharedLinks };
export type LinkView = ReturnType<typeof linkView>;

/**
 * Sets who may see the caller's own credential at its address. Nothing else about it changes: it verifies as before, and the
 * issuer can revoke it as before.
 * @throws DomainError `human-required`, `forbidden`, `not-found`, `withdrawn`
 */
export async function shareCredential(
  { credentials }: { credentials: Credentials },
  { caller, credentialId, visibility }: OfCaller & { visibility: Visibility },
): Promise<CredentialRecord> {
  requireHolder(caller);
  await credentials.share({ credentialId, learner: caller.person }, visibility);
  return ownCredential({ credentials }, { caller, credentialId });
}

/**
 * Takes the caller's own credential off its address, for good, and every link to it with it.
 * @throws DomainError `human-required`, `forbidden`, `not-found`
 */
export async function withdrawCredential(
  { credentials, clock }: { credentials: Credentials; clock: Clock },
  { caller, credentialId }: OfCaller,
): Promise<CredentialRecord> {
  requireHolder(caller);
  await credentials.withdraw({ credentialId, learner: caller.person }, clock.now().toISOString());
  return ownCredential({ credentials }, { caller, credentialId });
}

/**
 * Makes a link that shows the caller's own credential for a time, however private it is.
 * @returns the token too; it is told this once, and kept only as a digest
 * @throws DomainError `human-required`, `forbidden`, `not-found`, `withdrawn`, `invalid-request`, `link-limit`
 */
export async function createLink(
  ports: LinkPorts & { clock: Clock; newSecret: NewSecret },
  { caller, credentialId, label, end }: OfCaller & { label?: string | undefined; end: LinkEnd },
): Promise<{ readonly link: LinkView; readonly token: string }> {
  requireNotWithdrawn(await ownCredential(ports, { caller, credentialId }));
  const now = ports.clock.now();
  const validUntil = endOfLink(end, now).toISOString();
  if ((await ports.sharedLinks.ofCredential(credentialId)).length >= mostLinks)
    throw new DomainError(
      'link-limit',
      `A credential has ${mostLinks} links at most. Ended ones go after a while.`,
    );
  const secret = ports.newSecret();
  const link: SharedLink = {
    digest: digestOf(secret),
    credentialId,
    ...(label !== undefined && { label }),
    createdAt: now.toISOString(),
    validUntil,
  };
  await ports.sharedLinks.create(link);
  return { link: linkView(link, now), token: writeLinkToken({ credentialId, secret }) };
}

/** The links of the caller's own credential that are not cleaned up yet, newest first. @throws DomainError `human-required`, `forbidden`, `not-found` */
export async function listLinks(
  ports: LinkPorts & { clock: Clock },
  of: OfCaller,
): Promise<readonly LinkView[]> {
  await ownCredential(ports, of);
  const links = await ports.sharedLinks.ofCredential(of.credentialId);
  return links
    .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
    .map((link) => linkView(link, ports.clock.now()));
}

/** Takes a link back, at once and for good. Doing it again changes nothing. @throws DomainError `human-required`, `forbidden`, `not-found` */
export async function revokeLink(
  ports: LinkPorts & { clock: Clock },
  { linkId, ...of }: OfCaller & { linkId: string },
): Promise<void> {
  await ownCredential(ports, of);
  await ports.sharedLinks.revoke(of.credentialId, linkId, ports.clock.now().toISOString());
}

/** A credential of the caller's own. @throws DomainError `human-required`, `forbidden`, `not-found`: the same for another's credential and for none */
export async function ownCredential(
  { credentials }: { credentials: Credentials },
  { caller, credentialId }: OfCaller,
): Promise<CredentialRecord> {
  requireHolder(caller);
  const found = await credentials.find(credentialId);
  if (found?.learner !== caller.person) throw notAmongYours();
  return found;
}

/** Whether someone may decide about credentials of their own: a person, with a token that is not for less. */
function requireHolder({ machine, scopes }: Caller): void {
  if (machine) throw new DomainError('human-required', 'Only a person decides about their credentials.');
  if (scopes) throw new DomainError('forbidden', 'The token is for less than this: sign in yourself.');
}
