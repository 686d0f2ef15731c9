import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyRequest } from '../../local/sigv4.ts';
import { signedHeaders } from '../../src/adapters/aws-signature.ts';
import { dynamoCalls } from '../../src/adapters/dynamo-calls.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const region = 'eu-west-1';

type Answer = (response: ServerResponse, request: IncomingMessage, body: string) => void;
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A service that gives these answers one after the other, the last one for ever. */
async function service(...answers: readonly Answer[]) {
  const seen: { request: IncomingMessage; body: string }[] = [];
  const connections = new Set<unknown>();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      seen.push({ request, body });
      (answers[seen.length - 1] ?? answers.at(-1))?.(response, request, body);
    });
  });
  server.on('connection', (socket) => connections.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = dynamoCalls({ region, endpoint, credentials }, { mostTries: 4, longest: 150 });
  return { call, seen, connections, endpoint };
}

const good: Answer = (response) => response.writeHead(200).end('{"Item":{"pk":{"S":"ü"}}}');
const refused =
  (status: number, body: string): Answer =>
  (response) =>
    response.writeHead(status).end(body);
const code = (name: string) =>
  JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'In words.' });

describe('a call', () => {
  it('names its operation, and is signed as the service wants it', async () => {
    const { call, seen } = await service(good);
    const input = { TableName: 'assay', Key: { pk: { S: 'ünïcode 𝒜' } } };
    expect(await call('GetItem', input)).toEqual({ Item: { pk: { S: 'ü' } } });
    const [{ request, body }] = seen as [(typeof seen)[number]];
    expect(JSON.parse(body)).toEqual(input);
    expect([request.method, request.url]).toEqual(['POST', '/']);
    expect(request.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
    });
    const hash = createHash('sha256').update(body).digest('hex');
    const expected = { credentials, region, service: 'dynamodb', now: () => new Date() };
    expect(() => verifyRequest(request, hash, expected)).not.toThrow();
    for (const wrong of [
      { ...expected, region: 'eu-west-2' },
      { ...expected, service: 's3' },
      { ...expected, credentials: { ...credentials, secretAccessKey: 'other' } },
    ])
      expect(() => verifyRequest(request, hash, wrong)).toThrow();
    expect(() => verifyRequest(request, hash.replace(/^./, 'x'), expected)).toThrow();
  });

  it('keeps its connection for the next one', async () => {
    const { call, connections } = await service(good);
    for (let time = 0; time < 3; time += 1) await call('GetItem', {});
    expect(connections.size).toBe(1);
  });

  it.each<[what: string, answer: Answer]>([
    ['the service failed', refused(500, code('InternalServerError'))],
    ['something before the service failed', refused(503, '<html>busy</html>')],
    ['it was throttled', refused(400, code('ThrottlingException'))],
    ['the table was busy', refused(400, code('ProvisionedThroughputExceededException'))],
    ['the connection broke', (response) => response.destroy()],
    [
      'the answer broke off',
      (response) => response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
    ],
    ['no answer came', () => {}],
    ['the answer did not end', (response) => response.writeHead(200).write('{')],
  ])('is made again when %s', async (_what, answer) => {
    const { call, seen } = await service(answer, good);
    expect(await call('GetItem', {})).toEqual({ Item: { pk: { S: 'ü' } } });
    expect(seen).toHaveLength(2);
  });

  it('is signed anew each time', async () => {
    const { call, seen } = await service(refused(500, ''), good);
    await call('GetItem', { a: 1 });
    for (const { request, body } of seen)
      expect(() =>
        verifyRequest(request, createHash('sha256').update(body).digest('hex'), {
          credentials,
          region,
          service: 'dynamodb',
          now: () => new Date(),
        }),
      ).not.toThrow();
  });

  it.each([
    ['ValidationException', 400],
    ['AccessDeniedException', 400],
    ['ResourceNotFoundException', 400],
    ['ExpiredTokenException', 400],
  ])('is not made again after %s', async (name, status) => {
    const { call, seen } = await service(refused(status, code(name)));
    await expect(call('GetItem', {})).rejects.toMatchObject({ name, message: 'In words.', $fault: 'client' });
    expect(seen).toHaveLength(1);
  });

  it.each<[what: string, answer: Answer, error: object]>([
    [
      'failures',
      refused(500, code('InternalServerError')),
      { name: 'InternalServerError', $fault: 'server' },
    ],
    ['answers without words', refused(502, ''), { name: 'UnknownError', message: 'DynamoDB answered 502' }],
    ['answers that are no object', refused(500, 'null'), { name: 'UnknownError' }],
    ['silence', () => {}, { message: 'DynamoDB did not answer in time' }],
  ])('gives up after %s', async (_what, answer, error) => {
    const { call, seen } = await service(answer);
    await expect(call('GetItem', {})).rejects.toMatchObject(error);
    expect(seen).toHaveLength(4);
  });

  it('gives up when nobody is there', async () => {
    const { call } = await service(good);
    server?.close();
    await expect(call('GetItem', {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a signature', () => {
  const post = {
    service: 'dynamodb',
    region,
    host: 'dynamodb.eu-west-1.amazonaws.com',
    headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    body: '{}',
  };
  const now = new Date('2026-01-31T12:00:00.123Z');

  it('covers the token of temporary credentials', () => {
    const headers = signedHeaders(post, { ...credentials, sessionToken: 'token' }, now);
    expect(headers).toMatchObject({ 'x-amz-security-token': 'token', 'x-amz-date': '20260131T120000Z' });
    expect(headers.authorization).toContain(
      'Credential=AKIDEXAMPLE/20260131/eu-west-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target, Signature=',
    );
    expect(headers.authorization).not.toBe(
      signedHeaders(post, { ...credentials, sessionToken: 'other' }, now).authorization,
    );
  });

  it.each([
    ['the body', { body: '{ }' }],
    ['the host', { host: 'dynamodb.eu-west-2.amazonaws.com' }],
    ['a header', { headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' } }],
    ['the region', { region: 'eu-west-2' }],
  ])('is another one for another %s', (_what, change) => {
    const one = signedHeaders(post, credentials, now).authorization;
    expect(signedHeaders({ ...post, ...change }, credentials, now).authorization).not.toBe(one);
  });
});
