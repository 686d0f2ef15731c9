import type { Issuer } from '../domain/issuer.ts';
import type { UploadedImage } from '../domain/uploaded-image.ts';
import { imageUrl } from './addresses.ts';
import { didWeb } from './did.ts';

/** Who an issuer is, in the few members that every mention of it has. */
export function briefProfile(publicUrl: string, { id, name, url }: Issuer) {
  return { id: didWeb(publicUrl, id), type: ['Profile'], name, url };
}

/** All that an issuer says of itself (Open Badges 3.0, Profile). It stands in a credential once: everything else refers to it. */
export function issuerProfile(publicUrl: string, issuer: Issuer) {
  const { description, email, phone, image, address, otherIdentifier, official } = issuer;
  return {
    ...briefProfile(publicUrl, issuer),
    ...(description && { description }),
    ...(email && { email }),
    ...(phone && { phone }),
    ...(image && { image: imageObject(publicUrl, image) }),
    ...(address && { address: { type: ['Address'], ...address } }),
    ...(otherIdentifier && {
      otherIdentifier: otherIdentifier.map((entry) => ({ type: 'IdentifierEntry', ...entry })),
    }),
    ...(official && { official }),
  };
}

/** An uploaded image (Open Badges 3.0, Image). */
export function imageObject(publicUrl: string, { digest, caption }: UploadedImage) {
  return { id: imageUrl(publicUrl, digest), type: 'Image', caption };
}
