import { describe, expect, it } from 'vitest';
import { cleanImage } from '../../../src/credentials/uploaded-images/clean-image.ts';
import { aJpeg, greyFrame, segment } from './pictures.ts';

const ascii = (text: string) => [...Buffer.from(text, 'latin1')];
const clean = (file: Uint8Array) => cleanImage(file, 'image/jpeg');

function cleaned(file: Uint8Array): Uint8Array {
  const result = clean(file);
  if (!result.ok) throw new Error(result.problem);
  return result.bytes;
}

const colours = (width: number, height: number, components = 3) =>
  segment(0xc2, [
    ...[8, height >> 8, height & 0xff, width >> 8, width & 0xff, components],
    ...Array.from({ length: components }, (_, index) => [index + 1, 0x11, 0]).flat(),
  ]);
const scanHeader = segment(0xda, [1, 1, 0, 0, 63, 0]);
const adobe = segment(0xee, [...ascii('Adobe'), 0, 100, 0, 0, 0, 0, 0]);

describe('a JPEG that is uploaded', () => {
  it.each<[string, Uint8Array]>([
    ['baseline', aJpeg()],
    ['progressive and in colours', aJpeg({ frame: colours(64, 64) })],
    ['of the largest size', aJpeg({ width: 2048, height: 2048 })],
    ['in several scans', aJpeg({ scan: [...scanHeader, 1, 2, ...scanHeader, 3] })],
    ['with restarts', aJpeg({ before: segment(0xdd, [0, 4]) })],
    ['with the mark that its colours are RGB', aJpeg({ before: adobe })],
  ])('is taken as it is: %s', (_, file) => {
    expect(cleaned(file)).toEqual(Buffer.from(file));
  });

  it('loses everything that is no picture, and what comes after its end', () => {
    const before = [
      ...segment(0xe0, ascii('JFIF\0 with a thumbnail')),
      ...segment(0xe1, ascii('Exif\0\0 taken at home')),
      ...segment(0xe2, ascii('ICC_PROFILE')),
      ...segment(0xee, ascii('Adobe, but longer than it may be')),
      ...segment(0xfe, ascii('a comment')),
    ];
    const scan = [...scanHeader, 1, 2, ...segment(0xe1, ascii('between scans')), ...scanHeader, 3];
    const bytes = cleaned(aJpeg({ before, scan, after: ascii('PK hidden') }));
    expect(bytes).toEqual(Buffer.from(aJpeg({ scan: [...scanHeader, 1, 2, ...scanHeader, 3] })));
  });

  it('may have fill bytes before a marker, which go', () => {
    const filled = aJpeg({ before: [0xff, 0xff, ...segment(0xdd, [0, 4])] });
    expect(cleaned(filled)).toEqual(Buffer.from(aJpeg({ before: segment(0xdd, [0, 4]) })));
  });

  const whole = [...aJpeg()];
  it.each<[string, readonly number[] | Uint8Array]>([
    ['nothing', []],
    ['a PNG', [0x89, 0x50, 0x4e, 0x47]],
    ['its first bytes alone', [0xff, 0xd8]],
    ['no picture', [0xff, 0xd8, 0xff, 0xd9]],
    ['no end', whole.slice(0, -2)],
    ['an end in the middle of a marker', whole.slice(0, -1)],
    ['a segment that leads out of the file', [0xff, 0xd8, 0xff, 0xdb, 0xff, 0xff, 0]],
    ['a segment of no length', [0xff, 0xd8, 0xff, 0xdb, 0, 1]],
    ['text between its segments', aJpeg({ before: ascii('hello') })],
    ['a scan before its frame', aJpeg({ before: [...scanHeader, 1] })],
    ['no scan', aJpeg({ scan: [] })],
    ['a scan of more colours than it has', aJpeg({ scan: [...segment(0xda, [2, 1, 0, 2, 0, 0, 63, 0]), 1] })],
    ['a scan of no colours', aJpeg({ scan: [...segment(0xda, [0, 0, 63, 0]), 1] })],
    ['two frames', aJpeg({ before: greyFrame(64, 64) })],
    [
      'a frame that is shorter than it says',
      aJpeg({ frame: segment(0xc0, [8, 0, 64, 0, 64, 3, 1, 0x11, 0]) }),
    ],
    ['12 bits', aJpeg({ frame: segment(0xc1, [12, 0, 64, 0, 64, 1, 1, 0x11, 0]) })],
    ['colours for print', aJpeg({ frame: colours(64, 64, 4) })],
    ['63 pixels', aJpeg({ width: 63 })],
    ['2049 pixels', aJpeg({ height: 2049 })],
    ['a height that comes later', aJpeg({ height: 0 })],
    ['arithmetic codes', aJpeg({ frame: segment(0xc9, [8, 0, 64, 0, 64, 1, 1, 0x11, 0]) })],
    ['no loss', aJpeg({ frame: segment(0xc3, [8, 0, 64, 0, 64, 1, 1, 0x11, 0]) })],
    ['a segment that nobody knows', aJpeg({ before: segment(0xf0, [1]) })],
    ['a table that is too short', aJpeg({ before: segment(0xdb, [0, 1, 2]) })],
    ['a table with more behind it', aJpeg({ before: segment(0xc4, [0, ...Array<number>(16).fill(0), 7]) })],
    ['an empty table', aJpeg({ before: segment(0xdb, []) })],
    [
      'a table of a kind that there is not',
      aJpeg({ before: segment(0xdb, [0x20, ...Array<number>(64).fill(1)]) }),
    ],
    ['a restart that is too long', aJpeg({ before: segment(0xdd, [0, 4, 0]) })],
    ['ever more scans', aJpeg({ scan: Array.from({ length: 201 }, () => [...scanHeader, 1]).flat() })],
  ])('with %s is refused', (_, file) => {
    expect(clean(Uint8Array.from(file))).toEqual({ ok: false, problem: expect.stringMatching(/./) });
  });
});
