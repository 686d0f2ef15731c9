import { createHash } from 'node:crypto';
import { type KMSClient, SignCommand, type SignCommandInput } from '@aws-sdk/client-kms';
import type { KeyAlgorithm } from '../domain/issuer.ts';
import type { Signer } from '../ports.ts';
import { kmsClient } from './kms-client.ts';

/** How KMS is asked, and how long its answer is. The key policy lets just this algorithm and message type pass. */
interface Method {
  readonly asked: Pick<SignCommandInput, 'SigningAlgorithm' | 'MessageType'>;
  message(bytes: Uint8Array): Uint8Array;
  readonly length: number;
}

const methods: Readonly<Record<KeyAlgorithm, Method>> = {
  Ed25519: {
    asked: { SigningAlgorithm: 'ED25519_SHA_512', MessageType: 'RAW' },
    message: (bytes) => bytes,
    length: 64,
  },
  RS256: {
    // A digest, because KMS takes no more than 4,096 bytes and a token is longer.
    asked: { SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256', MessageType: 'DIGEST' },
    message: (bytes) => createHash('sha256').update(bytes).digest(),
    length: 256,
  },
};

/** Ed25519 and RS256 by keys that never leave KMS. */
export function kmsSigner({ client = kmsClient() }: { readonly client?: KMSClient } = {}): Signer {
  return {
    async sign({ kmsKeyId, algorithm }, bytes) {
      const { asked, message, length } = methods[algorithm];
      const { Signature } = await client.send(
        new SignCommand({ KeyId: kmsKeyId, Message: message(bytes), ...asked }),
      );
      if (Signature?.length !== length) throw new Error(`the key did not make an ${algorithm} signature`);
      return Signature;
    },
  };
}
