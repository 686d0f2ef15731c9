import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  GetPublicKeyCommand,
  KMSClient,
  type KMSClientConfig,
  ListResourceTagsCommand,
  SignCommand,
  type SignCommandInput,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startKms } from '../../local/kms/server.ts';
import type { LocalPart } from '../../local/part.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const region = 'eu-central-1';
const ED = '11111111-1111-4111-8111-111111111111';
const RSA = '22222222-2222-4222-8222-222222222222';
const P256 = '33333333-3333-4333-8333-333333333333';
const keys = [
  { keyId: ED, keySpec: 'ECC_NIST_EDWARDS25519' as const },
  { keyId: RSA, keySpec: 'RSA_2048' as const },
  { keyId: P256, keySpec: 'ECC_NIST_P256' as const },
];
const arn = (keyId: string) => `arn:aws:kms:${region}:000000000000:key/${keyId}`;
const message = Buffer.from('what is signed');

let dir: string;
let part: LocalPart;
let kms: KMSClient;

const client = (config: KMSClientConfig = {}) =>
  new KMSClient({ endpoint: part.url, region, credentials, maxAttempts: 1, ...config });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kms-'));
  part = await startKms({ dir, credentials, region, keys });
  kms = client();
});

afterAll(async () => {
  kms.destroy();
  await part.close();
  await rm(dir, { recursive: true });
});

const sign = (input: Partial<SignCommandInput>) =>
  kms.send(
    new SignCommand({
      KeyId: ED,
      Message: message,
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
      ...input,
    }),
  );

const publicKey = async (KeyId: string) => {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
};

