import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalPart, serve } from '../part.ts';
import { readBody } from '../read-body.ts';
import { type Credentials, SignatureRefused, verifyRequest } from '../sigv4.ts';
import type { Fleet } from './fleet.ts';
import { MAX_PAYLOAD } from './runtime-api.ts';

const MAX_EVENT_PAYLOAD = 1024 * 1024;

/**
 * The one call of the Lambda API that functions make, Invoke, for the SDK's client: the types RequestResponse, Event and DryRun, with
 * AWS's own error codes. Requests must be signed with the credentials, so that no web page can invoke a function.
 */
export async function startInvokeApi(options: {
  /** Asked at each call: the functions need the address of this API before they can be made. */
  fleet: () => Fleet;
  credentials: Credentials;
  region: string;
}): Promise<LocalPart> {
  const { credentials, region } = options;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request, MAX_PAYLOAD);
    const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    const name = functionName(request);
    if (name === undefined)
      throw new Refusal(404, 'UnknownOperationException', 'Only Invoke is offered here.');
    const limit = type === 'Event' ? MAX_EVENT_PAYLOAD : MAX_PAYLOAD;
    if (body === undefined || body.length > limit) {
      throw new Refusal(413, 'RequestTooLargeException', `The payload exceeds ${limit} bytes.`);
    }
    checkSigned(request, body, { credentials, region });
    const fleet = options.fleet();
    const definition = fleet.find(name);
    if (definition === undefined)
      throw new Refusal(404, 'ResourceNotFoundException', `Function not found: ${name}`);

    const payload = body.length === 0 ? '{}' : body.toString();
    if (!isJson(payload)) {
      throw new Refusal(400, 'InvalidRequestContentException', 'Could not parse request body into json.');
    }
    if (type === 'DryRun') return void response.writeHead(204).end();
    if (type === 'Event') {
      fleet.send(definition.name, payload);
      return void response.writeHead(202).end();
    }
    if (type !== 'RequestResponse') {
      throw new Refusal(400, 'InvalidParameterValueException', `Unknown invocation type ${type}`);
    }
    const result = await fleet.invoke(definition.name, payload);
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'x-amz-executed-version': '$LATEST',
        ...(result.failure && { 'x-amz-function-error': 'Unhandled' }),
      })
      .end(result.payload);
  };

  return serve((request, response) =>
    answer(request, response).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      response
        .writeHead(error.status, { 'content-type': 'application/json', 'x-amzn-errortype': error.code })
        .end(JSON.stringify({ Type: 'User', Message: error.message }));
    }),
  );
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

function functionName(request: IncomingMessage): string | undefined {
  const [, name] = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(\?|$)/.exec(request.url ?? '') ?? [];
  if (request.method !== 'POST' || name === undefined) return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

function checkSigned(
  request: IncomingMessage,
  body: Buffer,
  { credentials, region }: { credentials: Credentials; region: string },
): void {
  // Services other than S3 sign a path that is escaped twice.
  request.url = request.url?.replace(/^[^?]*/, (path) => path.replaceAll('%', '%25'));
  const hash = createHash('sha256').update(body).digest('hex');
  try {
    verifyRequest(request, hash, { credentials, region, service: 'lambda', now: () => new Date() });
  } catch (error) {
    if (!(error instanceof SignatureRefused)) throw error;
    throw new Refusal(403, 'InvalidSignatureException', error.message);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
