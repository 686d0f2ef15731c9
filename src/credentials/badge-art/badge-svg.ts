import { type BadgeFace, badgeOf } from './badge.ts';

/** The default badge as an SVG of its own: no script, no style, nothing from elsewhere, and a title that can be read aloud. */
export function badgeSvg(face: BadgeFace): string {
  const { shapes, text } = badgeOf(face, { withText: true });
  const paths = shapes.map(({ d, colour, stroke }) =>
    stroke === undefined
      ? `<path d="${d}" fill="${colour}"/>`
      : `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${Math.round(stroke * 10) / 10}" stroke-linecap="round" stroke-linejoin="round"/>`,
  );
  // Capitals are about 0.72 of the size of a font; what other scripts have is about as high.
  const lines = text?.lines.map(
    ({ text: line, baseline }) => `<text x="256" y="${baseline}">${escaped(line)}</text>`,
  );
  const lettering =
    text &&
    `<g fill="${text.colour}" font-family="sans-serif" font-weight="700" font-size="${Math.round(text.capital / 0.72)}" text-anchor="middle" aria-hidden="true">${lines?.join('')}</g>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512" role="img" aria-labelledby="title desc" xml:lang="${escaped(face.language)}" lang="${escaped(face.language)}">`,
    `<title id="title">${escaped(face.name)}</title>`,
    `<desc id="desc">${escaped(face.issuerName)}</desc>`,
    ...paths,
    ...(lettering ? [lettering] : []),
    '</svg>',
    '',
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for an element or a quoted attribute, without the characters that XML cannot hold. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/(?![\t\n\r\u007f-\u009f])[\p{Cc}\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
