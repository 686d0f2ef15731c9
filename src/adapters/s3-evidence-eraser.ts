import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { EvidenceEraser } from '../ports.ts';
import { evidencePrefixes, submissionKey } from './evidence-keys.ts';
import { s3Client } from './s3-evidence.ts';

/** Deletes for good what {@link s3Evidence} keeps of a submission: every version of every file, and what was uploaded, in parts too, and not handed in. */
export function s3EvidenceEraser({
  bucket,
  client = s3Client(),
}: {
  readonly bucket: string;
  readonly client?: S3Client;
}): EvidenceEraser {
  /** @returns how many there were; there may be more */
  async function eraseSome(Prefix: string): Promise<number> {
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix }),
    );
    const found = [...Versions, ...DeleteMarkers];
    for (const { Key, VersionId } of found)
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
    return found.length;
  }

  return {
    async erase(submission) {
      const Prefix = submissionKey('incoming', submission);
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix }));
      for (const { Key, UploadId } of Uploads)
        await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      for (const prefix of evidencePrefixes) {
        // What was deleted is listed no more, so the first page is always what is left.
        while ((await eraseSome(submissionKey(prefix, submission))) > 0);
      }
    },
  };
}
