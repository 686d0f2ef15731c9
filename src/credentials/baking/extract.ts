import { bakedLimits } from './credential-text.ts';
import { type FoundCredential, notFound } from './found-credential.ts';
import { credentialInPng } from './png.ts';
import { isPng } from './png-chunks.ts';
import { credentialInSvg } from './svg.ts';

/**
 * Takes the credential out of a baked PNG or SVG of anyone; the file itself says which it is. Never throws, reads nothing
 * but these bytes, and takes time that is linear in their number. The text that is found is not checked in any way.
 */
export function extractCredential(file: Uint8Array): FoundCredential {
  if (file.length > bakedLimits.image) return notFound('too-large');
  if (isPng(file)) return credentialInPng(file);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return notFound('unknown-format');
  }
  return /^\s*</.test(text) ? credentialInSvg(text) : notFound('unknown-format');
}
