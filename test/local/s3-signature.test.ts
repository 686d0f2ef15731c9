import { createHash, createHmac } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  BUCKET,
  credentials,
  type Fixture,
  refusal,
  region,
  startFixture,
  type TamperedRequest,
  tampering,
} from './s3-fixture.ts';

const MINUTE = 60_000;
let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
  for (const Key of ['kept', 'other']) {
    await fixture.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
  }
});
afterEach(() => {
  fixture.clock.ahead = 0;
});
afterAll(() => fixture.stop());

const read = new GetObjectCommand({ Bucket: BUCKET, Key: 'kept' });
const write = () =>
  new PutObjectCommand({ Bucket: BUCKET, Key: 'written', Body: 'x', Metadata: { who: 'me' } });

describe('a request signed in its header', () => {
  it.each([
    [
      'another secret',
      { credentials: { ...credentials, secretAccessKey: 'wrong' } },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'an unknown access key',
      { credentials: { ...credentials, accessKeyId: 'x' } },
      403,
      'InvalidAccessKeyId',
    ],
    ['another region', { region: 'us-east-1' }, 400, 'AuthorizationHeaderMalformed'],
  ])('is refused for %s', async (_, config, status, name) => {
    const stranger = fixture.client(config);
    for (const command of [read, write()]) {
      await expect(stranger.send(command as GetObjectCommand)).rejects.toMatchObject({
        name,
        $metadata: { httpStatusCode: status },
      });
    }
  });

  const set = (name: string, value: string) => (request: TamperedRequest) => {
    request.headers[name] = value;
  };
  it.each<[string, (request: TamperedRequest) => void, string]>([
    [
      'another key',
      (request) => {
        request.path = `/${BUCKET}/other`;
      },
      'SignatureDoesNotMatch',
    ],
    [
      'another bucket',
      (request) => {
        request.path = '/published/written';
      },
      'SignatureDoesNotMatch',
    ],
    [
      'another method',
      (request) => {
        request.method = 'DELETE';
      },
      'SignatureDoesNotMatch',
    ],
    [
      'another parameter',
      (request) => {
        request.query.versionId = 'x';
      },
      'SignatureDoesNotMatch',
    ],
    ['another header', set('x-amz-meta-who', 'you'), 'SignatureDoesNotMatch'],
    ['another type', set('content-type', 'text/html'), 'SignatureDoesNotMatch'],
    [
      'no header that was signed',
      (request) => {
        delete request.headers['x-amz-meta-who'];
      },
      'SignatureDoesNotMatch',
    ],
    ['an unsigned header', set('x-amz-meta-more', 'x'), 'AccessDenied'],
    ['the hash of another body', set('x-amz-content-sha256', 'a'.repeat(64)), 'SignatureDoesNotMatch'],
    ['a body out of the signature', set('x-amz-content-sha256', 'UNSIGNED-PAYLOAD'), 'SignatureDoesNotMatch'],
    [
      'no hash',
      (request) => {
        delete request.headers['x-amz-content-sha256'];
      },
      'InvalidRequest',
    ],
    [
      'no signature',
      (request) => {
        delete request.headers.authorization;
      },
      'AccessDenied',
    ],
    [
      'no date',
      (request) => {
        delete request.headers['x-amz-date'];
      },
      'AuthorizationHeaderMalformed',
    ],
    ['another scheme', set('authorization', 'Bearer token'), 'AuthorizationHeaderMalformed'],
  ])('is refused for %s', async (_, change, name) => {
    const before = await fixture.files();
    await expect(tampering(fixture, change).send(write())).rejects.toMatchObject({ name });
    expect(await fixture.files()).toEqual(before);
  });

  it.each([
    [-16, 'RequestTimeTooSkewed'],
    [16, 'RequestTimeTooSkewed'],
  ])('is refused by a clock %i minutes ahead', async (minutes, name) => {
    fixture.clock.ahead = minutes * MINUTE;
    await expect(fixture.client().send(read)).rejects.toMatchObject({ name });
  });

  it('is accepted by a clock 14 minutes ahead, and without the optional trailing slash or host name', async () => {
    fixture.clock.ahead = 14 * MINUTE;
    await expect(fixture.client().send(read)).resolves.toMatchObject({ ContentLength: 4 });
    const named = fixture.client({ endpoint: fixture.part.url.replace('127.0.0.1', 'localhost') });
    await expect(named.send(read)).resolves.toMatchObject({ ContentLength: 4 });
  });
});

