import { vi } from 'vitest';
import type { HttpEvent } from '../../src/http/request.ts';

/** The parts of a request that a test is about; all else is as API Gateway sends it. */
export interface Asked {
  readonly route: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text. */
  readonly body?: unknown;
  readonly base64?: boolean;
  /** What the authoriser verified; absent on a public route. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
}

/** An event of an HTTP API, payload format 2.0. */
export function httpEvent(asked: Asked): HttpEvent {
  const { route, path, query, headers = {}, body, base64 = false, claims, requestId = 'request-1' } = asked;
  const [method = 'GET', template = '/'] = route.split(' ');
  const rawPath = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => path?.[name] ?? name);
  const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const text = base64 && sent !== undefined ? Buffer.from(sent).toString('base64') : sent;
  return {
    version: '2.0',
    routeKey: route,
    rawPath,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(path && { pathParameters: { ...path } }),
    ...(query && { queryStringParameters: { ...query } }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'assay.example',
      domainPrefix: 'assay',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId,
      routeKey: route,
      stage: '$default',
      time: '01/Mar/2026:09:30:00 +0000',
      timeEpoch: 1772357400000,
      ...(claims && {
        authorizer: { jwt: { claims, scopes: null }, principalId: '', integrationLatency: 0 },
      }),
    },
    ...(text !== undefined && { body: text }),
    isBase64Encoded: base64,
  } as HttpEvent;
}

/** Runs something and returns what it returned and every line that the process wrote meanwhile. */
export async function withOutput<T>(run: () => Promise<T>): Promise<{ result: T; written: string }> {
  let written = '';
  const write = (chunk: unknown) => {
    written += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(write),
    vi.spyOn(process.stderr, 'write').mockImplementation(write),
  ];
  try {
    return { result: await run(), written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
