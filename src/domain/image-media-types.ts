/** What an uploaded image may be: formats that every browser shows and that nothing can run in. */
export const imageMediaTypes = ['image/png', 'image/jpeg'] as const;
export type ImageMediaType = (typeof imageMediaTypes)[number];

/** An image as it is kept, found by the SHA-256 of its bytes. */
export interface StoredImage {
  readonly digest: string;
  readonly mediaType: ImageMediaType;
  readonly bytes: Uint8Array;
}
