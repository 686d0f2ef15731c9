import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { DomainError } from '../domain/domain-error.ts';
import type { FunctionName } from '../env.ts';
import { Logger } from '../logger.ts';
import { wantedLanguages } from './accept-language.ts';
import type { AnswerShape, BytesReply, Contract, Implementations, TextReply } from './operation.ts';
import {
  internalProblem,
  MethodNotAllowed,
  type Problem,
  problemMediaType,
  problemOf,
  retryAfter,
} from './problem.ts';
import { type HttpEvent, parseRequest, prefersHtml, type ReadCaller } from './request.ts';

type Result = APIGatewayProxyStructuredResultV2;
type Headers = Readonly<Record<string, string>>;
type AnyReply =
  | TextReply<number>
  | BytesReply<number>
  | { status: number; body?: unknown; headers?: Headers };

/** What no answer goes without: nothing is sniffed, framed, cached or sent on unless an answer says so. */
const safeHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  vary: 'Accept',
};

/** What an API is made of. */
export interface Api<C extends Contract> {
  readonly area: FunctionName;
  readonly contract: C;
  readonly publicUrl: string;
  readonly logger?: Logger;
  /** A refusal as a page, for a caller who would rather read one; without it, everyone gets the problem detail. */
  readonly problemPage?: (
    problem: Problem,
    languages: readonly string[],
  ) => TextReply<number> | Promise<TextReply<number>>;
}

/**
 * The one way from an HTTP event to an answer: check the request against its operation, run it, check the answer. A
 * refusal becomes a problem detail; anything else a bare 500, with the cause in the log.
 */
export function answering<C extends Contract>(
  { area, contract, publicUrl, logger = new Logger({ serviceName: area }), problemPage }: Api<C>,
  implementations: Implementations<NoInfer<C>>,
  readCaller: ReadCaller,
) {
  const operations = new Map(Object.entries(contract));
  return middy<HttpEvent, Result>()
    .use({
      after: ({ event, response }) => log(logger, event, response?.statusCode ?? 200),
      onError: async (request) => {
        const { event, error } = request;
        const { requestId } = event.requestContext;
        const refused = error instanceof DomainError;
        const problem = refused ? problemOf(error, publicUrl, requestId) : internalProblem(requestId);
        log(logger, event, problem.status, refused ? error.code : causeOf(error));
        request.response = withHeaders(
          problemPage && prefersHtml(event.headers.accept)
            ? rawResult(await problemPage(problem, languagesOf(event)))
            : problemResult(problem),
          problem,
          error,
        );
      },
    })
    .handler(async (event) => {
      const { routeKey } = event;
      const operation = operations.get(routeKey);
      if (!operation) throw new Error(`no operation for route ${routeKey}`);
      const reply: AnyReply = await implementations[routeKey as keyof C](
        parseRequest(operation, event, readCaller) as never,
      );
      if ('text' in reply || 'bytes' in reply) return rawResult(reply);
      const shape = operation.answers[reply.status];
      if (!shape) throw new Error(`${routeKey} answered ${reply.status}, which it does not document`);
      return dataResult(reply, shape);
    });
}

function dataResult(
  reply: { status: number; body?: unknown; headers?: Headers },
  shape: AnswerShape,
): Result {
  const headers = { ...safeHeaders, ...reply.headers };
  if (!shape.body) return { statusCode: reply.status, headers };
  return {
    statusCode: reply.status,
    headers: { 'content-type': shape.mediaType ?? 'application/json', ...headers },
    body: JSON.stringify(z.parse(shape.body, reply.body)),
  };
}

function rawResult(reply: TextReply<number> | BytesReply<number>): Result {
  const { status, mediaType, headers } = reply;
  const result = { statusCode: status, headers: { 'content-type': mediaType, ...safeHeaders, ...headers } };
  if ('text' in reply) return { ...result, body: reply.text };
  return { ...result, body: Buffer.from(reply.bytes).toString('base64'), isBase64Encoded: true };
}

function problemResult(problem: Problem): Result {
  return {
    statusCode: problem.status,
    headers: { 'content-type': problemMediaType, ...safeHeaders },
    body: JSON.stringify(problem),
  };
}

/** What a refusal says to programs beside its body, whatever form that has. */
function withHeaders(result: Result, problem: Problem, error: unknown): Result {
  const wait = error instanceof DomainError ? retryAfter[error.code] : undefined;
  return {
    ...result,
    headers: {
      ...result.headers,
      ...(error instanceof MethodNotAllowed && { allow: error.allowed.join(', ') }),
      ...(problem.status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(wait !== undefined && { 'retry-after': String(wait) }),
    },
  };
}

/** The languages that a reader wants, best first. */
function languagesOf({ queryStringParameters, headers }: HttpEvent): string[] {
  return wantedLanguages(queryStringParameters?.lang, headers['accept-language']);
}

/** One line a request, with ids and codes alone: no claim, body, address or query ever reaches a log. */
function log(logger: Logger, event: HttpEvent, status: number, failure?: unknown): void {
  const line = { requestId: event.requestContext.requestId, route: event.routeKey, status };
  if (failure === undefined) logger.info('answered', line);
  else if (typeof failure === 'string') logger.info('refused', { ...line, code: failure });
  else logger.error('failed', { ...line, failure });
}

/**
 * The error's type and where it arose. Its message may quote what a person wrote, so it stays out; that of an AWS service
 * speaks of resources and permissions, and is what an operator needs.
 */
function causeOf(error: unknown, depth = 1): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const service = '$fault' in error && { message: error.message };
  return {
    name: error.name,
    ...service,
    stack: framesOf(error),
    ...(error.cause instanceof Error && depth < 5 && { cause: causeOf(error.cause, depth + 1) }),
  };
}

/** Where an error arose, nearest first. A message may hold lines that look like frames, so only what follows it counts. */
function framesOf({ stack, message }: Error): string[] | undefined {
  const start = typeof stack === 'string' ? stack.indexOf(message) : -1;
  if (!stack || start < 0) return undefined;
  return stack
    .slice(start + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8);
}
