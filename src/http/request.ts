import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import * as z from 'zod/mini';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Operation, OperationRequest, SentFile } from './operation.ts';
import { fieldErrors } from './problem.ts';

export type HttpEvent = APIGatewayProxyEventV2;

/** Largest JSON body in bytes where an operation sets no other limit. */
const defaultMaxBody = 256 * 1024;

/** Who calls, from the claims that the authoriser verified. @throws DomainError `unauthenticated` */
export type ReadCaller = (claims: Readonly<Record<string, unknown>> | undefined) => Caller;

/** Checks every part of an event against its operation. @throws DomainError naming the part at fault */
export function parseRequest<O extends Operation>(
  operation: O,
  event: HttpEvent,
  readCaller: ReadCaller,
): OperationRequest<O> {
  const caller = operation.public ? undefined : readCaller(claimsOf(event));
  const path = parsePath(operation.path, event);
  const query = parseQuery(operation.query, event);
  const ifMatch = operation.ifMatch ? parseIfMatch(event.headers['if-match']) : undefined;
  const idempotencyKey = operation.idempotencyKey && parseIdempotencyKey(event.headers['idempotency-key']);
  const file = readFile(operation, event);
  return {
    caller,
    path,
    query,
    ifMatch,
    idempotencyKey,
    body: file ? undefined : operation.body && parseWith(operation.body, readJson(event, operation), ''),
    file,
    wantsHtml: prefersHtml(event.headers.accept),
    accept: event.headers.accept,
    acceptLanguage: event.headers['accept-language'],
    method: event.requestContext.http.method,
    rawPath: event.rawPath,
  } as OperationRequest<O>;
}

function claimsOf(event: HttpEvent): Record<string, unknown> | undefined {
  const context = event.requestContext as APIGatewayProxyEventV2WithJWTAuthorizer['requestContext'];
  return context.authorizer?.jwt?.claims;
}

/** An id that cannot exist is an address that does not exist. */
function parsePath(schema: z.core.$ZodObject | undefined, event: HttpEvent): unknown {
  if (!schema) return undefined;
  const parsed = z.safeParse(schema, event.pathParameters ?? {});
  if (!parsed.success) throw new DomainError('not-found', 'There is nothing at this address.');
  return parsed.data;
}

function parseQuery(schema: z.core.$ZodObject | undefined, event: HttpEvent): unknown {
  return schema && parseWith(schema, event.queryStringParameters ?? {}, 'query');
}

function parseWith(schema: z.core.$ZodType, value: unknown, root: string): unknown {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  throw new DomainError(
    'invalid-request',
    'Some fields are not as they should be.',
    fieldErrors(parsed.error, root),
  );
}

function parseIfMatch(header: string | undefined): number {
  if (header === undefined)
    throw new DomainError('precondition-required', 'Send If-Match with the ETag that you have read.', [
      { field: 'If-Match', message: 'is required' },
    ]);
  const revision = /^"([1-9]\d{0,9})"$/.exec(header.trim())?.[1];
  if (revision === undefined)
    throw new DomainError('precondition-failed', 'The ETag in If-Match is not the current one.', [
      { field: 'If-Match', message: 'must be the ETag of the answer that you have read' },
    ]);
  return Number(revision);
}

/** Any text of visible ASCII, taken as it is. */
function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || /^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw new DomainError('invalid-request', 'The Idempotency-Key is not as it should be.', [
    { field: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' },
  ]);
}

/** @throws DomainError `unsupported-media-type` where a file is the only thing that can be sent, and it is none of these */
function readFile({ files, body }: Operation, event: HttpEvent): SentFile | undefined {
  const mediaType = mediaTypeOf(event);
  if (!files?.types.some((type) => type === mediaType)) {
    if (files && !body) throw unsupported(files.types);
    return undefined;
  }
  return { mediaType, bytes: readBytes(event, files.maxBytes) };
}

function readJson(event: HttpEvent, { maxBody = defaultMaxBody, files }: Operation): unknown {
  if (!/^application\/(?:[a-z0-9.+-]+\+json|json|vc)$/.test(mediaTypeOf(event)))
    throw unsupported(['application/json', ...(files?.types ?? [])]);
  const bytes = readBytes(event, maxBody);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new DomainError('invalid-request', 'The body is not JSON.', [
      { field: '', message: 'must be JSON in UTF-8' },
    ]);
  }
}

function unsupported(types: readonly string[]): DomainError {
  const either = types.join(', ');
  return new DomainError('unsupported-media-type', `Send the body as ${either}.`, [
    { field: 'Content-Type', message: `must be ${either}` },
  ]);
}

function mediaTypeOf(event: HttpEvent): string {
  return event.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
}

/** @throws DomainError `payload-too-large` */
function readBytes(event: HttpEvent, maxBytes: number): Buffer {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > maxBytes)
    throw new DomainError('payload-too-large', `The body may be ${maxBytes} bytes at most.`);
  return bytes;
}

/** Content negotiation (RFC 9110, section 12.5.1) between the two forms that we have: data, unless HTML weighs more. */
export function prefersHtml(accept: string | undefined): boolean {
  const weigh = (...types: string[]) =>
    Math.max(
      0,
      ...types.map((type) => weightOf(type, accept ?? '')).filter((weight) => !Number.isNaN(weight)),
    );
  return (
    weigh('text/html', 'application/xhtml+xml') >
    weigh('application/vc+ld+json', 'application/vc', 'application/json', 'application/ld+json', '*/*')
  );
}

/** The one of these types that weighs most (RFC 9110, section 12.5.1); the first of them where it makes no difference. */
export function preferredType<const T extends string>(
  accept: string | undefined,
  types: readonly [T, ...T[]],
): T {
  const weigh = (type: string) => {
    const ranges = [type, `${type.split('/')[0]}/*`, '*/*'];
    const named = ranges.find((range) => isNamed(range, accept ?? ''));
    const weight = named === undefined ? 0 : weightOf(named, accept ?? '');
    return Number.isNaN(weight) ? 0 : weight;
  };
  return types.reduce((best, type) => (weigh(type) > weigh(best) ? type : best));
}

function isNamed(range: string, accept: string): boolean {
  return accept.split(',').some((part) => part.split(';')[0]?.trim().toLowerCase() === range);
}

function weightOf(type: string, accept: string): number {
  const range = accept
    .split(',')
    .map((part) => part.split(';').map((piece) => piece.trim().toLowerCase()))
    .find(([name]) => name === type);
  if (!range) return 0;
  const q = range.find((piece) => piece.startsWith('q='));
  return q ? Number(q.slice(2)) : 1;
}
