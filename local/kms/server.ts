import { createHash, createPublicKey, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { type LocalPart, serve } from '../part.ts';
import { readBody } from '../read-body.ts';
import { type Credentials, type Expected, SignatureRefused, verifyRequest } from '../sigv4.ts';
import { type KeySpec, SIGNING_ALGORITHM, signMessage, verifyMessage } from './algorithms.ts';
import { KmsError } from './error.ts';
import { KeyRing, type RingKey } from './key-ring.ts';
import { checkLockout, checkSigning, readPolicy } from './policy.ts';

/**
 * Speaks as much of the KMS protocol (JSON 1.1, Signature Version 4) as signing needs, on 127.0.0.1. It is a stand-in for
 * development and not an HSM: whoever can read `dir` has the private keys. Of a key policy it enforces how may be signed, not who
 * may. The `keys` are
 * created once and kept across starts; rejects if the key file is corrupt or holds one of them with another spec.
 */
export async function startKms(options: {
  dir: string;
  port?: number;
  credentials: Credentials;
  region: string;
  keys: { keyId: string; keySpec: KeySpec }[];
  /** As many keys as may be made; the quota of an account unless it says otherwise. */
  maxKeys?: number;
}): Promise<LocalPart> {
  const ring = new KeyRing(options.dir, options.region, options.maxKeys ?? 100_000);
  for (const { keyId, keySpec } of options.keys) ring.ensure(keyId, keySpec);
  const { credentials, region } = options;
  const expected: Expected = { credentials, region, service: 'kms', now: () => new Date() };
  return serve(async (request, response) => {
    try {
      send(response, 200, await answer(ring, request, expected));
    } catch (error) {
      if (!(error instanceof KmsError)) throw error;
      send(response, 400, { __type: error.code, message: error.message });
    }
  }, options.port);
}

const MAX_REQUEST_BYTES = 64 * 1024;

async function answer(ring: KeyRing, request: IncomingMessage, expected: Expected): Promise<object> {
  const body = await readBody(request, MAX_REQUEST_BYTES);
  if (body === undefined) throw new KmsError('RequestEntityTooLargeException', 'The request is too large.');
  authenticate(request, body, expected);
  const name = /^TrentService\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1];
  const operation = Object.entries(operations).find(([known]) => known === name)?.[1];
  if (request.method !== 'POST' || operation === undefined) {
    throw new KmsError('UnknownOperationException', `The operation ${name ?? ''} is not known here.`);
  }
  let input: unknown;
  try {
    input = JSON.parse(body.toString('utf8'));
  } catch {
    throw new KmsError('SerializationException', 'The request is not JSON.');
  }
  return operation(ring, input);
}

function authenticate(request: IncomingMessage, body: Buffer, expected: Expected): void {
  try {
    verifyRequest(request, createHash('sha256').update(body).digest('hex'), expected);
  } catch (error) {
    if (error instanceof URIError) throw new KmsError('InvalidSignatureException', error.message);
    if (!(error instanceof SignatureRefused)) throw error;
    if (error.reason === 'absent') {
      throw new KmsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    if (error.reason === 'malformed') throw new KmsError('IncompleteSignatureException', error.message);
    if (error.reason === 'unknown-key') {
      throw new KmsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      );
    }
    throw new KmsError('InvalidSignatureException', error.message);
  }
}

const KeySpecs = z.enum(['ECC_NIST_EDWARDS25519', 'ECC_NIST_P256', 'RSA_2048']);
/** KMS's limits on a blob are in bytes of what the base64 stands for. */
const blob = (max: number) =>
  z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine(({ length }) => length >= 1 && length <= max, `Member must have length between 1 and ${max}`);
const Named = z.object({ KeyId: z.string().min(1).max(2048) });
const Signing = Named.extend({
  Message: blob(4096),
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.string(),
});
const Verifying = Signing.extend({ Signature: blob(6144) });
const NewAlias = z.object({
  AliasName: z.string().regex(/^alias\/(?!aws\/)[\w/-]{1,250}$/),
  TargetKeyId: z.string(),
});
const NewKey = z.object({
  KeyUsage: z.literal('SIGN_VERIFY'),
  KeySpec: KeySpecs,
  Description: z.string().max(8192).default(''),
  Origin: z.literal('AWS_KMS').optional(),
  MultiRegion: z.literal(false).optional(),
  Policy: z.string().min(1).optional(),
  BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
  Tags: z
    .array(z.strictObject({ TagKey: z.string().min(1).max(128), TagValue: z.string().max(256) }))
    .default([]),
});
/** Tags that a key may have. */
const MAX_TAGS = 50;
const ACCOUNT = '000000000000';

type Operation = (ring: KeyRing, input: unknown) => object;

