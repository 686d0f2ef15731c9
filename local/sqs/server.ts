import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalPart, serve } from '../part.ts';
import { readBody } from '../read-body.ts';
import { type Credentials, type Expected, SignatureRefused, verifyRequest } from '../sigv4.ts';
import { commonError, SqsError, unsupported } from './error.ts';
import { operations } from './operations.ts';
import type { Queues } from './queues.ts';

// What a batch of the largest size becomes when every character of it is escaped.
const MAX_REQUEST_BYTES = 8 * 1024 * 1024;

/**
 * Speaks the JSON protocol of SQS (Signature Version 4) on 127.0.0.1, as the SDK does: sending, receiving with waits, deleting and
 * hiding messages of standard queues, with AWS's own error codes. Queues come from the template; there is no call to make one.
 */
export async function startSqs(options: {
  /** Asked at each call: the addresses of the queues are needed before there are queues. */
  queues: () => Queues;
  port?: number;
  credentials: Credentials;
  region: string;
}): Promise<LocalPart> {
  const { credentials, region } = options;
  const expected: Expected = { credentials, region, service: 'sqs', now: () => new Date() };

  const answer = async (request: IncomingMessage, signal: AbortSignal): Promise<object> => {
    const { operation, input } = await readCall(request, expected);
    return operation({ queues: options.queues(), origin: part.url, signal }, input);
  };

  const part = await serve(async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      send(response, 200, await answer(request, gone.signal));
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      response.setHeader('x-amzn-query-error', `${error.code};Sender`);
      send(response, error.status, { __type: error.type, message: error.message });
    }
  }, options.port);
  return part;
}

async function readCall(request: IncomingMessage, expected: Expected) {
  const body = await readBody(request, MAX_REQUEST_BYTES);
  if (body === undefined)
    throw commonError(
      'RequestEntityTooLargeException',
      'RequestEntityTooLarge',
      'The request is too large.',
      413,
    );
  authenticate(request, body, expected);
  const name = /^AmazonSQS\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1];
  if (request.method !== 'POST' || name === undefined)
    throw commonError('UnknownOperationException', 'InvalidAction', 'The action is not valid.');
  const operation = Object.entries(operations).find(([known]) => known === name)?.[1];
  if (operation === undefined) throw unsupported(`the operation ${name}`);
  try {
    return { operation, input: JSON.parse(body.toString('utf8')) as unknown };
  } catch {
    throw commonError('SerializationException', 'MalformedInput', 'The request is not JSON.');
  }
}

function authenticate(request: IncomingMessage, body: Buffer, expected: Expected): void {
  try {
    verifyRequest(request, createHash('sha256').update(body).digest('hex'), expected);
  } catch (error) {
    if (error instanceof URIError)
      throw commonError('IncompleteSignatureException', 'IncompleteSignature', error.message);
    if (!(error instanceof SignatureRefused)) throw error;
    switch (error.reason) {
      case 'absent':
        throw commonError(
          'MissingAuthenticationTokenException',
          'AccessDenied',
          'The request is not signed.',
          403,
        );
      case 'malformed':
        throw commonError('IncompleteSignatureException', 'IncompleteSignature', error.message);
      case 'unknown-key':
        throw commonError(
          'UnrecognizedClientException',
          'InvalidClientTokenId',
          'The security token included in the request is invalid.',
          403,
        );
      default:
        throw commonError('InvalidSignatureException', 'SignatureDoesNotMatch', error.message, 403);
    }
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() })
    .end(JSON.stringify(body));
}
