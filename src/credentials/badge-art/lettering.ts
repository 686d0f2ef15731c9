import { glyphOf } from './glyphs.ts';
import { moved } from './path.ts';

/** Where a name is written: the room that it has, in units of the badge. */
export interface Room {
  readonly centreX: number;
  readonly centreY: number;
  readonly width: number;
  readonly height: number;
}

/** A name in lines that fit. `capital` is the height of a capital letter; `baseline` that of each line. */
export interface Lettering {
  readonly capital: number;
  readonly lines: readonly { readonly text: string; readonly baseline: number }[];
}

/**
 * Height of capitals in units: at 128 pixels, four units are one pixel. Letters get smaller to hold a whole name, and
 * smaller still only to hold a long word.
 */
const [usual, small, smallest] = [60, 36, 28];
/** From one base line to the next, in heights of a capital: there is room for marks above and below. */
const leading = 1.6;

/** Between the middles of two letters' outer lines, and of a space, where a capital is 10 high. */
const [gap, space] = [3.3, 2.6];
const lineWidth = 1.75;

const lettersOf = (text: string) => text.normalize('NFD').match(/[^\p{M}]\p{M}*/gu) ?? [];

/** Whether every letter of the text is one that we can draw. */
export function canDraw(text: string): boolean {
  return lettersOf(text).every((letter) => letter === ' ' || glyphOf(letter));
}

/** Width of text in our letters where a capital is 10 high. */
export function drawnWidth(text: string): number {
  const widths = lettersOf(text).map((letter) => (letter === ' ' ? space : (glyphOf(letter)?.width ?? 0)));
  return widths.reduce((sum, width) => sum + width + gap, -gap) + lineWidth;
}

/** Path data of a line of text in our letters, and how wide its line is drawn. */
export function drawnLine(
  text: string,
  { capital, centreX, baseline }: { capital: number; centreX: number; baseline: number },
) {
  const scale = capital / 10;
  let x = centreX - ((drawnWidth(text) - lineWidth) * scale) / 2;
  const top = baseline - capital;
  const parts = lettersOf(text).map((letter) => {
    const { width, d } = letter === ' ' ? { width: space, d: '' } : (glyphOf(letter) ?? { width: 0, d: '' });
    const start = x;
    x += (width + gap) * scale;
    return moved(d, ([px, py]) => [start + px * scale, top + py * scale]);
  });
  return { d: parts.join(''), stroke: Math.round(lineWidth * scale * 10) / 10 };
}

/**
 * Widths where a capital is 10 high, for text whose font is not known: generous ones, since fonts differ by a fifth. Wide
 * are the scripts of East Asia and pictures.
 */
export function estimatedWidth(text: string): number {
  const widthOf = (character: string) => {
    if (/\p{M}/u.test(character)) return 0;
    if (
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{1f000}-\u{3ffff}]/u.test(
        character,
      )
    )
      return 14;
    return /[\s.,:;'’!|iljIt()-]/.test(character) ? 5.5 : 9.5;
  };
  return [...text].reduce((sum, character) => sum + widthOf(character), 0);
}

/** The largest lettering of `text` that fits; what does not fit in the smallest ends in an ellipsis. */
export function letteringOf(
  text: string,
  {
    room,
    widthOf,
    language,
    largest = usual,
  }: { room: Room; widthOf: (text: string) => number; language: string; largest?: number },
): Lettering {
  const words = wordsOf(text, language);
  const widest = words.reduce((most, word) => Math.max(most, widthOf(word.trim())), 0);
  for (let capital = largest; capital >= smallest; capital -= 4) {
    const limit = (room.width * 10) / capital;
    const [lines, most] = [wrapped(words, limit, widthOf), mostLines(capital, room)];
    const isWhole = widest <= limit;
    if (isWhole && lines.length <= most) return placed(capital, balanced(words, limit, widthOf), room);
    if (capital === smallest || (capital <= small && isWhole))
      return placed(capital, shortened(lines, { most, limit, widthOf }), room);
  }
  throw new Error('no size is left');
}

function mostLines(capital: number, { height }: Room): number {
  return Math.max(1, Math.floor((height / capital - 1) / leading) + 1);
}

/** Pieces between which a line may break, each with the space after it. Some scripts have no spaces. */
function wordsOf(text: string, language: string): string[] {
  if (/^[\p{sc=Latin}\p{sc=Common}\p{sc=Inherited}]*$/u.test(text)) return text.match(/\S+\s*/g) ?? [];
  const words: string[] = [];
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    if (isWordLike || words.length === 0) words.push(segment);
    else words.push(`${words.pop()}${segment}`);
  }
  return words;
}

function wrapped(words: readonly string[], limit: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.flatMap((one) => broken(one, limit, widthOf))) {
    if (line !== '' && widthOf((line + word).trim()) > limit) {
      lines.push(line.trim());
      line = '';
    }
    line += word;
  }
  return line.trim() === '' ? lines : [...lines, line.trim()];
}

/** A word in pieces where it is wider than a line. */
function broken(word: string, limit: number, widthOf: (text: string) => number): string[] {
  if (widthOf(word.trim()) <= limit) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const letter of word.match(/[^\p{M}]\p{M}*/gu) ?? []) {
    if (piece !== '' && widthOf(`${piece}${letter}-`) > limit) {
      pieces.push(`${piece}-`);
      piece = '';
    }
    piece += letter;
  }
  return [...pieces, piece];
}

/** As many lines as {@link wrapped} makes, as equal in width as they can be. */
function balanced(words: readonly string[], limit: number, widthOf: (text: string) => number): string[] {
  let best = wrapped(words, limit, widthOf);
  for (let narrower = limit * 0.95; narrower > limit * 0.4; narrower *= 0.95) {
    const lines = wrapped(words, narrower, widthOf);
    if (lines.length > best.length || lines.some((line) => widthOf(line) > limit)) break;
    if (words.some((word) => widthOf(word.trim()) > narrower)) break;
    best = lines;
  }
  return best;
}

function shortened(
  lines: readonly string[],
  { most, limit, widthOf }: { most: number; limit: number; widthOf: (text: string) => number },
): readonly string[] {
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  let last = kept.pop() ?? '';
  while (last.length > 1 && widthOf(`${last}…`) > limit) last = last.replace(/\s*\S\p{M}*$/u, '');
  return [...kept, `${last.replace(/[\s.,:;&/-]{1,9}$/, '')}…`];
}

function placed(capital: number, lines: readonly string[], { centreY }: Room): Lettering {
  const height = capital * (1 + leading * (lines.length - 1));
  const first = centreY - height / 2 + capital;
  return {
    capital,
    lines: lines.map((text, index) => ({ text, baseline: Math.round(first + index * capital * leading) })),
  };
}
