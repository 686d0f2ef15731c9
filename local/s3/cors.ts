import type { IncomingMessage, ServerResponse } from 'node:http';
import { S3Error } from './error.ts';

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;
const EXPOSED =
  'ETag, Location, x-amz-version-id, x-amz-request-id, x-amz-checksum-sha256, x-amz-checksum-type';

/** Lets pages on this machine read the answers, whatever their port: their origin is the one thing that differs from a bucket's rules. */
export function allowLoopbackOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  response.setHeader('vary', 'Origin');
  if (origin === undefined || !LOOPBACK.test(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED);
}

/** Answers a browser's preflight request; refuses an origin elsewhere. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  if (!LOOPBACK.test(request.headers.origin ?? '')) {
    throw new S3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  }
  const headers = request.headers['access-control-request-headers'];
  response
    .writeHead(200, {
      'access-control-allow-methods': 'GET, HEAD, PUT, POST, DELETE',
      ...(headers === undefined ? {} : { 'access-control-allow-headers': headers }),
      'access-control-max-age': '3000',
    })
    .end();
}
