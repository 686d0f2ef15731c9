import { withoutMetadata } from '../../src/blinding/without-metadata.ts';

/** What no assessor may see, and what finds it, in whatever way it is stored. */
export const canary = 'Lena Learner';
const utf16 = Buffer.from(canary, 'utf16le').swap16().toString('hex');
export const tells = new RegExp(`${canary}|${utf16}`, 'i');

/** The copy. @throws Error saying why there is none */
export async function blinded(
  bytes: Uint8Array,
  mediaType: Parameters<typeof withoutMetadata>[1],
): Promise<Uint8Array> {
  const made = await withoutMetadata(bytes, mediaType);
  if ('refused' in made) throw new Error(made.refused);
  return made.bytes;
}

export const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
