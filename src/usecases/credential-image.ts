import { createHash } from 'node:crypto';
import { badgePng } from '../credentials/badge-art/badge-png.ts';
import { badgeSvg } from '../credentials/badge-art/badge-svg.ts';
import { faceOf } from '../credentials/badge-art/face.ts';
import { bakePng } from '../credentials/baking/png.ts';
import { bakeSvg } from '../credentials/baking/svg.ts';
import type { SignedAchievementCredential } from '../credentials/open-badge.ts';
import { pictureSvg } from '../credentials/uploaded-images/picture-svg.ts';
import type { StoredImage } from '../domain/image-media-types.ts';
import type { PublicCredential } from '../domain/public-record.ts';
import type { Images } from '../ports.ts';

/** An image as a file. `digest` is its SHA-256 in base64url. */
export type CredentialImage = { readonly digest: string } & (
  | { readonly format: 'png'; readonly bytes: Uint8Array }
  | { readonly format: 'svg'; readonly text: string }
);

type FindImage = { readonly images: Pick<Images, 'find'> };

/**
 * The badge of an issued credential, with the credential baked into it exactly as it was signed: the image that the issuer
 * uploaded, or art that is made from the definition; as a PNG, that art stands in for a JPEG too.
 * @returns undefined for a credential that is no Open Badge
 */
export async function credentialImage(
  ports: FindImage,
  { document }: Pick<PublicCredential, 'document'>,
  format: CredentialImage['format'],
): Promise<CredentialImage | undefined> {
  const badge = JSON.parse(document) as SignedAchievementCredential;
  if (!badge.type.some((type) => type === 'OpenBadgeCredential')) return undefined;
  const uploaded = await uploadedImage(ports, badge);
  if (format === 'png') {
    const picture = uploaded?.mediaType === 'image/png' ? uploaded.bytes : badgePng(faceOf(badge));
    const bytes = bakePng(picture, document);
    return { format, bytes, digest: digestOf(bytes) };
  }
  const face = faceOf(badge);
  const text = bakeSvg(uploaded ? pictureSvg(uploaded, face.name) : badgeSvg(face), document);
  return { format, text, digest: digestOf(text) };
}

/** The image that the signed document names, where it is one of ours. The address ends in the digest of its bytes. */
async function uploadedImage(
  { images }: FindImage,
  { credentialSubject: { achievement } }: SignedAchievementCredential,
): Promise<StoredImage | undefined> {
  const digest = /\/images\/([0-9a-f]{64})$/.exec(achievement.image?.id ?? '')?.[1];
  return digest === undefined ? undefined : images.find(digest);
}

function digestOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('base64url');
}
