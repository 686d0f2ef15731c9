import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type LocalPart, serve } from '../part.ts';
import {
  type Credentials,
  type Expected,
  isPresigned,
  parseTarget,
  type RefusalReason,
  SignatureRefused,
  verifyRequest,
} from '../sigv4.ts';
import { copyObject } from './copy-object.ts';
import { allowLoopbackOrigin, answerPreflight } from './cors.ts';
import { notImplemented, S3Error } from './error.ts';
import { getTagging, type ScannedObjects } from './malware-scan.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listParts,
  listUploads,
  uploadPart,
} from './multipart-requests.ts';
import { MultipartStore } from './multipart-store.ts';
import { deleteObject, getObject, listObjects, putObject, type S3Request } from './object-requests.ts';
import { ObjectStore } from './object-store.ts';
import { postObject } from './post-object.ts';

/**
 * Speaks the part of S3 that evidence and published files need, on 127.0.0.1 and path style: put, get, head, copy, delete, list,
 * uploads in parts and form upload, with signatures, policies and checksums enforced. All `buckets` are versioned and private. Rejects if `dir` holds an
 * object that cannot be read back. `now` is the clock for signatures, policies and dates.
 */
export async function startS3(options: {
  dir: string;
  port?: number;
  credentials: Credentials;
  region: string;
  buckets: string[];
  /** Where objects are scanned for malware, as GuardDuty does. */
  scanned?: readonly ScannedObjects[];
  now?: () => Date;
}): Promise<LocalPart> {
  const { dir, port, credentials, region, buckets, scanned = [], now = () => new Date() } = options;
  const wrong = buckets.find((bucket) => !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket));
  if (wrong !== undefined) throw new Error(`"${wrong}" is not the name of a bucket`);
  const store = await ObjectStore.open(dir, buckets, now);
  const uploads = await MultipartStore.open(join(dir, '.uploads'), now);
  const expected: Expected = { credentials, region, service: 's3', now };
  return serve(async (request, response) => {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    response.setHeader('x-amz-request-id', requestId);
    allowLoopbackOrigin(request, response);
    const body = request.iterator({ destroyOnReturn: false });
    try {
      if (request.method === 'OPTIONS') answerPreflight(request, response);
      else await answer({ store, uploads, scanned, now }, request, response, body, expected);
    } catch (error) {
      const refusal = refusalOf(error, isPresigned(request));
      response.writeHead(refusal.status, { ...refusal.headers, 'content-type': 'application/xml' });
      response.end(request.method === 'HEAD' ? undefined : refusal.toXml(requestId));
    } finally {
      // Whatever was not read has to be taken off the wire, or the sender never sees the answer.
      await body.return?.();
      request.resume();
    }
  }, port);
}

/** `parameters` and `headers` are those it heeds, or may rightly ignore; any other that asks for something is refused. */
interface Operation {
  run: (context: S3Request) => Promise<void>;
  parameters: RegExp;
  headers: RegExp;
}

const NONE = /^$/;
const READ: Operation = {
  run: getObject,
  parameters:
    /^(?:versionId|response-(?:content-(?:type|disposition|encoding|language)|cache-control|expires))$/,
  // A whole answer is right even for someone who has the object already.
  headers: /^(?:x-amz-checksum-mode|if-none-match|if-modified-since)$/,
};
/** A PUT that takes its bytes from another object. */
const COPY: Operation = {
  run: copyObject,
  parameters: NONE,
  headers: /^x-amz-(?:copy-source|metadata-directive|tagging-directive|checksum-algorithm|meta-.+)$/,
};
/** What can be asked, of what, and of which of its parts. */
const OPERATIONS: Record<string, Operation> = {
  'GET object': READ,
  'HEAD object': READ,
  'PUT object': {
    run: putObject,
    parameters: NONE,
    headers:
      /^(?:x-amz-(?:decoded-content-length|trailer|sdk-checksum-algorithm|checksum-.+|meta-.+)|if-match|if-none-match)$/,
  },
  'DELETE object': { run: deleteObject, parameters: /^versionId$/, headers: NONE },
  // Of tags there are those that the scan for malware gives.
  'GET object tagging': { run: getTagging, parameters: /^(?:tagging|versionId)$/, headers: NONE },
  'POST object uploads': { run: createMultipartUpload, parameters: /^uploads$/, headers: /^x-amz-meta-.+$/ },
  'PUT object uploadId': { run: uploadPart, parameters: /^(?:uploadId|partNumber)$/, headers: NONE },
  'GET object uploadId': { run: listParts, parameters: /^uploadId$/, headers: NONE },
  'POST object uploadId': { run: completeMultipartUpload, parameters: /^uploadId$/, headers: NONE },
  'DELETE object uploadId': { run: abortMultipartUpload, parameters: /^uploadId$/, headers: NONE },
  'GET bucket uploads': { run: listUploads, parameters: /^(?:uploads|prefix)$/, headers: NONE },
  'GET bucket': {
    run: listObjects,
    parameters: /^(?:versions|list-type|prefix|max-keys|start-after|continuation-token|fetch-owner)$/,
    headers: NONE,
  },
};
/** Parameters of the signature, and what the SDK presigns along without an effect: S3 ignores a checksum in the query. */
const NEUTRAL_PARAMETER =
  /^(?:X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token|Content-Sha256)|x-id|x-amz-(?:checksum-\w+|checksum-mode|sdk-checksum-algorithm))$/;
