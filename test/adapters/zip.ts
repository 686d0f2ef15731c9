import { crc32 } from 'node:zlib';

/** A ZIP archive of uncompressed entries, in the order given (APPNOTE 6.3.9). */
export function zipOf(entries: Readonly<Record<string, string | Buffer>>, comment = ''): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const data = Buffer.from(content);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt32LE(crc32(data), 10);
    about.writeUInt32LE(data.length, 14);
    about.writeUInt32LE(data.length, 18);
    about.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(4);
    place.writeUInt32LE(offset);
    local.push(Buffer.from('PK\x03\x04'), about, Buffer.from(name), data);
    directory.push(
      Buffer.from('PK\x01\x02'),
      Buffer.of(20, 0),
      about,
      Buffer.alloc(10),
      place,
      Buffer.from(name),
    );
    offset += 30 + Buffer.byteLength(name) + data.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(entries).length, 4);
  end.writeUInt16LE(Object.keys(entries).length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(comment.length, 16);
  return Buffer.concat([...local, listed, Buffer.from('PK\x05\x06'), end, Buffer.from(comment)]);
}
