import type { FileEvidence } from '../domain/evidence.ts';
import { holds } from './bytes.ts';
import { jpegWithoutMetadata, looksTalkative } from './jpeg.ts';
import { mp3WithoutMetadata } from './mp3.ts';
import { mp4WithoutMetadata } from './mp4.ts';
import { officeWithoutMetadata } from './office.ts';
import { pdfMarks, pdfWithoutMetadata } from './pdf.ts';
import { pngMarks, pngWithoutMetadata } from './png.ts';
import { Unreadable } from './unreadable.ts';

type MediaType = FileEvidence['mediaType'];

interface Format {
  /** The same bytes when there is nothing to take away. @throws Unreadable */
  readonly without: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  /** Whether a file that cannot be read whole could say something of who made it. */
  readonly couldTell: (bytes: Uint8Array) => boolean;
}

const always = () => true;
const anyOf = (marks: readonly string[]) => (bytes: Uint8Array) => marks.some((mark) => holds(bytes, mark));
const office: Format = { without: (bytes) => officeWithoutMetadata(bytes), couldTell: always };

const formats: Readonly<Record<MediaType, Format>> = {
  'application/pdf': { without: pdfWithoutMetadata, couldTell: anyOf(pdfMarks) },
  'image/png': { without: pngWithoutMetadata, couldTell: anyOf(pngMarks) },
  'image/jpeg': { without: jpegWithoutMetadata, couldTell: looksTalkative },
  // What it says is what its writer wrote.
  'text/plain': { without: (bytes) => bytes, couldTell: () => false },
  'audio/mpeg': { without: mp3WithoutMetadata, couldTell: always },
  'video/mp4': { without: mp4WithoutMetadata, couldTell: always },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': office,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': office,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': office,
};

/** What an assessor gets of a file, or why nobody can say what it would tell. */
export type Blinded = { readonly bytes: Uint8Array } | { readonly refused: string };

/**
 * A file without what its format says of who made it, when, where and with what. The very bytes where there is nothing to take away:
 * and for a broken file in which nothing could be.
 */
export async function withoutMetadata(bytes: Uint8Array, mediaType: MediaType): Promise<Blinded> {
  const { without, couldTell } = formats[mediaType];
  try {
    return { bytes: await without(bytes) };
  } catch (error) {
    // Reading beyond an end is a RangeError: a broken file, like any other.
    if (!(error instanceof Unreadable || error instanceof RangeError)) throw error;
    if (!couldTell(bytes)) return { bytes };
    return { refused: error instanceof Unreadable ? error.message : 'it is broken' };
  }
}