const operations: Record<string, Operation> = {
  CreateKey(ring, input) {
    const asked = parse(NewKey, input);
    const { KeySpec: keySpec, Description: description, Policy: policy } = asked;
    if (policy !== undefined) {
      const read = readPolicy(policy);
      if (!asked.BypassPolicyLockoutSafetyCheck) checkLockout(read, ACCOUNT);
    }
    const tags = tagsOf(asked.Tags);
    return { KeyMetadata: metadata(ring, ring.create({ keySpec, description, policy, tags })) };
  },
  CreateAlias(ring, input) {
    const { AliasName, TargetKeyId } = parse(NewAlias, input);
    ring.createAlias(AliasName, ring.find(TargetKeyId));
    return {};
  },
  GetKeyPolicy(ring, input) {
    const { policy } = ring.find(parse(Named, input).KeyId);
    if (policy === undefined)
      throw new KmsError('UnsupportedOperationException', 'This stand-in gives a key no policy by default.');
    return { Policy: policy, PolicyName: 'default' };
  },
  ListResourceTags(ring, input) {
    const { tags } = ring.find(parse(Named, input).KeyId);
    const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    return { Tags, Truncated: false };
  },
  DescribeKey: (ring, input) => ({ KeyMetadata: metadata(ring, ring.find(parse(Named, input).KeyId)) }),
  EnableKey(ring, input) {
    ring.setEnabled(ring.find(parse(Named, input).KeyId), true);
    return {};
  },
  DisableKey(ring, input) {
    ring.setEnabled(ring.find(parse(Named, input).KeyId), false);
    return {};
  },
  GetPublicKey(ring, input) {
    const key = usable(ring, parse(Named, input).KeyId);
    const spki = createPublicKey(key.privateKey).export({ type: 'spki', format: 'der' });
    return { ...signingFacts(key), KeyId: ring.arnOf(key), PublicKey: spki.toString('base64') };
  },
  Sign(ring, input) {
    const { KeyId, Message, MessageType, SigningAlgorithm: algorithm } = parse(Signing, input);
    const key = usable(ring, KeyId);
    const signed = { message: Message, messageType: MessageType, algorithm };
    if (key.policy !== undefined) checkSigning(readPolicy(key.policy), signed);
    const signature = signMessage(key.keySpec, key.privateKey, signed).toString('base64');
    return { KeyId: ring.arnOf(key), Signature: signature, SigningAlgorithm: algorithm };
  },
  Verify(ring, input) {
    const { KeyId, Message, MessageType, SigningAlgorithm: algorithm, Signature } = parse(Verifying, input);
    const key = usable(ring, KeyId);
    const signed = { message: Message, messageType: MessageType, algorithm };
    if (!verifyMessage(key.keySpec, key.privateKey, signed, Signature)) {
      throw new KmsError(
        'KMSInvalidSignatureException',
        'The signature is not that of this message and key.',
      );
    }
    return { KeyId: ring.arnOf(key), SignatureValid: true, SigningAlgorithm: algorithm };
  },
};

function tagsOf(given: readonly { TagKey: string; TagValue: string }[]): Record<string, string> {
  const tags = new Map(given.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
  if (
    tags.size !== given.length ||
    tags.size > MAX_TAGS ||
    [...tags.keys()].some((key) => /^aws:/i.test(key))
  )
    throw new KmsError('TagException', 'A tag is there twice, there are too many, or one is reserved.');
  return Object.fromEntries(tags);
}

function parse<S extends z.ZodType>(shape: S, input: unknown): z.infer<S> {
  const result = shape.safeParse(input);
  if (result.success) return result.data;
  const failures = result.error.issues.map(({ path, message }) => `Value at '${path.join('.')}': ${message}`);
  const count = `${failures.length} validation error${failures.length === 1 ? '' : 's'} detected`;
  throw new KmsError('ValidationException', `${count}: ${failures.join('; ')}`);
}

function usable(ring: KeyRing, name: string): RingKey {
  const key = ring.find(name);
  if (!key.enabled) throw new KmsError('DisabledException', `${ring.arnOf(key)} is disabled.`);
  return key;
}

const signingFacts = (key: RingKey) => ({
  KeyUsage: 'SIGN_VERIFY',
  KeySpec: key.keySpec,
  CustomerMasterKeySpec: key.keySpec,
  SigningAlgorithms: [SIGNING_ALGORITHM[key.keySpec]],
});

const metadata = (ring: KeyRing, key: RingKey) => ({
  ...signingFacts(key),
  AWSAccountId: ACCOUNT,
  KeyId: key.keyId,
  Arn: ring.arnOf(key),
  CreationDate: key.createdAt,
  Description: key.description,
  Enabled: key.enabled,
  KeyState: key.enabled ? 'Enabled' : 'Disabled',
  KeyManager: 'CUSTOMER',
  Origin: 'AWS_KMS',
  MultiRegion: false,
});

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() })
    .end(JSON.stringify(body));
}
