import { base58, base64urlnopad } from '@scure/base';
import type { JsonValue } from '../json.ts';

/** Exactly so many bytes in multibase base58btc. @returns undefined for anything else */
export function base58Bytes(value: JsonValue | undefined, length: number): Uint8Array | undefined {
  // The length is checked first: decoding base 58 takes time that grows with its square.
  if (typeof value !== 'string' || value.length > 1 + Math.ceil(length * 1.37)) return undefined;
  if (!/^z[1-9A-HJ-NP-Za-km-z]+$/.test(value)) return undefined;
  const bytes = base58.decode(value.slice(1));
  return bytes.length === length ? bytes : undefined;
}

/** The bytes of a text in multibase base64url. @returns undefined for anything else */
export function base64urlBytes(value: JsonValue | undefined): Uint8Array | undefined {
  if (typeof value !== 'string' || !value.startsWith('u')) return undefined;
  try {
    return base64urlnopad.decode(value.slice(1));
  } catch {
    return undefined;
  }
}