describe('a signature made through the SDK', () => {
  it.each([
    [ED, 'ED25519_SHA_512', null],
    [RSA, 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256'],
    [P256, 'ECDSA_SHA_256', 'sha256'],
  ] as const)('verifies under the published key %s (%s)', async (KeyId, SigningAlgorithm, hash) => {
    const answer = await sign({ KeyId, SigningAlgorithm });
    const signature = Buffer.from(answer.Signature ?? []);
    const key = await publicKey(KeyId);
    expect(answer).toMatchObject({ KeyId: arn(KeyId), SigningAlgorithm });
    expect(verify(hash, message, key, signature)).toBe(true);
    expect(verify(hash, Buffer.from('another text'), key, signature)).toBe(false);
    const verified = { KeyId, Message: message, SigningAlgorithm, Signature: signature };
    await expect(kms.send(new VerifyCommand(verified))).resolves.toMatchObject({ SignatureValid: true });
    await expect(
      kms.send(new VerifyCommand({ ...verified, Message: Buffer.from('another text') })),
    ).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
  });

  it('is the same for a digest as for the message itself (RSA)', async () => {
    const SigningAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
    const digest = createHash('sha256').update(message).digest();
    const ofDigest = await sign({ KeyId: RSA, SigningAlgorithm, MessageType: 'DIGEST', Message: digest });
    const ofMessage = await sign({ KeyId: RSA, SigningAlgorithm });
    expect(ofDigest.Signature).toEqual(ofMessage.Signature);
    const verified = {
      KeyId: RSA,
      SigningAlgorithm,
      MessageType: 'DIGEST' as const,
      Signature: ofDigest.Signature,
    };
    await expect(
      kms.send(new VerifyCommand({ ...verified, Message: digest } as never)),
    ).resolves.toMatchObject({ SignatureValid: true });
    await expect(
      kms.send(new VerifyCommand({ ...verified, Message: Buffer.alloc(32) } as never)),
    ).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
    await expect(
      kms.send(new VerifyCommand({ ...verified, Message: digest, Signature: Buffer.alloc(256, 1) } as never)),
    ).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
  });

  it('may be over 4096 bytes and names its key by ARN or alias', async () => {
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/signing', TargetKeyId: arn(ED) }));
    const Message = Buffer.alloc(4096, 7);
    for (const KeyId of [arn(ED), 'alias/signing', `arn:aws:kms:${region}:000000000000:alias/signing`]) {
      const { Signature } = await sign({ KeyId, Message });
      expect(verify(null, Message, await publicKey(ED), Buffer.from(Signature ?? []))).toBe(true);
    }
    await expect(
      kms.send(new CreateAliasCommand({ AliasName: 'alias/signing', TargetKeyId: RSA })),
    ).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await expect(
      kms.send(new CreateAliasCommand({ AliasName: 'alias/dangling', TargetKeyId: 'absent' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('a refusal to sign', () => {
  it.each([
    ['an unknown key', { KeyId: 'absent' }, 'NotFoundException', `Key '${arn('absent')}' does not exist`],
    ['an unknown alias', { KeyId: 'alias/absent' }, 'NotFoundException', /alias\/absent is not found/],
    [
      'a key of another region',
      { KeyId: arn(ED).replace(region, 'us-east-1') },
      'NotFoundException',
      /us-east-1/,
    ],
    ['the algorithm of another key', { KeyId: RSA }, 'InvalidKeyUsageException', /ED25519_SHA_512.*RSA_2048/],
    ['an algorithm of no key', { SigningAlgorithm: 'HS256' as never }, 'InvalidKeyUsageException', /HS256/],
    [
      'a digest under Ed25519',
      { MessageType: 'DIGEST', Message: Buffer.alloc(32) },
      'ValidationException',
      /DIGEST/,
    ],
    ['a message of 4097 bytes', { Message: Buffer.alloc(4097) }, 'ValidationException', /Message.*4096/],
    ['an empty message', { Message: Buffer.alloc(0) }, 'ValidationException', /Message/],
    ['an unknown message type', { MessageType: 'HASHED' as never }, 'ValidationException', /MessageType/],
    [
      'a digest of the wrong length',
      {
        KeyId: RSA,
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
        MessageType: 'DIGEST',
        Message: Buffer.alloc(31),
      },
      'ValidationException',
      /invalid length/,
    ],
    [
      'an ECDSA digest, which the stand-in cannot do',
      { KeyId: P256, SigningAlgorithm: 'ECDSA_SHA_256', MessageType: 'DIGEST', Message: Buffer.alloc(32) },
      'UnsupportedOperationException',
      /RAW only/,
    ],
  ] satisfies [string, Partial<SignCommandInput>, string, string | RegExp][])(
    'names %s',
    async (_, input, name, text) => {
      await expect(sign(input)).rejects.toMatchObject({
        name,
        message: expect.stringMatching(text),
        $metadata: { httpStatusCode: 400 },
      });
    },
  );

  it('holds while the key is disabled, and ends with it', async () => {
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({
        KeyUsage: 'SIGN_VERIFY',
        KeySpec: 'ECC_NIST_EDWARDS25519',
        Description: 'short-lived',
      }),
    );
    const KeyId = KeyMetadata?.KeyId ?? '';
    await kms.send(new DisableKeyCommand({ KeyId }));
    await expect(sign({ KeyId })).rejects.toMatchObject({
      name: 'DisabledException',
      message: `${arn(KeyId)} is disabled.`,
    });
    await expect(publicKey(KeyId)).rejects.toMatchObject({ name: 'DisabledException' });
    await expect(kms.send(new DescribeKeyCommand({ KeyId }))).resolves.toMatchObject({
      KeyMetadata: { KeyState: 'Disabled', Enabled: false, Description: 'short-lived', Arn: arn(KeyId) },
    });
    await kms.send(new EnableKeyCommand({ KeyId }));
    await expect(sign({ KeyId })).resolves.toMatchObject({ KeyId: arn(KeyId) });
  });

  it('covers what is outside the stand-in', async () => {
    await expect(kms.send(new EncryptCommand({ KeyId: ED, Plaintext: message }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    await expect(kms.send(new CreateKeyCommand({}))).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('a new key', () => {
  const root = { AWS: 'arn:aws:iam::000000000000:root' };
  const administers = {
    Effect: 'Allow',
    Principal: root,
    Action: ['kms:PutKeyPolicy', 'kms:GetPublicKey'],
    Resource: '*',
  };
  const signs = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::000000000000:role/signer' },
    Action: 'kms:Sign',
    Resource: '*',
    Condition: {
      StringEquals: {
        'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256',
        'kms:MessageType': 'DIGEST',
      },
    },
  };
  const policy = (...statements: object[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const create = async (given: Partial<CreateKeyCommandInput> = {}) => {
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048', ...given }),
    );
    return KeyMetadata?.Arn ?? '';
  };

  it('keeps its policy to the letter, and its tags', async () => {
    const Policy = policy(signs, administers);
    const Tags = [
      { TagKey: 'project', TagValue: 'assay' },
      { TagKey: 'assay:key', TagValue: 'rsa-1' },
    ];
    const KeyId = await create({ Policy, Tags });
    expect((await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy).toBe(Policy);
    expect((await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual(Tags);
  });

  it('signs as its policy says, and in no other way', async () => {
    const KeyId = await create({ Policy: policy(signs, administers) });
    const SigningAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
    const digest = createHash('sha256').update(message).digest();
    const { Signature } = await sign({ KeyId, SigningAlgorithm, MessageType: 'DIGEST', Message: digest });
    expect(verify('sha256', message, await publicKey(KeyId), Buffer.from(Signature ?? []))).toBe(true);
    await expect(sign({ KeyId, SigningAlgorithm })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const nobodys = await create({ Policy: policy(administers) });
    await expect(
      sign({ KeyId: nobodys, SigningAlgorithm, MessageType: 'DIGEST', Message: digest }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it.each<[what: string, given: Partial<CreateKeyCommandInput>, name: string]>([
    ['that is no JSON', { Policy: 'Allow' }, 'MalformedPolicyDocumentException'],
    ['without a statement', { Policy: policy() }, 'MalformedPolicyDocumentException'],
    [
      'without a principal',
      { Policy: policy({ ...administers, Principal: undefined }) },
      'MalformedPolicyDocumentException',
    ],
    [
      'over something else than the key',
      { Policy: policy({ ...administers, Resource: 'arn:aws:kms:x' }) },
      'MalformedPolicyDocumentException',
    ],
    ['that locks everybody out', { Policy: policy(signs) }, 'MalformedPolicyDocumentException'],
    [
      'that lets it be changed under a condition alone',
      { Policy: policy({ ...administers, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }) },
      'MalformedPolicyDocumentException',
    ],
    [
      'that is too long',
      { Policy: policy({ ...administers, Sid: 'x'.repeat(33_000) }) },
      'MalformedPolicyDocumentException',
    ],
  ])('is refused a policy %s', async (_, given, name) => {
    await expect(create(given)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  it('may lock everybody out when that is asked for', async () => {
    expect(await create({ Policy: policy(signs), BypassPolicyLockoutSafetyCheck: true })).toMatch(/^arn:/);
  });

  it.each([
    [
      'twice',
      [
        { TagKey: 'a', TagValue: '1' },
        { TagKey: 'a', TagValue: '2' },
      ],
      'TagException',
    ],
    ['that AWS keeps for itself', [{ TagKey: 'aws:a', TagValue: '1' }], 'TagException'],
    [
      'too many times',
      Array.from({ length: 51 }, (_, index) => ({ TagKey: `t${index}`, TagValue: '' })),
      'TagException',
    ],
    ['without a name', [{ TagKey: '', TagValue: '1' }], 'ValidationException'],
  ])('is refused a tag %s', async (_, Tags, name) => {
    await expect(create({ Tags })).rejects.toMatchObject({ name });
  });

  it('is refused over the limit of the account, and so is an alias over that of the key', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kms-'));
    const local = await startKms({ dir: folder, credentials, region, keys: keys.slice(0, 1), maxKeys: 2 });
    const own = client({ endpoint: local.url });
    const another = new CreateKeyCommand({ KeyUsage: 'SIGN_VERIFY', KeySpec: 'ECC_NIST_EDWARDS25519' });
    await own.send(another);
    await expect(own.send(another)).rejects.toMatchObject({ name: 'LimitExceededException' });
    for (let count = 0; count < 50; count += 1)
      await own.send(new CreateAliasCommand({ AliasName: `alias/one/${count}`, TargetKeyId: ED }));
    await expect(
      own.send(new CreateAliasCommand({ AliasName: 'alias/one/50', TargetKeyId: ED })),
    ).rejects.toMatchObject({ name: 'LimitExceededException' });
    own.destroy();
    await local.close();
    await rm(folder, { recursive: true });
  });
});

describe('the signature of a request', () => {
  it.each([
    [
      'another secret',
      { credentials: { ...credentials, secretAccessKey: 'wrong' } },
      'InvalidSignatureException',
    ],
    [
      'another access key',
      { credentials: { ...credentials, accessKeyId: 'x' } },
      'UnrecognizedClientException',
    ],
    ['another region', { region: 'us-east-1' }, 'InvalidSignatureException'],
  ])('refuses %s', async (_, config, name) => {
    const stranger = client(config);
    await expect(stranger.send(new DescribeKeyCommand({ KeyId: ED }))).rejects.toMatchObject({ name });
    stranger.destroy();
  });

  it('covers the body and is required', async () => {
    const tampering = client();
    tampering.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = JSON.stringify({ KeyId: RSA });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(tampering.send(new DescribeKeyCommand({ KeyId: ED }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    tampering.destroy();
    const unsigned = await fetch(part.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'TrentService.Sign' },
      body: '{}',
    });
    expect([unsigned.status, await unsigned.json()]).toEqual([
      400,
      { __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
    ]);
  });
});

describe('the key file', () => {
  it('keeps keys, aliases and states across a restart, readable by its owner alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kms-'));
    const options = { dir: folder, credentials, region, keys: keys.slice(0, 1) };
    const facts = async (local: LocalPart) => {
      const own = client({ endpoint: local.url });
      const { PublicKey, KeySpec, KeyUsage, SigningAlgorithms } = await own.send(
        new GetPublicKeyCommand({ KeyId: ED }),
      );
      own.destroy();
      return { PublicKey, KeySpec, KeyUsage, SigningAlgorithms };
    };
    const first = await startKms(options);
    const before = await facts(first);
    const own = client({ endpoint: first.url });
    await own.send(new CreateAliasCommand({ AliasName: 'alias/kept', TargetKeyId: ED }));
    const { KeyMetadata: other } = await own.send(
      new CreateKeyCommand({ KeyUsage: 'SIGN_VERIFY', KeySpec: 'ECC_NIST_P256' }),
    );
    await own.send(new DisableKeyCommand({ KeyId: other?.KeyId }));
    own.destroy();
    await first.close();

    const second = await startKms(options);
    const again = client({ endpoint: second.url });
    expect(await facts(second)).toEqual(before);
    expect(before).toMatchObject({
      KeySpec: 'ECC_NIST_EDWARDS25519',
      SigningAlgorithms: ['ED25519_SHA_512'],
    });
    await expect(again.send(new DescribeKeyCommand({ KeyId: 'alias/kept' }))).resolves.toMatchObject({
      KeyMetadata: { KeyId: ED, Enabled: true },
    });
    await expect(again.send(new DescribeKeyCommand({ KeyId: other?.KeyId }))).resolves.toMatchObject({
      KeyMetadata: { Enabled: false, KeySpec: 'ECC_NIST_P256' },
    });
    again.destroy();
    await second.close();
    expect((await stat(join(folder, 'keys.json'))).mode & 0o777).toBe(0o600);
    await rm(folder, { recursive: true });
  });

  it.each([
    ['is cut short', (text: string) => text.slice(0, -20)],
    ['is empty', () => ''],
    ['holds a broken key', (text: string) => text.replace('PRIVATE KEY-----\\n', 'PRIVATE KEY-----\\nAAAA')],
    ['has another shape', () => '{"keys":{}}'],
  ])('that %s stops the start and stays as it is', async (_, damage) => {
    const folder = await mkdtemp(join(tmpdir(), 'kms-'));
    const options = { dir: folder, credentials, region, keys: keys.slice(0, 1) };
    await (await startKms(options)).close();
    const path = join(folder, 'keys.json');
    const damaged = damage(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    await expect(startKms(options)).rejects.toThrow(`The signing keys in ${path} are corrupt.`);
    expect(await readFile(path, 'utf8')).toBe(damaged);
    await rm(folder, { recursive: true });
  });

  it('survives a draft that a killed start left behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kms-'));
    await writeFile(join(folder, 'keys.json.tmp'), '{"keys":[{"keyId"');
    await (await startKms({ dir: folder, credentials, region, keys: keys.slice(0, 1) })).close();
    expect(JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8')).keys).toHaveLength(1);
    await rm(folder, { recursive: true });
  });

  it('refuses a key that is there with another spec, and a port that is taken', async () => {
    await expect(
      startKms({ dir, credentials, region, keys: [{ keyId: ED, keySpec: 'RSA_2048' }] }),
    ).rejects.toThrow(`The key ${ED} in ${join(dir, 'keys.json')} is ECC_NIST_EDWARDS25519, not RSA_2048.`);
    const port = Number(new URL(part.url).port);
    await expect(startKms({ dir, credentials, region, keys, port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is already in use.`,
    );
  });

  it('leaves nothing changed where it cannot be written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kms-'));
    const local = await startKms({ dir: folder, credentials, region, keys: keys.slice(0, 1) });
    const own = client({ endpoint: local.url });
    await rm(folder, { recursive: true });
    const log = vi.spyOn(console, 'error').mockReturnValue();
    await expect(own.send(new DisableKeyCommand({ KeyId: ED }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 500 },
    });
    expect(log).toHaveBeenCalledWith(expect.objectContaining({ code: 'ENOENT' }));
    log.mockRestore();
    await expect(own.send(new DescribeKeyCommand({ KeyId: ED }))).resolves.toMatchObject({
      KeyMetadata: { Enabled: true },
    });
    own.destroy();
    await local.close();
  });
});
