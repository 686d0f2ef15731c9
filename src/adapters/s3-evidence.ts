import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  NotFound,
  S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { fileTypeFromBuffer } from 'file-type/core';
import { DomainError } from '../domain/domain-error.ts';
import type { FileEvidence } from '../domain/evidence.ts';
import type { Submission } from '../domain/submission.ts';
import type { EvidenceFiles } from '../ports.ts';
import { type EvidencePrefix, submissionKey } from './evidence-keys.ts';
import { officeDocumentType } from './office-document.ts';

/** How long an upload form works, in seconds. */
const uploadSeconds = 15 * 60;
/** How long a download address works, in seconds. */
const downloadSeconds = 5 * 60;
/** How long the store may take to copy the largest file, in milliseconds. */
export const copyWait = 20_000;
/** How long an answer may wait for a deletion that it does not depend on, in milliseconds. */
const deletionWait = 2000;
/** As much of a file as its signature is looked for in. */
const firstBytes = 4100;
/** As much of a ZIP archive as its directory is looked for in: enough for thousands of entries. */
const lastBytes = 256 * 1024;

/** A client for small requests. Checksums are the ones in the form; the SDK's own would be that of an empty body. */
export function s3Client(): S3Client {
  return new S3Client({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // An endpoint of one's own has no host name per bucket.
    forcePathStyle: process.env.AWS_ENDPOINT_URL_S3 !== undefined,
  });
}

/**
 * Learners' files in a private, versioned bucket, each under keys that this service makes. Forms upload under `incoming/` and
 * nowhere else; what was checked is copied under `evidence/`, so a form that is used again never touches what is assessed.
 */
export function s3Evidence({
  bucket,
  isScanned = false,
  client = s3Client(),
  onUndeleted = () => {},
}: {
  readonly bucket: string;
  /** Whether uploads are scanned for malware, and tagged with what was found. */
  readonly isScanned?: boolean;
  readonly client?: S3Client;
  /** Told the name of the error when an upload could not be deleted. */
  readonly onUndeleted?: (reason: string) => void;
}): EvidenceFiles {
  const under = (prefix: EvidencePrefix) => (submission: Submission, item: FileEvidence) => ({
    Bucket: bucket,
    Key: submissionKey(prefix, submission) + item.id,
  });
  const uploaded = under('incoming');
  const kept = under('evidence');

  function named(VersionId: string | undefined): string {
    if (VersionId !== undefined && VersionId !== 'null') return VersionId;
    throw new Error(`the evidence bucket ${bucket} is not versioned`);
  }

  async function bytes(version: { Bucket: string; Key: string; VersionId: string }, range: string) {
    const { Body } = await client.send(new GetObjectCommand({ ...version, Range: `bytes=${range}` }));
    if (!Body) throw new Error('the evidence store answered without a body');
    return Body.transformToByteArray();
  }

  /** What the malware scan says of a version (GuardDuty user guide, "Monitoring S3 object scans by tags"). */
  async function scanOf(version: { Bucket: string; Key: string; VersionId: string }) {
    const { TagSet = [] } = await client.send(new GetObjectTaggingCommand(version));
    const status = TagSet.find(({ Key }) => Key === 'GuardDutyMalwareScanStatus')?.Value;
    if (status === undefined) return 'waiting';
    if (status === 'NO_THREATS_FOUND') return 'clean';
    return status === 'THREATS_FOUND' ? 'malware' : 'not-possible';
  }

  return {
    async uploadForm(submission, item, now) {
      const { url, fields } = await createPresignedPost(client, {
        ...uploaded(submission, item),
        Expires: uploadSeconds,
        Conditions: [['content-length-range', item.size, item.size]],
        // Every field is a condition too, so the store takes this type and this digest only.
        Fields: {
          'Content-Type': item.mediaType,
          'x-amz-checksum-algorithm': 'SHA256',
          'x-amz-checksum-sha256': checksumOf(item),
        },
      });
      return { url, fields, expiresAt: new Date(now.getTime() + uploadSeconds * 1000).toISOString() };
    },

    async inspect(submission, item) {
      const object = uploaded(submission, item);
      const head = await client
        .send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }))
        .catch((error: unknown) => {
          if (error instanceof NotFound) return undefined;
          throw error;
        });
      if (!head) return undefined;
      const { ContentLength: size = 0 } = head;
      const version = { ...object, VersionId: named(head.VersionId) };
      const start = size > 0 ? await bytes(version, `0-${firstBytes - 1}`) : new Uint8Array();
      let detectedType = (await fileTypeFromBuffer(start))?.mime as string | undefined;
      // Some writers put what names an office document at the end of the archive.
      if (isZip(start) && (detectedType === undefined || detectedType === 'application/zip')) {
        const tail = await bytes(version, `${Math.max(0, size - lastBytes)}-${size - 1}`);
        detectedType = officeDocumentType(tail, size) ?? 'application/zip';
      }
      return {
        size,
        sha256: digestOf(head.ChecksumSHA256, item),
        mediaType: head.ContentType ?? 'application/octet-stream',
        objectVersion: version.VersionId,
        ...(detectedType !== undefined && { detectedType }),
        ...(isScanned && { scan: await scanOf(version) }),
      };
    },

    async keep(submission, item) {
      const { Bucket, Key } = uploaded(submission, item);
      const { CopyObjectResult, VersionId } = await client.send(
        new CopyObjectCommand({
          ...kept(submission, item),
          CopySource: `${Bucket}/${Key}?versionId=${encodeURIComponent(checkedVersion(item))}`,
          ChecksumAlgorithm: 'SHA256',
          MetadataDirective: 'REPLACE',
          TaggingDirective: 'REPLACE',
          ContentType: item.mediaType,
        }),
        { requestTimeout: copyWait },
      );
      // The store computes it anew over what it wrote.
      if (CopyObjectResult?.ChecksumSHA256 !== checksumOf(item))
        throw new Error('the copy of a file is not what was checked');
      return named(VersionId);
    },

    async carryOver(from, to) {
      const { Bucket, Key } = kept(from.submission, from.item);
      await client.send(
        new CopyObjectCommand({
          ...uploaded(to.submission, to.item),
          CopySource: `${Bucket}/${Key}?versionId=${encodeURIComponent(checkedVersion(from.item))}`,
          ChecksumAlgorithm: 'SHA256',
          MetadataDirective: 'REPLACE',
          ContentType: to.item.mediaType,
        }),
        { requestTimeout: copyWait },
      );
    },

    async discard(submission, item) {
      await client
        .send(new DeleteObjectCommand(uploaded(submission, item)), {
          abortSignal: AbortSignal.timeout(deletionWait),
        })
        .catch((error: unknown) => onUndeleted(error instanceof Error ? error.name : typeof error));
    },

    async downloadUrl(submission, item) {
      return addressOf(client, { ...kept(submission, item), VersionId: checkedVersion(item) }, item);
    },
  };
}