const NEUTRAL_HEADER = /^(?!x-amz-|if-)|^x-amz-(?:date|content-sha256|security-token|user-agent)$/;

async function answer(
  stored: Pick<S3Request, 'store' | 'uploads' | 'scanned' | 'now'>,
  request: IncomingMessage,
  response: ServerResponse,
  body: AsyncIterable<Buffer>,
  expected: Expected,
): Promise<void> {
  const { path, query } = parseTarget(request.url ?? '/');
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const context = { ...stored, bucket, key, query, request, response, body };
  if (request.method === 'POST' && key === '' && query.size === 0) {
    checkBucket(context);
    return postObject(context, expected);
  }
  const payloadHash = request.headers['x-amz-content-sha256'] ?? query.get('X-Amz-Content-Sha256');
  if (payloadHash === undefined && request.headers.authorization !== undefined) {
    const message = 'Missing required header for this request: x-amz-content-sha256';
    throw new S3Error(400, 'InvalidRequest', message);
  }
  const signedHash = String(payloadHash ?? 'UNSIGNED-PAYLOAD');
  verifyRequest(request, signedHash, expected);
  checkBucket(context);
  const isCopy = request.method === 'PUT' && key !== '' && request.headers['x-amz-copy-source'] !== undefined;
  const about = ['tagging', 'uploads', 'uploadId'].find((name) => query.has(name));
  const on = key === '' ? 'bucket' : 'object';
  const operation = isCopy ? COPY : OPERATIONS[`${request.method} ${on}${about ? ` ${about}` : ''}`];
  if (operation === undefined)
    throw notImplemented(`${request.method} on ${key === '' ? 'a bucket' : 'an object'}`);
  const unknown =
    [...query.keys()].find((name) => !NEUTRAL_PARAMETER.test(name) && !operation.parameters.test(name)) ??
    Object.keys(request.headers).find((name) => !NEUTRAL_HEADER.test(name) && !operation.headers.test(name));
  if (unknown !== undefined) throw notImplemented(unknown);
  return operation.run({ ...context, payloadHash: signedHash });
}

function checkBucket({ store, bucket }: { store: ObjectStore; bucket: string }): void {
  if (bucket === '') throw notImplemented('operations without a bucket');
  if (store.has(bucket)) return;
  throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });
}

/** How S3 words each reason; where the code is left open, it depends on where the signature was. */
const WORDING: Record<RefusalReason, [status: number, code?: string, message?: string]> = {
  absent: [403, 'AccessDenied', 'Access Denied'],
  malformed: [400],
  'wrong-scope': [400],
  'unknown-key': [
    403,
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
  ],
  'unsigned-header': [403, 'AccessDenied', 'There were headers present in the request which were not signed'],
  skewed: [
    403,
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
  ],
  'not-yet-valid': [403, 'AccessDenied', 'Request is not valid yet'],
  expired: [403, 'AccessDenied', 'Request has expired'],
  mismatch: [
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ],
};

/** Rethrows what is no refusal. */
function refusalOf(error: unknown, presigned: boolean): S3Error {
  if (error instanceof S3Error) return error;
  if (error instanceof URIError) return new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  if (!(error instanceof SignatureRefused)) throw error;
  const [status, code, message = error.message] = WORDING[error.reason];
  return new S3Error(
    status,
    code ?? (presigned ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed'),
    message,
  );
}
