import type { IncomingHttpHeaders } from 'node:http';
import { decodeAwsChunked } from './aws-chunked.ts';
import { type Checksum, checkDeclared, type Digests } from './checksum.ts';
import { missingLength, notImplemented, S3Error, tooLarge } from './error.ts';

const TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
export const MAX_OBJECT_BYTES = 5 * 1024 ** 3;

/** The object within a PUT request, and the check of every length and digest that the request declares of it. */
export interface PutBody {
  bytes: AsyncIterable<Buffer>;
  check(digests: Digests): Checksum | undefined;
}

/** `payloadHash` is what was signed in the place of the body's hash. */
export function openPutBody(
  headers: IncomingHttpHeaders,
  payloadHash: string,
  source: AsyncIterable<Buffer>,
): PutBody {
  const isHash = /^[0-9a-f]{64}$/.test(payloadHash);
  const isChunked = payloadHash === TRAILER;
  if (payloadHash.startsWith('STREAMING-AWS4-')) throw notImplemented('signed chunks');
  if (!isHash && !isChunked && payloadHash !== 'UNSIGNED-PAYLOAD') {
    const message = 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.';
    throw new S3Error(400, 'InvalidArgument', message);
  }
  if (!isChunked && headers['transfer-encoding'] !== undefined) throw notImplemented('Transfer-Encoding');
  const declaredLength = isChunked ? headers['x-amz-decoded-content-length'] : headers['content-length'];
  if (declaredLength === undefined) throw missingLength();
  const size = Number(declaredLength);
  if (size > MAX_OBJECT_BYTES) throw tooLarge(MAX_OBJECT_BYTES);
  const trailers = new Map<string, string>();
  return {
    bytes: isChunked ? decodeAwsChunked(source, trailers) : source,
    check(digests) {
      if (digests.size !== size) {
        const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
        throw new S3Error(400, 'IncompleteBody', message);
      }
      const computed = digests.sha256.toString('hex');
      if (isHash && computed !== payloadHash) {
        const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
        const details = { ClientComputedContentSHA256: payloadHash, S3ComputedContentSHA256: computed };
        throw new S3Error(400, 'XAmzContentSHA256Mismatch', message, details);
      }
      const md5 = headers['content-md5'];
      if (md5 !== undefined && md5 !== digests.md5.toString('base64')) {
        throw new S3Error(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
      }
      const announced = headers['x-amz-trailer'];
      if (announced !== undefined && !trailers.has(String(announced))) {
        const message = 'The request did not send the trailer that it announced.';
        throw new S3Error(400, 'MalformedTrailerError', message);
      }
      const fields = [...Object.entries(headers), ...trailers].map(
        ([name, value]) => [name, String(value)] as const,
      );
      return checkDeclared(new Map(fields), digests);
    },
  };
}
