import { inflateSync } from 'node:zlib';

/** A second reader of PNG files, written from the PNG specification alone and sharing nothing with the product. */
export interface PngPart {
  readonly type: string;
  readonly data: Buffer;
}

/** CRC of PNG, bit by bit (third edition, annex D). */
export function slowCrc(bytes: Uint8Array): number {
  let register = 0xffffffff;
  for (const byte of bytes) {
    register ^= byte;
    for (let bit = 0; bit < 8; bit += 1)
      register = register & 1 ? (register >>> 1) ^ 0xedb88320 : register >>> 1;
  }
  return (register ^ 0xffffffff) >>> 0;
}

/** Every chunk of a file to its last byte. @throws Error where anything is not as it must be */
export function partsOf(file: Uint8Array): PngPart[] {
  const bytes = Buffer.from(file);
  if (bytes.subarray(0, 8).toString('hex') !== '89504e470d0a1a0a') throw new Error('no PNG signature');
  const parts: PngPart[] = [];
  let rest = bytes.subarray(8);
  while (rest.length > 0) {
    const length = rest.readUInt32BE(0);
    const type = rest.toString('latin1', 4, 8);
    if (slowCrc(rest.subarray(4, 8 + length)) !== rest.readUInt32BE(8 + length))
      throw new Error(`CRC of ${type}`);
    parts.push({ type, data: rest.subarray(8, 8 + length) });
    rest = rest.subarray(12 + length);
  }
  return parts;
}

/** A chunk with its CRC. */
export function part(type: string, data: Uint8Array | string): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data as string)]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(named.length - 4);
  crc.writeUInt32BE(slowCrc(named));
  return Buffer.concat([length, named, crc]);
}

/** The whole file of these chunks. */
export const fileOf = (...parts: readonly Uint8Array[]) =>
  Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]);

/** The colour of a pixel of an eight-bit RGBA image: red, green, blue, alpha. Knows the filters 0 and 2 (none and up). */
export function pixelsOf(file: Uint8Array): { size: number; at: (x: number, y: number) => number[] } {
  const parts = partsOf(file);
  const size = parts[0]?.data.readUInt32BE(0) ?? 0;
  const raw = inflateSync(Buffer.concat(parts.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  const width = size * 4;
  const rows: Buffer[] = [];
  for (let row = 0; row < size; row += 1) {
    const [filter = 0, ...values] = raw.subarray(row * (width + 1), (row + 1) * (width + 1));
    if (filter !== 0 && filter !== 2) throw new Error(`filter ${filter}`);
    const above = filter === 2 ? rows.at(-1) : undefined;
    rows.push(Buffer.from(values.map((value, x) => (value + (above?.[x] ?? 0)) & 255)));
  }
  return { size, at: (x, y) => [...(rows[y]?.subarray(x * 4, x * 4 + 4) ?? [])] };
}
