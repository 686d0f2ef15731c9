import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListResourceTagsCommand,
  NotFoundException,
  SignCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKms } from '../../local/kms/server.ts';
import { kmsKeyMaker } from '../../src/adapters/kms-key-maker.ts';
import { kmsSigner } from '../../src/adapters/kms-signer.ts';
import type { KeyAlgorithm } from '../../src/domain/issuer.ts';
import { keyPolicies as policies } from '../support/key-policies.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const region = 'eu-central-1';
const algorithms: KeyAlgorithm[] = ['Ed25519', 'RS256'];

let dir: string;
let part: Awaited<ReturnType<typeof startKms>>;
let client: KMSClient;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'adapters-key-maker-'));
  part = await startKms({ dir, port: 0, credentials, region, keys: [] });
  client = newClient();
});
afterAll(async () => {
  client.destroy();
  await part.close();
  await rm(dir, { recursive: true });
});

function newClient(): KMSClient {
  return new KMSClient({ endpoint: part.url, region, credentials, maxAttempts: 1 });
}

/** A client that counts its calls, and does something before each one of a kind. */
function watched(before: Partial<Record<string, (count: number) => unknown>> = {}) {
  const calls: Record<string, number> = {};
  const own = newClient();
  own.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        calls[commandName] = (calls[commandName] ?? 0) + 1;
        await before[commandName]?.(calls[commandName]);
        return next(args);
      },
    { step: 'initialize' },
  );
  return { client: own, calls };
}

let count = 0;
const request = (algorithm: KeyAlgorithm = 'Ed25519') => ({
  issuerId: `issuer-${++count}`,
  keyId: algorithm === 'Ed25519' ? 'key-1' : 'rsa-1',
  algorithm,
});