/** A short-lived address that downloads a version as an attachment, under a name that says nothing of its maker. */
export function addressOf(
  client: S3Client,
  version: { Bucket: string; Key: string; VersionId: string },
  item: FileEvidence,
): Promise<string> {
  const name = `evidence-${item.id.slice(-6)}.${extensions[item.mediaType]}`;
  const ResponseContentDisposition = `attachment; filename="${name}"`;
  return getSignedUrl(client, new GetObjectCommand({ ...version, ResponseContentDisposition }), {
    expiresIn: downloadSeconds,
  });
}

const extensions: Readonly<Record<FileEvidence['mediaType'], string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'text/plain': 'txt',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

function checkedVersion({ objectVersion }: FileEvidence): string {
  if (objectVersion !== undefined) return objectVersion;
  throw new DomainError('evidence-not-uploaded', 'This file has not been handed in yet.');
}

/** The declared digest as the store spells it. */
export function checksumOf(item: FileEvidence): string {
  return Buffer.from(item.sha256, 'hex').toString('base64');
}

/** The digest of the whole object as the store computed it; that of a multipart upload covers parts and proves nothing. */
function digestOf(checksum: string | undefined, item: FileEvidence): string {
  const digest = Buffer.from(checksum ?? '', 'base64');
  if (digest.length === 32 && digest.toString('base64') === checksum) return digest.toString('hex');
  throw new DomainError('evidence-mismatch', 'A stored file has no SHA-256 to compare with.', [
    {
      field: `/evidence/${item.id}/sha256`,
      message: 'remove the item, add it again and upload it with its form',
    },
  ]);
}

function isZip(start: Uint8Array): boolean {
  return start[0] === 0x50 && start[1] === 0x4b && start[2] === 0x03 && start[3] === 0x04;
}
