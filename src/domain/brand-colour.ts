/** The backgrounds of pages, `#rrggbb`: whatever is written on them has a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3). */
export const backgrounds = {
  light: { paper: '#ffffff', panel: '#f3f5f8' },
  dark: { paper: '#12161d', panel: '#1b212b' },
} as const;

const leastContrast = 4.5;
const darkest = Object.values(backgrounds.dark);

/** The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). Both `#rrggbb`. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Why a colour cannot be that of an issuer, in words; undefined when it can. */
export function colourProblem(colour: string): string | undefined {
  if (!/^#[0-9a-f]{6}$/.test(colour)) return 'must be a colour in the form #rrggbb, in lower case';
  const worst = Math.min(...Object.values(backgrounds.light).map((ground) => contrast(colour, ground)));
  // Down, never up: what is shown as 4.5 must be that.
  const shown = Math.floor(worst * 10) / 10;
  return worst < leastContrast
    ? `must be darker: on a page its contrast is ${shown} to 1, and text needs ${leastContrast} to 1`
    : undefined;
}

/** The same colour as it is shown on dark pages: mixed with white until its contrast is enough there too. */
export function onDark(colour: string): string {
  const parts = channels(colour);
  for (let white = 0; white < 1; white += 0.02) {
    const mixed = `#${parts.map((part) => hex(part + (255 - part) * white)).join('')}`;
    if (darkest.every((ground) => contrast(mixed, ground) >= leastContrast)) return mixed;
  }
  return '#ffffff';
}

function hex(part: number): string {
  return Math.round(part).toString(16).padStart(2, '0');
}

function channels(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
