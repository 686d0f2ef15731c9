import { joined, latin1, viewOf } from './bytes.ts';
import { Unreadable } from './unreadable.ts';

/** What a picture is made of besides its critical chunks: transparency, colours, resolution, animation. */
const shown = [
  ...['tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'mDCV', 'cLLI'],
  ...['bKGD', 'hIST', 'pHYs', 'sPLT', 'acTL', 'fcTL', 'fdAT'],
];

/** A PNG picture (W3C PNG, section 5) without texts, times, Exif data, unknown chunks and whatever follows its end. @throws Unreadable */
export function pngWithoutMetadata(bytes: Uint8Array): Uint8Array {
  const view = viewOf(bytes);
  const kept = [bytes.subarray(0, 8)];
  let at = 8;
  let name = '';
  while (name !== 'IEND') {
    if (at + 12 > bytes.length) throw new Unreadable('the picture ends too early');
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) throw new Unreadable('a part of the picture ends too early');
    name = latin1(bytes.subarray(at + 4, at + 8));
    const isCritical = /^[A-Z]/.test(name);
    if (isCritical || shown.includes(name)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  const size = kept.reduce((sum, { length }) => sum + length, 0);
  return size === bytes.length ? bytes : joined(kept);
}

/** What only what says more than the picture has in its bytes. */
export const pngMarks = ['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'zxIf', 'caBX', 'xmpmeta'] as const;
