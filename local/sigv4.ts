import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The one key pair that a stand-in knows. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** What a signature must have been made for. */
export interface Expected {
  credentials: Credentials;
  region: string;
  service: string;
  now: () => Date;
}

/** What a signer states beside the signature: `credential` is `key/date/region/service/aws4_request`, `timestamp` `20260131T120000Z`. */
export interface Claim {
  credential: string;
  timestamp: string;
  signature: string;
}

/** Why a signature is refused; each service words it in its own error codes. */
export type RefusalReason =
  | 'absent'
  | 'malformed'
  | 'unknown-key'
  | 'wrong-scope'
  | 'unsigned-header'
  | 'skewed'
  | 'not-yet-valid'
  | 'expired'
  | 'mismatch';

/** Thrown for a request that is not signed as it should be; the message says what was wrong with which part. */
export class SignatureRefused extends Error {
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_SKEW_MS = 15 * 60 * 1000;
const MAX_PRESIGNED_SECONDS = 7 * 24 * 3600;

/** The request target in decoded form. Throws URIError for a broken percent escape. */
export function parseTarget(target: string): { path: string; query: Map<string, string> } {
  const [path = '', search = ''] = target.split(/\?(.*)/s, 2);
  const pairs = search.split('&').filter((pair) => pair !== '');
  return {
    path: decodeURIComponent(path),
    query: new Map(
      pairs.map((pair) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s, 2);
        return [decodeURIComponent(name), decodeURIComponent(value)];
      }),
    ),
  };
}

/** True if the signature of a request travels in its query, as in a presigned URL. */
export const isPresigned = (request: IncomingMessage): boolean =>
  request.headers.authorization === undefined && /[?&]X-Amz-/.test(request.url ?? '');

/**
 * Checks the Signature Version 4 of a request, in the Authorization header or presigned in the query (as S3 canonicalises:
 * the path is encoded once and not normalised). `payloadHash` is what the signer put in the place of the body's SHA-256.
 */
export function verifyRequest(request: IncomingMessage, payloadHash: string, expected: Expected): void {
  const { path, query } = parseTarget(request.url ?? '/');
  const claim = isPresigned(request)
    ? claimOfQuery(query, expected.now())
    : claimOfHeader(request, expected.now());
  const headers = claim.signedHeaders.map(
    (name) => [name, request.headersDistinct[name]?.join(',')] as const,
  );
  if (!claim.signedHeaders.includes('host') || headers.some(([, value]) => value === undefined)) {
    throw new SignatureRefused('mismatch', 'a signed header is missing from the request');
  }
  const unsigned = Object.keys(request.headers).find(
    (name) => name.startsWith('x-amz-') && !claim.signedHeaders.includes(name),
  );
  if (unsigned !== undefined) throw new SignatureRefused('unsigned-header', unsigned);

  const canonical = [
    request.method,
    encode(path).replaceAll('%2F', '/'),
    [...query]
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => [encode(name), encode(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map((pair) => pair.join('='))
      .join('&'),
    ...headers.map(([name, value = '']) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    claim.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const scope = claim.credential.split('/').slice(1).join('/');
  const digest = createHash('sha256').update(canonical).digest('hex');
  checkSignature(claim, [ALGORITHM, claim.timestamp, scope, digest].join('\n'), expected);
}

/** Checks who signed, for which day, region and service, and that the signature is over exactly this text. */
export function checkSignature(claim: Claim, stringToSign: string, expected: Expected): void {
  const [accessKeyId, day, region, service, ...end] = claim.credential.split('/');
  if (accessKeyId !== expected.credentials.accessKeyId) {
    throw new SignatureRefused('unknown-key', accessKeyId ?? '');
  }
  if (day !== claim.timestamp.slice(0, 8) || end.join('/') !== 'aws4_request') {
    throw new SignatureRefused('malformed', 'the credential scope does not fit the date of the request');
  }
  if (region !== expected.region) {
    throw new SignatureRefused(
      'wrong-scope',
      `the region '${region}' is wrong; expecting '${expected.region}'`,
    );
  }
  if (service !== expected.service) {
    throw new SignatureRefused(
      'wrong-scope',
      `incorrect service '${service}'; expecting '${expected.service}'`,
    );
  }
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${expected.credentials.secretAccessKey}`,
  );
  const right = createHmac('sha256', key).update(stringToSign).digest();
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== right.length || !timingSafeEqual(given, right)) {
    throw new SignatureRefused('mismatch', 'the signature is not that of this request');
  }
}

/** Milliseconds since the epoch of a timestamp such as 20260131T120000Z; NaN for anything else. */
function instantOf(timestamp: string | undefined): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp ?? '') ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

type RequestClaim = Claim & { signedHeaders: string[] };

function claimOfHeader(request: IncomingMessage, now: Date): RequestClaim {
  const { authorization, 'x-amz-date': date } = request.headers;
  if (authorization === undefined) throw new SignatureRefused('absent', 'the request is not signed');
  const [, credential, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const timestamp = String(date);
  const made = instantOf(timestamp);
  if (credential === undefined || names === undefined || signature === undefined || Number.isNaN(made)) {
    throw new SignatureRefused('malformed', 'the Authorization or X-Amz-Date header is malformed');
  }
  if (Math.abs(now.getTime() - made) > MAX_SKEW_MS) {
    throw new SignatureRefused('skewed', `signed at ${timestamp}, received at ${now.toISOString()}`);
  }
  return { credential, timestamp, signature, signedHeaders: names.split(';') };
}

function claimOfQuery(query: Map<string, string>, now: Date): RequestClaim {
  const [credential, timestamp, signature, names, algorithm, expires] = [
    'Credential',
    'Date',
    'Signature',
    'SignedHeaders',
    'Algorithm',
    'Expires',
  ].map((name) => query.get(`X-Amz-${name}`));
  const made = instantOf(timestamp);
  const seconds = Number(expires);
  if (
    algorithm !== ALGORITHM ||
    credential === undefined ||
    timestamp === undefined ||
    signature === undefined ||
    names === undefined ||
    Number.isNaN(made) ||
    !(Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_PRESIGNED_SECONDS)
  ) {
    throw new SignatureRefused('malformed', 'a query parameter of the signature is missing or malformed');
  }
  if (made - now.getTime() > MAX_SKEW_MS)
    throw new SignatureRefused('not-yet-valid', `signed at ${timestamp}`);
  if (now.getTime() > made + seconds * 1000) {
    throw new SignatureRefused('expired', new Date(made + seconds * 1000).toISOString());
  }
  return { credential, timestamp, signature, signedHeaders: names.split(';') };
}

/** RFC 3986: everything but unreserved characters is escaped. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
