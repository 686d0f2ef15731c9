import { describe, expect, it } from 'vitest';
import { blinded, canary, tells, textOf } from './canary.ts';

const said = Buffer.from(canary);
const uint32 = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value, index * 4);
  });
  return bytes;
};

describe('an MP3', () => {
  const mp3 = (bytes: Uint8Array) => blinded(bytes, 'audio/mpeg');
  const sound = Buffer.concat([Buffer.of(0xff, 0xfb, 0x90, 0x64), Buffer.alloc(413, 7)]);
  const id3 = (content: Buffer, flags = 0) =>
    Buffer.concat([
      Buffer.from('ID3'),
      Buffer.of(4, 0, flags, 0, 0, content.length >> 7, content.length & 0x7f),
      content,
    ]);
  const id3v1 = Buffer.concat([Buffer.from('TAG'), said, Buffer.alloc(125 - said.length)]);
  const ape = (isHeader: boolean, flags: number) => {
    const bytes = Buffer.alloc(32);
    bytes.write('APETAGEX');
    bytes.writeUInt32LE(2000, 8);
    bytes.writeUInt32LE(said.length + 32, 12);
    bytes.writeUInt32LE(1, 16);
    bytes.writeUInt32LE((flags + (isHeader ? 0x20000000 : 0)) >>> 0, 20);
    return bytes;
  };
  const lyrics = Buffer.concat([Buffer.from('LYRICSBEGIN'), said]);

  it.each<[string, readonly Buffer[], readonly Buffer[]]>([
    ['a tag before it', [id3(said)], []],
    ['a tag of more than 127 bytes', [id3(Buffer.concat([said, Buffer.alloc(300)]))], []],
    ['two tags before it', [id3(said), id3(said)], []],
    ['an old tag after it', [], [id3v1]],
    ['a tag of APE after it', [], [ape(true, 0x80000000), said, ape(false, 0x80000000)]],
    ['a tag of APE without a header', [], [said, ape(false, 0)]],
    [
      'words of a song',
      [],
      [lyrics, Buffer.from(String(lyrics.length).padStart(6, '0')), Buffer.from('LYRICS200')],
    ],
    ['everything at once', [id3(said)], [said, ape(false, 0), id3v1]],
  ])('loses %s', async (_, before, after) => {
    const bytes = Buffer.concat([...before, sound, ...after]);
    expect(Buffer.from(await mp3(bytes))).toEqual(sound);
  });

  it('is copied byte for byte when it says nothing of itself', async () => {
    expect(await mp3(sound)).toBe(sound);
  });

  it('whose tag has no end, or that is nothing but a tag, is refused', async () => {
    await expect(mp3(id3(said).subarray(0, 15))).rejects.toThrow('has no end');
    await expect(mp3(id3(said))).rejects.toThrow('no sound');
  });
});

describe('an MP4', () => {
  const mp4 = (bytes: Uint8Array) => blinded(bytes, 'video/mp4');
  const box = (type: string, ...content: Uint8Array[]) => {
    const inside = Buffer.concat(content);
    return Buffer.concat([uint32(inside.length + 8), Buffer.from(type), inside]);
  };
  const ftyp = box('ftyp', Buffer.from('isom'), uint32(0), Buffer.from('isommp42'));
  const handler = (kind: string) =>
    box('hdlr', uint32(0, 0), Buffer.from(kind), uint32(0, 0, 0), said, Buffer.of(0));
  const dates = (type: string) => box(type, uint32(0, 0xdb000001, 0xdb000002, 1000, 2000));
  const picture = Buffer.from('the pictures');
  const place = Buffer.from(`the place ${canary}`);
  /** Two tracks, one of pictures and one of measurements, and all that can be said of them. */
  const film = (said: (name: string) => Buffer) => {
    const track = (kind: string, at: number, size: number) =>
      box(
        'trak',
        dates('tkhd'),
        box(
          'mdia',
          dates('mdhd'),
          handler(kind),
          box(
            'minf',
            box(
              'stbl',
              box('stsz', uint32(0, 0, 1, size)),
              box('stsc', uint32(0, 1, 1, 1, 1)),
              box('stco', uint32(0, 1, at)),
            ),
          ),
        ),
        said('udta'),
      );
    const start = ftyp.length + 8;
    const mdat = box('mdat', picture, place);
    return Buffer.concat([
      ftyp,
      mdat,
      box(
        'moov',
        dates('mvhd'),
        track('vide', start, picture.length),
        track('meta', start + picture.length, place.length),
        said('meta'),
        said('udta'),
      ),
      said('uuid'),
      said('free'),
    ]);
  };
  const whole = film((name) => box(name, said));

  it('loses what is said of it, and the track of places, and nothing moves', async () => {
    expect(whole.toString('latin1').match(new RegExp(canary, 'g'))?.length).toBeGreaterThan(6);
    const copy = Buffer.from(await mp4(whole));
    expect(copy.toString('latin1')).not.toMatch(tells);
    expect(copy).toHaveLength(whole.length);
    expect(copy.indexOf(picture)).toBe(whole.indexOf(picture));
    // When it was made, in none of the three places and both tracks.
    expect(copy.includes(uint32(0xdb000001))).toBe(false);
    expect(copy.includes(uint32(0xdb000002))).toBe(false);
    expect(copy.includes(uint32(1000, 2000))).toBe(true);
  });

  it('is copied byte for byte when there is nothing to take', async () => {
    const copy = await mp4(whole);
    expect(await mp4(copy)).toBe(copy);
  });

  it('that is cut off is refused, wherever that is, or says nothing', async () => {
    for (let end = ftyp.length + 1; end < whole.length; end += 7) {
      const ended = await mp4(whole.subarray(0, end)).then(textOf, ({ message }) => message as string);
      expect(ended, String(end)).not.toMatch(tells);
    }
  });
});
