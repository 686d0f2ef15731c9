import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { pngChunk } from '../../src/credentials/baking/png-chunks.ts';
import { aJpeg, aPng, segment } from '../credentials/uploaded-images/pictures.ts';
import { blinded, canary } from './canary.ts';

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
type Parts = Record<string, string | Uint8Array>;
const zipped = (parts: Parts) =>
  zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([path, content]) => [
        path,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ),
  );
const body =
  '<w:document><w:p w:rsidR="1"><w:t>What I did for the author of my days</w:t></w:p></w:document>';
const plain = {
  '[Content_Types].xml': '<Types/>',
  '_rels/.rels': '<Relationships/>',
  'word/document.xml': body,
};
const blind = async (parts: Parts) => unzipSync(await blinded(zipped({ ...plain, ...parts }), docx));
const everything = (parts: Record<string, Uint8Array>) =>
  Object.values(parts)
    .map((part) => Buffer.from(part).toString('latin1'))
    .join('\n');

const elsewhere = `<Relationships><Relationship Target="/meta/who.xml" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"/></Relationships>`;

const tellers: Record<string, Parts> = {
  'its properties': {
    'docProps/core.xml': `<cp:coreProperties><dc:creator>${canary}</dc:creator></cp:coreProperties>`,
  },
  'the properties of its program': {
    'docProps/app.xml': `<Properties><Manager>${canary}</Manager></Properties>`,
  },
  'properties of its own': {
    'docProps/custom.xml': `<Properties><property>${canary}</property></Properties>`,
  },
  'properties that are somewhere else': { '_rels/.rels': elsewhere, 'meta/who.xml': `<x>${canary}</x>` },
  'who changed it': {
    'word/document.xml': `<w:document><w:ins w:id="1" w:author="${canary}" w:date="2026-01-01T00:00:00Z"/></w:document>`,
  },
  'who changed it, in the other quotes': {
    'word/document.xml': `<w:document><w:del w:author = '${canary}'/></w:document>`,
  },
  'who commented': {
    'word/comments.xml': `<w:comments><w:comment w:author="${canary}" w:initials="${canary}"><w:t>Why?</w:t></w:comment></w:comments>`,
  },
  'the people in it': {
    'word/people.xml': `<w15:people><w15:person w15:author="${canary}"><w15:presenceInfo w15:providerId="AD" w15:userId="${canary}"/></w15:person></w15:people>`,
  },
  'who commented on a slide': {
    'ppt/commentAuthors.xml': `<p:cmAuthorLst><p:cmAuthor id="0" name="${canary}" initials="${canary}"/></p:cmAuthorLst>`,
  },
  'who commented on a slide of today': {
    'ppt/authors.xml': `<p188:authorLst><p188:author id="{1}" name="${canary}" userId="${canary}"/></p188:authorLst>`,
  },
  'who commented on a cell': {
    'xl/comments1.xml': `<comments><authors><author>${canary}</author></authors><t>${canary}:</t><t>Check.</t></comments>`,
  },
  'who talked about a cell': {
    'xl/persons/person.xml': `<personList><person displayName="${canary}" userId="${canary}" providerId="AD"/></personList>`,
  },
  'who had the table open': {
    'xl/workbook.xml': `<workbook><fileSharing userName="${canary}"/><x15ac:absPath url="C:\\Users\\${canary}\\"/></workbook>`,
  },
  'a folder of its writer': {
    'word/_rels/settings.xml.rels': `<Relationships><Relationship Target="file:///C:/Users/${canary}/x.dotx" TargetMode="External"/></Relationships>`,
  },
  'the printer': { 'xl/printerSettings/printerSettings1.bin': Buffer.from(canary) },
  'the Exif data of a photograph': {
    'word/media/image1.jpeg': aJpeg({ before: segment(0xe1, Buffer.from(`Exif\0\0${canary}`)) }),
  },
  'what a document in it says': {
    'word/embeddings/table.xlsx': zipped({
      ...plain,
      'docProps/core.xml': `<c><dc:creator>${canary}</dc:creator></c>`,
    }),
  },
};

