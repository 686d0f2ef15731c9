import { imageSides } from '../../domain/uploaded-image.ts';

/** Pixels of an image. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** What is wrong with the size of an image, in words; to be asked before anything of that size is unpacked. */
export function sizeProblem({ width, height }: ImageSize): string | undefined {
  const { min, max } = imageSides;
  return Math.min(width, height) < min || Math.max(width, height) > max
    ? `must have from ${min} to ${max} pixels on each side`
    : undefined;
}
