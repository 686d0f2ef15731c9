import { inflateSync } from 'node:zlib';
import { type PngChunk, pngChunk, pngFile, readPng } from '../baking/png-chunks.ts';
import { type ImageSize, sizeProblem } from './image-size.ts';

interface Header extends ImageSize {
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
}

/** Colour types (PNG third edition, section 11.2.1): samples of a pixel, and the depths that they may have. */
const colours: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** Ancillary chunks that say which colours are meant, with their lengths. All others are dropped. */
const kept: Readonly<Record<string, number>> = { gAMA: 4, cHRM: 32, sRGB: 1 };

/**
 * A PNG of header, palette, transparency, colours and pixels alone, or what is wrong with it. The pixels are unpacked to see
 * that they are as many as the header says, and that nothing is hidden behind them.
 */
export function cleanPng(file: Uint8Array): Uint8Array | string {
  const chunks = readPng(file);
  const [first, ...rest] = chunks ?? [];
  const header = first && headerOf(first);
  if (!header) return 'is not a well-formed PNG';
  const problem =
    sizeProblem(header) ?? orderProblem(rest) ?? paletteProblem(header, rest) ?? colourProblem(rest);
  if (problem !== undefined) return problem;
  const pixels = Buffer.concat(rest.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  if (!isWhole(header, pixels)) return 'has pixels that cannot be read, or more of them than it says';
  const before = rest.filter(({ type }) => type in kept);
  const one = (type: string) => rest.filter((chunk) => chunk.type === type);
  const written = [first, ...before, ...one('PLTE'), ...one('tRNS')].map(({ type, data }) =>
    pngChunk(type, data),
  );
  return pngFile([...written, pngChunk('IDAT', pixels), pngChunk('IEND', new Uint8Array())]);
}

function headerOf({ data }: PngChunk): Header | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [depth = 0, colour = 0, compression, filter, interlace] = data.subarray(8, 13);
  const known = colours[colour]?.depths.includes(depth) ?? false;
  if (!known || compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) return undefined;
  return { width: view.getUint32(0), height: view.getUint32(4), depth, colour, interlaced: interlace === 1 };
}

/** Section 5.6: what must be there once, and what must come before what. */
function orderProblem(chunks: readonly PngChunk[]): string | undefined {
  const types = chunks.map(({ type }) => type);
  const unknown = types.find((type) => /^[A-Z]/.test(type) && !['PLTE', 'IDAT', 'IEND'].includes(type));
  if (unknown !== undefined) return 'has a part that must be understood and is not known';
  const first = types.indexOf('IDAT');
  const run = types.slice(first, types.lastIndexOf('IDAT') + 1);
  const singles = ['PLTE', 'tRNS', ...Object.keys(kept)];
  const inOrder =
    first >= 0 &&
    run.every((type) => type === 'IDAT') &&
    singles.every((type) => types.filter((one) => one === type).length < 2 && types.indexOf(type) < first) &&
    (!types.includes('tRNS') || types.indexOf('PLTE') < types.indexOf('tRNS'));
  return inOrder ? undefined : 'has its parts in the wrong order, or twice';
}

function paletteProblem({ colour, depth }: Header, chunks: readonly PngChunk[]): string | undefined {
  const lengthOf = (type: string) => chunks.find((chunk) => chunk.type === type)?.data.length;
  const [palette, transparency] = [lengthOf('PLTE'), lengthOf('tRNS')];
  const entries = (palette ?? 0) / 3;
  const paletteFits =
    palette === undefined
      ? colour !== 3
      : colour !== 0 &&
        colour !== 4 &&
        Number.isInteger(entries) &&
        entries > 0 &&
        entries <= (colour === 3 ? 2 ** depth : 256);
  const transparencyFits =
    transparency === undefined ||
    (colour === 0 && transparency === 2) ||
    (colour === 2 && transparency === 6) ||
    (colour === 3 && transparency > 0 && transparency <= entries);
  return paletteFits && transparencyFits ? undefined : 'has a palette that does not fit';
}

function colourProblem(chunks: readonly PngChunk[]): string | undefined {
  const fits = chunks.every(({ type, data }) => kept[type] === undefined || kept[type] === data.length);
  return fits ? undefined : 'has colours that cannot be read';
}

/** Whether the packed pixels are exactly the rows that the header promises, each with a filter that there is. */
function isWhole(header: Header, packed: Uint8Array): boolean {
  const rows = passesOf(header).flatMap(({ width, height }) =>
    width === 0 ? [] : Array.from({ length: height }, () => 1 + rowBytes(header, width)),
  );
  const expected = rows.reduce((sum, length) => sum + length, 0);
  let unpacked: Uint8Array;
  try {
    const { buffer, engine } = inflateSync(packed, { info: true, maxOutputLength: expected }) as unknown as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    if (engine.bytesWritten !== packed.length || buffer.length !== expected) return false;
    unpacked = buffer;
  } catch {
    return false;
  }
  let start = 0;
  return rows.every((length) => {
    const filter = unpacked[start] ?? 5;
    start += length;
    return filter <= 4;
  });
}

function rowBytes({ depth, colour }: Header, width: number): number {
  return Math.ceil((width * depth * (colours[colour]?.samples ?? 0)) / 8);
}

/** The whole image, or the seven parts in which an interlaced one comes (Adam7, section 8.1). */
function passesOf({ width, height, interlaced }: Header): readonly ImageSize[] {
  if (!interlaced) return [{ width, height }];
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  return passes.map(([left, top, across, down]) => ({
    width: Math.max(0, Math.ceil((width - left) / across)),
    height: Math.max(0, Math.ceil((height - top) / down)),
  }));
}
