import { createHash } from 'node:crypto';
import { cleanImage } from '../credentials/uploaded-images/clean-image.ts';
import { DomainError } from '../domain/domain-error.ts';
import { imageMediaTypes } from '../domain/image-media-types.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Caller } from '../domain/membership.ts';
import type { Draft } from '../domain/micro-credential.ts';
import type { UploadedImage } from '../domain/uploaded-image.ts';
import type { Clock, Images, Issuers, Members, MicroCredentials } from '../ports.ts';
import { requireRightIn } from './standing.ts';
import { updateIssuer } from './update-issuer.ts';
import { changeDraft, draftFor } from './write-definition.ts';

interface Upload {
  readonly caller: Caller;
  readonly issuerId: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** What the image says to who cannot see it. */
  readonly caption: string;
}

/** Gives an issuer an image of its own. @throws DomainError `invalid-request` for what is no such image */
export async function uploadIssuerImage(
  ports: { issuers: Issuers; members: Members; images: Images },
  { caller, issuerId, ...upload }: Upload,
): Promise<Issuer> {
  await requireRightIn(ports, { caller, issuerId }, 'change-issuer');
  const image = await keepImage(ports, upload);
  return updateIssuer(ports, { caller, issuerId, changes: { image } });
}

/** Gives the draft of a micro-credential a badge. @throws DomainError `invalid-request` for what is no such image */
export async function uploadBadgeImage(
  ports: { microCredentials: MicroCredentials; members: Members; images: Images; clock: Clock },
  { microCredentialId, ifMatch, ...upload }: Upload & { microCredentialId: string; ifMatch: number },
): Promise<Draft> {
  const { caller, issuerId } = upload;
  await draftFor(ports, { caller, issuerId, microCredentialId }, 'write-drafts');
  const image = await keepImage(ports, upload);
  return changeDraft(ports, { caller, issuerId, microCredentialId, ifMatch, changes: { image } });
}

/**
 * Keeps the image before anything names it, so that nothing ever names one that is not there.
 * @throws DomainError `unsupported-media-type`, or `invalid-request` for what is no such image
 */
export async function keepImage(
  { images }: { images: Images },
  { mediaType, bytes, caption }: Pick<Upload, 'mediaType' | 'bytes' | 'caption'>,
): Promise<UploadedImage> {
  const known = imageMediaTypes.find((type) => type === mediaType);
  if (!known) throw new DomainError('unsupported-media-type', 'An image is a PNG or a JPEG.');
  const cleaned = cleanImage(bytes, known);
  if (!cleaned.ok)
    throw new DomainError('invalid-request', 'The image cannot be taken.', [
      { field: '', message: cleaned.problem },
    ]);
  const image = { digest: digestOf(cleaned.bytes), mediaType: known };
  await images.keep({ ...image, bytes: cleaned.bytes });
  return { ...image, caption };
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
