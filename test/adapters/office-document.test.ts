import { describe, expect, it } from 'vitest';
import { officeDocumentType } from '../../src/adapters/office-document.ts';
import { zipOf } from './zip.ts';

const prefix = 'application/vnd.openxmlformats-officedocument.';
const types = '[Content_Types].xml';
const whole = (archive: Buffer) => officeDocumentType(archive, archive.length);

describe('office documents', () => {
  it.each([
    ['word/document.xml', `${prefix}wordprocessingml.document`],
    ['ppt/presentation.xml', `${prefix}presentationml.presentation`],
    ['xl/workbook.xml', `${prefix}spreadsheetml.sheet`],
  ])('are told by %s, wherever it stands', (name, type) => {
    expect(whole(zipOf({ [types]: '<Types/>', [name]: '<x/>' }))).toBe(type);
    expect(whole(zipOf({ [name]: '<x/>', 'docProps/app.xml': '', [types]: '<Types/>' }))).toBe(type);
    expect(whole(zipOf({ [name]: '<x/>', [types]: '<Types/>' }, 'a comment'))).toBe(type);
  });

  it('are told by the end of the file alone', () => {
    const archive = zipOf({
      'word/media/film.bin': Buffer.alloc(50_000),
      'word/document.xml': 'x',
      [types]: 'x',
    });
    const tail = archive.subarray(-1000);
    expect(officeDocumentType(tail, archive.length)).toBe(`${prefix}wordprocessingml.document`);
  });

  it.each([
    ['an archive of other things', zipOf({ 'readme.txt': 'word/ and [Content_Types].xml' })],
    ['one without content types', zipOf({ 'word/document.xml': 'x' })],
    ['one with nothing but content types', zipOf({ [types]: 'x' })],
    ['one of two kinds', zipOf({ [types]: 'x', 'word/document.xml': 'x', 'xl/workbook.xml': 'x' })],
    ['one with macros', zipOf({ [types]: 'x', 'word/document.xml': 'x', 'word/vbaProject.bin': 'x' })],
    ['an empty one', zipOf({})],
    ['no archive', Buffer.from('PK\x03\x04 but nothing more')],
    ['nothing', Buffer.alloc(0)],
    ['an end that is cut off', zipOf({ [types]: 'x', 'word/document.xml': 'x' }).subarray(0, -1)],
  ])('are not %s', (_case, archive) => {
    expect(whole(archive)).toBeUndefined();
  });

  it('are not told by a directory that lies about where it is', () => {
    const archive = zipOf({ [types]: 'x', 'word/document.xml': 'x' });
    for (const offset of [0, 1, archive.length, 0xffffffff]) {
      const broken = Buffer.from(archive);
      broken.writeUInt32LE(offset, archive.length - 6);
      expect(whole(broken)).toBeUndefined();
    }
    const tooMany = Buffer.from(archive);
    tooMany.writeUInt16LE(0xffff, archive.length - 12);
    expect(whole(tooMany)).toBeUndefined();
    expect(officeDocumentType(archive.subarray(-30), archive.length)).toBeUndefined();
  });
});
