import { deflateSync } from 'node:zlib';
import { pngChunk, pngFile } from '../baking/png-chunks.ts';
import type { Raster } from './raster.ts';

/** A picture as a PNG. The same pixels give the same bytes. */
export function pngOf({ width, height, pixels }: Raster): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  // Eight bits for each of red, green, blue and alpha; the last three bytes are the only methods that there are.
  header.setUint8(8, 8);
  header.setUint8(9, 6);
  return pngFile([
    pngChunk('IHDR', new Uint8Array(header.buffer)),
    pngChunk('IDAT', deflateSync(filtered(width * 4, pixels))),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

/** Each row as its difference from the one above (filter 2): most of a picture is the same from row to row. */
function filtered(width: number, pixels: Uint8Array): Uint8Array {
  const rows = pixels.length / width;
  const out = new Uint8Array(pixels.length + rows);
  for (let row = 0; row < rows; row += 1) {
    const start = row * width;
    out[row * (width + 1)] = 2;
    for (let x = 0; x < width; x += 1)
      out[row * (width + 1) + 1 + x] =
        (pixels[start + x] ?? 0) - (row > 0 ? (pixels[start + x - width] ?? 0) : 0);
  }
  return out;
}
