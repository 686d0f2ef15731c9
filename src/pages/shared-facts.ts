import { credentialUrl } from '../credentials/addresses.ts';
import type { PublicCredential } from '../domain/public-record.ts';
import { holderOf } from './badge-parts.ts';
import type { Locale } from './locale.ts';
import { type Badge, readBadge } from './read-badge.ts';

/** A badge that its holder shows at its own address. */
export interface Shared {
  readonly badge: Badge;
  readonly record: PublicCredential;
  /** No trailing slash. */
  readonly publicUrl: string;
}

/**
 * The signed document as a badge that can be shown elsewhere, or undefined where it is none. What was issued directly may have its
 * names in several languages: that is shown on its own page alone.
 */
export function badgeOf({ document }: Pick<PublicCredential, 'document'>): Badge | undefined {
  const badge = readBadge(JSON.parse(document));
  const names: unknown[] = [badge?.name, badge?.issuer.name];
  return names.every((name) => typeof name === 'string') ? badge : undefined;
}

/** When it was awarded, as the credential says; undefined where it says nothing of it. */
export function awardedOn({ awardedDate, validFrom }: Badge): Date | undefined {
  const date = new Date(awardedDate ?? validFrom ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The address that is passed on: that of this deployment, whatever it was called when the badge was signed. */
export function sharedAddress({ record, publicUrl }: Pick<Shared, 'record' | 'publicUrl'>): string {
  return credentialUrl(publicUrl, record.id);
}

/** The name of the badge, with its holder where they are named. */
export function sharedTitle(badge: Badge): string {
  const holder = holderOf(badge);
  return holder === undefined ? badge.name : `${badge.name} · ${holder}`;
}

/**
 * What is to be known before all else of a credential that no longer holds, by what its record says; nothing of one that may.
 * Whether it verifies is another question.
 */
export function warningOf({ badge, record }: Omit<Shared, 'publicUrl'>, { now, words }: At) {
  const { standings } = words;
  if (record.successor !== undefined) return standings.replaced.title;
  if (record.revocation !== undefined) return standings.revoked.title;
  if (record.suspension !== undefined) return standings.suspended.title;
  if (badge.validUntil !== undefined && Date.parse(badge.validUntil) <= now.getTime())
    return standings.expired.title;
  return undefined;
}

type At = Pick<Locale, 'words'> & { readonly now: Date };
