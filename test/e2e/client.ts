import { createHash } from 'node:crypto';
import { inject } from 'vitest';
import type { RunningServer } from './global-setup.ts';

export type Role = keyof RunningServer['tokens'] | 'nobody';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Answers are asserted on value by value.
  readonly body: { readonly [member: string]: never } & Record<string, unknown>;
  readonly text: string;
}

export const server = inject('server');

/** One request as one of the people. A body that is text or bytes goes out as it is. */
export async function call(
  as: Role,
  route: `${string} ${string}`,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(path.startsWith('http') ? path : server.url + path, {
    method,
    headers: {
      ...(as !== 'nobody' && { authorization: `Bearer ${server.tokens[as]}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && {
      body: typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
    }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : {},
  };
}

/** As {@link call}, for steps on the way: fails unless the answer has this status. */
export async function must(status: number, ...request: Parameters<typeof call>): Promise<Answer> {
  const answer = await call(...request);
  if (answer.status !== status)
    throw new Error(`${request[1]} as ${request[0]}: ${answer.status} ${answer.text}`);
  return answer;
}

export const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
