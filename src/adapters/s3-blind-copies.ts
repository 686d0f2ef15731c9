import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { UploadedFile } from '../domain/blind-copy.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { BlindCopyFiles, BlindFiles } from '../ports.ts';
import { type EvidencePrefix, submissionKey } from './evidence-keys.ts';
import { addressOf, s3Client } from './s3-evidence.ts';

/** How long the store may take for the largest file, in milliseconds. */
const largestFile = 30_000;
/** Another way of making copies makes them anew. */
const method = '1';

/** Copies beside the files that they were made of. Each says of which file it was made. */
export function s3BlindCopies({
  bucket,
  client = s3Client(),
}: {
  readonly bucket: string;
  readonly client?: S3Client;
}): BlindCopyFiles {
  const at = (prefix: EvidencePrefix, { issuerId, submissionId, id }: UploadedFile) => ({
    Bucket: bucket,
    Key: submissionKey(prefix, { issuerId, id: submissionId }) + id,
  });

  return {
    async find(file) {
      const head = await client
        .send(new HeadObjectCommand({ ...at('blind', file), ChecksumMode: 'ENABLED' }))
        .catch((error: unknown) => {
          if (error instanceof NotFound) return undefined;
          throw error;
        });
      const { VersionId, ContentLength: size, ChecksumSHA256, Metadata = {} } = head ?? {};
      const isOfThis = Metadata.source === file.sha256 && Metadata.method === method;
      if (!isOfThis || VersionId === undefined || size === undefined || ChecksumSHA256 === undefined)
        return undefined;
      return {
        objectVersion: VersionId,
        size,
        sha256: Buffer.from(ChecksumSHA256, 'base64').toString('hex'),
      };
    },

    async read(file) {
      const { Body } = await client.send(
        new GetObjectCommand({ ...at('incoming', file), VersionId: file.objectVersion }),
        { requestTimeout: largestFile },
      );
      const bytes = await Body?.transformToByteArray();
      if (bytes === undefined || digest(bytes).toString('hex') !== file.sha256)
        throw new Error('the store gave another file than what was checked');
      return bytes;
    },

    async put(file, bytes) {
      const sha256 = digest(bytes);
      const { VersionId } = await client.send(
        new PutObjectCommand({
          ...at('blind', file),
          Body: bytes,
          ContentType: file.mediaType,
          ChecksumSHA256: sha256.toString('base64'),
          Metadata: { source: file.sha256, method },
        }),
        { requestTimeout: largestFile },
      );
      if (VersionId === undefined) throw new Error(`the evidence bucket ${bucket} is not versioned`);
      return { objectVersion: VersionId, size: bytes.length, sha256: sha256.toString('hex') };
    },
  };
}

/** Addresses of the copies, and of nothing else. */
export function s3BlindFiles({
  bucket,
  client = s3Client(),
}: {
  readonly bucket: string;
  readonly client?: S3Client;
}): BlindFiles {
  return {
    async downloadUrl(submission, item) {
      const VersionId = item.copy?.objectVersion;
      if (VersionId === undefined)
        throw new DomainError('evidence-not-uploaded', 'There is no copy of this file for assessors.');
      const Key = submissionKey('blind', submission) + item.id;
      return addressOf(client, { Bucket: bucket, Key, VersionId }, item);
    },
  };
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
