import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badgeOf } from '../../../src/credentials/badge-art/badge.ts';
import { badgePng } from '../../../src/credentials/badge-art/badge-png.ts';
import { badgeSvg } from '../../../src/credentials/badge-art/badge-svg.ts';
import { palettes } from '../../../src/credentials/badge-art/emblem.ts';
import { faceOf } from '../../../src/credentials/badge-art/face.ts';
import { flattened } from '../../../src/credentials/badge-art/path.ts';
import { raster } from '../../../src/credentials/badge-art/raster.ts';
import { harmlessText } from '../../support/hostile.ts';
import { exampleAward } from '../example-award.ts';
import { partsOf, pixelsOf } from './png-reader.ts';

const face = {
  name: 'Setting Goals with Families',
  issuerName: 'Riverbend',
  language: 'en',
  seed: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
};
const seeds = Array.from({ length: 60 }, (_, index) => `seed ${index}`);

/** Relative luminance and contrast (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** How far a picture goes, with the width of its lines. */
function boundsOf(shapes: readonly { d: string; stroke?: number }[]) {
  const points = shapes.flatMap(({ d, stroke = 0 }) =>
    flattened(d).flatMap((line) =>
      line.flatMap(([x, y]) => [
        [x - stroke / 2, y - stroke / 2],
        [x + stroke / 2, y + stroke / 2],
      ]),
    ),
  );
  const [xs, ys] = [points.map(([x = 0]) => x), points.map(([, y = 0]) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** The lines of letters: the only shapes whose line is as wide as letters' are, after ground and emblem. */
const lettersOf = (name: string, language = 'en') => {
  const { shapes } = badgeOf({ ...face, name, language }, { withText: false });
  const count = badgeOf({ ...face, name: 'I', language }, { withText: false }).shapes.length - 1;
  return shapes.slice(count);
};

describe('the colours', () => {
  it.each(palettes)('$ground carries $accent and $light', ({ ground, accent, light }) => {
    expect(contrast(ground, accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(ground, light)).toBeGreaterThanOrEqual(7);
    // On a white page the ground shows, on a dark one the edge.
    expect(contrast(ground, '#ffffff')).toBeGreaterThanOrEqual(7);
    expect(contrast(light, '#12161d')).toBeGreaterThanOrEqual(7);
  });
});

describe('a badge', () => {
  it('is the same each time, and of every version', () => {
    expect(badgeSvg(face)).toBe(badgeSvg({ ...face }));
    expect(Buffer.from(badgePng(face)).equals(badgePng({ ...face }))).toBe(true);
    const award = exampleAward() as unknown as Parameters<typeof faceOf>[0];
    expect(faceOf(award)).toEqual({
      name: 'Reading Aloud with a Group',
      issuerName: 'Harbour Library Network',
      language: 'en',
      seed: 'reading-aloud',
    });
  });

  it('differs from the badge of another micro-credential of the same name', () => {
    const pictures = seeds.map((seed) => badgeSvg({ ...face, seed }));
    expect(new Set(pictures).size).toBeGreaterThan(50);
  });

  it('stays within its square, emblem over name', () => {
    for (const seed of seeds) {
      const { shapes } = badgeOf({ ...face, seed }, { withText: false });
      const all = boundsOf(shapes);
      expect(Math.min(all.left, all.top)).toBeGreaterThanOrEqual(0);
      expect(Math.max(all.right, all.bottom)).toBeLessThanOrEqual(512);
      const emblem = boundsOf(shapes.slice(2, -3));
      expect(emblem.top).toBeGreaterThan(30);
      expect(emblem.bottom).toBeLessThan(boundsOf(shapes.slice(-3)).top);
    }
  });

  it.each([
    'CPR',
    'Setting Goals with Families',
    'Évaluation formative à l’école',
    'Ågå på Øst: ÆØÅ',
    'Interdisciplinary Communication',
    'Donaudampfschifffahrtsgesellschaftskapitän',
    'W'.repeat(150),
    'Facilitating Restorative Circles for Students Who Have Experienced Trauma in Multilingual Classrooms (Level 2)',
  ])('has the name %j where there is room for it, at seven pixels a capital or more', (name) => {
    const letters = lettersOf(name);
    expect(letters.length).toBeGreaterThan(0);
    const bounds = boundsOf(letters);
    expect(bounds.left).toBeGreaterThan(36);
    expect(bounds.right).toBeLessThan(476);
    expect(bounds.top).toBeGreaterThan(250);
    expect(bounds.bottom).toBeLessThan(490);
    // The line of a letter is 0.175 of its height; four units are a pixel at 128.
    for (const { stroke = 0 } of letters) expect(stroke / 0.175 / 4).toBeGreaterThanOrEqual(6.9);
  });

  it('writes capitals by the rules of the language', () => {
    expect(lettersOf('iki', 'tr')).not.toEqual(lettersOf('iki', 'en'));
    expect(lettersOf('straße', 'de')).toEqual(lettersOf('STRASSE', 'de'));
  });

  it('is an SVG that can be read aloud and does nothing', () => {
    const svg = badgeSvg({ ...face, name: 'Q&A <with> "families"', language: 'es-MX' });
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* role="img" aria-labelledby="title desc" xml:lang="es-MX"/,
    );
    expect(svg).toContain('<title id="title">Q&amp;A &lt;with&gt; &quot;families&quot;</title>');
    expect(svg).toContain('<desc id="desc">Riverbend</desc>');
    expect(svg).not.toMatch(/<(?:script|style|image|use|foreignObject|a)\b|href|url\(|\son\w+=|style=/);
  });

  it('writes other scripts as text in the SVG, and leaves them out of the PNG', () => {
    const japanese = { ...face, name: '数学の授業における形成的評価', language: 'ja' };
    const lines = [...badgeSvg(japanese).matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    expect(lines.join('')).toBe(japanese.name);
    expect(lines.length).toBeGreaterThan(1);
    expect(badgeOf(japanese, { withText: false }).text).toBeUndefined();
    expect(badgePng(japanese).length).toBeGreaterThan(5000);
  });

  it.each(Object.entries(harmlessText))('is a picture whatever its name is: %s', (_, name) => {
    const svg = badgeSvg({ ...face, name, issuerName: name });
    expect(
      svg.match(/<\/?[a-z]+/g)?.filter((tag) => !/^<\/?(?:svg|title|desc|path|g|text)$/.test(tag)),
    ).toEqual([]);
    expect(partsOf(badgePng({ ...face, name })).map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
  });

  it('is drawn for any name at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (name) => {
        expect(badgeSvg({ ...face, name })).toContain('</svg>');
      }),
      { numRuns: 300 },
    );
  });
});

describe('the PNG', () => {
  it('is 512 pixels each way, clear at its corners and in the colours of the SVG', () => {
    const { size, at } = pixelsOf(badgePng({ ...face, name: 'I' }));
    const { palette } = badgeOf(face, { withText: false });
    const hex = (pixel: number[]) => `#${Buffer.from(pixel.slice(0, 3)).toString('hex')}`;
    expect(size).toBe(512);
    for (const [x, y] of [
      [0, 0],
      [511, 0],
      [0, 511],
      [511, 511],
    ] as const)
      expect(at(x, y)).toEqual([0, 0, 0, 0]);
    expect([hex(at(256, 8)), at(256, 8)[3]]).toEqual([palette.light, 255]);
    expect([hex(at(30, 256)), at(30, 256)[3]]).toEqual([palette.ground, 255]);
    // The only letter, one upright line in the middle of its room.
    expect(hex(at(256, 374))).toBe(palette.light);
    expect(hex(at(240, 374))).toBe(palette.ground);
  });

  it('has edges that are smooth in every direction', () => {
    const wedge = (d: string) => raster([{ d, colour: '#000000' }], 512).pixels;
    const along = (pixels: Uint8Array, at: (index: number) => number) =>
      Array.from({ length: 512 }, (_, index) => pixels[at(index) * 4 + 3] ?? 0);
    // A pixel high or wide at its end, and nothing at its beginning: half of it is covered, ever more.
    for (const alphas of [
      along(wedge('M0 10L512 10L512 11Z'), (x) => 10 * 512 + x),
      along(wedge('M10 0L10 512L11 512Z'), (y) => y * 512 + 10),
    ]) {
      expect(alphas).toEqual(alphas.toSorted((a, b) => a - b));
      expect(new Set(alphas).size).toBeGreaterThan(4);
      expect(alphas.reduce((sum, alpha) => sum + alpha, 0) / 512 / 255).toBeCloseTo(0.5, 1);
    }
  });

  it('has smooth edges', () => {
    const { at } = pixelsOf(badgePng(face));
    const alphas = new Set(
      Array.from({ length: 100 * 100 }, (_, index) => at(index % 100, Math.floor(index / 100))[3]),
    );
    expect(alphas.size).toBeGreaterThan(20);
  });
});
