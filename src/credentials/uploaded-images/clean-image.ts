import type { ImageMediaType } from '../../domain/image-media-types.ts';
import { maxImageSize } from '../../domain/uploaded-image.ts';
import { cleanJpeg } from './jpeg.ts';
import { cleanPng } from './png.ts';

/** An image without anything but the image, or why there is none, in words for whoever uploaded it. */
export type CleanImage =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly problem: string };

/**
 * Takes an image of anyone apart and puts together again only what makes the picture: no text, place, camera, colour profile,
 * thumbnail or animation stays, nor anything after its end. What is not wholly understood is refused.
 */
export function cleanImage(file: Uint8Array, mediaType: ImageMediaType): CleanImage {
  const cleaned = mediaType === 'image/png' ? cleanPng(file) : cleanJpeg(file);
  if (typeof cleaned === 'string') return { ok: false, problem: cleaned };
  return cleaned.byteLength > maxImageSize
    ? { ok: false, problem: `has ${cleaned.byteLength} bytes without its metadata, above ${maxImageSize}` }
    : { ok: true, bytes: cleaned };
}
