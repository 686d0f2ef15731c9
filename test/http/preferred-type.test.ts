import { expect, it } from 'vitest';
import { preferredType } from '../../src/http/request.ts';

const [png, svg] = ['image/png', 'image/svg+xml'] as const;

it.each<[accept: string | undefined, type: string]>([
  [undefined, png],
  ['', png],
  ['*/*', png],
  ['image/*', png],
  ['image/svg+xml', svg],
  ['IMAGE/SVG+XML; charset=utf-8', svg],
  ['image/png, image/svg+xml', png],
  ['image/png;q=0.5, image/svg+xml;q=0.9', svg],
  ['image/svg+xml;q=0.5, image/*;q=0.8', png],
  ['image/png;q=0, */*', svg],
  ['image/svg+xml;q=x', png],
  // What browsers ask for where a page has an image.
  ['image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', png],
  ['text/html', png],
])('who accepts %j gets %s', (accept, type) => {
  expect(preferredType(accept, [png, svg])).toBe(type);
});
