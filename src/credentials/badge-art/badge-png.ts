import { type BadgeFace, badgeOf } from './badge.ts';
import { pngOf } from './png-picture.ts';
import { raster } from './raster.ts';

/** Pixels of a side. Platforms ask for 400 and more. */
const size = 512;

/** The default badge as a PNG, 512 by 512, with nothing around its rounded corners. The same face gives the same bytes. */
export function badgePng(face: Omit<BadgeFace, 'issuerName'>): Uint8Array {
  const { shapes } = badgeOf(face, { withText: false });
  return pngOf(raster(shapes, size));
}
