import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Digests } from './checksum.ts';
import { notImplemented, preconditionFailed, S3Error } from './error.ts';
import type { ScannedObjects } from './malware-scan.ts';
import type { MultipartStore } from './multipart-store.ts';
import type { Guard, ObjectStore, ObjectVersion } from './object-store.ts';
import { openPutBody } from './put-body.ts';
import { xmlElement } from './xml.ts';

/** An authenticated request on a bucket that exists; `key` is empty where the bucket itself is meant. */
export interface S3Request {
  store: ObjectStore;
  uploads: MultipartStore;
  scanned: readonly ScannedObjects[];
  now: () => Date;
  bucket: string;
  key: string;
  query: ReadonlyMap<string, string>;
  request: IncomingMessage;
  response: ServerResponse;
  body: AsyncIterable<Buffer>;
  payloadHash: string;
}

const STORED_HEADER =
  /^(?:content-(?:type|disposition|encoding|language)|cache-control|expires|x-amz-meta-[!#$%&'*+.^_`|~\w-]+)$/;
const MAX_KEY_BYTES = 1024;

/** What is kept of the headers of a PUT, or of the fields of a form; refuses what could not be answered as a header later. */
export function storedHeaders(fields: Iterable<[string, string]>): Record<string, string> {
  const headers = Object.fromEntries([...fields].filter(([name]) => STORED_HEADER.test(name)));
  for (const [name, value] of Object.entries(headers)) checkHeaderValue(name, value);
  return { 'content-type': 'binary/octet-stream', ...headers };
}

export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= MAX_KEY_BYTES) return;
  const details = { Size: String(size), MaxSizeAllowed: String(MAX_KEY_BYTES) };
  throw new S3Error(400, 'KeyTooLongError', 'Your key is too long', details);
}

/** The headers that tell what was stored. */
export const versionHeaders = (version: ObjectVersion): Record<string, string> => ({
  etag: version.etag,
  'x-amz-version-id': version.versionId,
  ...checksumHeaders(version),
});

