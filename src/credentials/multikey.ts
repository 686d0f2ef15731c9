import { createPublicKey, type KeyObject } from 'node:crypto';
import { base58 } from '@scure/base';

/** The varint of `ed25519-pub` (Controlled Identifiers 1.0, section 2.2.2). */
const ed25519Prefix = [0xed, 0x01] as const;
const ed25519Bytes = 32;
/** SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410, section 4). */
const spkiHeader = Buffer.from('302a300506032b6570032100', 'hex');
const multikeyTextLength = 48;

/** Thrown for a key that is not an Ed25519 public key in the expected form. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
}

/**
 * Multikey text `z6Mk…` (Controlled Identifiers 1.0, section 2.2.2) of an Ed25519 public key, given as
 * SubjectPublicKeyInfo in DER (44 bytes, as KMS returns it) or raw (32 bytes). @throws InvalidKeyError
 */
export function ed25519Multikey(publicKey: Uint8Array): string {
  return `z${base58.encode(Uint8Array.from([...ed25519Prefix, ...rawKey(publicKey)]))}`;
}

/** The public key of a Multikey text. Only Ed25519: any other prefix or length is refused. @throws InvalidKeyError */
export function publicKeyFromMultikey(multikey: string): KeyObject {
  // The length is checked first: decoding base 58 takes time that grows with its square.
  if (multikey.length !== multikeyTextLength || !multikey.startsWith('z'))
    throw new InvalidKeyError('The key is not an Ed25519 Multikey in base58btc.');
  let decoded: Uint8Array;
  try {
    decoded = base58.decode(multikey.slice(1));
  } catch {
    throw new InvalidKeyError('The key is not base58btc.');
  }
  if (
    decoded.length !== ed25519Prefix.length + ed25519Bytes ||
    decoded[0] !== ed25519Prefix[0] ||
    decoded[1] !== ed25519Prefix[1]
  )
    throw new InvalidKeyError('The key is not an Ed25519 public key.');
  const key = Buffer.concat([spkiHeader, decoded.subarray(ed25519Prefix.length)]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

function rawKey(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length === ed25519Bytes) return publicKey;
  const header = publicKey.subarray(0, spkiHeader.length);
  if (publicKey.length !== spkiHeader.length + ed25519Bytes || !spkiHeader.equals(header))
    throw new InvalidKeyError('The key is not an Ed25519 SubjectPublicKeyInfo.');
  return publicKey.subarray(spkiHeader.length);
}
