import { setTimeout as pause } from 'node:timers/promises';
import {
  AlreadyExistsException,
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  GetPublicKeyCommand,
  type KeyMetadata,
  type KeySpec,
  type KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';
import type { KeyAlgorithm } from '../domain/issuer.ts';
import type { KeyMaker, KeyRequest } from '../ports.ts';
import { kmsClient } from './kms-client.ts';

const keySpecs = {
  Ed25519: 'ECC_NIST_EDWARDS25519',
  RS256: 'RSA_2048',
} as const satisfies Record<KeyAlgorithm, KeySpec>;

/**
 * Makes signing keys in KMS, each under `policies[algorithm]` (a key policy as JSON text) and under an alias that says what it
 * is for. The alias is what makes it happen once: a key that was made before is found by it.
 */
export function kmsKeyMaker({
  policies,
  client = kmsClient(),
  onLeftOver = () => {},
}: {
  readonly policies: Readonly<Record<KeyAlgorithm, string>>;
  readonly client?: KMSClient;
  /** Told the ARN of a key that was made and is of no use, because another run was faster. It costs until it is retired. */
  readonly onLeftOver?: (kmsKeyId: string) => void;
}): KeyMaker {
  async function find(alias: string): Promise<string | undefined> {
    try {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: alias }));
      return arnOf(KeyMetadata);
    } catch (error) {
      if (error instanceof NotFoundException) return undefined;
      throw error;
    }
  }

  async function create(request: KeyRequest, alias: string): Promise<string> {
    const { issuerId, keyId, algorithm } = request;
    const { KeyMetadata } = await client.send(
      new CreateKeyCommand({
        KeySpec: keySpecs[algorithm],
        KeyUsage: 'SIGN_VERIFY',
        Description: `Assay: ${keyId} of ${issuerId}`,
        Policy: policies[algorithm],
        // The check wants the caller to be able to change the policy. The policy leaves that to people of the account; this
        // caller could make itself a signer if it could.
        BypassPolicyLockoutSafetyCheck: true,
        Tags: [
          { TagKey: 'project', TagValue: 'assay' },
          { TagKey: 'assay:issuer', TagValue: issuerId },
          { TagKey: 'assay:key', TagValue: keyId },
        ],
      }),
    );
    const made = arnOf(KeyMetadata);
    try {
      await whenKnown(() => client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: made })));
      return made;
    } catch (error) {
      if (!(error instanceof AlreadyExistsException)) throw error;
      onLeftOver(made);
      const first = await whenKnown(() => client.send(new DescribeKeyCommand({ KeyId: alias })));
      return arnOf(first.KeyMetadata);
    }
  }

  return {
    async make(request) {
      const alias = `alias/assay/${request.issuerId}/${request.keyId}`;
      const kmsKeyId = (await find(alias)) ?? (await create(request, alias));
      const { PublicKey, KeySpec } = await whenKnown(() =>
        client.send(new GetPublicKeyCommand({ KeyId: kmsKeyId })),
      );
      if (!PublicKey || KeySpec !== keySpecs[request.algorithm])
        throw new Error(`${alias} is not a key for ${request.algorithm}`);
      return { kmsKeyId, publicKey: PublicKey };
    },
  };
}

function arnOf(metadata: KeyMetadata | undefined): string {
  if (metadata?.Arn === undefined) throw new Error('KMS answered without a key');
  return metadata.Arn;
}

/** Pauses in milliseconds before something new is asked for again: KMS may not know it everywhere at once. */
const pauses = [250, 500, 1000, 2000];

async function whenKnown<T>(ask: () => Promise<T>): Promise<T> {
  for (const wait of pauses) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
      await pause(wait);
    }
  }
  return ask();
}
