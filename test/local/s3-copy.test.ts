import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET, type Fixture, startFixture } from './s3-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  fixture.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const copy = (Key: string, CopySource: string, more: Partial<CopyObjectCommandInput> = {}) =>
  fixture.s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key, CopySource, ...more }));
const head = (Key: string) =>
  fixture.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key, ChecksumMode: 'ENABLED' }));
const text = async (Key: string) =>
  (await fixture.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString();
const sha256 = (body: string) => createHash('sha256').update(body).digest('base64');

describe('a copy', () => {
  it('is of the version that its source names, with the digest asked for', async () => {
    const first = await put('in/a', 'checked');
    await put('in/a', 'written over it');
    const copied = await copy('kept/a', `${BUCKET}/in/a?versionId=${first.VersionId}`, {
      ChecksumAlgorithm: 'SHA256',
    });
    expect(copied).toMatchObject({
      CopySourceVersionId: first.VersionId,
      VersionId: expect.stringMatching(/^[\w-]{32}$/),
      CopyObjectResult: {
        ETag: first.ETag,
        ChecksumSHA256: sha256('checked'),
        ChecksumType: 'FULL_OBJECT',
        LastModified: expect.any(Date),
      },
    });
    expect(copied.VersionId).not.toBe(first.VersionId);
    expect(await text('kept/a')).toBe('checked');
    expect(await head('kept/a')).toMatchObject({
      VersionId: copied.VersionId,
      ChecksumSHA256: sha256('checked'),
      ContentLength: 7,
    });
  });

  it('outlives its source', async () => {
    const { VersionId } = await put('in/b', 'b');
    await copy('kept/b', `/${BUCKET}/in/b`);
    await fixture.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'in/b', VersionId }));
    expect(await text('kept/b')).toBe('b');
  });

  it('takes a version that a delete marker covers', async () => {
    const { VersionId } = await put('in/covered', 'still there');
    const marker = await fixture.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'in/covered' }));
    await expect(copy('kept/covered', `${BUCKET}/in/covered`)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(
      copy('kept/covered', `${BUCKET}/in/covered?versionId=${marker.VersionId}`),
    ).rejects.toMatchObject({ name: 'InvalidRequest', $metadata: { httpStatusCode: 400 } });
    await copy('kept/covered', `${BUCKET}/in/covered?versionId=${VersionId}`);
    expect(await text('kept/covered')).toBe('still there');
  });

  const described = { ContentType: 'text/html', CacheControl: 'no-store', Metadata: { from: 'source' } };

  it('keeps type, metadata and checksum of its source', async () => {
    await put('in/c', 'c', { ...described, ChecksumSHA256: sha256('c') });
    await copy('kept/c', `${BUCKET}/in/c`, { ContentType: 'text/plain', Metadata: { from: 'request' } });
    expect(await head('kept/c')).toMatchObject({ ...described, ChecksumSHA256: sha256('c') });
  });

  it('has the type and metadata of the request where it replaces them', async () => {
    await put('in/d', 'd', described);
    await copy('kept/d', `${BUCKET}/in/d`, { MetadataDirective: 'REPLACE', ContentType: 'text/plain' });
    const { ContentType, CacheControl, Metadata } = await head('kept/d');
    expect([ContentType, CacheControl, Metadata]).toEqual(['text/plain', undefined, {}]);
  });

  it('onto itself has to change something', async () => {
    const { VersionId } = await put('same', 'one');
    await expect(copy('same', `${BUCKET}/same`)).rejects.toMatchObject({ name: 'InvalidRequest' });
    await put('same', 'two');
    await copy('same', `${BUCKET}/same`, { MetadataDirective: 'REPLACE', ContentType: 'text/plain' });
    expect([await text('same'), (await head('same')).ContentType]).toEqual(['two', 'text/plain']);
    await copy('same', `${BUCKET}/same?versionId=${VersionId}`);
    expect(await text('same')).toBe('one');
  });

  it.each(['a b+c%', 'é/😀?versionId=x', '..'])('finds the source %j by its encoded key', async (key) => {
    await put(key, `of ${key}`);
    await copy('kept/named', `${BUCKET}/${encodeURIComponent(key)}`);
    expect(await text('kept/named')).toBe(`of ${key}`);
  });

  it.each<[string, string, Partial<CopyObjectCommandInput>, number, string]>([
    ['no key', BUCKET, {}, 400, 'InvalidArgument'],
    ['another parameter', `${BUCKET}/in/a?acl`, {}, 400, 'InvalidArgument'],
    ['an unknown bucket', 'nowhere/in/a', {}, 404, 'NoSuchBucket'],
    ['a folder of the store', '.staging/x', {}, 404, 'NoSuchBucket'],
    ['an unknown key', `${BUCKET}/absent`, {}, 404, 'NoSuchKey'],
    ['an unknown version', `${BUCKET}/in/a?versionId=..`, {}, 404, 'NoSuchVersion'],
    ['a broken escape', `${BUCKET}/%E0%A4%A`, {}, 400, 'InvalidURI'],
    [
      'an unknown directive',
      `${BUCKET}/in/a`,
      { MetadataDirective: 'MERGE' as 'COPY' },
      400,
      'InvalidArgument',
    ],
    ['another algorithm', `${BUCKET}/in/a`, { ChecksumAlgorithm: 'CRC32C' }, 501, 'NotImplemented'],
  ])('is refused with %s, and leaves nothing', async (_, source, more, status, name) => {
    await put('in/a', 'a');
    const before = await fixture.files();
    await expect(copy('kept/refused', source, more)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
    });
    expect(await fixture.files()).toEqual(before);
  });
});
