import { createPublicKey, type KeyObject } from 'node:crypto';
import { base58 } from '@scure/base';

/** One kind of key in Multikey (Controlled Identifiers 1.0, section 2.2.2). */
interface Kind {
  /** The varint that names it. */
  readonly prefix: readonly [number, number];
  readonly keyBytes: number;
  /** SubjectPublicKeyInfo up to the key itself. */
  readonly spkiHeader: Buffer;
}

const ed25519: Kind = {
  prefix: [0xed, 0x01],
  keyBytes: 32,
  // RFC 8410, section 4.
  spkiHeader: Buffer.from('302a300506032b6570032100', 'hex'),
};
// RFC 5480, section 2, with the compressed form of the point.
const p256: Kind = {
  prefix: [0x80, 0x24],
  keyBytes: 33,
  spkiHeader: Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex'),
};
const p384: Kind = {
  prefix: [0x81, 0x24],
  keyBytes: 49,
  spkiHeader: Buffer.from('3046301006072a8648ce3d020106052b81040022033200', 'hex'),
};
const kinds = [ed25519, p256, p384];
/** The longest text: that of a P-384 key. */
const mostText = 72;

/** Thrown for a text or bytes that are not a public key in the expected form. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
}

/**
 * Multikey text `z6Mk…` (Controlled Identifiers 1.0, section 2.2.2) of an Ed25519 public key, given as
 * SubjectPublicKeyInfo in DER (44 bytes, as KMS returns it) or raw (32 bytes). @throws InvalidKeyError
 */
export function ed25519Multikey(publicKey: Uint8Array): string {
  return `z${base58.encode(Uint8Array.from([...ed25519.prefix, ...rawKey(publicKey)]))}`;
}

/** The Ed25519, P-256 or P-384 public key of a Multikey text; any other kind is refused. @throws InvalidKeyError */
export function publicKeyFromMultikey(multikey: string): KeyObject {
  // The length is checked first: decoding base 58 takes time that grows with its square.
  if (multikey.length > mostText || !multikey.startsWith('z'))
    throw new InvalidKeyError('The key is not a Multikey in base58btc.');
  let decoded: Uint8Array;
  try {
    decoded = base58.decode(multikey.slice(1));
  } catch {
    throw new InvalidKeyError('The key is not base58btc.');
  }
  const kind = kinds.find(
    ({ prefix, keyBytes }) =>
      decoded.length === prefix.length + keyBytes && decoded[0] === prefix[0] && decoded[1] === prefix[1],
  );
  if (kind === undefined) throw new InvalidKeyError('The key is not an Ed25519, P-256 or P-384 public key.');
  const key = Buffer.concat([kind.spkiHeader, decoded.subarray(kind.prefix.length)]);
  try {
    return createPublicKey({ key, format: 'der', type: 'spki' });
  } catch (error) {
    throw new InvalidKeyError('The key is not a point of its curve.', { cause: error });
  }
}

function rawKey(publicKey: Uint8Array): Uint8Array {
  const { keyBytes, spkiHeader } = ed25519;
  if (publicKey.length === keyBytes) return publicKey;
  const header = publicKey.subarray(0, spkiHeader.length);
  if (publicKey.length !== spkiHeader.length + keyBytes || !spkiHeader.equals(header))
    throw new InvalidKeyError('The key is not an Ed25519 SubjectPublicKeyInfo.');
  return publicKey.subarray(spkiHeader.length);
}
