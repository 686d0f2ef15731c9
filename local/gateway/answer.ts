import { STATUS_CODES } from 'node:http';
import * as z from 'zod';

/** What goes back to the client. */
export interface Answer {
  status: number;
  headers: [name: string, value: string | string[]][];
  body: Buffer;
}

const header = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const structured = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), header).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(header)).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** One of API Gateway's own answers; it never says more than this. */
export function gatewayAnswer(
  status: number,
  headers: Answer['headers'] = [],
  message = STATUS_CODES[status],
): Answer {
  return {
    status,
    headers: [['content-type', 'application/json'], ...headers],
    body: Buffer.from(JSON.stringify({ message })),
  };
}

/**
 * The answer that a function's result means: with a statusCode it says what to send, without one it is the body of a 200. `undefined` if
 * it is neither, which is a fault of the function.
 */
export function toAnswer(payload: string): Answer | undefined {
  const result: unknown = JSON.parse(payload);
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : payload;
    return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(body) };
  }
  const parsed = structured.safeParse(result);
  if (!parsed.success) return undefined;
  const { statusCode, headers, multiValueHeaders, cookies, body, isBase64Encoded } = parsed.data;
  const all = new Map<string, string | string[]>([['content-type', 'text/plain;charset=UTF-8']]);
  for (const [name, value] of Object.entries({ ...headers, ...multiValueHeaders }))
    all.set(name.toLowerCase(), value);
  if (cookies?.length) all.set('set-cookie', cookies);
  return {
    status: statusCode,
    headers: [...all],
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}
