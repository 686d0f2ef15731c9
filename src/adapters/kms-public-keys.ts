import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { PublicKeys } from '../ports.ts';
import { kmsClient } from './kms-client.ts';

/** The public halves of keys in KMS. One never changes, so each is asked for once. */
export function kmsPublicKeys({ client = kmsClient() }: { readonly client?: KMSClient } = {}): PublicKeys {
  const known = new Map<string, Uint8Array>();
  return {
    async publicKey(kmsKeyId) {
      const cached = known.get(kmsKeyId);
      if (cached) return cached;
      const { PublicKey, KeySpec } = await client.send(new GetPublicKeyCommand({ KeyId: kmsKeyId }));
      if (!PublicKey || KeySpec !== 'ECC_NIST_EDWARDS25519')
        throw new Error(`key ${kmsKeyId} is not an Ed25519 key`);
      known.set(kmsKeyId, PublicKey);
      return PublicKey;
    },
  };
}
