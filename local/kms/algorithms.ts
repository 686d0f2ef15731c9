import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  sign,
  verify,
} from 'node:crypto';
import { KmsError } from './error.ts';

/** The key specs of KMS that this stand-in makes, each with the one signing algorithm that it offers for it. */
export const SIGNING_ALGORITHM = {
  ECC_NIST_EDWARDS25519: 'ED25519_SHA_512',
  ECC_NIST_P256: 'ECDSA_SHA_256',
  RSA_2048: 'RSASSA_PKCS1_V1_5_SHA_256',
} as const;

export type KeySpec = keyof typeof SIGNING_ALGORITHM;

export type MessageType = 'RAW' | 'DIGEST';

/** What Sign and Verify have in common. */
export interface Input {
  message: Buffer;
  messageType: MessageType;
  algorithm: string;
}

const PKCS1 = constants.RSA_PKCS1_PADDING;
/** DER of DigestInfo up to the digest itself, for SHA-256 (RFC 8017, section 9.2, note 1). */
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** A new private key of the spec. */
export function generateKey(keySpec: KeySpec): KeyObject {
  if (keySpec === 'RSA_2048') return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  if (keySpec === 'ECC_NIST_P256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return generateKeyPairSync('ed25519').privateKey;
}

/** The spec of a private key, or undefined if it is of none that we make. */
export function specOf(key: KeyObject): KeySpec | undefined {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ed25519') return 'ECC_NIST_EDWARDS25519';
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ECC_NIST_P256';
  if (key.asymmetricKeyType === 'rsa' && modulusLength === 2048) return 'RSA_2048';
  return undefined;
}

/** The signature as KMS encodes it: 64 bytes for Ed25519, DER for ECDSA. */
export function signMessage(keySpec: KeySpec, key: KeyObject, input: Input): Buffer {
  checkFits(keySpec, input);
  if (input.messageType === 'DIGEST') return privateEncrypt({ key, padding: PKCS1 }, digestInfo(input));
  return sign(hashOf(keySpec), input.message, key);
}

export function verifyMessage(keySpec: KeySpec, key: KeyObject, input: Input, signature: Buffer): boolean {
  checkFits(keySpec, input);
  if (input.messageType === 'RAW') return verify(hashOf(keySpec), input.message, key, signature);
  try {
    return publicDecrypt({ key: createPublicKey(key), padding: PKCS1 }, signature).equals(digestInfo(input));
  } catch {
    return false; // OpenSSL throws where the padding shows that the signature is not one.
  }
}

const hashOf = (keySpec: KeySpec) => (keySpec === 'ECC_NIST_EDWARDS25519' ? null : 'sha256');

const digestInfo = ({ message }: Input) => Buffer.concat([SHA256_DIGEST_INFO, message]);

function checkFits(keySpec: KeySpec, { algorithm, message, messageType }: Input): void {
  if (algorithm !== SIGNING_ALGORITHM[keySpec]) {
    throw new KmsError(
      'InvalidKeyUsageException',
      `Algorithm ${algorithm} is incompatible with key spec ${keySpec}.`,
    );
  }
  if (messageType === 'RAW') return;
  if (keySpec === 'ECC_NIST_EDWARDS25519') {
    throw new KmsError(
      'ValidationException',
      `Message type DIGEST is incompatible with algorithm ${algorithm}.`,
    );
  }
  if (message.length !== 32) {
    throw new KmsError('ValidationException', `Digest is invalid length for algorithm ${algorithm}.`);
  }
  // node:crypto signs ECDSA only over a message that it hashes itself.
  if (keySpec === 'ECC_NIST_P256') {
    throw new KmsError(
      'UnsupportedOperationException',
      'This stand-in signs ECDSA with message type RAW only.',
    );
  }
}
