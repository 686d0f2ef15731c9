/** How large a part of an upload is, in bytes; the last one is as large as what is left. The store takes no smaller ones than 5 MiB. */
export const partSize = 8 * 1024 * 1024;

export interface UploadPart {
  /** From 1. */
  readonly number: number;
  /** In bytes. */
  readonly size: number;
}

/** The parts in which a file of this size is uploaded. */
export function partsOf(size: number): readonly UploadPart[] {
  return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
    number: index + 1,
    size: Math.min(partSize, size - index * partSize),
  }));
}
