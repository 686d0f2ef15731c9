import * as z from 'zod';

/** One HTTP request. Without `method` it is a GET, or a POST when there is something to send. */
export interface Message {
  method?: string;
  token?: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as a form: `application/x-www-form-urlencoded` or multipart, by its kind. */
  form?: URLSearchParams | FormData;
  timeoutMs?: number;
}

/** What came back. `body` is the JSON of a JSON answer, and the text of any other. */
export interface Answer {
  /** Method and address without its query, for messages. */
  request: string;
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  body: unknown;
}

/** Nothing came back: no server, no connection, or not in time. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** An answer that is not the one that was expected; the message tells what it says of itself. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly answer: Answer;

  constructor(answer: Answer, problem = describe(answer)) {
    super(problem);
    this.answer = answer;
  }
}

/** Makes one request, once. @throws NoAnswerError */
export async function exchange(url: string, message: Message = {}): Promise<Answer> {
  const { token, json, form, timeoutMs = 10_000 } = message;
  const hasBody = json !== undefined || form !== undefined;
  const method = message.method ?? (hasBody ? 'POST' : 'GET');
  const request = `${method} ${url.split('?')[0]}`;
  try {
    const response = await fetch(url, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...message.headers,
      },
      body: json === undefined ? (form ?? null) : JSON.stringify(json),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      request,
      status: response.status,
      headers: response.headers,
      bytes,
      body: bodyOf(response, bytes),
    };
  } catch (cause) {
    throw new NoAnswerError(`${request} got no answer: ${reasonOf(cause, timeoutMs)}`, { cause });
  }
}

function bodyOf(response: Response, bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes);
  if (!/[/+]json\b/.test(response.headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing within ${timeoutMs / 1000} s`;
  // fetch says only "fetch failed"; why is in its cause, which has no message when several addresses were tried.
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.message || cause?.code || error.message;
}

const problem = z.object({
  title: z.string(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).default([]),
});

/** The problem detail (RFC 9457) that an answer carries, if it does. */
export function problemOf(answer: Answer): z.infer<typeof problem> | undefined {
  return problem.safeParse(answer.body).data;
}

/** One sentence, or a few lines, on an answer: its problem's title, code and fields where it has one. */
export function describe(answer: Answer): string {
  const start = `${answer.request} answered ${answer.status}`;
  const found = problemOf(answer);
  if (!found) return `${start}: ${String(new TextDecoder().decode(answer.bytes)).slice(0, 500) || 'no body'}`;
  const fields = found.errors.map(({ field, message }) => `\n  ${field || '(body)'} ${message}`);
  return `${start}, ${found.title} (${found.code}). ${found.detail ?? ''}${fields.join('')}`;
}
