import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { Signer } from '../ports.ts';
import { kmsClient } from './kms-client.ts';

/** Ed25519 by a key that never leaves KMS. The key policy lets this algorithm and message type pass, and no other. */
export function kmsSigner({ client = kmsClient() }: { readonly client?: KMSClient } = {}): Signer {
  return {
    async sign(kmsKeyId, bytes) {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: kmsKeyId,
          Message: bytes,
          MessageType: 'RAW',
          SigningAlgorithm: 'ED25519_SHA_512',
        }),
      );
      if (Signature?.length !== 64) throw new Error('the key did not make an Ed25519 signature');
      return Signature;
    },
  };
}
