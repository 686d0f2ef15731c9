import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ulid } from 'ulid';
import { beforeAll, expect, it } from 'vitest';
import { s3EvidenceEraser } from '../../src/adapters/s3-evidence-eraser.ts';
import { bucket, useLocalS3 } from '../support/local-s3.ts';
import { aSubmission } from './samples.ts';

const s3 = useLocalS3();
let client: S3Client;
beforeAll(() => {
  ({ client } = s3());
});

const put = (Key: string) => client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }));
const everything = async () => {
  const { Versions = [], DeleteMarkers = [] } = await client.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key }) => Key);
};

it('deletes every version of every file of the submission, also under markers, and nothing of another', async () => {
  const submission = aSubmission();
  const other = aSubmission({ id: ulid() });
  const under = (prefix: string, of = submission) => `${prefix}/${of.issuerId}/${of.id}/${ulid()}`;
  const hidden = under('evidence');
  for (const key of [under('incoming'), hidden, hidden, under('evidence'), under('blind')]) await put(key);
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: hidden }));
  const partOf = async (Key: string) => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    await client.send(new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber: 1, Body: 'half' }));
  };
  await partOf(under('incoming'));
  await partOf(under('incoming', other));
  const kept = under('evidence', other);
  await put(kept);
  expect(await everything()).toHaveLength(7);
  const eraser = s3EvidenceEraser({ bucket, client });
  await eraser.erase(submission);
  expect(await everything()).toEqual([kept]);
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  expect(Uploads.map(({ Key }) => Key?.split('/')[2])).toEqual([other.id]);
  await eraser.erase(submission);
  expect(await everything()).toEqual([kept]);
});
