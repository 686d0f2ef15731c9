import { type Emblem, emblemOf } from './emblem.ts';
import { canDraw, drawnLine, drawnWidth, estimatedWidth, type Lettering, letteringOf } from './lettering.ts';
import { roundedSquare, type Shape } from './path.ts';

/** What a badge shows of a definition. */
export interface BadgeFace {
  /** Name of the micro-credential. */
  readonly name: string;
  readonly issuerName: string;
  /** Language of the name (BCP 47). */
  readonly language: string;
  /** Chooses the emblem: the id of the micro-credential, so that all of its versions look the same. */
  readonly seed: string;
}

/** A badge that is ready to be written in either format. */
export interface Badge {
  readonly shapes: readonly Shape[];
  /** The name in letters that are not ours to draw: a font must be there where it is shown. */
  readonly text?: Lettering & { readonly colour: string };
  readonly palette: Emblem['palette'];
}

const room = { centreX: 256, centreY: 374, width: 428, height: 196 } as const;

/**
 * The default art of a micro-credential: an edge that shows on any page, an emblem, and the name. The name is drawn in
 * letters of our own where they have all that it needs; in other scripts it is text, or left out where `withText` is false.
 */
export function badgeOf(
  { name, language, seed }: Omit<BadgeFace, 'issuerName'>,
  { withText }: { withText: boolean },
): Badge {
  const words = capitals(name, language);
  const drawn = canDraw(words);
  const hasName = drawn || withText;
  const place = hasName
    ? { centre: [256, 154] as const, radius: 108 }
    : { centre: [256, 256] as const, radius: 180 };
  const { palette, shapes } = emblemOf(seed, place);
  const ground = [
    { d: roundedSquare(4, 112), colour: palette.light },
    { d: roundedSquare(16, 100), colour: palette.ground },
  ];
  if (!drawn) {
    const lettering = letteringOf(name, { room, language, widthOf: estimatedWidth });
    return {
      palette,
      shapes: [...ground, ...shapes],
      ...(withText && { text: { ...lettering, colour: palette.light } }),
    };
  }
  const { capital, lines } = letteringOf(words, { room, language, widthOf: drawnWidth });
  const letters = lines.map(({ text, baseline }) => ({
    ...drawnLine(text, { capital, centreX: room.centreX, baseline }),
    colour: palette.light,
  }));
  return { palette, shapes: [...ground, ...shapes, ...letters] };
}

/** In capitals by the rules of the language: Turkish has two letters i. */
function capitals(name: string, language: string): string {
  const text = name.replaceAll(/\s+/g, ' ').trim();
  return text.toLocaleUpperCase(language).normalize('NFC');
}
