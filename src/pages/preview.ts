import { createHash } from 'node:crypto';
import { faceOf } from '../credentials/badge-art/face.ts';
import { previewPng } from '../credentials/badge-art/preview-png.ts';
import { holderOf } from './badge-parts.ts';
import { localeFor } from './locale.ts';
import { type Shared, warningOf } from './shared-facts.ts';

export { previewSize } from '../credentials/badge-art/preview-png.ts';

/** The picture of a badge for places where its page is shared, in the badge's own language. `digest` is its SHA-256 in base64url. */
export function previewOf(
  shared: Omit<Shared, 'publicUrl'>,
  now: Date,
): { readonly bytes: Uint8Array; readonly digest: string } {
  const { badge } = shared;
  const face = faceOf(badge);
  const { words } = localeFor([face.language]);
  const bytes = previewPng({
    ...face,
    holderName: holderOf(badge),
    warning: warningOf(shared, { now, words }),
  });
  return { bytes, digest: createHash('sha256').update(bytes).digest('base64url') };
}
