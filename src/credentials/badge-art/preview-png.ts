import type { BadgeFace } from './badge.ts';
import { emblemOf } from './emblem.ts';
import { canDraw, drawnLine, drawnWidth, letteringOf, type Room } from './lettering.ts';
import type { Shape } from './path.ts';
import { pngOf } from './png-picture.ts';
import { drawn } from './raster.ts';

/** What the picture that stands for a shared page shows. */
export interface PreviewFace extends BadgeFace {
  /** Nothing where the holder is not named. */
  readonly holderName?: string | undefined;
  /** What is to be known before all else: that it was revoked, say. */
  readonly warning?: string | undefined;
}

/** Pixels: the size that places where pages are shared ask for (Open Graph). */
export const previewSize = { width: 1200, height: 630 } as const;

const [left, right] = [500, 1130];
const [red, white] = ['#b3261e', '#ffffff'];

/** One text of the picture: how high its capitals are at most, in how many pixels of height, and after what space. */
interface Part {
  readonly text: string;
  readonly largest: number;
  readonly height: number;
  readonly space: number;
  readonly colour: string;
}

/**
 * The picture of a credential for places where its page is shared, 1200 by 630: emblem, name, holder and issuer, in letters of our
 * own. A text in a script that they do not have is left out. The same face gives the same bytes.
 */
export function previewPng(face: PreviewFace): Uint8Array {
  const { palette, shapes } = emblemOf(face.seed, { centre: [258, 315], radius: 190 });
  const { ground, light } = palette;
  const isWarned = face.warning !== undefined;
  const accent = isWarned ? white : palette.accent;
  const all: Part[] = [
    { text: face.warning ?? '', largest: 44, height: 60, space: 0, colour: white },
    { text: face.name, largest: 60, height: 260, space: 34, colour: light },
    { text: face.holderName ?? '', largest: 40, height: 110, space: 48, colour: accent },
    { text: face.issuerName, largest: 32, height: 90, space: 40, colour: light },
  ];
  const texts = all.flatMap((part) => lettersOf(part, face.language));
  const total = texts.reduce((sum, { height, space }, index) => sum + height + (index > 0 ? space : 0), 0);
  let top = Math.max(40, (previewSize.height - total) / 2);
  const letters = texts.map(({ height, space, shape }, index) => {
    if (index > 0) top += space;
    const placed = shape(top);
    top += height;
    return placed;
  });
  return pngOf(
    drawn(
      [
        { d: rectangle(0, 0, previewSize.width, previewSize.height), colour: light },
        {
          d: rectangle(14, 14, previewSize.width - 14, previewSize.height - 14),
          colour: isWarned ? red : ground,
        },
        ...shapes,
        ...letters.flat(),
      ],
      previewSize,
    ),
  );
}

interface Letters {
  readonly height: number;
  readonly space: number;
  readonly colour: string;
  shape(top: number): Shape[];
}

/** A text in lines from the left. Nothing where there is none, or none that can be drawn. */
function lettersOf({ text, largest, height, space, colour }: Part, language: string): Letters[] {
  const words = text.replaceAll(/\s+/g, ' ').trim().toLocaleUpperCase(language).normalize('NFC');
  if (words === '' || !canDraw(words)) return [];
  const room: Room = { centreX: 0, centreY: height / 2, width: right - left, height };
  const { capital, lines } = letteringOf(words, { room, language, widthOf: drawnWidth, largest });
  const first = (lines[0]?.baseline ?? capital) - capital;
  const last = lines.at(-1)?.baseline ?? capital;
  return [
    {
      height: last - first,
      space,
      colour,
      shape: (top) =>
        lines.map((line) => ({
          ...drawnLine(line.text, {
            capital,
            centreX: left + (drawnWidth(line.text) * capital) / 20,
            baseline: top + line.baseline - first,
          }),
          colour,
        })),
    },
  ];
}

function rectangle(x: number, y: number, endX: number, endY: number): string {
  return `M${x} ${y}L${endX} ${y}L${endX} ${endY}L${x} ${endY}Z`;
}
