import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractCredential } from '../../../src/credentials/baking/extract.ts';
import { bakePng } from '../../../src/credentials/baking/png.ts';
import { bakeSvg } from '../../../src/credentials/baking/svg.ts';
import { fuzzRuns } from '../../support/fuzz-runs.ts';
import { part, slowCrc } from './png-reader.ts';
import { international, json, pngWith, svgWith } from './samples.ts';

const baked = {
  png: Buffer.from(bakePng(pngWith(), json)),
  svg: Buffer.from(bakeSvg(svgWith('<g id="a&amp;b"><path d="M0 0"/></g>'), json)),
};
const reasons = [
  'unknown-format',
  'too-large',
  'malformed-image',
  'no-credential',
  'several-credentials',
  'not-a-credential',
  'open-badges-2',
];

/** An answer that is one, whatever went in. */
function answersWell(file: Uint8Array) {
  const answer = extractCredential(file);
  if (answer.found) expect(typeof answer.credential).toBe('string');
  else {
    expect(reasons).toContain(answer.reason);
    expect(answer.message).toMatch(/^[A-Z].+\.$/);
  }
  return answer;
}

/** JSON objects with texts of any kind in them. */
const anyJson = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()))
  .map((value) => JSON.stringify(value));

describe('whatever is baked', () => {
  it('comes out of a PNG byte for byte', () => {
    fc.assert(
      fc.property(anyJson, (credential) => {
        expect(extractCredential(bakePng(baked.png, credential))).toEqual({
          found: true,
          format: 'png',
          credential,
        });
      }),
    );
  });

  it('comes out of an SVG as the same JSON, and byte for byte but for what XML cannot hold', () => {
    fc.assert(
      fc.property(anyJson, (credential) => {
        const answer = extractCredential(Buffer.from(bakeSvg(baked.svg.toString(), credential)));
        const text = answer.found ? answer.credential : '';
        expect(JSON.parse(text)).toEqual(JSON.parse(credential));
        if (!/[\ufffe\uffff]/.test(credential)) expect(text).toBe(credential);
      }),
    );
  });
});

describe('whatever is sent', () => {
  it('is answered, be it any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (file) => void answersWell(file)),
      { numRuns: fuzzRuns(2000 / 2) },
    );
  });

  it.each(['png', 'svg'] as const)('is answered, be it a changed %s', (format) => {
    const file = baked[format];
    const change = fc.record({
      at: fc.nat(file.length),
      cut: fc.nat(20),
      put: fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        fc
          .constantFrom('<', '>', '&', '"', ']]>', '<!--', '<![CDATA[', '</svg>', '<!DOCTYPE', '\0')
          .map((text) => Buffer.from(text)),
      ),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let changed: Uint8Array = file;
        for (const { at, cut, put } of changes)
          changed = Buffer.concat([changed.subarray(0, at), put, changed.subarray(at + cut)]);
        answersWell(changed);
      }),
      { numRuns: fuzzRuns(3000 / 2) },
    );
  });

  it('is answered, be it a PNG of any chunks whose CRC is right', () => {
    const keyword = fc.constantFrom('openbadgecredential', 'openbadges', 'Comment', '');
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .tuple(keyword, fc.uint8Array({ maxLength: 60 }), fc.nat(2))
        .map(([key, text, compressed]) => international(key, text, compressed)),
    );
    const chunk = fc
      .tuple(fc.constantFrom('iTXt', 'tEXt', 'zTXt', 'IDAT', 'IHDR', 'IEND', 'a b1'), content)
      .map(([type, data]) => part(type, data));
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 6 }), (chunks) => void answersWell(pngWith(...chunks))),
      { numRuns: fuzzRuns(3000 / 2) },
    );
  });

  it('is answered, be it any tags', () => {
    const piece = fc.constantFrom(
      '<g>',
      '</g>',
      '<openbadges:credential>',
      '</openbadges:credential>',
      '<openbadges:credential verify="a.b.c"/>',
      '<![CDATA[{}]]>',
      '{}',
      '&lt;',
      '&#x7b;',
      '&#xffffff;',
      '&x;',
      '<!-- -->',
      '<?x?>',
      '<!DOCTYPE x>',
      '<g a="1" a="2"/>',
      ']]>',
      '<',
      '>',
      ' ',
      '<x xmlns:openbadges="" />',
      '<credential xmlns="https://purl.imsglobal.org/ob/v3p0">',
      '</credential>',
    );
    let found = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        if (answersWell(Buffer.from(svgWith(pieces.join('')))).found) found += 1;
      }),
      { numRuns: fuzzRuns(5000 / 2) },
    );
    expect(found).toBeGreaterThan(0);
  });
});

it('the test’s own CRC is that of the PNG specification', () => {
  expect(slowCrc(Buffer.from('IEND'))).toBe(0xae426082);
});
