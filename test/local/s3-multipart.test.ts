import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startS3 } from '../../local/s3/server.ts';
import {
  BUCKET,
  credentials,
  type Fixture,
  filesBelow,
  refusal,
  region,
  startFixture,
} from './s3-fixture.ts';

const mib = 1024 * 1024;
let fixture: Fixture;
let s3: S3Client;
beforeAll(async () => {
  fixture = await startFixture();
  s3 = fixture.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
});
afterAll(() => fixture.stop());

const begin = async (Key: string, client = s3) => {
  const made = await client.send(
    new CreateMultipartUploadCommand({
      Bucket: BUCKET,
      Key,
      ContentType: 'text/plain',
      Metadata: { a: 'b' },
    }),
  );
  return { Bucket: BUCKET, Key, UploadId: made.UploadId };
};
type Upload = Awaited<ReturnType<typeof begin>>;
const part = (upload: Upload, PartNumber: number, Body: Buffer, client = s3) =>
  client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
const parts = async (upload: Upload, client = s3) =>
  (await client.send(new ListPartsCommand(upload))).Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]);
const complete = (upload: Upload, listed: { PartNumber: number; ETag: string | undefined }[], client = s3) =>
  client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: listed } }));
const uploads = async (Prefix: string) =>
  (await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix }))).Uploads?.map(
    ({ Key, UploadId }) => [Key, UploadId],
  );
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();

describe('an upload in parts', () => {
  it('becomes one object of its parts, in their order', async () => {
    const upload = await begin('parts/whole');
    const [first, second] = [Buffer.alloc(5 * mib, 'a'), Buffer.from('the end')];
    const last = await part(upload, 2, second);
    const start = await part(upload, 1, first);
    expect(start.ETag).toBe(`"${md5(first).toString('hex')}"`);
    expect(await parts(upload)).toEqual([
      [1, 5 * mib],
      [2, 7],
    ]);
    await expect(s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: upload.Key }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    const done = await complete(upload, [
      { PartNumber: 1, ETag: start.ETag },
      { PartNumber: 2, ETag: last.ETag },
    ]);
    const whole = Buffer.concat([md5(first), md5(second)]);
    expect(done).toMatchObject({ ETag: `"${md5(whole).toString('hex')}-2"`, VersionId: expect.any(String) });
    const head = await s3.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: upload.Key, ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({
      ContentLength: 5 * mib + 7,
      ContentType: 'text/plain',
      Metadata: { a: 'b' },
    });
    expect(head.ChecksumSHA256).toBeUndefined();
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: upload.Key, Range: `bytes=${5 * mib - 1}-` }),
    );
    expect(await Body?.transformToString()).toBe('athe end');
    // It is over.
    await expect(parts(upload)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    expect(await uploads('parts/')).toBeUndefined();
    expect((await fixture.files()).filter((file) => file.includes('.uploads'))).toEqual([]);
  });

  it('takes a part again in the place of the one before', async () => {
    const upload = await begin('parts/again');
    await part(upload, 1, Buffer.from('one'));
    await part(upload, 1, Buffer.from('other'));
    expect(await parts(upload)).toEqual([[1, 5]]);
  });

  it('is listed by its key, the one that was begun first before the others', async () => {
    const [first, second, other] = [await begin('list/a'), await begin('list/a'), await begin('list/0')];
    expect(await uploads('list/')).toEqual(
      [other, first, second].map(({ Key, UploadId }) => [Key, UploadId]),
    );
    await s3.send(new AbortMultipartUploadCommand(first));
    expect(await uploads('list/a')).toEqual([[second.Key, second.UploadId]]);
    await expect(part(first, 1, Buffer.from('x'))).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('takes parts by an address that was signed for just so many bytes', async () => {
    const upload = await begin('parts/signed');
    const url = await getSignedUrl(
      s3,
      new UploadPartCommand({ ...upload, PartNumber: 1, ContentLength: 5 }),
      { expiresIn: 60, signableHeaders: new Set(['content-length']) },
    );
    const send = (body: string, to = url) => fetch(to, { method: 'PUT', body });
    for (const body of ['1234', '123456', ''])
      expect(await refusal(await send(body))).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    expect(await refusal(await send('12345', url.replace('partNumber=1', 'partNumber=2')))).toMatchObject({
      status: 403,
    });
    expect((await send('12345')).status).toBe(200);
    expect(await parts(upload)).toEqual([[1, 5]]);
  });

  it.each<[string, (upload: Upload, ETag: string | undefined) => Promise<unknown>, string]>([
    [
      'a part that is not there',
      (upload, ETag) => complete(upload, [{ PartNumber: 3, ETag }]),
      'InvalidPart',
    ],
    [
      'a part with another digest',
      (upload) => complete(upload, [{ PartNumber: 1, ETag: '"00"' }]),
      'InvalidPart',
    ],
    [
      'parts in another order',
      (upload, ETag) =>
        complete(upload, [
          { PartNumber: 2, ETag },
          { PartNumber: 1, ETag },
        ]),
      'InvalidPartOrder',
    ],
    [
      'a small part before the last',
      (upload, ETag) =>
        complete(upload, [
          { PartNumber: 1, ETag },
          { PartNumber: 2, ETag },
        ]),
      'EntityTooSmall',
    ],
    ['no parts', (upload) => complete(upload, []), 'MalformedXML'],
    ['a part number of nothing', (upload) => part(upload, 0, Buffer.from('x')), 'InvalidArgument'],
    [
      'a part number that is too large',
      (upload) => part(upload, 10_001, Buffer.from('x')),
      'InvalidArgument',
    ],
    ['another key', (upload) => parts({ ...upload, Key: 'parts/elsewhere' }), 'NoSuchUpload'],
  ])('with %s is refused, and stays as it was', async (_, act, name) => {
    const upload = await begin('parts/refused');
    const { ETag } = await part(upload, 1, Buffer.from('same'));
    await part(upload, 2, Buffer.from('same'));
    await expect(act(upload, ETag)).rejects.toMatchObject({ name });
    expect(await parts(upload)).toEqual([
      [1, 4],
      [2, 4],
    ]);
  });

  it('survives a restart, and what was never acknowledged does not', async () => {
    const dir = await mkdtemp(join(tmpdir(), 's3-parts-'));
    const options = { dir, credentials, region, buckets: [BUCKET] };
    const connect = (endpoint: string) =>
      new S3Client({
        endpoint,
        region,
        credentials,
        forcePathStyle: true,
        requestChecksumCalculation: 'WHEN_REQUIRED',
      });
    const before = await startS3(options);
    const first = connect(before.url);
    const upload = await begin('a', first);
    const { ETag } = await part(upload, 1, Buffer.from('kept'), first);
    first.destroy();
    await before.close();
    const [description = ''] = (await filesBelow(dir)).filter((file) => file.endsWith('upload.json'));
    // As kill -9 leaves it in the middle of a part.
    await writeFile(join(description, '..', '.0123456789abcdef'), 'half of a part');
    const after = await startS3(options);
    const second = connect(after.url);
    expect(await parts(upload, second)).toEqual([[1, 4]]);
    await complete(upload, [{ PartNumber: 1, ETag }], second);
    const { Body } = await second.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(await Body?.transformToString()).toBe('kept');
    second.destroy();
    await after.close();
    await rm(dir, { recursive: true });
  });
});
