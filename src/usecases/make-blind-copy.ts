import { withoutMetadata } from '../blinding/without-metadata.ts';
import type { Blinding, UploadedFile } from '../domain/blind-copy.ts';
import type { BlindCopyFiles } from '../ports.ts';

/** Makes the copy of a file that assessors see, once: one that was made of the very file stays as it is. */
export async function makeBlindCopy(
  { blindCopyFiles }: { blindCopyFiles: BlindCopyFiles },
  file: UploadedFile,
): Promise<Blinding> {
  const made = await blindCopyFiles.find(file);
  if (made) return { copy: made };
  const without = await withoutMetadata(await blindCopyFiles.read(file), file.mediaType);
  if ('refused' in without) return without;
  return { copy: await blindCopyFiles.put(file, without.bytes) };
}
