import { joined, latin1, viewOf } from './bytes.ts';
import { exifOrientation } from './exif-orientation.ts';
import { Unreadable } from './unreadable.ts';

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
const comment = 0xfe;

interface Segment {
  readonly marker: number;
  /** With its marker, and for a scan with all that follows up to the next marker. */
  readonly whole: Uint8Array;
  /** After marker and length. */
  readonly content: Uint8Array;
}

/**
 * A JPEG picture (ITU-T T.81) without application segments, comments, previews and whatever follows its end. What it takes to
 * show it as it is stays: JFIF, the colour profile, the colour transform, and which side is up.
 * @throws Unreadable
 */
export function jpegWithoutMetadata(bytes: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  for (const segment of segments(bytes)) kept.push(...keptOf(segment));
  const size = kept.reduce((sum, { length }) => sum + length, 0);
  return size === bytes.length ? bytes : joined(kept);
}

/** Whether bytes that are no whole picture could hold a segment that says more than the picture. */
export function looksTalkative(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => {
    const next = bytes[at + 1] ?? 0;
    return byte === 0xff && ((next > 0xe0 && next <= 0xef) || next === comment);
  });
}

function* segments(bytes: Uint8Array): Generator<Segment> {
  if (bytes[0] !== 0xff || bytes[1] !== startOfImage) throw new Unreadable('it does not begin as a picture');
  const view = viewOf(bytes);
  let hasScan = false;
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) throw new Unreadable('a part of the picture is where none can be');
    // Any number of these may come before a marker.
    while (bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1] ?? endOfImage;
    if (marker === endOfImage) {
      yield { marker, whole: Uint8Array.of(0xff, endOfImage), content: new Uint8Array() };
      break;
    }
    if (isAlone(marker)) {
      yield { marker, whole: bytes.subarray(at, at + 2), content: new Uint8Array() };
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) throw new Unreadable('the picture ends too early');
    let end = at + 2 + view.getUint16(at + 2);
    if (end < at + 4 || end > bytes.length) throw new Unreadable('a part of the picture ends too early');
    const content = bytes.subarray(at + 4, end);
    if (marker === startOfScan) {
      hasScan = true;
      end = endOfScan(bytes, end);
    }
    yield { marker, whole: bytes.subarray(at, end), content };
    at = end;
  }
  if (!hasScan) throw new Unreadable('there is no picture in it');
}

function keptOf({ marker, whole, content }: Segment): readonly Uint8Array[] {
  const named = latin1(content.subarray(0, 14));
  if (marker === 0xe0) return named.startsWith('JFIF\0') ? [withoutPreview(whole)] : [];
  if (marker === 0xe1) return named.startsWith('Exif\0\0') ? uprightOnly(content.subarray(6)) : [];
  if (marker === 0xe2) return named.startsWith('ICC_PROFILE\0') ? [whole] : [];
  if (marker === 0xee) return named.startsWith('Adobe') ? [whole] : [];
  return marker > 0xe0 && marker <= 0xef ? [] : marker === comment ? [] : [whole];
}

/** The first fourteen bytes of JFIF say how it is shown; a small picture may follow them. */
function withoutPreview(whole: Uint8Array): Uint8Array {
  if (whole.length <= 18) return whole;
  const short = whole.slice(0, 18);
  viewOf(short).setUint16(2, 16);
  short.fill(0, 16);
  return short;
}

/** A segment that says which side is up and nothing else, where the picture is not stored upright. */
function uprightOnly(exif: Uint8Array): readonly Uint8Array[] {
  const orientation = exifOrientation(exif);
  if (orientation === undefined || orientation === 1) return [];
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const content = [...Buffer.from('Exif\0\0', 'latin1'), ...tiff, 0, 0, 0, 0];
  return [Uint8Array.of(0xff, 0xe1, 0, content.length + 2, ...content)];
}

function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

/** Where the compressed picture after a scan's header ends: at the next marker that is not part of it. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    at = bytes.indexOf(0xff, at);
    if (at === -1) return bytes.length;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !isAlone(next)) return at;
    at += next === 0xff ? 1 : 2;
  }
  return bytes.length;
}
