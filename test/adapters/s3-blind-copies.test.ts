import { ListObjectVersionsCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ulid } from 'ulid';
import { beforeAll, describe, expect, it } from 'vitest';
import { blinderHandler } from '../../functions/blinder/handler.ts';
import { s3BlindCopies, s3BlindFiles } from '../../src/adapters/s3-blind-copies.ts';
import { pngChunk } from '../../src/credentials/baking/png-chunks.ts';
import { type UploadedFile, uploadedFileOf } from '../../src/domain/blind-copy.ts';
import type { BlindCopy, FileEvidence } from '../../src/domain/evidence.ts';
import { aPng } from '../credentials/uploaded-images/pictures.ts';
import { withOutput } from '../support/http-event.ts';
import { bucket, useLocalS3 } from '../support/local-s3.ts';
import { outcome } from './outcome.ts';
import { aFile, aSubmission, sha256 } from './samples.ts';

const s3 = useLocalS3();
let client: S3Client;
beforeAll(() => {
  ({ client } = s3());
});

const submission = aSubmission();
const signed = Buffer.from(aPng({ before: [pngChunk('tEXt', Buffer.from('Author\0Lena Learner'))] }));
const unsigned = Buffer.from(aPng());
const keyOf = (prefix: string, id: string) => `${prefix}/${submission.issuerId}/${submission.id}/${id}`;

/** An item whose file was uploaded and checked. */
async function uploaded(bytes: Buffer, fields: Partial<FileEvidence> = {}): Promise<FileEvidence> {
  const item = aFile({
    id: ulid(),
    size: bytes.length,
    sha256: sha256(bytes),
    mediaType: 'image/png',
    ...fields,
  });
  const { VersionId } = await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: keyOf('incoming', item.id), Body: bytes }),
  );
  return { ...item, objectVersion: VersionId };
}

/** What the function says of a file. */
async function blinded(item: FileEvidence) {
  const handler = blinderHandler({ blindCopyFiles: s3BlindCopies({ bucket, client }) });
  const { result, written } = await withOutput(() => handler(uploadedFileOf(submission, item)));
  return { made: result as { copy?: BlindCopy; refused?: string }, written };
}

async function download(item: FileEvidence, copy: BlindCopy | undefined) {
  const response = await fetch(
    await s3BlindFiles({ bucket, client }).downloadUrl(submission, { ...item, ...(copy && { copy }) }),
  );
  return { bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
}

const copiesOf = async ({ id }: FileEvidence) =>
  (await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: keyOf('blind', id) })))
    .Versions ?? [];

describe('the copy that assessors see', () => {
  it('is the file without what tells of its maker, with a digest of its own', async () => {
    const item = await uploaded(signed);
    const { made } = await blinded(item);
    expect(made).toEqual({
      copy: { objectVersion: expect.any(String), size: unsigned.length, sha256: sha256(unsigned) },
    });
    const { bytes, headers } = await download(item, made.copy);
    expect(bytes).toEqual(unsigned);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="evidence-${item.id.slice(-6)}.png"`,
    );
  });

  it('is the very file where there is nothing to take away', async () => {
    const item = await uploaded(unsigned);
    const { made } = await blinded(item);
    expect(made.copy?.sha256).toBe(item.sha256);
    expect((await download(item, made.copy)).bytes).toEqual(unsigned);
  });

  it('is made once of a file, and anew of another in its place', async () => {
    const item = await uploaded(signed);
    const [first, again] = [await blinded(item), await blinded(item)];
    expect(again.made).toEqual(first.made);
    expect(await copiesOf(item)).toHaveLength(1);
    const other = await uploaded(unsigned, { id: item.id });
    const { made } = await blinded(other);
    expect(made.copy?.objectVersion).not.toBe(first.made.copy?.objectVersion);
    // Whoever was given the first still has it.
    expect((await download(item, first.made.copy)).bytes).toEqual(unsigned);
    expect(await copiesOf(item)).toHaveLength(2);
  });

  it('is not made of what cannot be read, and nothing is left', async () => {
    const item = await uploaded(signed.subarray(0, -5));
    const { made, written } = await blinded(item);
    expect(made).toEqual({ refused: 'the picture ends too early' });
    expect(await copiesOf(item)).toEqual([]);
    expect(written).toContain('the picture ends too early');
    expect(written).not.toContain('Lena');
  });

  it('is not made of another file than what was checked', async () => {
    const item = await uploaded(signed);
    await expect(blinded({ ...item, sha256: sha256(unsigned) })).rejects.toThrow('another file');
    await expect(blinded({ ...item, objectVersion: 'no-such-version' })).rejects.toThrow();
    expect(await copiesOf(item)).toEqual([]);
  });

  it.each<[string, Partial<UploadedFile>]>([
    ['another issuer by its path', { issuerId: '../riverbend' }],
    ['no version', { objectVersion: '' }],
    ['another member', { bucket: 'other' } as object],
  ])('is not made for an event with %s', async (_, change) => {
    const item = await uploaded(signed);
    const handler = blinderHandler({ blindCopyFiles: s3BlindCopies({ bucket, client }) });
    await expect(handler({ ...uploadedFileOf(submission, item), ...change })).rejects.toThrow();
    expect(await copiesOf(item)).toEqual([]);
  });

  it('has no address before it is there', async () => {
    const item = await uploaded(signed);
    expect(await outcome(s3BlindFiles({ bucket, client }).downloadUrl(submission, item))).toBe(
      'evidence-not-uploaded',
    );
    expect(() => uploadedFileOf(submission, aFile({ id: ulid() }))).toThrow();
  });
});
