import { DomainError } from './domain-error.ts';
import { ulidPattern } from './ulid.ts';

/** Which credential a link shows, and the secret that lets one see it. */
export interface LinkToken {
  readonly credentialId: string;
  /** 256 random bits as base64url. */
  readonly secret: string;
}

/** A token as it stands in the address of a link: `<credential>.<secret>`. */
export const linkTokenPattern = new RegExp(
  `^(${ulidPattern.source.replace(/^\^|\$$/g, '')})\\.([A-Za-z0-9_-]{43})$`,
);

export function writeLinkToken({ credentialId, secret }: LinkToken): string {
  return `${credentialId}.${secret}`;
}

export function readLinkToken(token: string): LinkToken | undefined {
  const [, credentialId, secret] = linkTokenPattern.exec(token) ?? [];
  return credentialId && secret ? { credentialId, secret } : undefined;
}

export type LinkState = 'open' | 'expired' | 'revoked';

interface Ending {
  readonly validUntil: string;
  readonly revokedAt?: string | undefined;
}

/** What became of a link. Written so that an end that is no time counts as passed. */
export function stateOfLink({ validUntil, revokedAt }: Ending, now: Date): LinkState {
  if (revokedAt !== undefined) return 'revoked';
  return Date.parse(validUntil) > now.getTime() ? 'open' : 'expired';
}

/** @throws DomainError `link-ended` */
export function requireOpenLink(link: Ending, now: Date): void {
  const state = stateOfLink(link, now);
  if (state === 'open') return;
  throw new DomainError(
    'link-ended',
    state === 'expired'
      ? 'The link held for a time, and that has passed. Ask the holder for another one.'
      : 'The holder has taken this link back. Ask them for another one.',
  );
}
