import { crc32 } from 'node:zlib';

/** One chunk of a PNG (third edition, section 5.3). `start` and `end` are offsets of the whole chunk in the file. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Length, type and CRC of a chunk, in bytes. */
const frame = 12;

/** Whether a file begins as every PNG does. */
export function isPng(file: Uint8Array): boolean {
  return signature.every((byte, index) => file[index] === byte);
}

/**
 * The chunks from IHDR to IEND; what follows is no part of the image. @returns undefined where a length leads out of the
 * file, a CRC is wrong, or the first and last chunk are not what they must be
 */
export function readPng(file: Uint8Array): readonly PngChunk[] | undefined {
  if (!isPng(file)) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: PngChunk[] = [];
  for (let start = signature.length; start + frame <= file.length; ) {
    const length = view.getUint32(start);
    const end = start + frame + length;
    if (end > file.length) return undefined;
    const type = Buffer.from(file.subarray(start + 4, start + 8)).toString('latin1');
    const named = file.subarray(start + 4, end - 4);
    if (!/^[A-Za-z]{4}$/.test(type) || crc32(named) !== view.getUint32(end - 4)) return undefined;
    const isHeader = type === 'IHDR' && length === 13;
    if (isHeader !== (chunks.length === 0)) return undefined;
    chunks.push({ type, data: named.subarray(4), start, end });
    if (type === 'IEND') return chunks;
    start = end;
  }
  return undefined;
}

/** The bytes of one chunk, with its length and CRC. */
export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(frame + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(Buffer.from(type, 'latin1'), 4);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)));
  return chunk;
}

/** A whole file of these chunks. */
export function pngFile(chunks: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([signature, ...chunks]);
}
