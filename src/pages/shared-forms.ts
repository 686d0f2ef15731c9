import type { VerificationReport } from '../credentials/verification-report.ts';
import type { PublicCredential } from '../domain/public-record.ts';
import type { BytesReply, TextReply } from '../http/operation.ts';
import { embedCard, missingCard } from './embed-card.ts';
import { localeFor } from './locale.ts';
import { type OembedRoom, oembedOf } from './oembed.ts';
import { previewOf } from './preview.ts';
import { kindOf } from './problem-page.ts';
import { badgeOf, type Shared } from './shared-facts.ts';

/*
 * The forms in which a shared credential is shown elsewhere. Each is undefined for a credential that is no Open Badge.
 */

/** What is needed of a credential for any of them. */
export type SharedRecord = Omit<Shared, 'badge'>;

/** The card for frames of other pages. */
export function embedReply(
  shared: SharedRecord,
  { report, languages }: { readonly report: VerificationReport; readonly languages: readonly string[] },
): TextReply | undefined {
  const badge = badgeOf(shared.record);
  return badge && embedCard({ ...shared, badge }, { report, locale: localeFor(languages) });
}

/** The card for a frame whose credential is not shown. */
export function missingReply(
  { status, code }: { readonly status: number; readonly code: string },
  languages: readonly string[],
): TextReply<number> {
  return missingCard({ status, kind: kindOf(code) }, localeFor(languages));
}

/** What a consumer of oEmbed is told. */
export function oembedReply(shared: SharedRecord, room: OembedRoom) {
  const badge = badgeOf(shared.record);
  return badge && oembedOf({ ...shared, badge }, room);
}

/** The picture for places where the page is shared. */
export function previewReply(record: PublicCredential, now: Date): BytesReply | undefined {
  const badge = badgeOf(record);
  if (!badge) return undefined;
  const { bytes, digest } = previewOf({ badge, record }, now);
  return { status: 200, bytes, mediaType: 'image/png', headers: { etag: `"${digest}"` } };
}
