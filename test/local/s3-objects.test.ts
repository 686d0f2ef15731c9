import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BUCKET,
  type Fixture,
  refusal,
  startFixture,
  startUpload,
  type TamperedRequest,
  tampering,
} from './s3-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

const put = (Key: string, Body: PutObjectCommandInput['Body'], more: Partial<PutObjectCommandInput> = {}) =>
  fixture.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const head = (Key: string, VersionId?: string) =>
  fixture.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key, VersionId, ChecksumMode: 'ENABLED' }));
const get = (Key: string, VersionId?: string) =>
  fixture.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key, VersionId }));
const text = async (Key: string, VersionId?: string) => (await get(Key, VersionId)).Body?.transformToString();
const remove = (Key: string, VersionId?: string) =>
  fixture.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }));

describe('an object', () => {
  it('comes back as it was put, with its type, metadata and checksum', async () => {
    const sha256 = createHash('sha256').update('evidence').digest('base64');
    const written = await put('report.txt', 'evidence', {
      ContentType: 'text/plain',
      CacheControl: 'max-age=60',
      ContentEncoding: 'identity',
      Metadata: { submission: 'sub-1' },
      ChecksumSHA256: sha256,
    });
    const md5 = `"${createHash('md5').update('evidence').digest('hex')}"`;
    expect(written).toMatchObject({ ETag: md5, ChecksumSHA256: sha256, ChecksumType: 'FULL_OBJECT' });
    const facts = {
      ContentType: 'text/plain',
      CacheControl: 'max-age=60',
      ContentEncoding: 'identity',
      ContentLength: 8,
      Metadata: { submission: 'sub-1' },
      ChecksumSHA256: sha256,
      ChecksumType: 'FULL_OBJECT',
      ETag: md5,
      VersionId: written.VersionId,
    };
    expect(await head('report.txt')).toMatchObject(facts);
    expect(await get('report.txt')).toMatchObject(facts);
    expect(await text('report.txt')).toBe('evidence');
    const unasked = await fixture.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'report.txt' }));
    expect(unasked.ChecksumSHA256).toBeUndefined();
  });

  it('may be empty', async () => {
    await put('empty', '');
    expect(await text('empty')).toBe('');
    expect(await head('empty')).toMatchObject({ ContentLength: 0 });
  });

  it('of 30 MB streams in and out unchanged', async () => {
    const block = randomBytes(1024 * 1024);
    const sent = createHash('sha256');
    async function* blocks() {
      for (let count = 0; count < 30; count += 1) {
        block.writeUInt32BE(count);
        sent.update(block);
        yield Buffer.from(block);
      }
    }
    await put('large', Readable.from(blocks()), { ContentLength: 30 * 1024 * 1024 });
    const received = createHash('sha256');
    for await (const chunk of (await get('large')).Body as Readable) received.update(chunk);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
    const { ContentLength, ChecksumCRC32, ContentEncoding } = await head('large');
    expect([ContentLength, ChecksumCRC32?.length, ContentEncoding]).toEqual([30 * 1024 * 1024, 8, undefined]);
  });

  it.each([
    ['../../x'],
    ['..'],
    ['.'],
    ['a//b'],
    ['a/../b'],
    ['/leading'],
    ['trailing/'],
    ['spaces + & ? # % = "quotes" <é> 😀 \\'],
    ["!'()*~"],
    ['version.json'],
    ['.staging/body'],
    ['%2e%2e%2fx'],
    ['k'.repeat(1024)],
  ])('keeps the key %j as it is', async (key) => {
    await put(key, `of ${key}`);
    expect(await text(key)).toBe(`of ${key}`);
    const { Contents } = await fixture.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: key }));
    expect(Contents?.map(({ Key }) => Key)).toContain(key);
    expect((await fixture.files()).every((path) => /\/(?:body|version\.json)$/.test(path))).toBe(true);
  });

  it('answers with the type and disposition that the reader asks for', async () => {
    await put('page', '<script>', { ContentType: 'text/html' });
    const asked = {
      ResponseContentType: 'text/plain',
      ResponseContentDisposition: 'attachment; filename="page"',
    };
    const read = new GetObjectCommand({ Bucket: BUCKET, Key: 'page', ...asked });
    expect(await fixture.s3.send(read)).toMatchObject({
      ContentType: 'text/plain',
      ContentDisposition: 'attachment; filename="page"',
    });
    const split = { ResponseContentDisposition: 'attachment\r\nset-cookie: a=b' };
    await expect(
      fixture.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'page', ...split })),
    ).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('a range', () => {
  beforeAll(() => put('digits', '0123456789'));

  it.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-30', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=4-2', '0123456789', undefined],
    ['bytes=0-1,4-5', '0123456789', undefined],
    ['lines=0-1', '0123456789', undefined],
  ])('%s answers %j', async (Range, expected, ContentRange) => {
    const answer = await fixture.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'digits', Range }));
    expect(await answer.Body?.transformToString()).toBe(expected);
    expect(answer).toMatchObject({ ContentLength: expected.length });
    expect([answer.ContentRange, answer.$metadata.httpStatusCode]).toEqual([
      ContentRange,
      ContentRange === undefined ? 200 : 206,
    ]);
  });

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s is refused', async (Range) => {
    await expect(
      fixture.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'digits', Range })),
    ).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });
});

