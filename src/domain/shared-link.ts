import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import { type LinkState, stateOfLink } from './link-token.ts';
import { line, timestamp, ulid } from './text.ts';

/** How long a link holds unless its holder says otherwise, and at most, in days. */
export const usualLinkDays = 30;
export const mostLinkDays = 366;

/** So many links of one credential are kept, ended ones too until they are cleaned up. */
export const mostLinks = 100;

/** How long a link that has ended is known as one that has ended, in days. After that it is no address at all. */
export const daysRemembered = 90;

const day = 24 * 60 * 60 * 1000;

/** A link by which a holder shows a credential for a time, whatever its visibility. */
export const sharedLink = z.strictObject({
  /** SHA-256 of the secret in the link, in hex. The secret itself is nowhere. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  credentialId: ulid,
  /** What the holder calls it: whom it is for, perhaps. Only they read it. */
  label: line(100).optional(),
  createdAt: timestamp,
  validUntil: timestamp,
  revokedAt: timestamp.optional(),
});
export type SharedLink = z.infer<typeof sharedLink>;

/** When a link is to end: at a time, or in so many days. */
export interface LinkEnd {
  readonly expiresAt?: string | undefined;
  readonly days?: number | undefined;
}

/** @throws DomainError `invalid-request` for a time that has passed or is further away than a link may hold */
export function endOfLink({ expiresAt, days = usualLinkDays }: LinkEnd, now: Date): Date {
  const end = expiresAt === undefined ? now.getTime() + days * day : Date.parse(expiresAt);
  if (end > now.getTime() && end <= now.getTime() + mostLinkDays * day) return new Date(end);
  throw new DomainError('invalid-request', 'A link cannot end at that time.', [
    {
      field: expiresAt === undefined ? '/days' : '/expiresAt',
      message: `must be in the future, and ${mostLinkDays} days away at most`,
    },
  ]);
}

/** When nothing of a link has to be known any more, in seconds since 1970. */
export function forgetLinkAt({ validUntil }: SharedLink): number {
  return Math.ceil((Date.parse(validUntil) + daysRemembered * day) / 1000);
}

/** A link as its holder sees it. */
export function linkView(link: SharedLink, now: Date): Omit<SharedLink, 'digest'> & LinkSummary {
  const { digest, ...rest } = link;
  return { id: digest, ...rest, state: stateOfLink(link, now) };
}

interface LinkSummary {
  readonly id: string;
  readonly state: LinkState;
}
