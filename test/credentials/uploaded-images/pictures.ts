import { deflateSync } from 'node:zlib';
import { pngChunk, pngFile } from '../../../src/credentials/baking/png-chunks.ts';

export interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlace: number;
  /** Bytes of a row without its filter, worked out where it is not given. */
  readonly rows: Uint8Array;
  readonly before: readonly Uint8Array[];
  readonly after: readonly Uint8Array[];
  readonly packed: Uint8Array;
}

const samples: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** A header chunk with these numbers in it, whether they make sense or not. */
export function header(given: Partial<PngParts> = {}): Uint8Array {
  const { width = 64, height = 64, depth = 8, colour = 6, interlace = 0 } = given;
  const view = new DataView(new ArrayBuffer(13));
  view.setUint32(0, width);
  view.setUint32(4, height);
  view.setUint8(8, depth);
  view.setUint8(9, colour);
  view.setUint8(12, interlace);
  return pngChunk('IHDR', new Uint8Array(view.buffer));
}

/** Rows of zeros, each after a filter byte of zero. */
export function rowsOf({
  width = 64,
  height = 64,
  depth = 8,
  colour = 6,
}: Partial<PngParts> = {}): Uint8Array {
  return new Uint8Array(height * (1 + Math.ceil((width * depth * (samples[colour] ?? 0)) / 8)));
}

/** A PNG of one colour. */
export function aPng(given: Partial<PngParts> = {}): Uint8Array {
  const { rows = rowsOf(given), before = [], after = [], packed = deflateSync(rows) } = given;
  return pngFile([
    header(given),
    ...before,
    pngChunk('IDAT', packed),
    ...after,
    pngChunk('IEND', new Uint8Array()),
  ]);
}

/** A marker segment of a JPEG. */
export function segment(marker: number, data: readonly number[] | Uint8Array): number[] {
  const length = data.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...data];
}

export interface JpegParts {
  readonly width: number;
  readonly height: number;
  readonly frame: readonly number[];
  readonly before: readonly number[];
  readonly scan: readonly number[];
  readonly after: readonly number[];
}

const quantisation = segment(0xdb, [0, ...Array<number>(64).fill(1)]);
const huffman = segment(0xc4, [0, 1, ...Array<number>(15).fill(0), 0]);

/** The frame header of a grey picture. */
export function greyFrame(width: number, height: number): number[] {
  return segment(0xc0, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]);
}

/** A JPEG as cameras build them; its pixels need not make sense, for they are not unpacked. */
export function aJpeg(given: Partial<JpegParts> = {}): Uint8Array {
  const { width = 64, height = 64, frame = greyFrame(width, height), before = [], after = [] } = given;
  const scan = given.scan ?? [
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    0x12,
    0xff,
    0x00,
    0x34,
    0xff,
    0xd0,
    0x56,
  ];
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...before,
    ...quantisation,
    ...frame,
    ...huffman,
    ...scan,
    ...[0xff, 0xd9],
    ...after,
  ]);
}
