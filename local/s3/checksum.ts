import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { notImplemented, S3Error } from './error.ts';

const LENGTH = { crc32: 4, sha1: 20, sha256: 32 };

export type ChecksumAlgorithm = keyof typeof LENGTH;

/** `value` is base64, as in the `x-amz-checksum-*` headers. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  value: string;
}

/** What a body turned out to be. `size` is in bytes. */
export type Digests = Record<ChecksumAlgorithm | 'md5', Buffer> & { size: number };

/** Passes a body through and takes every digest that a request may have declared, for a trailer tells only at the end. */
export class Digester {
  readonly #hashes = { md5: createHash('md5'), sha1: createHash('sha1'), sha256: createHash('sha256') };
  #crc = 0;
  #size = 0;

  async *through(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      for (const hash of Object.values(this.#hashes)) hash.update(chunk);
      this.#crc = crc32(chunk, this.#crc);
      this.#size += chunk.length;
      yield chunk;
    }
  }

  result(): Digests {
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(this.#crc);
    const { md5, sha1, sha256 } = this.#hashes;
    return { md5: md5.digest(), sha1: sha1.digest(), sha256: sha256.digest(), crc32: crc, size: this.#size };
  }
}

/** The checksum that a request declares among `fields` (names in lower case), compared with the bytes; throws BadDigest. */
export function checkDeclared(fields: ReadonlyMap<string, string>, digests: Digests): Checksum | undefined {
  const declared = [...fields].filter(([name]) => /^x-amz-checksum-(?!algorithm$|mode$|type$)/.test(name));
  const [[name, value] = []] = declared;
  if (declared.length > 1) {
    throw new S3Error(400, 'InvalidRequest', 'Expecting a single x-amz-checksum- header.');
  }
  if (name === undefined || value === undefined) {
    if (!['x-amz-sdk-checksum-algorithm', 'x-amz-checksum-algorithm'].some((field) => fields.has(field)))
      return undefined;
    throw new S3Error(
      400,
      'InvalidRequest',
      'A checksum algorithm is specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  const algorithm = (Object.keys(LENGTH) as ChecksumAlgorithm[]).find(
    (known) => name === `x-amz-checksum-${known}`,
  );
  if (algorithm === undefined) throw notImplemented(name);
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== LENGTH[algorithm] || bytes.toString('base64') !== value) {
    throw new S3Error(400, 'InvalidRequest', `Value for ${name} header is invalid.`);
  }
  if (!bytes.equals(digests[algorithm])) {
    const label = algorithm.toUpperCase();
    throw new S3Error(400, 'BadDigest', `The ${label} you specified did not match the calculated checksum.`);
  }
  return { algorithm, value };
}
