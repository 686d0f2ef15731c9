import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials } from './dynamo-calls.ts';

/** A POST to the root of a service of AWS. */
export interface AwsPost {
  readonly service: string;
  readonly region: string;
  /** Host and port, as they are sent. */
  readonly host: string;
  /** All that are sent beside `host`, names in lower case. They are all signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers of a signed request (AWS Signature Version 4): those that were given, and those of the signature. */
export function signedHeaders(
  { service, region, host, headers, body }: AwsPost,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  now: Date,
): Record<string, string> {
  const at = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = at.slice(0, 8);
  const sent: Record<string, string> = {
    ...headers,
    'x-amz-date': at,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const named = Object.entries({ ...sent, host }).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const names = named.map(([name]) => name).join(';');
  const lines = named.map(([name, value]) => `${name}:${value.trim().replaceAll(/ +/g, ' ')}\n`).join('');
  const request = ['POST', '/', '', lines, names, digest(body)].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, digest(request)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${secretAccessKey}`,
  );
  const signature = hmac(key, toSign).toString('hex');
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
