import type { ChecksumAlgorithm, Digests } from './checksum.ts';
import { notImplemented, S3Error } from './error.ts';
import { checkKey, findVersion, type S3Request, storedHeaders } from './object-requests.ts';
import type { ObjectVersion } from './object-store.ts';
import { xmlElement } from './xml.ts';

const ALGORITHMS: readonly string[] = ['crc32', 'sha1', 'sha256'] satisfies ChecksumAlgorithm[];

/**
 * Copies one version of an object, the current one unless the source names another, to a new version of a key. The digest asked
 * for is computed over the bytes; with none asked for, the copy keeps the checksum of its source.
 */
export async function copyObject({ store, bucket, key, request, response }: S3Request) {
  checkKey(key);
  const fields = new Map(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const source = parseSource(fields.get('x-amz-copy-source') ?? '');
  if (!store.has(source.bucket)) {
    const details = { BucketName: source.bucket };
    throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', details);
  }
  const versions = store.versions(source.bucket, source.key);
  if (versions.some((one) => one.versionId === source.versionId && one.deleteMarker)) {
    throw new S3Error(
      400,
      'InvalidRequest',
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    );
  }
  const version = findVersion(versions, source.versionId, source.key);
  const directive = fields.get('x-amz-metadata-directive') ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw new S3Error(400, 'InvalidArgument', 'Unknown metadata directive.', {
      ArgumentName: 'x-amz-metadata-directive',
      ArgumentValue: directive,
    });
  }
  const ontoItself = source.bucket === bucket && source.key === key && source.versionId === undefined;
  if (ontoItself && directive === 'COPY') {
    throw new S3Error(
      400,
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
    );
  }
  const headers = directive === 'REPLACE' ? storedHeaders(fields) : version.headers;
  const checksum = checksumOf(fields.get('x-amz-checksum-algorithm'), version);
  const file = await store.open(source.bucket, version);
  const copy = await store.put(bucket, key, file.createReadStream(), (digests) => ({
    headers,
    checksum: checksum(digests),
  }));
  response
    .writeHead(200, {
      'content-type': 'application/xml',
      'x-amz-version-id': copy.versionId,
      'x-amz-copy-source-version-id': version.versionId,
    })
    .end(
      xmlElement('CopyObjectResult', {
        LastModified: copy.lastModified,
        ETag: copy.etag,
        ...(copy.checksum && {
          ChecksumType: 'FULL_OBJECT',
          [`Checksum${copy.checksum.algorithm.toUpperCase()}`]: copy.checksum.value,
        }),
      }),
    );
}

/** `bucket/key`, percent-encoded, with a slash before it or not, and a version or none. */
function parseSource(header: string): { bucket: string; key: string; versionId: string | undefined } {
  const [, path = '', query] = /^\/?([^?]*)(?:\?(.*))?$/s.exec(header) ?? [];
  const [, bucket, key] = /^([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  const [, versionId] = /^versionId=([^&]+)$/.exec(query ?? '') ?? [];
  if (bucket !== undefined && key !== undefined && (query === undefined || versionId !== undefined)) {
    return { bucket, key, versionId: versionId && decodeURIComponent(versionId) };
  }
  const message = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey';
  const details = { ArgumentName: 'x-amz-copy-source', ArgumentValue: header };
  throw new S3Error(400, 'InvalidArgument', message, details);
}

function checksumOf(asked: string | undefined, source: ObjectVersion) {
  if (asked === undefined) return () => source.checksum;
  const algorithm = asked.toLowerCase();
  if (!isKnown(algorithm)) throw notImplemented(`the checksum algorithm ${asked}`);
  return (digests: Digests) => ({ algorithm, value: digests[algorithm].toString('base64') });
}

const isKnown = (algorithm: string): algorithm is ChecksumAlgorithm => ALGORITHMS.includes(algorithm);
