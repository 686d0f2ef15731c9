import { holds, latin1 } from './bytes.ts';
import { jpegWithoutMetadata, looksTalkative } from './jpeg.ts';
import { mp3WithoutMetadata } from './mp3.ts';
import { mp4WithoutMetadata } from './mp4.ts';
import { pngMarks, pngWithoutMetadata } from './png.ts';
import { Unreadable } from './unreadable.ts';

/**
 * A picture or recording within a document, by what it is and not by its name. One that cannot be read whole stays if it could not tell
 * anything. @throws Unreadable
 */
export function embeddedWithoutMetadata(bytes: Uint8Array): Uint8Array {
  const start = latin1(bytes.subarray(0, 12));
  if (start.startsWith('\xff\xd8')) return unless(looksTalkative, jpegWithoutMetadata, bytes);
  if (start.startsWith('\x89PNG')) return unless(hasPngMarks, pngWithoutMetadata, bytes);
  if (start.slice(4, 8) === 'ftyp') return mp4WithoutMetadata(bytes);
  if (start.startsWith('ID3')) return mp3WithoutMetadata(bytes);
  if (['Exif\0\0', 'xmpmeta', 'Photoshop 3.0'].some((mark) => holds(bytes, mark)))
    throw new Unreadable(
      'a picture in it tells of its maker in a way that cannot be taken off: save it as JPEG or PNG',
    );
  return bytes;
}

const hasPngMarks = (bytes: Uint8Array) => pngMarks.some((mark) => holds(bytes, mark));

function unless(
  couldTell: (bytes: Uint8Array) => boolean,
  without: (bytes: Uint8Array) => Uint8Array,
  bytes: Uint8Array,
): Uint8Array {
  try {
    return without(bytes);
  } catch (error) {
    if (error instanceof Unreadable && !couldTell(bytes)) return bytes;
    throw error;
  }
}
