import { checkSignature, type Expected } from '../sigv4.ts';
import { checkDeclared } from './checksum.ts';
import { missingLength, notImplemented, preconditionFailed, S3Error, tooLarge } from './error.ts';
import { readUploadForm } from './multipart-form.ts';
import { checkKey, type S3Request, storedHeaders, versionHeaders } from './object-requests.ts';
import { checkPolicy, type SizeRange } from './post-policy.ts';
import { MAX_OBJECT_BYTES } from './put-body.ts';
import { xmlElement } from './xml.ts';

/** The fields of a signature, as S3 spells them where it misses one. */
const SIGNATURE_FIELDS = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'Policy', 'X-Amz-Signature'];
/** Fields that would change what is stored or answered, and that this stand-in does not know. */
const UNSUPPORTED =
  /^(?:acl|tagging|redirect|success_action_redirect|x-amz-(?!algorithm$|credential$|date$|signature$|security-token$|sdk-checksum-algorithm$|checksum-|meta-).*)$/;

/** An upload by a browser form (POST Object): its right to write is the signed policy among its fields, not a header. */
export async function postObject(
  {
    store,
    bucket,
    request,
    response,
    body,
  }: Pick<S3Request, 'store' | 'bucket' | 'request' | 'response' | 'body'>,
  expected: Expected,
) {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw preconditionFailed('Bucket POST must be of the enclosure-type multipart/form-data');
  }
  if (request.headers['content-length'] === undefined) throw missingLength();
  const { fields, file } = await readUploadForm(type, body);
  const sizes = authorise(fields, bucket, expected);
  const unsupported = [...fields.keys()].find((name) => UNSUPPORTED.test(name));
  if (unsupported !== undefined) throw notImplemented(`the form field ${unsupported}`);
  const key = fields.get('key') ?? '';
  if (/\$\{filename\}/.test(key)) throw notImplemented('the variable filename in a key');
  checkKey(key);
  const headers = storedHeaders(fields);
  const version = await store.put(bucket, key, within(file, sizes), (digests) => {
    if (digests.size < sizes.min) {
      const message = 'Your proposed upload is smaller than the minimum allowed size';
      const details = { ProposedSize: String(digests.size), MinSizeAllowed: String(sizes.min) };
      throw new S3Error(400, 'EntityTooSmall', message, details);
    }
    return { headers, checksum: checkDeclared(fields, digests) };
  });
  const location = `http://${request.headers.host}/${bucket}/${encodeURIComponent(key)}`;
  const stored = { ...versionHeaders(version), location };
  const status = fields.get('success_action_status');
  if (status === '201') {
    const result = { Location: location, Bucket: bucket, Key: key, ETag: version.etag };
    response
      .writeHead(201, { ...stored, 'content-type': 'application/xml' })
      .end(xmlElement('PostResponse', result));
  } else {
    response.writeHead(status === '200' ? 200 : 204, stored).end();
  }
}

/** The order of the checks is S3's: required fields, signature over the policy as sent, then what the policy says. */
function authorise(fields: ReadonlyMap<string, string>, bucket: string, expected: Expected): SizeRange {
  if (!fields.get('key')) throw missing('key');
  const absent = SIGNATURE_FIELDS.filter((name) => !fields.get(name.toLowerCase()));
  if (absent.length === SIGNATURE_FIELDS.length || (absent.length === 4 && fields.has('policy'))) {
    throw new S3Error(403, 'AccessDenied', 'Access Denied');
  }
  if (absent[0] !== undefined) throw missing(absent[0]);
  const [algorithm = '', credential = '', timestamp = '', policy = '', signature = ''] = SIGNATURE_FIELDS.map(
    (name) => fields.get(name.toLowerCase()),
  );
  if (algorithm !== 'AWS4-HMAC-SHA256') {
    throw new S3Error(400, 'InvalidArgument', 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"', {
      ArgumentName: 'X-Amz-Algorithm',
      ArgumentValue: algorithm,
    });
  }
  checkSignature({ credential, timestamp, signature }, policy, expected);
  const { min = 0, max = MAX_OBJECT_BYTES } = checkPolicy(policy, bucket, fields, expected.now()) ?? {};
  return { min, max: Math.min(max, MAX_OBJECT_BYTES) };
}

/** Stops at the first byte too many, so that a large file is not stored only to be refused. */
async function* within(file: AsyncIterable<Buffer>, { max }: SizeRange): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of file) {
    size += piece.length;
    if (size > max) throw tooLarge(max);
    yield piece;
  }
}

const missing = (name: string) =>
  new S3Error(
    400,
    'InvalidArgument',
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    { ArgumentName: name, ArgumentValue: '' },
  );
