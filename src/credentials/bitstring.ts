import { gunzipSync, gzipSync } from 'node:zlib';
import { base64urlnopad } from '@scure/base';

/** Entries in a list that is published here: the least that the standard allows (section 6.1), 16 KiB. */
export const bitstringLength = 131_072;

/** Thrown for a bitstring that cannot be read, or an index that is not in it. */
export class BitstringError extends Error {
  override readonly name = 'BitstringError';
}

/**
 * `encodedList` of a list of {@link bitstringLength} bits in which these are set (Bitstring Status List 1.0, section
 * 3.3): multibase `u` and base64url of the gzipped bits, index 0 left-most. The same set always gives the same text.
 * @throws BitstringError for an index that is out of range
 */
export function encodeBits(set: Iterable<number>): string {
  const bits = new Uint8Array(bitstringLength / 8);
  for (const index of set) {
    const byte = byteOf(bits, index);
    if (byte === undefined) throw new BitstringError(`There is no position ${index} in a status list.`);
    bits[Math.floor(index / 8)] = byte | (0x80 >>> (index % 8));
  }
  return `u${base64urlnopad.encode(gzipSync(bits, { level: 9 }))}`;
}

/**
 * The bits of an `encodedList` (section 3.4). Refused as soon as it unpacks to more than `maxBytes`, so that a small
 * text cannot fill the memory. @throws BitstringError
 */
export function decodeBits(encodedList: string, { maxBytes }: { maxBytes: number }): Uint8Array {
  if (!encodedList.startsWith('u')) throw new BitstringError('The list is not multibase base64url.');
  try {
    // Some issuers pad the base64url, which the multibase prefix rules out but cannot be misread.
    const packed = base64urlnopad.decode(encodedList.slice(1).replace(/={1,2}$/, ''));
    return new Uint8Array(gunzipSync(packed, { maxOutputLength: maxBytes }));
  } catch (error) {
    throw new BitstringError('The list cannot be unpacked.', { cause: error });
  }
}

/** Whether the bit at this index is set; index 0 is the left-most bit (section 7.1). @throws BitstringError out of range */
export function isSet(bits: Uint8Array, index: number): boolean {
  const byte = byteOf(bits, index);
  if (byte === undefined) throw new BitstringError(`There is no position ${index} in this status list.`);
  return (byte & (0x80 >>> (index % 8))) !== 0;
}

function byteOf(bits: Uint8Array, index: number): number | undefined {
  return Number.isSafeInteger(index) && index >= 0 ? bits[Math.floor(index / 8)] : undefined;
}
