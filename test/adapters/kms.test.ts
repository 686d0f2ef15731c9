import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKms } from '../../local/kms/server.ts';
import { kmsClient } from '../../src/adapters/kms-client.ts';
import { kmsPublicKeys } from '../../src/adapters/kms-public-keys.ts';
import { kmsSigner } from '../../src/adapters/kms-signer.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const region = 'eu-central-1';
const ed25519 = '11111111-1111-4111-8111-111111111111';
const rsa = '22222222-2222-4222-8222-222222222222';
const documents = { kmsKeyId: ed25519, algorithm: 'Ed25519' } as const;
const tokens = { kmsKeyId: rsa, algorithm: 'RS256' } as const;

let dir: string;
let part: Awaited<ReturnType<typeof startKms>>;
let client: KMSClient;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'adapters-kms-'));
  const keys = [
    { keyId: ed25519, keySpec: 'ECC_NIST_EDWARDS25519' as const },
    { keyId: rsa, keySpec: 'RSA_2048' as const },
  ];
  part = await startKms({ dir, port: 0, credentials, region, keys });
  client = new KMSClient({ endpoint: part.url, region, credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await part.close();
  await rm(dir, { recursive: true });
});

describe('the signer of documents', () => {
  it.each([
    ['a digest pair', Buffer.alloc(64, 7)],
    ['one byte', Buffer.of(0)],
    ['as much as the key takes', Buffer.alloc(4096, 1)],
  ])('signs %s so that the public key verifies it', async (_case, bytes) => {
    const signature = await kmsSigner({ client }).sign(documents, bytes);
    const der = await kmsPublicKeys({ client }).publicKey(ed25519);
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
    expect(key.asymmetricKeyType).toBe('ed25519');
    expect(signature).toHaveLength(64);
    expect(verify(null, bytes, key, signature)).toBe(true);
    expect(verify(null, Buffer.concat([bytes, Buffer.of(0)]), key, signature)).toBe(false);
  });

  it('makes the same signature of the same bytes, which lets an intent be finished twice', async () => {
    const bytes = Buffer.alloc(64, 9);
    const signer = kmsSigner({ client });
    expect(await signer.sign(documents, bytes)).toEqual(await signer.sign(documents, bytes));
  });

  it.each([
    ['more than a message may be', ed25519, Buffer.alloc(4097), 'ValidationException'],
    ['nothing', ed25519, Buffer.alloc(0), 'ValidationException'],
    [
      'with a key that is not there',
      '99999999-9999-4999-8999-999999999999',
      Buffer.alloc(64),
      'NotFoundException',
    ],
    ['with an RSA key', rsa, Buffer.alloc(64), 'InvalidKeyUsageException'],
  ])('throws when it should sign %s', async (_case, keyId, bytes, name) => {
    const error = await kmsSigner({ client })
      .sign({ kmsKeyId: keyId, algorithm: 'Ed25519' }, bytes)
      .then(String, (thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).name).toBe(name);
  });

  it('throws rather than answer with something that is no signature', async () => {
    const short = new KMSClient({ endpoint: part.url, region, credentials });
    short.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        Object.assign(answer.output, { Signature: new Uint8Array(63) });
        return answer;
      },
      { step: 'initialize' },
    );
    await expect(kmsSigner({ client: short }).sign(documents, Buffer.alloc(64))).rejects.toThrow('Ed25519');
  });

  it('waits out throttling, and not for ever', async () => {
    const throttled = new KMSClient({ endpoint: part.url, region, credentials, maxAttempts: 5 });
    let calls = 0;
    throttled.middlewareStack.add(
      (next) => async (args) => {
        calls += 1;
        if (calls > 1) return next(args);
        throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $metadata: {} });
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    expect(await kmsSigner({ client: throttled }).sign(documents, Buffer.alloc(64))).toHaveLength(64);
    expect(calls).toBe(2);
    expect(await kmsClient().config.maxAttempts()).toBe(5);
  });
});

describe('the signer of tokens', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a short text', Buffer.from('header.payload')],
    ['more than KMS takes', Buffer.alloc(100_000, 65)],
  ])('signs %s so that RS256 verifies it', async (_case, bytes) => {
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: rsa }));
    const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    const signature = await kmsSigner({ client }).sign(tokens, bytes);
    expect(signature).toHaveLength(256);
    expect(verify('sha256', bytes, key, signature)).toBe(true);
    expect(verify('sha256', Buffer.concat([bytes, Buffer.of(0)]), key, signature)).toBe(false);
  });

  it('makes the same signature of the same bytes', async () => {
    const signer = kmsSigner({ client });
    const bytes = Buffer.from('header.payload');
    expect(await signer.sign(tokens, bytes)).toEqual(await signer.sign(tokens, bytes));
  });

  it.each([
    ['an Ed25519 key', ed25519, 'InvalidKeyUsageException'],
    ['a key that is not there', '99999999-9999-4999-8999-999999999999', 'NotFoundException'],
  ])('throws with %s', async (_case, kmsKeyId, name) => {
    await expect(
      kmsSigner({ client }).sign({ kmsKeyId, algorithm: 'RS256' }, Buffer.from('text')),
    ).rejects.toMatchObject({ name });
  });
});

describe('the public keys', () => {
  it('asks for each key once', async () => {
    const counting = new KMSClient({ endpoint: part.url, region, credentials });
    let calls = 0;
    counting.middlewareStack.add(
      (next) => async (args) => {
        calls += 1;
        return next(args);
      },
      { step: 'initialize' },
    );
    const keys = kmsPublicKeys({ client: counting });
    expect(await keys.publicKey(ed25519)).toEqual(await keys.publicKey(ed25519));
    expect(calls).toBe(1);
  });

  it('refuses a key that makes no Ed25519 signatures, and one that is not there', async () => {
    const keys = kmsPublicKeys({ client });
    await expect(keys.publicKey(rsa)).rejects.toThrow('not an Ed25519 key');
    await expect(keys.publicKey('99999999-9999-4999-8999-999999999999')).rejects.toThrow();
  });
});
