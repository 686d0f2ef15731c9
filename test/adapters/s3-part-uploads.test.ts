import {
  CompleteMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ulid } from 'ulid';
import { beforeAll, describe, expect, it } from 'vitest';
import { s3Evidence } from '../../src/adapters/s3-evidence.ts';
import { s3PartUploads } from '../../src/adapters/s3-part-uploads.ts';
import { bindFile, type FileEvidence } from '../../src/domain/evidence.ts';
import { partSize, partsOf } from '../../src/domain/upload-parts.ts';
import type { EvidenceFiles, PartUpload, PartUploads } from '../../src/ports.ts';
import { bucket, useLocalS3 } from '../support/local-s3.ts';
import { outcome } from './outcome.ts';
import { aFile, aSubmission, sha256 } from './samples.ts';

const s3 = useLocalS3();
let client: S3Client;
let uploads: PartUploads;
let files: EvidenceFiles;
beforeAll(() => {
  ({ client } = s3());
  uploads = s3PartUploads({ bucket, client });
  files = s3Evidence({ bucket, client });
});

const submission = aSubmission();
/** Three parts, each of other bytes. */
const bytes = Buffer.concat([1, 2, 3].map((fill) => Buffer.alloc(fill === 3 ? 1000 : partSize, fill)));
const announced = (of = bytes): FileEvidence =>
  aFile({ id: ulid(), size: of.length, sha256: sha256(of), mediaType: 'text/plain' });
const next = (item: FileEvidence) => uploads.next(submission, item, new Date('2026-03-01T09:30:00Z'));

function uploading(asked: PartUpload) {
  if (asked.state !== 'uploading') throw new Error('it is complete');
  return asked;
}

async function send(asked: PartUpload, numbers: readonly number[], of = bytes) {
  for (const { number, size, url } of uploading(asked).missing) {
    if (!numbers.includes(number)) continue;
    const start = (number - 1) * partSize;
    const response = await fetch(url, { method: 'PUT', body: of.subarray(start, start + size) });
    expect(response.status).toBe(200);
  }
}

describe('the parts of a file', () => {
  it.each([
    [1, [1]],
    [partSize - 1, [partSize - 1]],
    [partSize, [partSize]],
    [partSize + 1, [partSize, 1]],
    [100 * 1024 * 1024, [...Array<number>(12).fill(partSize), 4 * 1024 * 1024]],
  ])('of %d bytes are together that many', (size, sizes) => {
    expect(partsOf(size)).toEqual(sizes.map((one, index) => ({ number: index + 1, size: one })));
  });
});

describe('an upload in parts', () => {
  it('goes on where it was left, and ends as if a form had uploaded the file', async () => {
    const item = announced();
    const begun = uploading(await next(item));
    expect(begun).toMatchObject({ partSize, expiresAt: '2026-03-01T10:30:00.000Z' });
    expect(begun.missing.map(({ number, size }) => [number, size])).toEqual([
      [1, partSize],
      [2, partSize],
      [3, 1000],
    ]);
    await send(begun, [1, 3]);
    expect(await files.inspect(submission, item)).toBeUndefined();
    const left = uploading(await next(item));
    expect(left.missing.map(({ number }) => number)).toEqual([2]);
    await send(left, [2]);
    expect(await next(item)).toEqual({ state: 'complete' });
    expect(await next(item)).toEqual({ state: 'complete' });
    const bound = bindFile(item, await files.inspect(submission, item));
    expect(bound.objectVersion).toMatch(/./);
    expect(await files.keep(submission, bound)).toMatch(/./);
  });

  it('is one, whoever begins at once', async () => {
    const item = announced();
    const [one, other] = await Promise.all([next(item), next(item)]);
    await send(one, [1]);
    await send(other, [2]);
    expect(uploading(await next(item)).missing.map(({ number }) => number)).toEqual([3]);
  });

  it.each(['ListPartsCommand', 'CompleteMultipartUploadCommand'])(
    'is put together once, also when another request did so just before %s',
    async (late) => {
      const item = announced();
      await send(await next(item), [1, 2, 3]);
      const slow = s3().newClient();
      let overtaken = false;
      slow.middlewareStack.add(
        (proceed, { commandName }) =>
          async (request) => {
            if (commandName === late && !overtaken) {
              overtaken = true;
              expect(await next(item)).toEqual({ state: 'complete' });
            }
            return proceed(request);
          },
        { step: 'initialize' },
      );
      const ended = await s3PartUploads({ bucket, client: slow }).next(submission, item, new Date());
      slow.destroy();
      expect([overtaken, ended]).toEqual([true, { state: 'complete' }]);
      expect(bindFile(item, await files.inspect(submission, item)).sha256).toBe(item.sha256);
    },
  );

  it('of other bytes is refused at the end, nothing is left, and it can begin anew', async () => {
    const item = announced();
    const wrong = Buffer.from(bytes);
    wrong[10] = 0;
    await send(await next(item), [1, 2, 3], wrong);
    expect(await outcome(next(item))).toBe('evidence-mismatch');
    expect(await files.inspect(submission, item)).toBeUndefined();
    await send(await next(item), [1, 2, 3]);
    expect(await next(item)).toEqual({ state: 'complete' });
  });

  it('takes no part of another size', async () => {
    const [first] = uploading(await next(announced())).missing;
    const response = await fetch(first?.url ?? '', { method: 'PUT', body: 'too little' });
    expect(response.status).toBe(403);
  });

  it('that died before it was measured is measured when somebody asks', async () => {
    const small = Buffer.from('A short diary.');
    const item = announced(small);
    await send(await next(item), [1], small);
    const Key = `incoming/${submission.issuerId}/${submission.id}/${item.id}`;
    const { Uploads = [] } = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: Key }),
    );
    const of = { Bucket: bucket, Key, UploadId: Uploads[0]?.UploadId };
    const { Parts = [] } = await client.send(new ListPartsCommand(of));
    const listed = Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
    await client.send(new CompleteMultipartUploadCommand({ ...of, MultipartUpload: { Parts: listed } }));
    expect(await outcome(files.inspect(submission, item))).toBe('evidence-mismatch');
    expect(await next(item)).toEqual({ state: 'complete' });
    expect(bindFile(item, await files.inspect(submission, item)).sha256).toBe(item.sha256);
  });
});
