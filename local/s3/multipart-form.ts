import { ByteReader, PieceTooLong, UnexpectedBytes } from './byte-reader.ts';
import { S3Error } from './error.ts';

/** S3's limit on all that comes before the file. */
const MAX_FIELDS_BYTES = 20 * 1024;

/** A posted form: its fields by name in lower case, and the bytes of its file as they arrive. What follows the file is ignored. */
export interface UploadForm {
  fields: ReadonlyMap<string, string>;
  file: AsyncIterable<Buffer>;
}

/**
 * Reads a multipart/form-data body (RFC 7578) up to its part `file`. Throws MalformedPOSTRequest, here or while the file is read:
 * a file that is not followed by the boundary was cut short.
 */
export async function readUploadForm(
  contentType: string,
  source: AsyncIterable<Buffer>,
): Promise<UploadForm> {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw malformed('it names no boundary');
  // The line break before a boundary belongs to it; giving the stream one makes the first boundary like all others.
  const reader = new ByteReader(source, '\r\n');
  const delimiter = `\r\n--${boundary}`;
  const fields = new Map<string, string>();
  let left = MAX_FIELDS_BYTES;
  const read = async (end: string) => {
    try {
      const bytes = await reader.before(end, left);
      left -= bytes.length;
      return bytes;
    } catch (error) {
      if (!(error instanceof PieceTooLong)) throw worded(error);
      const message = 'Your POST request fields preceding the upload file were too large.';
      throw new S3Error(400, 'MaxPostPreDataLengthExceededError', message);
    }
  };

  await read(delimiter);
  for (;;) {
    const lineEnd = await read('\r\n');
    if (lineEnd.toString('latin1') === '--') {
      throw new S3Error(400, 'InvalidArgument', 'POST requires exactly one file upload per request.', {
        ArgumentName: 'file',
        ArgumentValue: '0',
      });
    }
    if (lineEnd.length > 0) throw malformed('a boundary is followed by other text');
    const name = fieldName(decode(await read('\r\n\r\n')));
    if (name === 'file') return { fields, file: rethrown(reader.until(Buffer.from(delimiter))) };
    if (fields.has(name)) throw malformed(`the field ${name} comes twice`);
    fields.set(name, decode(await read(delimiter)));
  }
}

function fieldName(head: string): string {
  const disposition = head.split('\r\n').find((line) => /^content-disposition:/i.test(line));
  const [, parameters] = /^[^:]+:\s*form-data\s*(;.*)$/i.exec(disposition ?? '') ?? [];
  for (const [, parameter, quoted, plain] of (parameters ?? '').matchAll(
    /;\s*([\w*-]+)=(?:"([^"]*)"|([^\s;"]*))/g,
  )) {
    if (parameter?.toLowerCase() === 'name') return (quoted ?? plain ?? '').toLowerCase();
  }
  throw malformed('a part has no name');
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed('a field is not UTF-8');
  }
}

async function* rethrown(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } catch (error) {
    throw worded(error);
  }
}

const worded = (error: unknown) => (error instanceof UnexpectedBytes ? malformed(error.message) : error);

const malformed = (why: string) =>
  new S3Error(
    400,
    'MalformedPOSTRequest',
    `The body of your POST request is not well-formed multipart/form-data: ${why}.`,
  );
