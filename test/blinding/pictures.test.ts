import { describe, expect, it } from 'vitest';
import { exifOrientation } from '../../src/blinding/exif-orientation.ts';
import { pngChunk } from '../../src/credentials/baking/png-chunks.ts';
import { aJpeg, aPng, segment } from '../credentials/uploaded-images/pictures.ts';
import { blinded, canary, tells, textOf } from './canary.ts';

const jpeg = (bytes: Uint8Array) => blinded(bytes, 'image/jpeg');
const png = (bytes: Uint8Array) => blinded(bytes, 'image/png');
const said = Buffer.from(canary);

/** Exif data that says which side is up, in either order of bytes. */
function exif(orientation: number, little = false): Buffer {
  const bytes = Buffer.alloc(26);
  const write16 = (value: number, at: number) =>
    little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  const write32 = (value: number, at: number) =>
    little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  bytes.write(little ? 'II' : 'MM');
  write16(42, 2);
  write32(8, 4);
  write16(1, 8);
  write16(0x0112, 10);
  write16(3, 12);
  write32(1, 14);
  write16(orientation, 18);
  return Buffer.concat([Buffer.from('Exif\0\0'), bytes, said]);
}

describe('a JPEG', () => {
  const segments: Record<string, readonly number[]> = {
    'Exif data': segment(0xe1, exif(1)),
    'an XMP packet': segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${canary}`)),
    'data of Photoshop': segment(0xed, Buffer.from(`Photoshop 3.0\0${canary}`)),
    'a comment': segment(0xfe, said),
    'a segment that nobody knows': segment(0xeb, said),
    'an index of more pictures': segment(0xe2, Buffer.from(`MPF\0${canary}`)),
    'an extension of JFIF': segment(0xe0, Buffer.from(`JFXX\0${canary}`)),
  };

  it.each(Object.entries(segments))('loses %s', async (_, before) => {
    expect(Buffer.from(await jpeg(aJpeg({ before })))).toEqual(Buffer.from(aJpeg()));
  });

  it('loses what comes between its scans and after its end', async () => {
    const scan = segment(0xda, [1, 1, 0, 0, 63, 0]);
    const bytes = aJpeg({ scan: [...scan, 0x12, ...segment(0xfe, said), ...scan, 0x34], after: [...said] });
    expect(Buffer.from(await jpeg(bytes))).toEqual(
      Buffer.from(aJpeg({ scan: [...scan, 0x12, ...scan, 0x34] })),
    );
  });

  it('keeps how it is shown: JFIF without its preview, the profile, the transform', async () => {
    const jfif = [...Buffer.from('JFIF\0'), 1, 2, 0, 0, 72, 0, 72];
    const shown = [
      ...segment(0xe2, Buffer.from('ICC_PROFILE\0profile')),
      ...segment(0xee, Buffer.from('Adobe')),
    ];
    const bytes = aJpeg({ before: [...segment(0xe0, [...jfif, 2, 2, ...said]), ...shown] });
    expect(Buffer.from(await jpeg(bytes))).toEqual(
      Buffer.from(aJpeg({ before: [...segment(0xe0, [...jfif, 0, 0]), ...shown] })),
    );
  });

  it.each([false, true])('keeps which side is up (little: %s)', async (little) => {
    for (const orientation of [2, 3, 6, 8]) {
      const copy = Buffer.from(await jpeg(aJpeg({ before: segment(0xe1, exif(orientation, little)) })));
      expect(textOf(copy)).not.toMatch(tells);
      expect(exifOrientation(copy.subarray(copy.indexOf('Exif') + 6))).toBe(orientation);
    }
    for (const wrong of [0, 1, 9])
      expect(Buffer.from(await jpeg(aJpeg({ before: segment(0xe1, exif(wrong, little)) })))).toEqual(
        Buffer.from(aJpeg()),
      );
  });

  it('is copied byte for byte when it says nothing of itself', async () => {
    const bytes = aJpeg();
    expect(await jpeg(bytes)).toBe(bytes);
  });

  const whole = aJpeg({ before: segment(0xe1, exif(6)) });
  it('that is cut off before its picture is refused, wherever that is', async () => {
    const start = Buffer.from(whole).indexOf(Buffer.of(0xff, 0xda));
    for (let end = 6; end <= start; end += 1)
      await expect(jpeg(whole.subarray(0, end)), String(end)).rejects.toThrow(/picture/);
  });

  it('with nothing that could tell passes as it is, even if it is no picture', async () => {
    for (const bytes of [Buffer.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 1), Buffer.from('ffd8ffdb00', 'hex')])
      expect(await jpeg(bytes)).toBe(bytes);
  });
});

describe('a PNG', () => {
  it.each([
    ['tEXt', Buffer.from(`Author\0${canary}`)],
    ['iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${canary}`)],
    ['zTXt', said],
    ['eXIf', exif(1)],
    ['tIME', Buffer.alloc(7)],
    ['caBX', said],
    ['prVt', said],
  ])('loses %s, before and after its pixels', async (name, data) => {
    const chunk = pngChunk(name, data);
    const copy = await png(aPng({ before: [chunk], after: [chunk] }));
    expect(Buffer.from(copy)).toEqual(Buffer.from(aPng()));
  });

  it('keeps how it is shown, and loses what follows its end', async () => {
    const shown = [
      pngChunk('gAMA', Buffer.alloc(4)),
      pngChunk('pHYs', Buffer.alloc(9)),
      pngChunk('tRNS', Buffer.alloc(6)),
    ];
    const bytes = aPng({ before: shown });
    expect(await png(bytes)).toBe(bytes);
    expect(Buffer.from(await png(Buffer.concat([bytes, said])))).toEqual(Buffer.from(bytes));
  });

  it('that is cut off is refused if it could tell, and else passes as it is', async () => {
    const telling = aPng({ before: [pngChunk('tEXt', said)] });
    await expect(png(telling.subarray(0, -6))).rejects.toThrow('the picture ends too early');
    const silent = aPng().subarray(0, -6);
    expect(await png(silent)).toBe(silent);
  });
});
