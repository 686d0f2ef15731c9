import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lambdaSigningTasks } from '../../src/adapters/lambda-signing-tasks.ts';
import type { SigningTask, SigningTasks } from '../../src/ports.ts';

/** What the Invoke call of the Lambda API answers next, and what it was asked. */
let answers: ((response: ServerResponse) => void)[];
let asked: { path: string; type: string | string[] | undefined; body: string }[];
let tasks: SigningTasks;
let client: LambdaClient;

const server = createServer(async (request: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  asked.push({
    path: request.url ?? '',
    type: request.headers['x-amz-invocation-type'],
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
  tasks = lambdaSigningTasks({ functionName: 'assay-signer', client });
});
beforeEach(() => {
  answers = [done];
  asked = [];
});
afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const done = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('null');
};
const failed = (payload: string) => (response: ServerResponse) => {
  response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end(payload);
};
const refused = (status: number, type: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'x-amzn-errortype': type, 'content-type': 'application/json' });
  response.end(JSON.stringify({ Type: 'User', Message: type }));
};

describe('signing tasks', () => {
  it.each<[SigningTask]>([
    [{ kind: 'credential', credentialId: ulid() }],
    [{ kind: 'status-list', listId: ulid() }],
  ])('hands %j to the signer, once, and waits for it', async (task) => {
    await tasks.run(task);
    expect(asked).toEqual([
      {
        path: '/2015-03-31/functions/assay-signer/invocations',
        type: 'RequestResponse',
        body: JSON.stringify(task),
      },
    ]);
  });

  it.each([
    ['threw', '{"errorType":"LintError","errorMessage":"not signable"}'],
    ['timed out', '{"errorMessage":"Task timed out after 20.00 seconds"}'],
    ['answered nonsense', 'not json'],
    ['said nothing', ''],
  ])('throws when the signer %s, and does not ask again', async (_case, payload) => {
    answers = [failed(payload)];
    const error = await tasks
      .run({ kind: 'credential', credentialId: ulid() })
      .catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ message: 'the signer did not finish the credential task' });
    expect(String((error as Error).cause ?? '')).toBe(payload);
    expect(asked).toHaveLength(1);
  });

  it('asks again when Lambda had no room for the call', async () => {
    answers = [refused(429, 'TooManyRequestsException'), done];
    await tasks.run({ kind: 'status-list', listId: ulid() });
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['there is no such function', 404, 'ResourceNotFoundException', 1],
    ['the caller may not', 403, 'AccessDeniedException', 1],
    ['there is never room', 429, 'TooManyRequestsException', 3],
    ['Lambda is out of order', 500, 'ServiceException', 3],
  ])('throws when %s', async (_case, status, type, calls) => {
    answers = [refused(status, type)];
    await expect(tasks.run({ kind: 'credential', credentialId: ulid() })).rejects.toThrow();
    expect(asked).toHaveLength(calls);
  });
});
