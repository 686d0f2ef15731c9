import { cardSize, embedCode } from './embed-code.ts';
import { previewSize } from './preview.ts';
import { type Shared, sharedAddress, sharedTitle } from './shared-facts.ts';

/** Seconds for which a consumer may keep an answer: as long as the page itself. */
const cacheAge = 60;

/** Where the oEmbed answer for a credential is. */
export function oembedAddress(shared: Pick<Shared, 'record' | 'publicUrl'>): string {
  return `${shared.publicUrl}/oembed?url=${encodeURIComponent(sharedAddress(shared))}&format=json`;
}

/** No room given is all the room. */
export interface OembedRoom {
  readonly maxWidth?: number | undefined;
  readonly maxHeight?: number | undefined;
}

/** A credential for a page that shows others' content (oEmbed, section 2.3.4.4), within the room that there is. */
export function oembedOf(shared: Shared, { maxWidth = Infinity, maxHeight = Infinity }: OembedRoom) {
  const { badge } = shared;
  const width = Math.min(cardSize.width, maxWidth);
  const height = Math.min(cardSize.height, maxHeight);
  const isRoomy = previewSize.width <= maxWidth && previewSize.height <= maxHeight;
  return {
    type: 'rich' as const,
    version: '1.0' as const,
    title: sharedTitle(badge),
    author_name: badge.issuer.name,
    ...(badge.issuer.url !== undefined && { author_url: badge.issuer.url }),
    provider_name: 'Assay',
    provider_url: shared.publicUrl,
    cache_age: cacheAge,
    ...(isRoomy && {
      thumbnail_url: `${sharedAddress(shared)}/preview`,
      thumbnail_width: previewSize.width,
      thumbnail_height: previewSize.height,
    }),
    html: embedCode(shared, { width, height }).markup,
    width,
    height,
  };
}
