import { crc32, deflateSync } from 'node:zlib';

/** A line of a page: text in the characters of Latin-1, how large in points, and how much space it takes above it. */
export interface PageLine {
  text: string;
  size: number;
  space: number;
  bold?: boolean;
}

const A4 = { width: 595, height: 842, margin: 60 };

/** A PDF of one A4 page (ISO 32000-1), with a cross-reference table that points at every object. */
export function pdf(title: string, lines: readonly PageLine[]): Uint8Array {
  const content = pageContent(lines);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /Lang (en) >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${A4.width} ${A4.height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
    `<< /Title ${pdfText(title)} /Producer (Assay demo) >>`,
  ];
  // The second line holds bytes above 127, so that no tool takes the file for text (section 7.5.2).
  let file = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  // Every entry is 20 bytes, its end of line included (section 7.5.4).
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(Buffer.from(file, 'latin1'));
}

function pageContent(lines: readonly PageLine[]): string {
  let y = A4.height - A4.margin;
  const shown = lines.map(({ text, size, space, bold }) => {
    y -= space + size;
    if (y < A4.margin) throw new Error('The text does not fit on one page.');
    return `/F${bold ? 2 : 1} ${size} Tf 1 0 0 1 ${A4.margin} ${y} Tm ${pdfText(text)} Tj`;
  });
  return `BT\n${shown.join('\n')}\nET`;
}

function pdfText(text: string): string {
  if (/[^\x20-\x7e\xa0-\xff]/.test(text)) throw new Error(`"${text}" is not all printable Latin-1.`);
  return `(${text.replace(/[\\()]/g, '\\$&')})`;
}

/** Red, green and blue, each 0 to 255. */
export type Colour = readonly [number, number, number];

/** A filled rectangle in pixels from the top left corner. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
  colour: Colour;
}

/** A PNG of true colour pixels (W3C PNG, section 5): the rectangles in their order on a white ground. */
export function png(width: number, height: number, rectangles: readonly Rectangle[]): Uint8Array {
  const row = 1 + width * 3;
  // Each row begins with its filter: 0 is none.
  const pixels = Buffer.alloc(row * height, 255);
  for (let y = 0; y < height; y++) pixels[y * row] = 0;
  for (const { x, y, width: across, height: down, colour } of rectangles)
    for (let line = Math.max(0, y); line < Math.min(height, y + down); line++)
      for (let column = Math.max(0, x); column < Math.min(width, x + across); column++)
        pixels.set(colour, line * row + 1 + column * 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a channel, true colour; the one compression and filter method that there is; not interlaced.
  header.set([8, 2, 0, 0, 0], 8);
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(pixels)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