describe('a signature made by hand', () => {
  const sign = (names: string[]) => {
    const timestamp = `${new Date().toISOString().slice(0, 19).replace(/[:-]/g, '')}Z`;
    const scope = [timestamp.slice(0, 8), region, 's3', 'aws4_request'];
    const headers: Record<string, string> = {
      host: new URL(fixture.part.url).host,
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      'x-amz-date': timestamp,
    };
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
    const canonical = `GET\n/${BUCKET}/kept\n\n${lines}\n${names.join(';')}\nUNSIGNED-PAYLOAD`;
    const hash = createHash('sha256').update(canonical).digest('hex');
    let key: string | Buffer = `AWS4${credentials.secretAccessKey}`;
    for (const step of [...scope, `AWS4-HMAC-SHA256\n${timestamp}\n${scope.join('/')}\n${hash}`]) {
      key = createHmac('sha256', key).update(step).digest();
    }
    const credential = [credentials.accessKeyId, ...scope].join('/');
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${key.toString('hex')}`;
    const { host: _, ...sent } = headers;
    return fetch(`${fixture.part.url}/${BUCKET}/kept`, { headers: { ...sent, authorization } });
  };

  it('is accepted if it covers the host, and refused if it does not', async () => {
    expect((await sign(['host', 'x-amz-content-sha256', 'x-amz-date'])).status).toBe(200);
    const hostless = await sign(['x-amz-content-sha256', 'x-amz-date']);
    expect(await refusal(hostless)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });
});

describe('a presigned URL', () => {
  const presign = (command: GetObjectCommand | PutObjectCommand = read, expiresIn = 60) =>
    getSignedUrl(fixture.client(), command as GetObjectCommand, { expiresIn });

  it('reads, with the answer that was signed into it', async () => {
    const { VersionId } = await fixture.s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'twice', Body: 'one' }),
    );
    await fixture.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'twice', Body: 'two' }));
    const ResponseContentDisposition = `attachment; filename="report & co.txt"`;
    const url = await presign(
      new GetObjectCommand({ Bucket: BUCKET, Key: 'twice', VersionId, ResponseContentDisposition }),
    );
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([200, 'one']);
    expect(answer.headers.get('content-disposition')).toBe(ResponseContentDisposition);
    const part = await fetch(url, { headers: { range: 'bytes=1-' } });
    expect([part.status, await part.text()]).toEqual([206, 'ne']);
  });

  const replaced = (name: string, value: string) => (url: string) => {
    const changed = new URL(url);
    changed.searchParams.set(name, value);
    return changed.href.replaceAll('+', '%20');
  };
  it.each<[string, (url: string) => string, number, string]>([
    ['another key', (url) => url.replace('/kept', '/other'), 403, 'SignatureDoesNotMatch'],
    [
      'another signature',
      (url) => url.replace(/Signature=.{4}/, 'Signature=0000'),
      403,
      'SignatureDoesNotMatch',
    ],
    ['a longer life', replaced('X-Amz-Expires', '3600'), 403, 'SignatureDoesNotMatch'],
    ['a life of eight days', replaced('X-Amz-Expires', '691200'), 400, 'AuthorizationQueryParametersError'],
    ['a life that is no number', replaced('X-Amz-Expires', 'long'), 400, 'AuthorizationQueryParametersError'],
    [
      'another access key',
      replaced('X-Amz-Credential', 'x/20260101/r/s3/aws4_request'),
      403,
      'InvalidAccessKeyId',
    ],
    [
      'another algorithm',
      replaced('X-Amz-Algorithm', 'AWS4-ECDSA-P256-SHA256'),
      400,
      'AuthorizationQueryParametersError',
    ],
    ['no signed headers', replaced('X-Amz-SignedHeaders', ''), 403, 'SignatureDoesNotMatch'],
    ['another answer', replaced('response-content-type', 'text/html'), 403, 'SignatureDoesNotMatch'],
    ['a parameter twice', (url) => `${url}&x-id=PutObject`, 403, 'SignatureDoesNotMatch'],
    ['another port in the host', (url) => url, 200, ''],
  ])('with %s is answered accordingly', async (_, change, status, code) => {
    const answer = await fetch(change(await presign()));
    expect(await refusal(answer)).toMatchObject({ status, code });
  });

  it('ends when it expires, and does not begin before its date', async () => {
    const url = await presign(read, 60);
    fixture.clock.ahead = 59_000;
    expect((await fetch(url)).status).toBe(200);
    fixture.clock.ahead = 62_000;
    expect(await refusal(await fetch(url))).toEqual({
      status: 403,
      code: 'AccessDenied',
      message: 'Request has expired',
    });
    fixture.clock.ahead = -16 * MINUTE;
    expect(await refusal(await fetch(url))).toMatchObject({
      status: 403,
      message: 'Request is not valid yet',
    });
  });

  it('to read does not write, delete or carry more headers', async () => {
    const url = await presign();
    for (const method of ['PUT', 'DELETE']) {
      expect(await refusal(await fetch(url, { method }))).toMatchObject({ code: 'SignatureDoesNotMatch' });
    }
    const more = await fetch(url, { headers: { 'x-amz-checksum-mode': 'ENABLED' } });
    expect(await refusal(more)).toEqual({
      status: 403,
      code: 'AccessDenied',
      message: 'There were headers present in the request which were not signed',
    });
  });

  it('enforces a checksum that is a signed header, and ignores one in its query, as S3 does', async () => {
    const ChecksumSHA256 = createHash('sha256').update('right').digest('base64');
    const command = new PutObjectCommand({ Bucket: BUCKET, Key: 'bound', ChecksumSHA256 });
    const client = fixture.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const unhoistableHeaders = new Set(['x-amz-checksum-sha256']);
    const bound = await getSignedUrl(client, command, { unhoistableHeaders });
    const headers = { 'x-amz-checksum-sha256': ChecksumSHA256 };
    const send = (url: string, body: string, init = {}) => fetch(url, { method: 'PUT', body, ...init });
    expect(await refusal(await send(bound, 'wrong', { headers }))).toMatchObject({ code: 'BadDigest' });
    expect(await refusal(await send(bound, 'right'))).toMatchObject({ code: 'SignatureDoesNotMatch' });
    expect((await send(bound, 'right', { headers })).status).toBe(200);
    const facts = await fixture.s3.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'bound', ChecksumMode: 'ENABLED' }),
    );
    expect(facts.ChecksumSHA256).toBe(ChecksumSHA256);

    const hoisted = await getSignedUrl(client, command);
    expect((await send(hoisted, 'wrong')).status).toBe(200);
    const unbound = await fixture.s3.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'bound', ChecksumMode: 'ENABLED' }),
    );
    expect(unbound.ChecksumSHA256).toBeUndefined();
  });

  it('works for deletion and listing', async () => {
    const remove = await getSignedUrl(fixture.s3, new DeleteObjectCommand({ Bucket: BUCKET, Key: 'twice' }));
    expect((await fetch(remove, { method: 'DELETE' })).status).toBe(204);
    const list = await getSignedUrl(fixture.s3, new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'k' }));
    expect(await (await fetch(list)).text()).toContain('<Key>kept</Key>');
  });
});

describe('a page in a browser', () => {
  const preflight = (origin: string) =>
    fetch(`${fixture.part.url}/${BUCKET}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'x-amz-meta-a',
      },
    });

  it('on this machine may ask and read', async () => {
    const asked = await preflight('http://localhost:3000');
    expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([200, 'x-amz-meta-a']);
    const url = await getSignedUrl(fixture.s3, read);
    const answer = await fetch(url, { headers: { origin: 'http://127.0.0.1:3000' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:3000');
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
  });

  it.each(['https://attacker.example', 'http://localhost.attacker.example', 'null'])(
    'from %s may not',
    async (origin) => {
      expect(await refusal(await preflight(origin))).toMatchObject({ status: 403, code: 'AccessForbidden' });
      const answer = await fetch(await getSignedUrl(fixture.s3, read), { headers: { origin } });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
