import {
  decodePDFRawStream,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFString,
} from '@cantoo/pdf-lib';
import { describe, expect, it } from 'vitest';
import { pdf } from '../../demo/evidence-files.ts';
import { pdfWithoutMetadata } from '../../src/blinding/pdf.ts';
import { aJpeg, segment } from '../credentials/uploaded-images/pictures.ts';
import { blinded, canary, tells } from './canary.ts';

const blind = (bytes: Uint8Array) => blinded(bytes, 'application/pdf');

async function aDocument(change: (document: PDFDocument) => unknown = () => {}): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage([300, 300]).drawText('What I did');
  await change(document);
  return document.save({ useObjectStreams: false });
}

/** What a PDF says, its compressed parts too. */
async function told(bytes: Uint8Array): Promise<string> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const objects = document.context.enumerateIndirectObjects().map(([, object]) => object.toString());
  return [Buffer.from(bytes).toString('latin1'), String(document.context.trailerInfo.Info), ...objects].join(
    '\n',
  );
}

const makers: Record<string, (document: PDFDocument) => unknown> = {
  properties: (document) => {
    document.setAuthor(canary);
    document.setTitle(`A title by ${canary}`);
    document.setProducer(`The program of ${canary}`);
  },
  'an XMP packet': (document) => {
    const packet = `<?xpacket begin=""?><x:xmpmeta><dc:creator>${canary}</dc:creator></x:xmpmeta>`;
    const stream = document.context.stream(packet, { Type: 'Metadata', Subtype: 'XML' });
    document.catalog.set(PDFName.of('Metadata'), document.context.register(stream));
  },
  'an XMP packet of a page': (document) => {
    const stream = document.context.stream(`<x:xmpmeta>${canary}</x:xmpmeta>`, { Type: 'Metadata' });
    document.getPage(0).node.set(PDFName.of('Metadata'), document.context.register(stream));
  },
  'private data of a program': (document) => {
    const { node } = document.getPage(0);
    node.set(PDFName.of('PieceInfo'), document.context.obj({ Program: { Private: PDFString.of(canary) } }));
  },
  'a comment': (document) => {
    const { node } = document.getPage(0);
    const note = {
      Type: 'Annot',
      Subtype: 'Text',
      Rect: [0, 0, 9, 9],
      T: PDFHexString.fromText(canary),
      Contents: PDFString.of('Why?'),
    };
    node.addAnnot(document.context.register(document.context.obj(note)));
  },
  'a signature': (document) => {
    const value = {
      Type: 'Sig',
      Filter: 'Adobe.PPKLite',
      Name: PDFString.of(canary),
      Location: PDFString.of(canary),
      Contents: PDFString.of(canary),
    };
    const field = {
      FT: 'Sig',
      T: PDFString.of('Signature1'),
      V: document.context.register(document.context.obj(value)),
    };
    const form = { Fields: [document.context.register(document.context.obj(field))], SigFlags: 3 };
    document.catalog.set(PDFName.of('AcroForm'), document.context.obj(form));
  },
  'a photograph': async (document) => {
    const photograph = aJpeg({ before: segment(0xe1, Buffer.from(`Exif\0\0${canary}`)) });
    const stream = document.context.stream(photograph, {
      Type: 'XObject',
      Subtype: 'Image',
      Filter: 'DCTDecode',
      Width: 8,
      Height: 8,
      ColorSpace: 'DeviceRGB',
      BitsPerComponent: 8,
    });
    const { node } = document.getPage(0);
    node.setXObject(PDFName.of('P'), document.context.register(stream));
  },
  'what no page shows any more': (document) => {
    document.context.register(document.context.obj({ Old: PDFString.of(canary) }));
  },
};

