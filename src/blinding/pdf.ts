import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  type PDFObject,
  PDFRawStream,
  PDFRef,
  PDFStream,
  PDFString,
} from '@cantoo/pdf-lib';
import { holds, latin1 } from './bytes.ts';
import { embeddedWithoutMetadata } from './embedded.ts';
import { Unreadable } from './unreadable.ts';

/** What says of any part of a document who made it, when, and with what (ISO 32000-2, sections 14.3 and 14.5). */
const metadata = [
  'Metadata',
  'PieceInfo',
  'LastModified',
  'Author',
  'Creator',
  'Producer',
  'CreationDate',
  'ModDate',
];
/** Of a signature: the name, the place, and the certificate, which says both (section 12.8). */
const signature = [
  'Name',
  'Location',
  'Reason',
  'ContactInfo',
  'M',
  'Contents',
  'Cert',
  'Prop_Build',
  'ByteRange',
];
/** Of the catalog: certificates, and what a signature permits. */
const ofCatalog = ['Perms', 'DSS'];

/**
 * A PDF without its properties, XMP packets, private data of programs, earlier revisions, names of those who commented, signatures, and
 * the Exif data of photographs. Pages stay as they look.
 * @throws Unreadable for what is encrypted or broken, or holds other files
 */
export async function pdfWithoutMetadata(bytes: Uint8Array): Promise<Uint8Array> {
  const document = await load(bytes);
  const { context } = document;
  let removed = 0;
  const forget = (dict: PDFDict, names: readonly string[]) => {
    for (const name of names) if (dict.delete(PDFName.of(name))) removed += 1;
  };
  if (context.trailerInfo.Info) removed += 1;
  context.trailerInfo.Info = undefined;
  // What anyone may read was read; the copy is not locked.
  if (context.trailerInfo.Encrypt) removed += 1;
  context.trailerInfo.Encrypt = undefined;
  forget(document.catalog, ofCatalog);

  const reached = new Set<string>();
  const visit = (root: PDFObject | undefined) => {
    const waiting = [root];
    while (waiting.length > 0) {
      const object = waiting.pop();
      if (object instanceof PDFRef) {
        if (reached.has(object.tag)) continue;
        reached.add(object.tag);
        waiting.push(context.lookup(object));
        if (photograph(context.lookup(object))) removed += replacePhotograph(document, object);
        continue;
      }
      if (object instanceof PDFArray) waiting.push(...object.asArray());
      const dict = object instanceof PDFStream ? object.dict : object;
      if (!(dict instanceof PDFDict)) continue;
      forget(dict, metadata);
      refuseFiles(dict);
      if (isSignature(dict)) forget(dict, signature);
      else if (isAnnotation(dict)) forget(dict, ['T', 'M']);
      waiting.push(...dict.values());
    }
  };
  visit(context.trailerInfo.Root);
  for (const [ref] of context.enumerateIndirectObjects())
    if (!reached.has(ref.tag)) {
      context.delete(ref);
      removed += 1;
    }
  // A file that was saved again and again holds what it was before.
  const revisions = latin1(bytes).split('startxref').length - 1;
  if (removed === 0 && revisions <= 1) return bytes;
  return document.save({ updateFieldAppearances: false, addDefaultPage: false });
}

async function load(bytes: Uint8Array): Promise<PDFDocument> {
  try {
    // Many are locked against changes alone: those open with the empty password.
    const document = await PDFDocument.load(bytes, {
      updateMetadata: false,
      throwOnInvalidObject: true,
      password: '',
    });
    // Asks for the catalog and the pages: without them there is nothing to show.
    if (!(document.catalog instanceof PDFDict)) throw new Error('no catalog');
    return document;
  } catch (error) {
    const isLocked = holds(bytes, '/Encrypt');
    throw new Unreadable(
      isLocked ? 'it is protected by a password: save it without' : 'it is not a whole PDF: save it again',
      { cause: error },
    );
  }
}

const nameOf = (dict: PDFDict, key: string) => {
  const value = dict.get(PDFName.of(key));
  return value instanceof PDFName ? value.decodeText() : undefined;
};

function isSignature(dict: PDFDict): boolean {
  return ['Sig', 'DocTimeStamp'].includes(nameOf(dict, 'Type') ?? '') || dict.has(PDFName.of('ByteRange'));
}

/** The T of a comment is who wrote it, and that of a field of a form is what the field is called (section 12.5.6.2). */
function isAnnotation(dict: PDFDict): boolean {
  const text = dict.get(PDFName.of('T'));
  return (
    (text instanceof PDFString || text instanceof PDFHexString || text instanceof PDFRef) &&
    dict.has(PDFName.of('Rect')) &&
    nameOf(dict, 'Subtype') !== 'Widget'
  );
}

function refuseFiles(dict: PDFDict): void {
  if (
    nameOf(dict, 'Type') === 'EmbeddedFile' ||
    dict.has(PDFName.of('EmbeddedFiles')) ||
    dict.has(PDFName.of('EF'))
  )
    throw new Unreadable('other files are in it: add each as an item of its own, and save it without them');
}

/** A picture that is stored as a file is: as JPEG, and not packed once more. */
function photograph(object: PDFObject | undefined): object is PDFRawStream {
  if (!(object instanceof PDFRawStream)) return false;
  const filter = object.dict.get(PDFName.of('Filter'));
  const [only, more] = filter instanceof PDFArray ? filter.asArray() : [filter];
  return only instanceof PDFName && only.decodeText() === 'DCTDecode' && more === undefined;
}

function replacePhotograph(document: PDFDocument, ref: PDFRef): number {
  const { dict, contents } = document.context.lookup(ref) as PDFRawStream;
  const without = embeddedWithoutMetadata(contents);
  if (without === contents) return 0;
  document.context.assign(ref, PDFRawStream.of(dict, without));
  return 1;
}

/** What only a document that says something of itself has in its bytes. */
export const pdfMarks = [
  '/Info',
  '/Author',
  '/Creator',
  '/Producer',
  '/Metadata',
  'xmpmeta',
  '/Encrypt',
  '/ObjStm',
  '/Sig',
  '/Annots',
] as const;