describe('versions', () => {
  it('stay readable after the key is written again and deleted', async () => {
    const first = await put('versioned', 'one');
    const second = await put('versioned', 'two');
    expect(first.VersionId).not.toBe(second.VersionId);
    expect(await text('versioned')).toBe('two');
    expect(await text('versioned', first.VersionId)).toBe('one');

    const marker = await remove('versioned');
    expect(marker.DeleteMarker).toBe(true);
    await expect(get('versioned')).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(head('versioned')).rejects.toMatchObject({ name: 'NotFound' });
    await expect(get('versioned', marker.VersionId)).rejects.toMatchObject({ name: 'MethodNotAllowed' });
    expect(await text('versioned', first.VersionId)).toBe('one');
    const { Contents } = await fixture.s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'versioned' }),
    );
    expect(Contents).toBeUndefined();

    expect(await remove('versioned', marker.VersionId)).toMatchObject({ DeleteMarker: true });
    expect(await text('versioned')).toBe('two');
    await remove('versioned', second.VersionId);
    expect(await text('versioned')).toBe('one');
    await expect(get('versioned', second.VersionId)).rejects.toMatchObject({ name: 'NoSuchVersion' });
    const before = await fixture.files();
    await remove('versioned', first.VersionId);
    await expect(get('versioned')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect((await fixture.files()).length).toBe(before.length - 2);
  });

  it('are all kept when one key is written at once, and one of them is current', async () => {
    const bodies = Array.from({ length: 20 }, (_, index) => `body ${index}`);
    const written = await Promise.all(bodies.map((body) => put('contended', body)));
    const read = await Promise.all(written.map(({ VersionId }) => text('contended', VersionId)));
    expect(read).toEqual(bodies);
    expect(bodies).toContain(await text('contended'));
  });

  it('are guarded by the conditions of a write', async () => {
    const { ETag } = await put('guarded', 'one', { IfNoneMatch: '*' });
    await expect(put('guarded', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('guarded', 'two', { IfMatch: '"other"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('absent', 'two', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await put('guarded', 'two', { IfMatch: ETag });
    expect(await text('guarded')).toBe('two');
    const attempts = Array.from({ length: 8 }, () => put('once', 'x', { IfNoneMatch: '*' }));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('a listing', () => {
  const keys = ['list/a', 'list/B', 'list/é', 'list/\u{ffff}', 'list/😀', 'list/a/1'];

  beforeAll(async () => {
    for (const key of keys) await put(key, key);
    await put('listed', 'outside of the prefix');
  });

  it('comes in the order of UTF-8, page by page', async () => {
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    let pages = 0;
    do {
      const page = await fixture.s3.send(
        new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'list/', MaxKeys: 2, ContinuationToken }),
      );
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
      expect(page.KeyCount).toBe(2);
      ContinuationToken = page.NextContinuationToken;
      pages += 1;
    } while (ContinuationToken !== undefined && pages < 10);
    expect([seen, pages]).toEqual([
      ['list/B', 'list/a', 'list/a/1', 'list/é', 'list/\u{ffff}', 'list/😀'],
      3,
    ]);
    const after = new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'list/', StartAfter: 'list/é' });
    expect((await fixture.s3.send(after)).Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['list/\u{ffff}', 8],
      ['list/😀', 9],
    ]);
  });

  it.each([{ ContinuationToken: 'é' }, { MaxKeys: -1 }])('refuses %j', async (more) => {
    await expect(
      fixture.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more })),
    ).rejects.toMatchObject({
      name: 'InvalidArgument',
    });
  });
});

