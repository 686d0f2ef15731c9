import { escaped } from '../badge-art/badge-svg.ts';

/** An uploaded image as an SVG that holds it, whole and centred, so that a credential can be baked into either format. */
export function pictureSvg(
  { mediaType, bytes }: { readonly mediaType: string; readonly bytes: Uint8Array },
  title: string,
): string {
  const source = `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512" role="img" aria-labelledby="title">',
    `<title id="title">${escaped(title)}</title>`,
    `<image href="${source}" width="512" height="512"/>`,
    '</svg>',
  ].join('');
}