export async function putObject({ store, bucket, key, request, response, body, payloadHash }: S3Request) {
  checkKey(key);
  const { bytes, check } = openPutBody(request.headers, payloadHash, body);
  // Chunking is how the bytes travelled, not how they are encoded.
  const { 'content-encoding': encoding, ...rest } = storedHeaders(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const codings = encoding?.split(/,\s*/).filter((coding) => coding !== 'aws-chunked') ?? [];
  const headers = codings.length === 0 ? rest : { ...rest, 'content-encoding': codings.join(',') };
  const describe = (digests: Digests) => ({ headers, checksum: check(digests) });
  const version = await store.put(bucket, key, bytes, describe, writeCondition(request));
  response.writeHead(200, versionHeaders(version)).end();
}

/** GET and HEAD. */
export async function getObject({ store, bucket, key, query, request, response }: S3Request) {
  const version = findVersion(store.versions(bucket, key), query.get('versionId'), key);
  const headers: Record<string, string> = {
    ...version.headers,
    ...overrides(query),
    etag: version.etag,
    'x-amz-version-id': version.versionId,
    'last-modified': new Date(version.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
  };
  const range = parseRange(request.headers.range, version.size);
  if (range === undefined) {
    const mode = request.headers['x-amz-checksum-mode'] ?? query.get('x-amz-checksum-mode');
    if (mode === 'ENABLED') Object.assign(headers, checksumHeaders(version));
  } else {
    headers['content-range'] = `bytes ${range.start}-${range.end}/${version.size}`;
  }
  const length = range === undefined ? version.size : range.end - range.start + 1;
  headers['content-length'] = String(length);
  if (request.method === 'HEAD' || length === 0) {
    response.writeHead(range === undefined ? 200 : 206, headers).end();
    return;
  }
  // Opened before the first header is sent, so that a version removed just now is an error rather than an empty success.
  const file = await store.open(bucket, version);
  response.writeHead(range === undefined ? 200 : 206, headers);
  await pipeline(file.createReadStream(range), response);
}

export async function deleteObject({ store, bucket, key, query, response }: S3Request) {
  checkKey(key);
  const versionId = query.get('versionId');
  const found = store.versions(bucket, key).find((version) => version.versionId === versionId);
  if (found !== undefined) await store.remove(bucket, found);
  const result = versionId === undefined ? await store.markDeleted(bucket, key) : found;
  const marker = result?.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {};
  const headers = { 'x-amz-version-id': result?.versionId ?? versionId ?? '', ...marker };
  response.writeHead(204, headers).end();
}

/** ListObjectsV2. The continuation token is the last key of the page before. */
export async function listObjects(asked: S3Request) {
  const { store, bucket, query, response } = asked;
  if (query.has('versions')) return listVersions(asked);
  if (query.get('list-type') !== '2') throw notImplemented('ListObjects other than version 2');
  const maxKeys = Number(query.get('max-keys') ?? 1000);
  if (!Number.isInteger(maxKeys) || maxKeys < 0) {
    throw new S3Error(400, 'InvalidArgument', 'Provided max-keys not an integer or within integer range');
  }
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  const after =
    token === undefined ? Buffer.from(query.get('start-after') ?? '') : Buffer.from(token, 'base64url');
  if (token !== undefined && (token === '' || after.toString('base64url') !== token)) {
    throw new S3Error(400, 'InvalidArgument', 'The continuation token provided is incorrect');
  }
  const rest = store
    .list(bucket)
    .filter(({ key }) => key.startsWith(prefix) && Buffer.compare(Buffer.from(key), after) > 0);
  const page = rest.slice(0, Math.min(maxKeys, 1000));
  const last = page.at(-1);
  const truncated = last !== undefined && page.length < rest.length;
  const result = xmlElement('ListBucketResult', {
    Name: bucket,
    Prefix: prefix,
    MaxKeys: String(maxKeys),
    KeyCount: String(page.length),
    IsTruncated: String(truncated),
    ...(truncated ? { NextContinuationToken: Buffer.from(last.key).toString('base64url') } : {}),
    Contents: page.map((version) => ({
      Key: version.key,
      LastModified: version.lastModified,
      ETag: version.etag,
      Size: String(version.size),
      StorageClass: 'STANDARD',
    })),
  });
  response.writeHead(200, { 'content-type': 'application/xml' }).end(result);
}

/** ListObjectVersions, of as many as one answer holds. */
async function listVersions({ store, bucket, query, response }: S3Request) {
  const prefix = query.get('prefix') ?? '';
  const all = store.allVersions(bucket).filter(({ key }) => key.startsWith(prefix));
  const page = all.slice(0, 1000);
  const entry = (version: ObjectVersion) => ({
    Key: version.key,
    VersionId: version.versionId,
    IsLatest: String(store.versions(bucket, version.key)[0] === version),
    LastModified: version.lastModified,
  });
  const result = xmlElement('ListVersionsResult', {
    Name: bucket,
    Prefix: prefix,
    MaxKeys: '1000',
    IsTruncated: String(page.length < all.length),
    Version: page
      .filter(({ deleteMarker }) => !deleteMarker)
      .map((version) => ({ ...entry(version), ETag: version.etag, Size: String(version.size) })),
    DeleteMarker: page.filter(({ deleteMarker }) => deleteMarker).map(entry),
  });
  response.writeHead(200, { 'content-type': 'application/xml' }).end(result);
}

/** The version meant: the current one where no id is given. Throws NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker. */
export function findVersion(
  versions: readonly ObjectVersion[],
  versionId: string | undefined,
  key: string,
): ObjectVersion {
  const version = versionId === undefined ? versions[0] : versions.find((one) => one.versionId === versionId);
  if (version === undefined && versionId !== undefined) {
    const details = { Key: key, VersionId: versionId };
    throw new S3Error(404, 'NoSuchVersion', 'The specified version does not exist.', details);
  }
  if (version !== undefined && !version.deleteMarker) return version;
  const marker: Record<string, string> =
    version === undefined ? {} : { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
  if (versionId !== undefined) {
    const message = 'The specified method is not allowed against this resource.';
    throw new S3Error(405, 'MethodNotAllowed', message, { ResourceType: 'DeleteMarker' }, marker);
  }
  throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key }, marker);
}

function writeCondition({ headers }: IncomingMessage): Guard | undefined {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw notImplemented('If-None-Match with an ETag');
  return (current) => {
    const exists = current !== undefined && !current.deleteMarker;
    if (ifNoneMatch !== undefined && exists) throw preconditionFailed('If-None-Match');
    if (ifMatch === undefined) return;
    if (!exists) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
    if (ifMatch !== current.etag) throw preconditionFailed('If-Match');
  };
}

function overrides(query: ReadonlyMap<string, string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of query) {
    if (!name.startsWith('response-')) continue;
    checkHeaderValue(name, value);
    headers[name.slice('response-'.length)] = value;
  }
  return headers;
}

function checkHeaderValue(name: string, value: string): void {
  if (/^[\x20-\x7e\xa0-\xff]*$/.test(value)) return;
  throw new S3Error(400, 'InvalidArgument', 'Header value cannot be represented using ISO-8859-1.', {
    ArgumentName: name,
    ArgumentValue: value,
  });
}

const checksumHeaders = ({ checksum }: ObjectVersion): Record<string, string> =>
  checksum === undefined
    ? {}
    : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' };

/** One byte range, both ends included. As in S3, several ranges or a malformed header answer the whole object. */
function parseRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) {
    const message = 'The requested range is not satisfiable';
    const details = { RangeRequested: header ?? '', ActualObjectSize: String(size) };
    throw new S3Error(416, 'InvalidRange', message, details, { 'content-range': `bytes */${size}` });
  }
  return { start, end };
}