describe('a PDF', () => {
  it.each(Object.entries(makers))('loses %s', async (_, make) => {
    const bytes = await aDocument(make);
    expect(await told(bytes)).toMatch(tells);
    const copy = await blind(bytes);
    expect(await told(copy)).not.toMatch(tells);
    expect(await told(copy)).not.toMatch(/pdf-lib/);
    expect((await PDFDocument.load(copy)).getPageCount()).toBe(1);
  });

  it('keeps its text, its comments, and the names of the fields of a form', async () => {
    const bytes = await aDocument((document) => {
      document.setAuthor(canary);
      makers['a comment']?.(document);
      document.getForm().createTextField('family.name').setText('Their goals');
    });
    const copy = await PDFDocument.load(await blind(bytes));
    expect(copy.getForm().getTextField('family.name').getText()).toBe('Their goals');
    const objects = copy.context.enumerateIndirectObjects().map(([, object]) => object.toString());
    expect(objects.join()).toContain('Why?');
  });

  it('loses what it was before it was saved again', async () => {
    const first = Buffer.from(await aDocument((document) => document.setAuthor(canary))).toString('latin1');
    const info = /\/Info (\d+) 0 R/.exec(first)?.[1];
    const start = first.length;
    const root = /\/Root (\d+) 0 R/.exec(first)?.[1];
    const later = `${first}\n${info} 0 obj\n<< >>\nendobj\nxref\n0 0\ntrailer\n<< /Size 99 /Root ${root} 0 R >>\nstartxref\n${start}\n%%EOF\n`;
    expect(later).toMatch(tells);
    expect(await told(await blind(Buffer.from(later, 'latin1')))).not.toMatch(tells);
  });

  it('is copied byte for byte when it says nothing of itself', async () => {
    const bytes = await aDocument();
    expect(await blind(bytes)).toBe(bytes);
  });

  it('of the demo loses its title and its producer', async () => {
    const bytes = pdf(`By ${canary}`, [{ text: 'A line', size: 12, space: 4 }]);
    const copy = await blind(bytes);
    expect(await told(copy)).not.toMatch(tells);
    expect(await told(copy)).not.toContain('Assay demo');
  });

  it('that is locked against changes alone is read like any other', async () => {
    const locked = await aDocument((document) => {
      makers['a comment']?.(document);
      document.encrypt({ ownerPassword: 'owner', userPassword: '' });
    });
    expect(Buffer.from(locked).toString('latin1')).toContain('/Encrypt');
    const copy = await blind(locked);
    expect(await told(copy)).not.toMatch(tells);
    expect(await told(copy)).not.toContain('/Encrypt');
    const { context } = await PDFDocument.load(copy);
    const streams = context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFRawStream ? [decodePDFRawStream(object).decode()] : []));
    const hex = Buffer.from('What I did').toString('hex');
    expect(streams.some((stream) => Buffer.from(stream).toString('latin1').toLowerCase().includes(hex))).toBe(
      true,
    );
  });

  it.each<[string, (document: PDFDocument) => unknown, RegExp]>([
    ['other files', (document) => document.attach(Buffer.from('x'), 'notes.txt'), /other files are in it/],
    [
      'a password',
      (document) => document.encrypt({ userPassword: 'x', ownerPassword: 'y' }),
      /protected by a password/,
    ],
  ])('with %s is refused', async (_, make, why) => {
    await expect(pdfWithoutMetadata(await aDocument(make))).rejects.toThrow(why);
    await expect(blind(await aDocument(make))).rejects.toThrow(why);
  });

  it.each([
    ['is cut off', (bytes: string) => bytes.slice(0, bytes.indexOf('/Author') + 30)],
    ['has no catalog', (bytes: string) => bytes.replaceAll('/Root', '/Ruth').replaceAll('/Catalog', '/Cata')],
  ])('that %s is refused, for it says who wrote it', async (_, broken) => {
    const bytes = await aDocument((document) => document.setAuthor(canary));
    await expect(blind(Buffer.from(broken(Buffer.from(bytes).toString('latin1')), 'latin1'))).rejects.toThrow(
      'PDF',
    );
  });

  it.each(['%PDF-1.7\nhello', '%PDF-1.4\n1 0 obj << /Broken'])(
    'with nothing in it passes as it is: %j',
    async (text) => {
      const bytes = Buffer.from(text, 'latin1');
      expect(await blind(bytes)).toBe(bytes);
    },
  );
});
