const endOfDirectory = 'PK\x05\x06';
const directoryEntry = 0x02014b50;

const types: Readonly<Record<string, string>> = {
  word: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ppt: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xl: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/**
 * What kind of office document a ZIP archive is, told by the names in its directory (APPNOTE 6.3.9, sections 4.3.12 and
 * 4.3.16). `tail` is the end of a file of `size` bytes.
 * @returns the media type; undefined for any other archive, one with macros, or one whose directory is not in the tail
 */
export function officeDocumentType(tail: Uint8Array, size: number): string | undefined {
  const names = namesInArchive(Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength), size);
  if (!names?.includes('[Content_Types].xml')) return undefined;
  if (names.some((name) => name.endsWith('/vbaProject.bin'))) return undefined;
  const [found, ...more] = Object.entries(types).filter(([directory]) =>
    names.some((name) => name.startsWith(`${directory}/`)),
  );
  return more.length === 0 ? found?.[1] : undefined;
}

function namesInArchive(tail: Buffer, size: number): string[] | undefined {
  const end = tail.lastIndexOf(endOfDirectory, undefined, 'latin1');
  if (end < 0 || end + 22 > tail.length) return undefined;
  const count = tail.readUInt16LE(end + 10);
  let at = tail.readUInt32LE(end + 16) - (size - tail.length);
  const names: string[] = [];
  for (let entry = 0; entry < count; entry++) {
    if (at < 0 || at + 46 > end || tail.readUInt32LE(at) !== directoryEntry) return undefined;
    const [name, extra, comment] = [28, 30, 32].map((offset) => tail.readUInt16LE(at + offset));
    if (name === undefined || extra === undefined || comment === undefined) return undefined;
    names.push(tail.toString('utf8', at + 46, Math.min(at + 46 + name, end)));
    at += 46 + name + extra + comment;
  }
  return names;
}
