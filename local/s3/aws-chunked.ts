import { ByteReader, UnexpectedBytes } from './byte-reader.ts';
import { S3Error } from './error.ts';

/**
 * The object inside a body of `STREAMING-UNSIGNED-PAYLOAD-TRAILER`: chunks that each begin with their size in hex, then trailing
 * headers, which are put into `trailers` (names in lower case) once the last byte has been read. Throws IncompleteBody.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  const line = async () => (await reader.before('\r\n', 256)).toString('latin1');
  try {
    for (;;) {
      const size = await line();
      if (!/^[0-9a-f]{1,8}$/i.test(size)) throw new UnexpectedBytes('a chunk does not begin with its size');
      if (/^0+$/.test(size)) break;
      yield* reader.next(Number.parseInt(size, 16));
      if ((await line()) !== '') throw new UnexpectedBytes('a chunk is longer than its size');
    }
    for (let trailer = await line(); trailer !== '' && trailers.size < 8; trailer = await line()) {
      const [name = '', value = ''] = trailer.split(/:(.*)/s, 2);
      trailers.set(name.trim().toLowerCase(), value.trim());
    }
  } catch (error) {
    if (!(error instanceof UnexpectedBytes)) throw error;
    throw new S3Error(
      400,
      'IncompleteBody',
      `The request body is not well-formed aws-chunked: ${error.message}.`,
    );
  }
}
