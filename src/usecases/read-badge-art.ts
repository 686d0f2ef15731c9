import { badgePng } from '../credentials/badge-art/badge-png.ts';
import type { StoredImage } from '../domain/image-media-types.ts';
import type { Version } from '../domain/micro-credential.ts';
import type { Images } from '../ports.ts';

/** The badge of a published version with nothing baked into it: the image that was uploaded, or art made from the definition. */
export async function readBadgeArt(
  { images }: { images: Pick<Images, 'find'> },
  { version }: { version: Version },
): Promise<Pick<StoredImage, 'mediaType' | 'bytes'>> {
  const { image, name, language } = version.definition;
  if (!image)
    return {
      mediaType: 'image/png',
      bytes: badgePng({ name, language, seed: version.microCredentialId }),
    };
  const stored = await images.find(image.digest);
  if (!stored) throw new Error('an image that a version names is not there');
  return stored;
}
