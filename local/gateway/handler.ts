import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationResult } from '../lambda/instance.ts';
import { readBody } from '../read-body.ts';
import { ACCOUNT } from '../template/physical.ts';
import { accessLogLine, type LogFacts } from './access-log.ts';
import { type Answer, gatewayAnswer, toAnswer } from './answer.ts';
import { preflightAnswer, withCors } from './cors.ts';
import type { ApiDefinition, Route } from './definition.ts';
import { type Authorization, createAuthorize } from './jwt.ts';
import { parseTarget, type Target, toEvent } from './request.ts';
import { createRouter } from './router.ts';
import { createThrottle } from './throttle.ts';

const MAX_BODY = 10 * 1024 * 1024;
const MAX_EVENT = 6 * 1024 * 1024;
// They belong to one connection, or are worked out from the body.
const NOT_PASSED_ON = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** What the gateway needs beside the definition of the API. */
export interface GatewayOptions {
  api: ApiDefinition;
  invoke(functionArn: string, payload: string, signal: AbortSignal): Promise<InvocationResult>;
  /** A line for the person at the terminal: something failed that the client is not told about, in this function if any. */
  report(line: string, functionArn?: string): void;
  accessLog(line: string): void;
}

/** Serves an HTTP API as API Gateway does. */
export function createGateway({ api, invoke, report, accessLog }: GatewayOptions) {
  const route = createRouter(api.routes);
  const throttles = new Map(api.routes.map(({ key, limit }) => [key, createThrottle(limit)]));
  const authorize = createAuthorize();

  const answerWith = async (request: IncomingMessage, facts: LogFacts): Promise<Answer> => {
    const body = await readBody(request, MAX_BODY);
    const target = parseTarget(request.url ?? '/');
    if (body === undefined) return gatewayAnswer(413, [], TOO_LARGE);
    if (target === undefined) return gatewayAnswer(400);
    facts.path = target.path;

    const match = route(request.method ?? 'GET', target.path);
    if (match === undefined) return gatewayAnswer(404);
    facts.routeKey = match.route.key;
    if (!throttles.get(match.route.key)?.()) return gatewayAnswer(429);
    const authorization = await authorizeFor(match.route, request, facts);
    if (authorization?.ok === false) {
      facts['authorizer.error'] = authorization.challenge.replaceAll('"', "'");
      return gatewayAnswer(authorization.status, [['www-authenticate', authorization.challenge]]);
    }
    const event = toEvent(request, target, body, {
      accountId: ACCOUNT,
      apiId: api.apiId,
      requestId: String(facts.requestId),
      routeKey: match.route.key,
      pathParameters: match.pathParameters,
      jwt: authorization?.jwt,
      receivedAt: new Date(Number(facts.requestTimeEpoch)),
    });
    return integrate(match.route, event, target, facts);
  };

  const authorizeFor = async (
    matched: Route,
    request: IncomingMessage,
    facts: LogFacts,
  ): Promise<Authorization | undefined> => {
    if (matched.authorizer === undefined) return undefined;
    try {
      return await authorize(matched, request.headers.authorization);
    } catch (error) {
      facts['authorizer.error'] = (error as Error).message;
      report(`the keys of ${matched.authorizer.issuer} cannot be read: ${(error as Error).message}`);
      return { ok: false, status: 401, challenge: 'Bearer error="invalid_token"' };
    }
  };

  const integrate = async (
    matched: Route,
    event: object,
    target: Target,
    facts: LogFacts,
  ): Promise<Answer> => {
    const payload = JSON.stringify(event);
    if (Buffer.byteLength(payload) > MAX_EVENT) return gatewayAnswer(413, [], TOO_LARGE);
    // Encoded again: a decoded path could write to the terminal what it likes.
    const what = `${matched.key} (${encodeURI(target.path)})`;
    if (!matched.permitted) {
      facts.integrationStatus = 403;
      facts.integrationErrorMessage = 'no permission to call the function';
      report(`${what}: no permission in the template lets this route call its function`);
      return gatewayAnswer(500);
    }
    const signal = AbortSignal.timeout(matched.timeoutMs);
    const outOfTime = new Promise<InvocationResult>((resolve) => {
      signal.addEventListener('abort', () => resolve({ payload: 'null', failure: 'timeout' }));
    });
    const result = await Promise.race([invoke(matched.functionArn, payload, signal), outOfTime]);
    facts.integrationStatus = result.failure === undefined ? 200 : 500;
    const answer = result.failure === undefined ? toAnswer(result.payload) : undefined;
    if (answer !== undefined) return answer;
    facts.integrationErrorMessage = result.failure ?? 'malformed result';
    report(
      `${what}: the function ${result.failure === 'timeout' ? 'ran out of time' : 'failed'}`,
      matched.functionArn,
    );
    return gatewayAnswer(result.failure === 'timeout' ? 503 : 500);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = Date.now();
    const facts: LogFacts = {
      requestId: randomUUID(),
      requestTimeEpoch: received,
      httpMethod: request.method,
      protocol: `HTTP/${request.httpVersion}`,
    };
    const answer =
      (api.cors && preflightAnswer(api.cors, request)) ??
      withCors(api.cors, request.headers.origin, await answerWith(request, facts));
    send(response, request.method, answer, String(facts.requestId));
    facts.status = response.statusCode;
    facts.responseLatency = Date.now() - received;
    if (api.accessLogFormat !== undefined) accessLog(accessLogLine(api.accessLogFormat, facts));
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: Error) => {
      // A client that went away needs no answer.
      if (request.destroyed && !request.complete) return;
      report(`${request.method} ${request.url}: ${error.stack ?? error.message}`);
      if (!response.headersSent) response.writeHead(500).end();
    });
  };
}

const TOO_LARGE = 'Request Entity Too Large';

function send(response: ServerResponse, method: string | undefined, answer: Answer, requestId: string): void {
  try {
    for (const [name, value] of answer.headers) {
      if (!NOT_PASSED_ON.has(name)) response.setHeader(name, value);
    }
  } catch {
    // A header that HTTP does not allow is a fault of the function, and nothing of its answer is used.
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    send(response, method, gatewayAnswer(500), requestId);
    return;
  }
  response.statusCode = answer.status;
  response.setHeader('apigw-requestid', requestId);
  const bodyless = answer.status === 204 || answer.status === 304;
  if (!bodyless) response.setHeader('content-length', answer.body.length);
  response.end(bodyless || method === 'HEAD' ? undefined : answer.body);
}