describe('an office document', () => {
  it.each(Object.entries(tellers))('loses %s', async (_, parts) => {
    const inner = (all: Record<string, Uint8Array>) => {
      const table = all['word/embeddings/table.xlsx'];
      return everything({ ...all, ...(table && unzipSync(table)) });
    };
    expect(inner(unzipSync(zipped({ ...plain, ...parts })))).toContain(canary);
    const copy = await blind(parts);
    expect(inner(copy)).not.toContain(canary);
    expect(Object.keys(copy)).toEqual(Object.keys({ ...plain, ...parts }));
  });

  it('keeps what was written, and the names of tables', async () => {
    const copy = await blind({
      ...tellers['who commented'],
      'xl/tables/table1.xml': '<table displayName="Families" name="Families"/>',
    });
    expect(strFromU8(copy['word/document.xml'] ?? new Uint8Array())).toBe(body);
    expect(strFromU8(copy['word/comments.xml'] ?? new Uint8Array())).toContain('Why?');
    expect(strFromU8(copy['xl/tables/table1.xml'] ?? new Uint8Array())).toBe(
      '<table displayName="Families" name="Families"/>',
    );
  });

  it('is copied byte for byte when it says nothing of itself', async () => {
    const bytes = zipped(plain);
    expect(await blinded(bytes, docx)).toBe(bytes);
  });

  it.each<[string, Uint8Array, RegExp]>([
    [
      'a file of another program',
      zipped({ ...plain, 'word/embeddings/oleObject1.bin': 'x' }),
      /another program/,
    ],
    [
      'text as UTF-16',
      zipped({ ...plain, 'word/comments.xml': Buffer.from('\ufeff<x/>', 'utf16le') }),
      /UTF-16/,
    ],
    ['half of its archive', zipped(plain).subarray(0, 200), /archive is broken/],
    [
      'documents in documents in documents',
      zipped({
        'word/embeddings/a.docx': zipped({
          'word/embeddings/b.docx': zipped({ 'word/embeddings/c.docx': zipped(plain) }),
        }),
      }),
      /documents in documents/,
    ],
  ])('with %s is refused', async (_, bytes, why) => {
    await expect(blinded(bytes, docx)).rejects.toThrow(why);
  });

  it('that would fill the memory is refused before it is unpacked', async () => {
    const bomb = Buffer.from(zipped({ ...plain, 'word/media/bomb.xml': new Uint8Array(1000) }));
    // What the directory says of the size of its last part.
    const directory = bomb.lastIndexOf(Buffer.from('PK\x01\x02'));
    bomb.writeUInt32LE(0x7fffffff, directory + 24);
    await expect(blinded(bomb, docx)).rejects.toThrow('too large');
  });
});

describe('what is within an office document', () => {
  const media = async (bytes: Uint8Array, name = 'image1.jpeg') =>
    (await blind({ [`ppt/media/${name}`]: bytes }))[`ppt/media/${name}`];

  it('is known by what it is, whatever it is called', async () => {
    const told = aPng({ before: [pngChunk('tEXt', Buffer.from(canary))] });
    expect(Buffer.from((await media(told)) ?? [])).toEqual(Buffer.from(aPng()));
    const tagged = Buffer.concat([
      Buffer.from('ID3\x04\0\0\0\0\0\x0c'),
      Buffer.from(canary),
      Buffer.of(0xff, 0xfb, 0, 0),
    ]);
    expect(Buffer.from((await media(tagged, 'media1.bin')) ?? [])).toEqual(Buffer.of(0xff, 0xfb, 0, 0));
  });

  it('stays as it is where it is broken or of another kind and could not tell', async () => {
    for (const bytes of [
      Buffer.from('ffd8ffdb00', 'hex'),
      Buffer.from('89504e470d', 'hex'),
      Buffer.from('GIF89a'),
      Buffer.from('RIFF....WEBPVP8 '),
    ])
      expect(Buffer.from((await media(bytes)) ?? [])).toEqual(bytes);
  });

  it.each([
    [
      'a broken photograph with Exif data',
      Buffer.from(aJpeg({ before: segment(0xe1, Buffer.from('Exif\0\0')) })).subarray(0, 30),
    ],
    ['a picture of another kind with Exif data', Buffer.from('RIFF....WEBPEXIFExif\0\0')],
  ])('is refused with the whole where it could: %s', async (_, bytes) => {
    await expect(media(bytes)).rejects.toThrow(/picture/);
  });
});

describe('a text', () => {
  it('is what its writer wrote', async () => {
    const bytes = Buffer.from(`By ${canary}`);
    expect(await blinded(bytes, 'text/plain')).toBe(bytes);
  });
});
