import { createHash } from 'node:crypto';
import { S3Error } from './error.ts';
import type { BegunUpload, UploadedPart } from './multipart-store.ts';
import { checkKey, type S3Request, storedHeaders } from './object-requests.ts';
import { openPutBody } from './put-body.ts';
import { xmlElement } from './xml.ts';

/** The smallest part but for the last one, in bytes. */
const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;
/** The largest list of parts that is read, in bytes. */
const MAX_LIST_BYTES = 2 * 1024 * 1024;
const XML = { 'content-type': 'application/xml' };

export async function createMultipartUpload({ uploads, bucket, key, request, response }: S3Request) {
  checkKey(key);
  const headers = storedHeaders(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const { uploadId } = await uploads.begin(bucket, key, headers);
  response
    .writeHead(200, XML)
    .end(xmlElement('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: uploadId }));
}

export async function uploadPart(asked: S3Request) {
  const upload = begun(asked);
  const number = Number(asked.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    const message = `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`;
    throw new S3Error(400, 'InvalidArgument', message, { ArgumentName: 'partNumber' });
  }
  const { bytes } = openPutBody(asked.request.headers, asked.payloadHash, asked.body);
  const declared = Number(asked.request.headers['content-length']);
  const { etag } = await asked.uploads.putPart(upload, number, bytes, (size) => {
    if (size === declared) return;
    const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
    throw new S3Error(400, 'IncompleteBody', message);
  });
  asked.response.writeHead(200, { etag }).end();
}

export async function listParts(asked: S3Request) {
  const upload = begun(asked);
  const parts = await asked.uploads.parts(upload);
  const result = xmlElement('ListPartsResult', {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.uploadId,
    MaxParts: '1000',
    IsTruncated: 'false',
    Part: parts.map(({ number, etag, size }) => ({
      PartNumber: String(number),
      ETag: etag,
      Size: String(size),
    })),
  });
  asked.response.writeHead(200, XML).end(result);
}

/** ListMultipartUploads, of as many as one answer holds. */
export async function listUploads({ uploads, bucket, query, response }: S3Request) {
  const prefix = query.get('prefix') ?? '';
  const result = xmlElement('ListMultipartUploadsResult', {
    Bucket: bucket,
    Prefix: prefix,
    MaxUploads: '1000',
    IsTruncated: 'false',
    Upload: uploads.list(bucket, prefix).map(({ key, uploadId, initiated }) => ({
      Key: key,
      UploadId: uploadId,
      Initiated: initiated,
    })),
  });
  response.writeHead(200, XML).end(result);
}

export async function completeMultipartUpload(asked: S3Request) {
  const upload = begun(asked);
  const chosen = chosenParts(await readList(asked.body), await asked.uploads.parts(upload));
  const bytes = asked.uploads.bytes(
    upload,
    chosen.map(({ number }) => number),
  );
  const version = await asked.store.put(upload.bucket, upload.key, bytes, () => ({
    headers: upload.headers,
    etag: etagOf(chosen),
  }));
  await asked.uploads.end(upload);
  asked.response.writeHead(200, { ...XML, 'x-amz-version-id': version.versionId }).end(
    xmlElement('CompleteMultipartUploadResult', {
      Bucket: upload.bucket,
      Key: upload.key,
      ETag: version.etag,
    }),
  );
}

export async function abortMultipartUpload(asked: S3Request) {
  await asked.uploads.end(begun(asked));
  asked.response.writeHead(204).end();
}

function begun({ uploads, bucket, key, query }: S3Request): BegunUpload {
  const uploadId = query.get('uploadId') ?? '';
  const upload = uploads.find(bucket, key, uploadId);
  if (upload) return upload;
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  throw new S3Error(404, 'NoSuchUpload', message, { UploadId: uploadId });
}

async function readList(body: AsyncIterable<Buffer>): Promise<{ number: number; etag: string }[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_LIST_BYTES) throw malformed();
    chunks.push(chunk);
  }
  const listed = [
    ...Buffer.concat(chunks)
      .toString('utf8')
      .matchAll(/<Part>(.*?)<\/Part>/gs),
  ];
  if (listed.length === 0) throw malformed();
  return listed.map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)<\/PartNumber>/.exec(part)?.[1]),
    etag: `"${(/<ETag>(.*?)<\/ETag>/.exec(part)?.[1] ?? '').replaceAll('&quot;', '').replaceAll('"', '')}"`,
  }));
}

function chosenParts(
  listed: readonly { number: number; etag: string }[],
  stored: readonly UploadedPart[],
): readonly UploadedPart[] {
  if (listed.some(({ number }, index) => index > 0 && number <= (listed[index - 1]?.number ?? 0))) {
    const message = 'The list of parts was not in ascending order. Parts must be ordered by part number.';
    throw new S3Error(400, 'InvalidPartOrder', message);
  }
  return listed.map(({ number, etag }, index) => {
    const part = stored.find((one) => one.number === number && one.etag === etag);
    if (!part) {
      const message =
        'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part’s entity tag.';
      throw new S3Error(400, 'InvalidPart', message, { PartNumber: String(number), ETag: etag });
    }
    if (index < listed.length - 1 && part.size < MIN_PART_BYTES) {
      const message = 'Your proposed upload is smaller than the minimum allowed size';
      throw new S3Error(400, 'EntityTooSmall', message, { PartNumber: String(number) });
    }
    return part;
  });
}

/** The digest of the parts' digests, and how many there are. */
function etagOf(parts: readonly UploadedPart[]): string {
  const digest = createHash('md5');
  for (const { etag } of parts) digest.update(Buffer.from(etag.slice(1, -1), 'hex'));
  return `"${digest.digest('hex')}-${parts.length}"`;
}

function malformed(): S3Error {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new S3Error(400, 'MalformedXML', message);
}
