import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StoredImage } from '../../../src/domain/image-media-types.ts';
import { maxImageSize } from '../../../src/domain/uploaded-image.ts';
import type { Images } from '../../../src/ports.ts';
import { outcome, race } from '../outcome.ts';
import type { Stores } from '../stores.ts';

/** An image of this many bytes, none of which need to make sense. */
export function anImage(length = 100, mediaType: StoredImage['mediaType'] = 'image/png'): StoredImage {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) % 256);
  return { digest: createHash('sha256').update(bytes).digest('hex'), mediaType, bytes };
}

/** Checks a store of images, and another way to read what is in it. */
export function imagesContract(
  stores: () => Stores,
  reader: () => { images: Pick<Images, 'find'> } = stores,
) {
  const find = async (digest: string) => {
    const found = await reader().images.find(digest);
    return found && { ...found, bytes: Uint8Array.from(found.bytes) };
  };

  describe('images', () => {
    it.each<[string, StoredImage]>([
      ['a small one', anImage(1)],
      ['a JPEG', anImage(1000, 'image/jpeg')],
      ['the largest that is taken', anImage(maxImageSize)],
    ])('are found by their digest, byte for byte: %s', async (_, image) => {
      await stores().images.keep(image);
      expect(await find(image.digest)).toEqual(image);
    });

    it('are not found by another digest', async () => {
      await stores().images.keep(anImage(7));
      expect(await find(anImage(8).digest)).toBeUndefined();
    });

    it('stay what they were, whoever keeps them again', async () => {
      const image = anImage(55);
      const ended = await race(4, () => stores().images.keep(image));
      expect(ended).toEqual({ done: 4 });
      const before = await stores().dump();
      await stores().images.keep({ ...image, bytes: Uint8Array.of(1), mediaType: 'image/jpeg' });
      expect(await stores().dump()).toEqual(before);
      expect(await find(image.digest)).toEqual(image);
    });

    it('are refused when they do not fit into a record, and nothing is kept', async () => {
      const image = anImage(410_000);
      expect(await outcome(stores().images.keep(image))).toBe('payload-too-large');
      expect(await find(image.digest)).toBeUndefined();
    });
  });
}