describe('making a key', () => {
  it.each([
    ['Ed25519', 'ed25519', null],
    ['RS256', 'rsa', 'sha256'],
  ] as const)('for %s makes one that the signer signs with', async (algorithm, type, hash) => {
    const { kmsKeyId, publicKey } = await kmsKeyMaker({ policies, client }).make(request(algorithm));
    expect(kmsKeyId).toMatch(/^arn:aws:kms:eu-central-1:000000000000:key\/[0-9a-f-]{36}$/);
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    expect(key.asymmetricKeyType).toBe(type);
    const bytes = Buffer.alloc(64, 3);
    const signature = await kmsSigner({ client }).sign({ kmsKeyId, algorithm }, bytes);
    expect(verify(hash, bytes, key, signature)).toBe(true);
  });

  it.each(algorithms)(
    'for %s gives it its policy, to the letter, and says whose it is',
    async (algorithm) => {
      const asked = request(algorithm);
      const { kmsKeyId: KeyId } = await kmsKeyMaker({ policies, client }).make(asked);
      const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId }));
      expect(Policy).toBe(policies[algorithm]);
      const { Tags } = await client.send(new ListResourceTagsCommand({ KeyId }));
      expect(Tags).toEqual([
        { TagKey: 'project', TagValue: 'assay' },
        { TagKey: 'assay:issuer', TagValue: asked.issuerId },
        { TagKey: 'assay:key', TagValue: asked.keyId },
      ]);
      const { KeyMetadata } = await client.send(
        new DescribeKeyCommand({ KeyId: `alias/assay/${asked.issuerId}/${asked.keyId}` }),
      );
      expect(KeyMetadata).toMatchObject({ Arn: KeyId, KeyUsage: 'SIGN_VERIFY' });
    },
  );

  it('for tokens makes one that signs digests, and no text as it is', async () => {
    const { kmsKeyId: KeyId } = await kmsKeyMaker({ policies, client }).make(request('RS256'));
    const asked = { KeyId, SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' as const };
    const Message = createHash('sha256').update('text').digest();
    await client.send(new SignCommand({ ...asked, Message, MessageType: 'DIGEST' }));
    await expect(
      client.send(new SignCommand({ ...asked, Message, MessageType: 'RAW' })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('twice gives the same key, and makes it once', async () => {
    const asked = request();
    const first = await kmsKeyMaker({ policies, client }).make(asked);
    const { client: own, calls } = watched();
    expect(await kmsKeyMaker({ policies, client: own }).make(asked)).toEqual(first);
    expect(calls).toEqual({ DescribeKeyCommand: 1, GetPublicKeyCommand: 1 });
  });

  it('gives another key to another issuer, and to another id', async () => {
    const maker = kmsKeyMaker({ policies, client });
    const asked = request();
    const made = await Promise.all([
      maker.make(asked),
      maker.make({ ...asked, keyId: 'key-2' }),
      maker.make({ ...asked, issuerId: `${asked.issuerId}-b` }),
    ]);
    expect(new Set(made.map(({ kmsKeyId }) => kmsKeyId)).size).toBe(3);
  });

  it('at once by two ends in one key, and names the other that nobody uses', async () => {
    const asked = request();
    const leftOver: string[] = [];
    const first = { kmsKeyId: '' };
    const { client: slow } = watched({
      CreateAliasCommand: async () => {
        Object.assign(first, await kmsKeyMaker({ policies, client }).make(asked));
      },
    });
    const second = await kmsKeyMaker({
      policies,
      client: slow,
      onLeftOver: (arn) => leftOver.push(arn),
    }).make(asked);
    expect(second.kmsKeyId).toBe(first.kmsKeyId);
    expect(leftOver).toHaveLength(1);
    expect(leftOver).not.toContain(first.kmsKeyId);
  });

  it.each(['CreateAliasCommand', 'GetPublicKeyCommand'])(
    'waits until KMS knows the new key: %s',
    async (command) => {
      const { client: own, calls } = watched({
        [command]: (times) => {
          if (times === 1) throw new NotFoundException({ message: 'not yet', $metadata: {} });
        },
      });
      const made = await kmsKeyMaker({ policies, client: own }).make(request());
      expect(made.publicKey).toHaveLength(44);
      expect(calls).toMatchObject({ CreateKeyCommand: 1, [command]: 2 });
    },
  );

  it('refuses a name under which there is a key of another kind, and makes none', async () => {
    const asked = request('Ed25519');
    await kmsKeyMaker({ policies, client }).make(asked);
    const { client: own, calls } = watched();
    await expect(
      kmsKeyMaker({ policies, client: own }).make({ ...asked, algorithm: 'RS256' }),
    ).rejects.toThrow(`alias/assay/${asked.issuerId}/key-1 is not a key for RS256`);
    expect(calls).not.toHaveProperty('CreateKeyCommand');
  });

  it.each<[what: string, name: string, command: string]>([
    ['is refused to look', 'AccessDeniedException', 'DescribeKeyCommand'],
    ['has as many keys as it may', 'LimitExceededException', 'CreateKeyCommand'],
    ['may not name it', 'AccessDeniedException', 'CreateAliasCommand'],
    ['is not told the public half', 'KMSInternalException', 'GetPublicKeyCommand'],
  ])('throws when it %s, and the next try ends well', async (_what, name, command) => {
    const asked = request();
    const { client: failing } = watched({
      [command]: () => {
        throw Object.assign(new Error('no'), { name, $metadata: {} });
      },
    });
    await expect(kmsKeyMaker({ policies, client: failing }).make(asked)).rejects.toMatchObject({ name });
    const { publicKey } = await kmsKeyMaker({ policies, client }).make(asked);
    expect(publicKey).toHaveLength(44);
  });

  it('that fails after the key has its name makes no second one', async () => {
    const asked = request();
    const { client: failing } = watched({
      GetPublicKeyCommand: () => {
        throw new Error('cut off');
      },
    });
    await expect(kmsKeyMaker({ policies, client: failing }).make(asked)).rejects.toThrow('cut off');
    const { client: own, calls } = watched();
    await kmsKeyMaker({ policies, client: own }).make(asked);
    expect(calls).not.toHaveProperty('CreateKeyCommand');
  });

  it('does not take a bad policy for a key', async () => {
    const bad = { ...policies, Ed25519: '{"Statement":[]}' };
    await expect(kmsKeyMaker({ policies: bad, client }).make(request())).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
    });
  });

  it('needs no name to be free: an alias of someone else is no key of ours', async () => {
    const asked = request();
    const { KeyMetadata } = await client.send(
      new CreateKeyCommand({ KeyUsage: 'SIGN_VERIFY', KeySpec: 'ECC_NIST_P256' }),
    );
    await client.send(
      new CreateAliasCommand({
        AliasName: `alias/assay/${asked.issuerId}/${asked.keyId}`,
        TargetKeyId: KeyMetadata?.KeyId,
      }),
    );
    await expect(kmsKeyMaker({ policies, client }).make(asked)).rejects.toThrow('is not a key for Ed25519');
  });
});
