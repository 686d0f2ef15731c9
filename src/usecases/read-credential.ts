import { createHash } from 'node:crypto';
import { DomainError } from '../domain/domain-error.ts';
import { readLinkToken, requireOpenLink } from '../domain/link-token.ts';
import type { PublicCredential } from '../domain/public-record.ts';
import { ulidPattern } from '../domain/ulid.ts';
import { requireNotWithdrawn, requireShown } from '../domain/visibility.ts';
import type { Clock, PublicLinks, PublicRecords } from '../ports.ts';
import type { PublicAddress } from './finish-intent.ts';

/**
 * An issued credential at its address. What is not issued yet does not exist here (invariant 3), nor does what has its
 * address elsewhere. @throws DomainError `not-found`; `kept-private`, `withdrawn` as its holder decided
 */
export async function readCredential(
  ports: Pick<PublicRecords, 'credentials'>,
  { credentialId }: { credentialId: string },
): Promise<PublicCredential> {
  const record = await ports.credentials.find(credentialId);
  if (!record || record.foreignId !== undefined)
    throw new DomainError('not-found', 'There is no such credential.');
  requireShown(record);
  return record;
}

/**
 * The credential that a link shows, however visible it is at its own address.
 * @throws DomainError `not-found`, the same for a link that never was and one with another secret; `link-ended`, `withdrawn`
 */
export async function readSharedCredential(
  ports: Pick<PublicRecords, 'credentials'> & { sharedLinks: PublicLinks; clock: Clock },
  { token }: { token: string },
): Promise<PublicCredential> {
  const read = readLinkToken(token);
  const [link, record] = read
    ? await Promise.all([
        ports.sharedLinks.find(read.credentialId, digestOf(read.secret)),
        ports.credentials.find(read.credentialId),
      ])
    : [];
  if (!link || !record) throw new DomainError('not-found', 'There is no such link.');
  requireNotWithdrawn(record);
  requireOpenLink(link, ports.clock.now());
  return record;
}

/** The id of the credential whose address here this is, now or formerly, whatever was put behind it. */
export function credentialIdAt(
  address: string,
  { publicUrl, formerPublicUrls }: PublicAddress,
): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, pathname } = new URL(address);
  const base = [publicUrl, ...formerPublicUrls].find((one) =>
    `${origin}${pathname}`.startsWith(`${one}/credentials/`),
  );
  const id = base && `${origin}${pathname}`.slice(`${base}/credentials/`.length);
  return id !== undefined && ulidPattern.test(id) ? id : undefined;
}

/** The secret has 256 random bits, so its digest needs neither salt nor effort. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
