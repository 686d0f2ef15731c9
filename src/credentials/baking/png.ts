import { inflateSync } from 'node:zlib';
import {
  BakingError,
  bakeable,
  bakedLimits,
  formOf,
  openBadges2Keyword,
  openBadgesKeyword,
} from './credential-text.ts';
import { type FoundCredential, notFound } from './found-credential.ts';
import { type PngChunk, pngChunk, pngFile, readPng } from './png-chunks.ts';

/**
 * A PNG with the credential in it: one uncompressed iTXt chunk before the image data (Open Badges 3.0, section 5.3.1). One
 * that is there already is replaced. @throws BakingError when the image is no PNG or the text no credential
 */
export function bakePng(image: Uint8Array, credential: string): Uint8Array {
  bakeable(credential);
  const [header, ...rest] = readPng(image) ?? [];
  if (!header) throw new BakingError('The image is not a well-formed PNG.');
  // Keyword, no compression, no language tag, no translated keyword.
  const start = Buffer.from(`${openBadgesKeyword}\0\0\0\0\0`, 'latin1');
  const text = pngChunk('iTXt', Buffer.concat([start, Buffer.from(credential, 'utf8')]));
  const kept = rest.filter((chunk) => keywordOf(chunk) !== openBadgesKeyword);
  const whole = (chunk: PngChunk) => image.subarray(chunk.start, chunk.end);
  return pngFile([whole(header), text, ...kept.map(whole)]);
}

/** The credential in a PNG of anyone. Never throws. */
export function credentialInPng(image: Uint8Array): FoundCredential {
  const chunks = readPng(image);
  if (!chunks) return notFound('malformed-image');
  const baked = chunks.filter((chunk) => chunk.type === 'iTXt' && keywordOf(chunk) === openBadgesKeyword);
  const [chunk, another] = baked;
  if (another) return notFound('several-credentials');
  if (!chunk) {
    const isOld = chunks.some((one) => keywordOf(one) === openBadges2Keyword);
    return notFound(isOld ? 'open-badges-2' : 'no-credential');
  }
  const text = internationalText(chunk.data);
  if (typeof text !== 'string') return text;
  const credential = text.trim();
  return formOf(credential) ? { found: true, format: 'png', credential } : notFound('not-a-credential');
}

/** The keyword of a chunk with text: up to 79 bytes before the first null. */
function keywordOf({ type, data }: PngChunk): string | undefined {
  if (!/^(?:iTXt|tEXt|zTXt)$/.test(type)) return undefined;
  const end = data.subarray(0, 80).indexOf(0);
  return end < 0 ? undefined : Buffer.from(data.subarray(0, end)).toString('latin1');
}

/** The text of an iTXt chunk (PNG third edition, section 11.3.3.4), or why there is none. */
function internationalText(data: Uint8Array): string | FoundCredential {
  const flags = data.indexOf(0) + 1;
  const [compressed, method] = data.subarray(flags, flags + 2);
  const tagEnd = data.indexOf(0, flags + 2);
  const keywordEnd = tagEnd < 0 ? -1 : data.indexOf(0, tagEnd + 1);
  if (keywordEnd < 0 || method !== 0 || (compressed !== 0 && compressed !== 1))
    return notFound('malformed-image');
  const stored = data.subarray(keywordEnd + 1);
  if (stored.length > bakedLimits.credential) return notFound('too-large');
  try {
    // Compression is not allowed to who bakes, but nothing is gained by not reading it.
    const bytes = compressed ? inflateSync(stored, { maxOutputLength: bakedLimits.credential }) : stored;
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return notFound(isLarge ? 'too-large' : 'malformed-image');
  }
}
