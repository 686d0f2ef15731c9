import * as z from 'zod';
import { sha256 } from './evidence.ts';
import { imageMediaTypes } from './image-media-types.ts';
import { line } from './text.ts';

export const imageMediaType = z.enum(imageMediaTypes);

/** Largest upload in bytes, with all the metadata that is thrown away. */
export const maxImageUpload = 1024 * 1024;
/** Most that is kept of an image, in bytes: it has to fit into one record. */
export const maxImageSize = 256 * 1024;
/** Pixels of the shorter and of the longer side. Square is what platforms expect, and 512 what shows well everywhere. */
export const imageSides = { min: 64, max: 2048 } as const;

/** An image that an issuer shows: which one, and what it says to who cannot see it. */
export const uploadedImage = z.strictObject({
  /** SHA-256 of the bytes, which is also their address: what is published can never show another image. */
  digest: sha256,
  mediaType: imageMediaType,
  caption: line(300),
});
export type UploadedImage = z.infer<typeof uploadedImage>;
