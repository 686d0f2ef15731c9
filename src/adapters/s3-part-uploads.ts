import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  NoSuchUpload,
  NotFound,
  type Part,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { DomainError } from '../domain/domain-error.ts';
import type { FileEvidence } from '../domain/evidence.ts';
import { partSize, partsOf } from '../domain/upload-parts.ts';
import type { PartUpload, PartUploads } from '../ports.ts';
import { submissionKey } from './evidence-keys.ts';
import { checksumOf, copyWait, s3Client } from './s3-evidence.ts';

/** How long the address of a part works, in seconds. */
const partSeconds = 60 * 60;

/**
 * Uploads in parts, each under an address of its own that takes just as many bytes as the part has. The store itself knows what was begun
 * and which parts are there, so nothing has to be remembered anywhere else, and any device can go on.
 */
export function s3PartUploads({
  bucket,
  client = s3Client(),
}: {
  readonly bucket: string;
  readonly client?: S3Client;
}): PartUploads {
  type Place = { readonly Bucket: string; readonly Key: string };

  /** The one that was begun first, so that two who begin at once go on with the same. Where the store lists one of them late, some parts are asked for again. */
  async function begun({ Bucket, Key }: Place): Promise<string | undefined> {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }));
    return Uploads.find((one) => one.Key === Key)?.UploadId;
  }

  async function begin(place: Place, item: FileEvidence): Promise<string> {
    await client.send(new CreateMultipartUploadCommand({ ...place, ContentType: item.mediaType }));
    const UploadId = await begun(place);
    if (UploadId === undefined) throw new Error('the store forgot an upload');
    return UploadId;
  }

  async function parts(place: Place, UploadId: string, item: FileEvidence) {
    const { Parts = [] } = await client.send(new ListPartsCommand({ ...place, UploadId }));
    const found = new Map<number | undefined, Part>(Parts.map((part) => [part.PartNumber, part]));
    const all = partsOf(item.size);
    return {
      missing: all.filter(({ number, size }) => found.get(number)?.Size !== size),
      listed: all.map(({ number }) => ({ PartNumber: number, ETag: found.get(number)?.ETag })),
    };
  }

  /** Whether something whole was uploaded, and whether the store knows its SHA-256. */
  async function uploaded(place: Place) {
    const head = await client
      .send(new HeadObjectCommand({ ...place, ChecksumMode: 'ENABLED' }))
      .catch((error: unknown) => {
        if (error instanceof NotFound) return undefined;
        throw error;
      });
    return head && { isMeasured: head.ChecksumSHA256 !== undefined && head.ChecksumType !== 'COMPOSITE' };
  }

  /** Has the store measure the whole: of what came in parts it knows no digest. */
  async function measure(place: Place, item: FileEvidence): Promise<void> {
    const { CopyObjectResult } = await client.send(
      new CopyObjectCommand({
        ...place,
        CopySource: `${place.Bucket}/${place.Key}`,
        ChecksumAlgorithm: 'SHA256',
        MetadataDirective: 'REPLACE',
        TaggingDirective: 'REPLACE',
        ContentType: item.mediaType,
      }),
      { requestTimeout: copyWait },
    );
    if (CopyObjectResult?.ChecksumSHA256 === checksumOf(item)) return;
    await client.send(new DeleteObjectCommand(place));
    throw new DomainError('evidence-mismatch', 'The parts together are not the file that was announced.', [
      { field: `/evidence/${item.id}/sha256`, message: 'does not match what was uploaded: upload it again' },
    ]);
  }

  async function step(place: Place, item: FileEvidence, now: Date): Promise<PartUpload> {
    const current = await begun(place);
    if (current === undefined) {
      const there = await uploaded(place);
      if (there && !there.isMeasured) await measure(place, item);
      if (there) return { state: 'complete' };
    }
    const UploadId = current ?? (await begin(place, item));
    const { missing, listed } = await parts(place, UploadId, item);
    if (missing.length > 0)
      return {
        state: 'uploading',
        partSize,
        missing: await Promise.all(
          missing.map(async ({ number, size }) => ({
            number,
            size,
            url: await getSignedUrl(
              client,
              new UploadPartCommand({ ...place, UploadId, PartNumber: number, ContentLength: size }),
              { expiresIn: partSeconds, signableHeaders: new Set(['content-length']) },
            ),
          })),
        ),
        expiresAt: new Date(now.getTime() + partSeconds * 1000).toISOString(),
      };
    await client.send(
      new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts: listed } }),
      { requestTimeout: copyWait },
    );
    await measure(place, item);
    return { state: 'complete' };
  }

  return {
    async next(submission, item, now) {
      const place = { Bucket: bucket, Key: submissionKey('incoming', submission) + item.id };
      try {
        return await step(place, item, now);
      } catch (error) {
        // Another request put the parts together meanwhile: what it made is found now.
        if (error instanceof NoSuchUpload) return step(place, item, now);
        throw error;
      }
    },
  };
}