describe('a refusal', () => {
  it.each([
    ['an unknown bucket', () => new GetObjectCommand({ Bucket: 'nowhere', Key: 'x' }), 404, 'NoSuchBucket'],
    [
      'a put into an unknown bucket',
      () => new PutObjectCommand({ Bucket: 'nowhere', Key: 'x', Body: 'x' }),
      404,
      'NoSuchBucket',
    ],
    [
      'a name above the buckets',
      () => new PutObjectCommand({ Bucket: '.staging', Key: 'x', Body: 'x' }),
      404,
      'NoSuchBucket',
    ],
    ['an unknown key', () => new GetObjectCommand({ Bucket: BUCKET, Key: 'absent <&>' }), 404, 'NoSuchKey'],
    [
      'a key of the other bucket',
      () => new GetObjectCommand({ Bucket: 'published', Key: 'digits' }),
      404,
      'NoSuchKey',
    ],
    [
      'an unknown version',
      () => new GetObjectCommand({ Bucket: BUCKET, Key: 'digits', VersionId: '../digits' }),
      404,
      'NoSuchVersion',
    ],
    [
      'a key of 1025 bytes',
      () => new PutObjectCommand({ Bucket: BUCKET, Key: `${'é'.repeat(512)}x`, Body: 'x' }),
      400,
      'KeyTooLongError',
    ],
    [
      'a copy under a condition',
      () =>
        new CopyObjectCommand({
          Bucket: BUCKET,
          Key: 'x',
          CopySource: `${BUCKET}/digits`,
          CopySourceIfMatch: '"x"',
        }),
      501,
      'NotImplemented',
    ],
    [
      'a copy with other tags',
      () =>
        new CopyObjectCommand({
          Bucket: BUCKET,
          Key: 'x',
          CopySource: `${BUCKET}/digits`,
          TaggingDirective: 'REPLACE',
          Tagging: 'a=b',
        }),
      501,
      'NotImplemented',
    ],
    [
      'an ACL on a put',
      () => new PutObjectCommand({ Bucket: BUCKET, Key: 'x', Body: 'x', ACL: 'public-read' }),
      501,
      'NotImplemented',
    ],
    [
      'tags on a put',
      () => new PutObjectCommand({ Bucket: BUCKET, Key: 'x', Body: 'x', Tagging: 'a=b' }),
      501,
      'NotImplemented',
    ],
    [
      'another checksum',
      () => new PutObjectCommand({ Bucket: BUCKET, Key: 'x', Body: 'x', ChecksumCRC32C: 'AAAAAA==' }),
      501,
      'NotImplemented',
    ],
    [
      'a conditional read',
      () => new GetObjectCommand({ Bucket: BUCKET, Key: 'digits', IfMatch: '"x"' }),
      501,
      'NotImplemented',
    ],
    ['an ACL', () => new GetObjectAclCommand({ Bucket: BUCKET, Key: 'digits' }), 501, 'NotImplemented'],
    [
      'a part that is copied',
      () =>
        new UploadPartCopyCommand({
          ...{ Bucket: BUCKET, Key: 'x', UploadId: 'u', PartNumber: 1 },
          CopySource: `${BUCKET}/digits`,
        }),
      501,
      'NotImplemented',
    ],
    [
      'several deletions',
      () => new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'x' }] } }),
      501,
      'NotImplemented',
    ],
    ['a listing of version 1', () => new ListObjectsCommand({ Bucket: BUCKET }), 501, 'NotImplemented'],
    [
      'a delimiter',
      () => new ListObjectsV2Command({ Bucket: BUCKET, Delimiter: '/' }),
      501,
      'NotImplemented',
    ],
    ['a listing of buckets', () => new ListBucketsCommand({}), 501, 'NotImplemented'],
  ])('answers %s', async (_, command, status, name) => {
    const before = await fixture.files();
    // One of many commands: their types differ, what is sent does not.
    await expect(fixture.s3.send(command() as GetObjectCommand)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status, requestId: expect.stringMatching(/^[0-9A-F]{16}$/) },
    });
    expect(await fixture.files()).toEqual(before);
  });

  it.each<[string, Partial<PutObjectCommandInput>, (request: TamperedRequest) => void, string]>([
    [
      'another SHA-256',
      { ChecksumSHA256: createHash('sha256').digest('base64') },
      () => undefined,
      'BadDigest',
    ],
    ['a SHA-256 that is none', { ChecksumSHA256: 'abc' }, () => undefined, 'InvalidRequest'],
    ['another CRC32', { ChecksumCRC32: 'AAAAAA==' }, () => undefined, 'BadDigest'],
    ['another MD5', { ContentMD5: createHash('md5').digest('base64') }, () => undefined, 'BadDigest'],
    [
      'bytes that were not signed',
      {},
      (request) => {
        request.body = Buffer.from('EVIDENCE');
      },
      'XAmzContentSHA256Mismatch',
    ],
  ])('of a body with %s leaves nothing', async (_, more, change, name) => {
    const before = await fixture.files();
    const body = new PutObjectCommand({ Bucket: BUCKET, Key: 'refused', Body: 'evidence', ...more });
    await expect(tampering(fixture, change).send(body)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 400 },
    });
    expect(await fixture.files()).toEqual(before);
  });

  const crc32 = 'x-amz-checksum-crc32';
  it.each([
    ['a byte changed under the trailer', `4\r\nfake\r\n0\r\n${crc32}:0OzcXg==\r\n\r\n`, 'BadDigest'],
    ['no trailer', '4\r\nreal\r\n0\r\n\r\n', 'MalformedTrailerError'],
    ['another trailer', '4\r\nreal\r\n0\r\nx-amz-meta-a:b\r\n\r\n', 'MalformedTrailerError'],
    ['a trailer that is no checksum', `4\r\nreal\r\n0\r\n${crc32}:nonsense\r\n\r\n`, 'InvalidRequest'],
    ['fewer bytes than declared', `3\r\nrea\r\n0\r\n${crc32}:AAAAAA==\r\n\r\n`, 'IncompleteBody'],
    ['more bytes than declared', `5\r\nreal!\r\n0\r\n${crc32}:AAAAAA==\r\n\r\n`, 'IncompleteBody'],
    ['a chunk cut short', '8\r\nreal\r\n0\r\n', 'IncompleteBody'],
    ['a chunk longer than its size', '2\r\nreal\r\n0\r\n\r\n', 'IncompleteBody'],
    ['a size that is no number', 'four\r\nreal\r\n0\r\n\r\n', 'IncompleteBody'],
    ['a size without end', '4'.repeat(5000), 'IncompleteBody'],
    ['no end', '4\r\nreal\r\n', 'IncompleteBody'],
    ['nothing', '', 'IncompleteBody'],
  ])('of a chunked body with %s leaves nothing', async (_, bytes, name) => {
    const before = await fixture.files();
    const client = tampering(fixture, (request) => {
      request.body = Buffer.from(bytes);
    });
    const command = new PutObjectCommand({
      Bucket: BUCKET,
      Key: 'refused',
      Body: Readable.from([Buffer.from('real')]),
      ContentLength: 4,
    });
    await expect(client.send(command)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(await fixture.files()).toEqual(before);
  });

  it('covers a broken escape in the path', async () => {
    expect(await refusal(await fetch(`${fixture.part.url}/${BUCKET}/%E0%A4%A`))).toMatchObject({
      status: 400,
      code: 'InvalidURI',
    });
  });
});

it('a sender that goes away leaves nothing', async () => {
  const before = await fixture.files();
  const upload = startUpload(fixture.s3, 'gone');
  await expect.poll(async () => (await fixture.files()).length).toBe(before.length + 1);
  upload.stop();
  await expect(upload.sending).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(() => fixture.files()).toEqual(before);
  await expect(get('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

it('a path that climbs reaches no file, raw on the wire', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(fixture.part.url).port), '127.0.0.1', () =>
      socket.end(
        'GET /evidence/../../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
      ),
    );
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      received += chunk;
    });
    socket.on('end', () => resolve(received)).on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden[\s\S]*<Code>AccessDenied<\/Code>/);
});
