import * as z from 'zod';
import { blindCopy, type FileEvidence, mediaType, sha256 } from './evidence.ts';
import type { Submission } from './submission.ts';
import { slug, ulid } from './text.ts';

/** A file that was uploaded and checked: where it is, and what it is. */
export const uploadedFile = z.strictObject({
  issuerId: slug,
  submissionId: ulid,
  id: ulid,
  objectVersion: z.string().min(1),
  mediaType,
  sha256,
});
export type UploadedFile = z.infer<typeof uploadedFile>;

/** What became of a file: the copy, or why none can be made, in words for the learner. */
export const blinding = z.union([
  z.strictObject({ copy: blindCopy }),
  z.strictObject({ refused: z.string().min(1) }),
]);
export type Blinding = z.infer<typeof blinding>;

/** The file of an item that was checked. @throws Error for one that was not */
export function uploadedFileOf(submission: Submission, item: FileEvidence): UploadedFile {
  const { id, objectVersion, mediaType: type, sha256: digest } = item;
  return uploadedFile.parse({
    ...{ issuerId: submission.issuerId, submissionId: submission.id, id, objectVersion },
    ...{ mediaType: type, sha256: digest },
  });
}
