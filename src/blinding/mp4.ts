import { latin1, viewOf } from './bytes.ts';
import { Unreadable } from './unreadable.ts';

interface Box {
  readonly type: string;
  readonly start: number;
  /** Where what is in it begins. */
  readonly content: number;
  readonly end: number;
}

/** Boxes whose content is boxes. */
const containers = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts', 'dinf', 'moof', 'traf', 'mvex', 'mfra'];
/** What says something of the film, and what nobody reads. */
const blanked = ['udta', 'meta', 'uuid', 'free', 'skip', 'wide', 'ID32', 'pdin'];
const dated = ['mvhd', 'tkhd', 'mdhd'];

/**
 * A film (ISO/IEC 14496-12) without user data, metadata, dates, names of the tools that made it, and tracks of measurements such as places.
 * Sound and pictures stay where they are: what goes is overwritten, since the film points to its parts by their place.
 * @throws Unreadable
 */
export function mp4WithoutMetadata(bytes: Uint8Array): Uint8Array {
  const film = bytes.slice();
  if (!boxes(film, 0, film.length).some(({ type }) => type === 'moov'))
    throw new Unreadable('nothing in it says how the film is played');
  blank(film, { start: 0, end: film.length });
  return Buffer.compare(film, bytes) === 0 ? bytes : film;
}

function blank(film: Uint8Array, within: { start: number; end: number }): void {
  for (const box of boxes(film, within.start, within.end)) {
    if (blanked.includes(box.type)) blankBox(film, box);
    else if (dated.includes(box.type)) blankDates(film, box);
    // What follows the kind of a track is the name of what made it.
    else if (box.type === 'hdlr') film.fill(0, Math.min(box.content + 24, box.end), box.end);
    else if (box.type === 'trak' && isOfMeasurements(film, box)) blankTrack(film, box);
    else if (containers.includes(box.type)) blank(film, { start: box.content, end: box.end });
  }
}

function boxes(film: Uint8Array, from: number, to: number): Box[] {
  const view = viewOf(film);
  const found: Box[] = [];
  for (let start = from; start < to; ) {
    if (start + 8 > to) throw new Unreadable('a part of the film ends too early');
    let size = view.getUint32(start);
    let content = start + 8;
    if (size === 1) {
      if (start + 16 > to) throw new Unreadable('a part of the film ends too early');
      size = Number(view.getBigUint64(start + 8));
      content = start + 16;
    }
    const end = size === 0 ? to : start + size;
    if (end < content || end > to) throw new Unreadable('a part of the film ends too early');
    found.push({ type: latin1(film.subarray(start + 4, start + 8)), start, content, end });
    start = end;
  }
  return found;
}

function blankBox(film: Uint8Array, { start, content, end }: Box): void {
  film.set(Buffer.from('free', 'latin1'), start + 4);
  film.fill(0, content, end);
}

/** When it was made and changed: the first two numbers, of 32 bits in version 0 and of 64 in version 1. */
function blankDates(film: Uint8Array, { content, end }: Box): void {
  const length = film[content] === 1 ? 16 : 8;
  film.fill(0, content + 4, Math.min(content + 4 + length, end));
}

function inside(film: Uint8Array, { content, end }: Box, path: readonly string[]): Box | undefined {
  const [next, ...rest] = path;
  const box = boxes(film, content, end).find(({ type }) => type === next);
  return box && rest.length > 0 ? inside(film, box, rest) : box;
}

function isOfMeasurements(film: Uint8Array, track: Box): boolean {
  const kind = inside(film, track, ['mdia', 'hdlr']);
  return kind !== undefined && latin1(film.subarray(kind.content + 8, kind.content + 12)) === 'meta';
}

function blankTrack(film: Uint8Array, track: Box): void {
  for (const { start, end } of samples(film, track)) film.fill(0, start, Math.min(end, film.length));
  blankBox(film, track);
}

/** Where the measurements of a track are (section 8.7: sizes, chunks, and how many are in each chunk). */
function samples(film: Uint8Array, track: Box): { start: number; end: number }[] {
  const view = viewOf(film);
  const table = (type: string) => inside(film, track, ['mdia', 'minf', 'stbl', type]);
  const sizes = table('stsz');
  const runs = table('stsc');
  const chunks = table('stco') ?? table('co64');
  if (!sizes || !runs || !chunks) throw new Unreadable('a track of the film does not say where it is');
  const wide = chunks.type === 'co64';
  // Reading beyond a table is a RangeError, and ends as an unreadable film.
  const sameSize = view.getUint32(sizes.content + 4);
  const sizeOf = (sample: number) => sameSize || view.getUint32(sizes.content + 12 + sample * 4);
  const runCount = view.getUint32(runs.content + 4);
  const perChunk = (chunk: number) => {
    for (let run = runCount - 1; run >= 0; run -= 1)
      if (view.getUint32(runs.content + 8 + run * 12) <= chunk + 1)
        return view.getUint32(runs.content + 8 + run * 12 + 4);
    return 0;
  };
  const found: { start: number; end: number }[] = [];
  let sample = 0;
  const sampleCount = view.getUint32(sizes.content + 8);
  for (let chunk = 0; chunk < view.getUint32(chunks.content + 4) && sample < sampleCount; chunk += 1) {
    const at = chunks.content + 8;
    const start = wide ? Number(view.getBigUint64(at + chunk * 8)) : view.getUint32(at + chunk * 4);
    let end = start;
    for (let of = perChunk(chunk); of > 0 && sample < sampleCount; of -= 1, sample += 1)
      end += sizeOf(sample);
    found.push({ start, end });
  }
  return found;
}
