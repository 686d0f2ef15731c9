import { sizeProblem } from './image-size.ts';

/** One marker segment (ITU-T T.81, annex B.1): the byte after 0xFF, and what stands between its length and the next one. */
interface Segment {
  readonly marker: number;
  readonly data: Uint8Array;
  /** Where the segment ends in the file. */
  readonly end: number;
}

const markers = { soi: 0xd8, eoi: 0xd9, sos: 0xda, dqt: 0xdb, dht: 0xc4, dri: 0xdd, app14: 0xee } as const;
/** Baseline, extended and progressive, all of them with Huffman codes: what every browser shows. */
const frames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
const mostScans = 200;

/**
 * A JPEG of tables, frame and scans alone, or what is wrong with it. Every segment for applications goes (EXIF, XMP, colour
 * profiles, thumbnails), and every comment; but for the one that says that the colours are RGB.
 */
export function cleanJpeg(file: Uint8Array): Uint8Array | string {
  if (file[0] !== 0xff || file[1] !== markers.soi) return 'is not a well-formed JPEG';
  const parts: Uint8Array[] = [Uint8Array.of(0xff, markers.soi)];
  let components: number | undefined;
  let scans = 0;
  for (let position = 2; ; ) {
    const end = endMarker(file, position);
    if (end !== undefined) {
      if (scans === 0) return 'has no picture';
      return Buffer.concat([...parts, Uint8Array.of(0xff, markers.eoi)]);
    }
    const segment = segmentAt(file, position);
    if (!segment) return 'is not a well-formed JPEG';
    position = segment.end;
    const { marker, data } = segment;
    if (frames.has(marker)) {
      if (components !== undefined) return 'has several frames';
      const problem = frameProblem(data);
      if (problem !== undefined) return problem;
      components = data[5];
    } else if (marker === markers.sos) {
      scans += 1;
      if (components === undefined || scans > mostScans || !isScanHeader(data, components))
        return 'has a scan that cannot be read';
      const scanEnd = endOfScan(file, position);
      if (scanEnd === undefined) return 'ends too early';
      parts.push(whole(segment), file.subarray(position, scanEnd));
      position = scanEnd;
      continue;
    } else if (isDropped(segment)) continue;
    else if (!isTable(segment)) return 'has a part that is not known';
    parts.push(whole(segment));
  }
}

function endMarker(file: Uint8Array, position: number): number | undefined {
  return file[position] === 0xff && file[position + 1] === markers.eoi ? position : undefined;
}

function segmentAt(file: Uint8Array, start: number): Segment | undefined {
  let position = start;
  if (file[position] !== 0xff) return undefined;
  // Any marker may be preceded by fill bytes (B.1.1.2).
  while (file[position] === 0xff) position += 1;
  const marker = file[position] ?? 0;
  const length = ((file[position + 1] ?? 0) << 8) | (file[position + 2] ?? 0);
  const end = position + 1 + length;
  if (marker < 0xc0 || length < 2 || end > file.length) return undefined;
  return { marker, data: file.subarray(position + 3, end), end };
}

function whole({ marker, data }: Segment): Uint8Array {
  const length = data.length + 2;
  return Buffer.concat([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), data]);
}

/** For applications, and comments. The mark of Adobe has no room for anything but how colours are to be read. */
function isDropped({ marker, data }: Segment): boolean {
  if (marker === 0xfe) return true;
  if (marker < 0xe0 || marker > 0xef) return false;
  const isAdobe = Buffer.from(data.subarray(0, 5)).toString('latin1') === 'Adobe' && data.length === 12;
  return !(marker === markers.app14 && isAdobe);
}

function isTable({ marker, data }: Segment): boolean {
  if (marker === markers.dri) return data.length === 2;
  if (marker === markers.dqt)
    return areTables(data, ([head = 0]) => (head >> 4 > 1 ? 0 : 1 + 64 * (1 + (head >> 4))));
  if (marker === markers.dht)
    return areTables(data, (rest) => 17 + rest.subarray(1, 17).reduce((sum, count) => sum + count, 0));
  return marker === markers.app14;
}

/** Whether the data is tables one after the other, each as long as its own beginning says. */
function areTables(data: Uint8Array, lengthOf: (rest: Uint8Array) => number): boolean {
  let position = 0;
  while (position < data.length) {
    const length = lengthOf(data.subarray(position));
    if (length === 0) return false;
    position += length;
  }
  return position === data.length && data.length > 0;
}

function frameProblem(data: Uint8Array): string | undefined {
  const [precision, heightHigh = 0, heightLow = 0, widthHigh = 0, widthLow = 0, components = 0] = data;
  if (precision !== 8 || data.length !== 6 + 3 * components) return 'is not a well-formed JPEG';
  if (components !== 1 && components !== 3)
    return 'must be in grey or in colours of the screen (RGB), not for print';
  return sizeProblem({ width: (widthHigh << 8) | widthLow, height: (heightHigh << 8) | heightLow });
}

function isScanHeader(data: Uint8Array, components: number): boolean {
  const count = data[0] ?? 0;
  return count >= 1 && count <= components && data.length === 4 + 2 * count;
}

/** The position of the marker that ends a scan: the first that is no stuffed byte and no restart (B.1.1.5). */
function endOfScan(file: Uint8Array, start: number): number | undefined {
  for (let position = start; position + 1 < file.length; position += 1) {
    if (file[position] !== 0xff) continue;
    const next = file[position + 1] ?? 0;
    if (next === 0 || (next >= 0xd0 && next <= 0xd7)) position += 1;
    else if (next !== 0xff) return position;
  }
  return undefined;
}
