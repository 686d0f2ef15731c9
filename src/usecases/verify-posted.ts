import type { VerificationReport } from '../credentials/verification-report.ts';
import { type VerifyOptions, verifyCredential } from '../credentials/verify.ts';
import { DomainError } from '../domain/domain-error.ts';
import { ulid } from '../domain/text.ts';
import type { Clock, Credentials, Issuers, PublicWeb, StatusLists } from '../ports.ts';
import type { PublicAddress } from './finish-intent.ts';
import { openWorld } from './open-world.ts';

interface Ports {
  readonly credentials: Credentials;
  readonly issuers: Issuers;
  readonly statusLists: StatusLists;
  readonly publicWeb: PublicWeb;
  readonly clock: Clock;
}

/**
 * Checks what was posted: a credential in any form, or `{ "url": … }` with the address of one of ours. Nothing is fetched
 * from such an address. @throws DomainError `invalid-request` for an address that is not ours, `not-found`
 */
export async function verifyPosted(
  ports: Ports,
  { posted, mode, ...address }: { posted: unknown; mode?: VerifyOptions['mode'] } & PublicAddress,
): Promise<VerificationReport> {
  const url = onlyUrl(posted);
  const credential = url === undefined ? posted : await ownCredential(ports, url, address);
  return verifyCredential(credential, openWorld(ports, address), { mode });
}

function onlyUrl(posted: unknown): string | undefined {
  if (typeof posted !== 'object' || posted === null || Object.keys(posted).length !== 1) return undefined;
  return 'url' in posted && typeof posted.url === 'string' ? posted.url : undefined;
}

async function ownCredential(
  { credentials }: Ports,
  url: string,
  { publicUrl, formerPublicUrls }: PublicAddress,
): Promise<unknown> {
  const base = [publicUrl, ...formerPublicUrls].find((one) => url.startsWith(`${one}/credentials/`));
  const id = base === undefined ? undefined : ulid.safeParse(url.slice(`${base}/credentials/`.length)).data;
  if (id === undefined)
    throw new DomainError('invalid-request', 'The address is not that of a credential of this site.', [
      { field: '/url', message: 'must be the address of a credential that was issued here' },
    ]);
  const record = await credentials.find(id);
  if (!record) throw new DomainError('not-found', 'There is no such credential.');
  return JSON.parse(record.document);
}
