import { latin1, viewOf } from './bytes.ts';
import { Unreadable } from './unreadable.ts';

/** The sound of an MPEG audio file without its tags: ID3 before and after it, APE and Lyrics3 after it. @throws Unreadable */
export function mp3WithoutMetadata(bytes: Uint8Array): Uint8Array {
  let sound = bytes;
  for (let rest = withoutFirstTag(sound); rest !== sound; rest = withoutFirstTag(sound)) sound = rest;
  for (let rest = withoutLastTag(sound); rest !== sound; rest = withoutLastTag(sound)) sound = rest;
  if (sound.length === 0) throw new Unreadable('there is no sound in it');
  return sound;
}

/** ID3v2 (section 3.1 of its version 2.4) or APEv2 at the beginning. */
function withoutFirstTag(bytes: Uint8Array): Uint8Array {
  if (bytes.length >= 10 && startsWith(bytes, 'ID3')) {
    const hasFooter = ((bytes[5] ?? 0) & 0x10) !== 0;
    // Seven bits of each of four bytes.
    const size = bytes.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
    return cut(bytes, 10 + size + (hasFooter ? 10 : 0));
  }
  if (bytes.length >= 32 && startsWith(bytes, 'APETAGEX'))
    return cut(bytes, 32 + viewOf(bytes).getUint32(12, true));
  return bytes;
}

function withoutLastTag(bytes: Uint8Array): Uint8Array {
  const before = (length: number) => bytes.subarray(0, Math.max(0, bytes.length - length));
  const tail = (length: number) => bytes.subarray(Math.max(0, bytes.length - length));
  if (bytes.length >= 128 && startsWith(tail(128), 'TAG')) return before(128);
  if (bytes.length >= 227 && startsWith(tail(227), 'TAG+')) return before(227);
  if (bytes.length >= 32 && startsWith(tail(32), 'APETAGEX')) {
    const footer = viewOf(tail(32));
    const hasHeader = footer.getUint32(20, true) >= 0x80000000;
    return before(footer.getUint32(12, true) + (hasHeader ? 32 : 0));
  }
  if (bytes.length >= 10 && startsWith(tail(10), '3DI')) {
    const size = tail(10)
      .subarray(6)
      .reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
    return before(size + 20);
  }
  if (bytes.length >= 15 && startsWith(tail(9), 'LYRICS200'))
    return before(15 + Number.parseInt(latin1(tail(15).subarray(0, 6)), 10));
  return bytes;
}

function cut(bytes: Uint8Array, length: number): Uint8Array {
  if (length > bytes.length) throw new Unreadable('what is said of the sound has no end');
  return bytes.subarray(length);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return latin1(bytes.subarray(0, text.length)) === text;
}
