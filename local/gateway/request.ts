import type { IncomingMessage } from 'node:http';

/** The parts of a request target. */
export interface Target {
  /** Decoded: an HTTP API decodes the path before it looks for a route, and hands it on like that. */
  path: string;
  /** As sent, without the question mark. */
  query: string;
}

/** Splits and decodes a request target; `undefined` if it is malformed. */
export function parseTarget(url: string): Target | undefined {
  const [rawPath = '', query = ''] = url.replace(/^https?:\/\/[^/?]*/i, '').split(/\?(.*)/s, 2);
  try {
    const path = decodeURIComponent(rawPath === '' ? '/' : rawPath);
    return path.startsWith('/') ? { path, query } : undefined;
  } catch {
    return undefined;
  }
}

/** What API Gateway knows of a request beside what the client sent. */
export interface RequestFacts {
  accountId: string;
  apiId: string;
  requestId: string;
  routeKey: string;
  pathParameters: Record<string, string>;
  jwt: { claims: Record<string, string>; scopes: string[] | null } | undefined;
  receivedAt: Date;
}

// Found out against AWS: every other type, and a body without a type, arrives in base64, forms and application/*+json included.
const TEXT_TYPE = /^(text\/.*|application\/(json|javascript|xml))$/i;

/** The event that a function gets for a request: payload format 2.0. */
export function toEvent(request: IncomingMessage, target: Target, body: Buffer, facts: RequestFacts): object {
  const { apiId, accountId, requestId, routeKey, pathParameters, jwt, receivedAt } = facts;
  const { cookie: _, ...headers } = joinHeaders(request);
  const cookies = request.headersDistinct.cookie?.flatMap((value) => value.split(/; */));
  const query = joinQuery(target.query);
  const method = request.method ?? 'GET';
  const sourceIp = request.socket.remoteAddress ?? '';
  const domainName = headers.host ?? '';
  const isText = TEXT_TYPE.test(headers['content-type']?.split(';')[0]?.trim() ?? '');

  return {
    version: '2.0',
    routeKey,
    rawPath: target.path,
    rawQueryString: target.query,
    ...(cookies && { cookies }),
    headers: {
      ...headers,
      'x-amzn-trace-id': `Root=1-${epochSeconds(receivedAt).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`,
      'x-forwarded-for': [headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', '),
      'x-forwarded-port': String(request.socket.localPort),
      'x-forwarded-proto': 'http',
    },
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId,
      apiId,
      ...(jwt && { authorizer: { jwt } }),
      domainName,
      domainPrefix: domainName.split('.')[0],
      http: {
        method,
        path: target.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: commonLogTime(receivedAt),
      timeEpoch: receivedAt.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function joinHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(',')]),
  );
}

function joinQuery(query: string): Record<string, string> | undefined {
  if (query === '') return undefined;
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

const epochSeconds = (date: Date) => Math.floor(date.getTime() / 1000);

/** As in web server logs: `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
