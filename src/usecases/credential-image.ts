import { createHash } from 'node:crypto';
import { badgePng } from '../credentials/badge-art/badge-png.ts';
import { badgeSvg } from '../credentials/badge-art/badge-svg.ts';
import { faceOf } from '../credentials/badge-art/face.ts';
import { bakePng } from '../credentials/baking/png.ts';
import { bakeSvg } from '../credentials/baking/svg.ts';
import type { SignedAchievementCredential } from '../credentials/open-badge.ts';
import type { PublicCredential } from '../domain/public-record.ts';

/** An image as a file. `digest` is its SHA-256 in base64url. */
export type CredentialImage = { readonly digest: string } & (
  | { readonly format: 'png'; readonly bytes: Uint8Array }
  | { readonly format: 'svg'; readonly text: string }
);

/** The badge of an issued credential, with the credential baked into it exactly as it was signed. */
export function credentialImage(
  { document }: Pick<PublicCredential, 'document'>,
  format: CredentialImage['format'],
): CredentialImage {
  const face = faceOf(JSON.parse(document) as SignedAchievementCredential);
  if (format === 'png') {
    const bytes = bakePng(badgePng(face), document);
    return { format, bytes, digest: digestOf(bytes) };
  }
  const text = bakeSvg(badgeSvg(face), document);
  return { format, text, digest: digestOf(text) };
}

function digestOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('base64url');
}
