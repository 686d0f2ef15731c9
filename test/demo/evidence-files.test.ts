import { crc32, inflateSync } from 'node:zlib';
import { fileTypeFromBuffer } from 'file-type';
import { describe, expect, it } from 'vitest';
import { pdf, png } from '../../demo/evidence-files.ts';
import { routineChart, visitRecord } from '../../demo/work.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('a PDF', () => {
  const file = visitRecord('REFERENCE');

  it('is recognised as one', async () => {
    expect((await fileTypeFromBuffer(file))?.mime).toBe('application/pdf');
  });

  it('has a cross-reference table that points at every object', () => {
    const body = text(file);
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(body)?.[1]);
    const [, count = '', entries = ''] =
      /^xref\n0 (\d+)\n((?:\d{10} \d{5} [nf] \n)+)trailer\n/.exec(body.slice(start)) ?? [];
    const offsets = entries.split('\n').filter((entry) => entry.endsWith('n '));
    expect(offsets).toHaveLength(Number(count) - 1);
    for (const [index, entry] of offsets.entries())
      expect(body.slice(Number(entry.slice(0, 10)))).toMatch(new RegExp(`^${index + 1} 0 obj\n`));
    expect(body).toContain(`/Size ${count} /Root 1 0 R`);
  });

  it('states the length of its content as it is', () => {
    const [, length, content = ''] =
      /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(text(file)) ?? [];
    expect(content).toHaveLength(Number(length));
    expect(content).toContain('(Reference REFERENCE) Tj');
  });

  it('keeps brackets and backslashes as text', () => {
    expect(text(pdf('(a\\b', [{ text: 'c)d', size: 10, space: 0 }]))).toContain('(c\\)d) Tj');
  });

  it('is refused for text that its fonts do not have, or that does not fit', () => {
    const line = { text: 'a', size: 10, space: 0 };
    expect(() => pdf('title', [{ ...line, text: '\u4e2d' }])).toThrow('Latin-1');
    expect(() => pdf('title', [{ ...line, space: 900 }])).toThrow('one page');
  });
});

interface Chunk {
  type: string;
  data: Buffer;
}

/** The chunks of a PNG, each with a good checksum. */
function chunksOf(file: Uint8Array): Chunk[] {
  const bytes = Buffer.from(file);
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

const pixelsOf = (file: Uint8Array) =>
  inflateSync(chunksOf(file).find(({ type }) => type === 'IDAT')?.data ?? '');

describe('a PNG', () => {
  const file = routineChart();

  it('is recognised as one', async () => {
    expect((await fileTypeFromBuffer(file))?.mime).toBe('image/png');
  });

  it('has its chunks in order, and the size that it states', () => {
    const chunks = chunksOf(file);
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect([...(chunks[0]?.data ?? [])]).toEqual([0, 0, 1, 64, 0, 0, 0, 200, 8, 2, 0, 0, 0]);
    expect(pixelsOf(file)).toHaveLength((320 * 3 + 1) * 200);
  });

  it('shows a picture, not one colour', () => {
    const pixels = pixelsOf(file);
    const colours = new Set<string>();
    for (let at = 0; at < pixels.length; at += 320 * 3 + 1)
      for (let column = 0; column < 320; column++)
        colours.add(pixels.subarray(at + 1 + column * 3, at + 4 + column * 3).toString('hex'));
    expect(colours.size).toBe(5);
  });

  it('draws a rectangle where it was told to, and nothing beyond the edge', () => {
    const small = png(3, 2, [{ x: 1, y: 1, width: 9, height: 9, colour: [1, 2, 3] }]);
    expect([...pixelsOf(small)]).toEqual([
      ...[0, 255, 255, 255, 255, 255, 255, 255, 255, 255],
      ...[0, 255, 255, 255, 1, 2, 3, 1, 2, 3],
    ]);
  });
});
