import { badgePng } from '../credentials/badge-art/badge-png.ts';
import type { StoredImage } from '../domain/image-media-types.ts';
import type { StackVersion } from '../domain/stack.ts';

/** The badge of a stack with nothing baked into it: art made from it. All of its versions look the same but for the name. */
export function stackArt({ stackId, stack }: StackVersion): Pick<StoredImage, 'mediaType' | 'bytes'> {
  const { name, language } = stack;
  return { mediaType: 'image/png', bytes: badgePng({ name, language, seed: stackId }) };
}
