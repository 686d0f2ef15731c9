import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { badgePng } from '../../../src/credentials/badge-art/badge-png.ts';
import { pngChunk, pngFile, readPng } from '../../../src/credentials/baking/png-chunks.ts';
import { cleanImage } from '../../../src/credentials/uploaded-images/clean-image.ts';
import { maxImageSize } from '../../../src/domain/uploaded-image.ts';
import { aPng, header, rowsOf } from './pictures.ts';

const ascii = (text: string) => Buffer.from(text, 'latin1');
const clean = (file: Uint8Array) => cleanImage(file, 'image/png');
const typesOf = (file: Uint8Array) => readPng(file)?.map(({ type }) => type);

function cleaned(file: Uint8Array): Uint8Array {
  const result = clean(file);
  if (!result.ok) throw new Error(result.problem);
  return result.bytes;
}

describe('a PNG that is uploaded', () => {
  it.each<[string, number, number]>([
    ['grey, 1 bit', 0, 1],
    ['grey, 16 bits', 0, 16],
    ['colours', 2, 8],
    ['grey with alpha', 4, 8],
    ['colours with alpha, 16 bits', 6, 16],
  ])('is taken as it is: %s', (_, colour, depth) => {
    const file = aPng({ colour, depth });
    expect(cleaned(file)).toEqual(Buffer.from(file));
  });

  it('is taken with a palette and what of it is transparent', () => {
    const before = [pngChunk('PLTE', new Uint8Array(6)), pngChunk('tRNS', new Uint8Array(2))];
    expect(typesOf(cleaned(aPng({ colour: 3, depth: 1, before })))).toEqual([
      'IHDR',
      'PLTE',
      'tRNS',
      'IDAT',
      'IEND',
    ]);
  });

  it('is taken interlaced, with the rows of its seven parts', () => {
    // Width and height of each part of 65 by 64 pixels, a byte each (section 8.1 of the standard).
    const passes = [
      [9, 8],
      [8, 8],
      [17, 8],
      [16, 16],
      [33, 16],
      [32, 32],
      [65, 32],
    ] as const;
    const rows = new Uint8Array(passes.reduce((sum, [width, height]) => sum + height * (1 + width), 0));
    const parts = { width: 65, colour: 0, interlace: 1 };
    expect(clean(aPng({ ...parts, rows })).ok).toBe(true);
    expect(clean(aPng({ ...parts, rows: rows.subarray(1) })).ok).toBe(false);
  });

  it('that we drew ourselves is taken as it is', () => {
    const art = badgePng({ name: 'Home visits', language: 'en', seed: 'x' });
    expect(cleaned(art)).toEqual(Buffer.from(art));
  });

  it('loses everything that is no picture, and what comes after its end', () => {
    const secret = ascii('Comment\0taken at home');
    const before = ['tEXt', 'eXIf', 'iCCP', 'tIME', 'iTXt', 'acTL', 'prVt'].map((type) =>
      pngChunk(type, secret),
    );
    const file = Buffer.concat([
      aPng({ before: [pngChunk('gAMA', new Uint8Array(4)), ...before], after: [pngChunk('tEXt', secret)] }),
      secret,
    ]);
    const bytes = cleaned(file);
    expect(typesOf(bytes)).toEqual(['IHDR', 'gAMA', 'IDAT', 'IEND']);
    expect(Buffer.from(bytes).includes('home')).toBe(false);
  });

  it('may have its pixels in several pieces, and has them in one after', () => {
    const packed = deflateSync(rowsOf());
    const pieces = [packed.subarray(0, 5), packed.subarray(5)].map((part) => pngChunk('IDAT', part));
    const file = pngFile([header(), ...pieces, pngChunk('IEND', new Uint8Array())]);
    expect(cleaned(file)).toEqual(Buffer.from(aPng({ packed })));
  });

  const twice = (type: string, length: number) => [
    pngChunk(type, new Uint8Array(length)),
    pngChunk(type, new Uint8Array(length)),
  ];
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ['its first bytes alone', aPng().subarray(0, 8)],
    ['half of it', aPng().subarray(0, 60)],
    ['a wrong CRC', Buffer.concat([aPng().subarray(0, 29), Uint8Array.of(0, 0, 0, 0), aPng().subarray(33)])],
    ['a depth that there is not', aPng({ depth: 3 })],
    ['a palette of 16 bits', aPng({ colour: 3, depth: 16 })],
    ['a colour that there is not', aPng({ colour: 5 })],
    ['another way of interlacing', aPng({ interlace: 2 })],
    ['63 pixels', aPng({ width: 63 })],
    ['2049 pixels', aPng({ height: 2049 })],
    ['4 billion pixels and no more than one', aPng({ width: 0xffff_ffff, rows: new Uint8Array(2) })],
    ['no pixels', pngFile([header(), pngChunk('IEND', new Uint8Array())])],
    ['one row too few', aPng({ rows: rowsOf({ height: 63 }) })],
    ['one byte too many', aPng({ rows: new Uint8Array(rowsOf().length + 1) })],
    ['a filter that there is not', aPng({ rows: rowsOf().fill(5, 0, 1) })],
    ['pixels that cannot be unpacked', aPng({ packed: ascii('these are no pixels') })],
    [
      'something behind its pixels',
      aPng({ packed: Buffer.concat([deflateSync(rowsOf()), ascii('hidden')]) }),
    ],
    ['a bomb', aPng({ packed: deflateSync(new Uint8Array(20_000_000)) })],
    ['colours without the palette that they need', aPng({ colour: 3 })],
    ['a palette in grey', aPng({ colour: 0, before: [pngChunk('PLTE', new Uint8Array(3))] })],
    ['a palette of two and a half colours', aPng({ before: [pngChunk('PLTE', new Uint8Array(7))] })],
    [
      'a palette that is longer than its depth',
      aPng({ colour: 3, depth: 1, before: [pngChunk('PLTE', new Uint8Array(9))] }),
    ],
    ['two palettes', aPng({ before: twice('PLTE', 3) })],
    ['two gammas', aPng({ before: twice('gAMA', 4) })],
    ['a gamma with more in it', aPng({ before: [pngChunk('gAMA', ascii('12345'))] })],
    ['transparency beside alpha', aPng({ before: [pngChunk('tRNS', new Uint8Array(2))] })],
    ['a palette after its pixels', aPng({ colour: 2, after: [pngChunk('PLTE', new Uint8Array(3))] })],
    [
      'pixels with something between them',
      aPng({ after: [pngChunk('tEXt', ascii('a\0b')), pngChunk('IDAT', new Uint8Array())] }),
    ],
    ['a part that must be understood', aPng({ before: [pngChunk('QUIZ', new Uint8Array())] })],
  ])('with %s is refused', (_, file) => {
    expect(clean(file)).toEqual({ ok: false, problem: expect.stringMatching(/./) });
  });

  it('that cannot be packed into a record is refused, by its size without metadata', () => {
    const noise = Uint8Array.from({ length: 300_000 }, (_, index) => Math.imul(index, 2_654_435_761) >>> 13);
    const file = (height: number) => {
      const parts = { width: 512, height, colour: 0 };
      const rows = rowsOf(parts);
      for (let row = 0; row < height; row += 1)
        rows.set(noise.subarray(row * 500, row * 500 + 512), row * 513 + 1);
      return aPng({ ...parts, packed: deflateSync(rows, { level: 0 }) });
    };
    expect(clean(file(508))).toMatchObject({ ok: true });
    const refused = clean(file(512));
    expect(refused).toEqual({ ok: false, problem: expect.stringContaining(`above ${maxImageSize}`) });
  });
});
