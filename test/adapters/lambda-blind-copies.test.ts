import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lambdaBlindCopies } from '../../src/adapters/lambda-blind-copies.ts';
import { outcome } from './outcome.ts';
import { aFile, aSubmission } from './samples.ts';

type Asked = { readonly id: string; readonly sha256: string };

/** What the function answers to what it is asked, and how many it was asked at once. */
let answer: (asked: Asked, response: ServerResponse) => unknown;
let asked: Asked[];
let most: number;
let client: LambdaClient;
let running = 0;

const server = createServer(async (incoming: IncomingMessage, response) => {
  running += 1;
  most = Math.max(most, running);
  response.on('close', () => {
    running -= 1;
  });
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const event = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Asked;
  asked.push(event);
  await answer(event, response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new LambdaClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
beforeEach(() => {
  asked = [];
  most = 0;
});
afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const submission = aSubmission();
const items = (count: number) =>
  Array.from({ length: count }, () => aFile({ id: ulid(), objectVersion: 'v1' }));
const copies = (wait = 5000) => lambdaBlindCopies({ functionName: 'assay-blinder', client, wait });
const copyOf = ({ id }: { id: string }) => ({
  objectVersion: `copy of ${id}`,
  sha256: 'c'.repeat(64),
  size: 3,
});
const made = (event: Asked, response: ServerResponse) =>
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ copy: copyOf(event) }));
const refused = (reason: string) => (_: Asked, response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ refused: reason }));
const failed = (payload: string) => (_: Asked, response: ServerResponse) =>
  response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end(payload);

describe('asking for blind copies', () => {
  it('says which files, and gives the copies in their order, a few at once', async () => {
    answer = async (event, response) => {
      await pause(event.id.endsWith('0') ? 160 : 120);
      made(event, response);
    };
    const all = items(8);
    expect(await copies().make(submission, all)).toEqual(all.map(copyOf));
    expect(most).toBe(3);
    expect(asked[0]).toEqual({
      issuerId: submission.issuerId,
      submissionId: submission.id,
      id: all[0]?.id,
      objectVersion: 'v1',
      mediaType: all[0]?.mediaType,
      sha256: all[0]?.sha256,
    });
  });

  it('names every file of which there can be none', async () => {
    const [first, ...others] = items(3);
    answer = (event, response) =>
      event.id === first?.id ? made(event, response) : refused('it is broken')(event, response);
    await expect(copies().make(submission, [...(first ? [first] : []), ...others])).rejects.toMatchObject({
      code: 'evidence-unreadable',
      errors: others.map(({ id }) => ({ field: `/evidence/${id}`, message: 'it is broken' })),
    });
  });

  it('says that it takes longer than somebody waits', async () => {
    answer = async (event, response) => {
      await pause(400);
      made(event, response);
    };
    expect(await outcome(copies(100).make(submission, items(2)))).toBe('evidence-being-checked');
  });

  it.each([
    '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 1 Error: Task timed out after 60.00 seconds"}',
    '{"errorMessage":"2026-11-27T00:00:00.000Z 1 Task timed out after 60.00 seconds"}',
    '{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited with error: signal: killed"}',
  ])('refuses a file that was too much: %s', async (payload) => {
    answer = failed(payload);
    expect(await outcome(copies().make(submission, items(1)))).toBe('evidence-unreadable');
  });

  it.each([
    ['failed', failed('{"errorType":"AccessDenied"}')],
    ['answers nonsense', (_: Asked, response: ServerResponse) => response.writeHead(200).end('{"copy":{}}')],
  ])('throws when the function %s', async (_, says) => {
    answer = says;
    await expect(copies().make(submission, items(1))).rejects.not.toMatchObject({ name: 'DomainError' });
  });
});
