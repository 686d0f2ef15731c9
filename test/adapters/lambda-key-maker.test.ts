import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lambdaKeyMaker } from '../../src/adapters/lambda-key-maker.ts';
import type { KeyMaker, KeyRequest } from '../../src/ports.ts';

const kmsKeyId = 'arn:aws:kms:eu-central-1:000000000000:key/11111111-1111-4111-8111-111111111111';
const request: KeyRequest = { issuerId: 'riverbend', keyId: 'key-2', algorithm: 'Ed25519' };

/** What the Invoke call of the Lambda API answers next, and what it was asked. */
let answers: ((response: ServerResponse) => void)[];
let asked: { path: string; type: string | string[] | undefined; body: string }[];
let maker: KeyMaker;
let client: LambdaClient;

const server = createServer(async (incoming: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  asked.push({
    path: incoming.url ?? '',
    type: incoming.headers['x-amz-invocation-type'],
    body: Buffer.concat(chunks).toString('utf8'),
  });
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  answer?.(response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new LambdaClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 3,
  });
  maker = lambdaKeyMaker({ functionName: 'assay-provision', client });
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const done = (payload: string) => (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(payload);
};
const failed = (payload: string) => (response: ServerResponse) => {
  response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end(payload);
};
const refused = (status: number, type: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'x-amzn-errortype': type, 'content-type': 'application/json' });
  response.end(JSON.stringify({ Type: 'User', Message: type }));
};
const made = done(JSON.stringify({ kmsKeyId, publicKey: Buffer.from('spki').toString('base64') }));

describe('asking for a key', () => {
  it('says whose it is and how it signs, and no more; and gives what was made', async () => {
    answers = [made];
    const key = await maker.make({ ...request, policy: 'mine' } as KeyRequest);
    expect(key.kmsKeyId).toBe(kmsKeyId);
    expect(Buffer.from(key.publicKey).toString()).toBe('spki');
    expect(asked).toEqual([
      {
        path: '/2015-03-31/functions/assay-provision/invocations',
        type: 'RequestResponse',
        body: JSON.stringify(request),
      },
    ]);
  });

  it('asks again when Lambda had no room for the call', async () => {
    answers = [refused(429, 'TooManyRequestsException'), made];
    expect((await maker.make(request)).kmsKeyId).toBe(kmsKeyId);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['threw', '{"errorType":"LimitExceededException"}'],
    ['timed out', '{"errorMessage":"Task timed out after 20.00 seconds"}'],
    ['answered nonsense', 'not json'],
  ])('throws when the function %s, and does not ask again', async (_case, payload) => {
    answers = [failed(payload)];
    const error = await maker.make(request).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ message: 'no key key-2 was made for riverbend', cause: payload });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['nothing', 'null'],
    ['no JSON', 'a key'],
    ['no key', JSON.stringify({ kmsKeyId })],
    ['a key without bytes', JSON.stringify({ kmsKeyId, publicKey: '' })],
    ['a key that is no base64', JSON.stringify({ kmsKeyId, publicKey: '%%' })],
    ['a key without a name', JSON.stringify({ kmsKeyId: '', publicKey: 'AAAA' })],
  ])('throws when it is given %s', async (_case, payload) => {
    answers = [done(payload)];
    await expect(maker.make(request)).rejects.toThrow();
  });

  it.each([
    ['there is no such function', 404, 'ResourceNotFoundException', 1],
    ['the caller may not', 403, 'AccessDeniedException', 1],
    ['there is never room', 429, 'TooManyRequestsException', 3],
  ])('throws when %s', async (_case, status, type, calls) => {
    answers = [refused(status, type)];
    await expect(maker.make(request)).rejects.toThrow();
    expect(asked).toHaveLength(calls);
  });
});
