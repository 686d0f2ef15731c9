import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DomainError } from '../../src/domain/domain-error.ts';
import { slug } from '../../src/domain/text.ts';
import { httpApi } from '../../src/http/api.ts';
import { problem } from '../../src/http/contracts/problem.ts';
import { answer, contract } from '../../src/http/operation.ts';
import { problems } from '../../src/http/problem.ts';
import { Logger } from '../../src/logger.ts';
import { type Asked, httpEvent, withOutput } from '../support/http-event.ts';

/** What must be in no log and in no answer that it was not meant for. */
const canaries = {
  name: 'Canaria Nightingale',
  email: 'canary@nightingale.example',
  narrative: 'my private narrative about the canary family',
  token: 'eyJhbGciOiJSUzI1NiJ9.Y2FuYXJ5.c2lnbmF0dXJl',
  subject: 'canary-subject-4711',
} as const;
const claims = { sub: canaries.subject, name: canaries.name, email: canaries.email, email_verified: 'true' };

const tiny = contract({
  'POST /things/{thing}': {
    summary: 'Do a thing',
    path: z.strictObject({ thing: z.string().min(2) }),
    query: z.strictObject({ note: z.string().optional() }),
    body: z.strictObject({ text: z.string() }),
    maxBody: 2000,
    answers: {
      200: { description: 'Done', body: z.object({ id: slug, inner: z.object({ a: z.int() }).optional() }) },
      201: { description: 'Made', body: z.object({ id: slug }), mediaType: 'application/vc+ld+json' },
      204: { description: 'Gone' },
    },
    refusals: [],
  },
});

type Reply = Awaited<ReturnType<Parameters<typeof httpApi<typeof tiny>>[1]['POST /things/{thing}']>>;

const context = { awsRequestId: 'x', functionName: 'f' } as Context;

/** Calls the operation, whose whole work is `run`. @returns the answer and all that was written meanwhile */
async function call(run: (body: { text: string }) => unknown, asked: Partial<Asked> = {}) {
  const { result, written } = await withOutput(async () => {
    const handler = httpApi(
      {
        area: 'submit',
        contract: tiny,
        publicUrl: 'https://assay.example',
        logger: new Logger({ serviceName: 'submit' }),
      },
      { 'POST /things/{thing}': async ({ body }) => run(body) as Reply },
    );
    const event = httpEvent({
      route: 'POST /things/{thing}',
      path: { thing: canaries.subject },
      query: { note: canaries.narrative },
      headers: {
        authorization: `Bearer ${canaries.token}`,
        cookie: canaries.token,
        'user-agent': canaries.name,
      },
      body: { text: canaries.narrative },
      claims,
      ...asked,
    });
    const answered = handler(event, context) as Promise<APIGatewayProxyStructuredResultV2>;
    return answered.catch(() => {
      throw new Error('the handler answered nothing');
    });
  });
  const lines = written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { ...result, text: result.body ?? '', written, lines };
}

const parsed = (text: string) => JSON.parse(text) as Record<string, unknown>;
const fail = (error: unknown) => () => {
  throw error;
};

const safeHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  vary: 'Accept',
};

describe('an answer', () => {
  it('is the documented data, as JSON', async () => {
    const { statusCode, headers, text } = await call(() => answer(200, { id: 'ab', inner: { a: 1 } }));
    expect(statusCode).toBe(200);
    expect(parsed(text)).toEqual({ id: 'ab', inner: { a: 1 } });
    expect(headers).toEqual({
      ...safeHeaders,
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
  });

  it('has the media type that is documented, and headers of its own', async () => {
    const made = await call(() =>
      answer(201, { id: 'ab' }, { location: '/things/ab', 'cache-control': 'public' }),
    );
    expect(made.headers).toEqual({
      ...safeHeaders,
      'content-type': 'application/vc+ld+json',
      'cache-control': 'public',
      location: '/things/ab',
    });
  });

  it('may have no body', async () => {
    const gone = await call(() => answer(204, undefined));
    expect([gone.statusCode, gone.body]).toEqual([204, undefined]);
    expect(gone.headers).toEqual({ ...safeHeaders, 'cache-control': 'no-store' });
  });

  it('may be text that goes out exactly as it is', async () => {
    const text = '{ "b":1, "a" : "\\u00e9" }\n';
    const page = await call(() => ({
      status: 200,
      text,
      mediaType: 'text/html; charset=utf-8',
      headers: { 'x-own': '1' },
    }));
    expect(page.text).toBe(text);
    expect(page.headers).toEqual({
      ...safeHeaders,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-own': '1',
    });
  });

  it('never holds what is not documented', async () => {
    const { text } = await call(() =>
      answer(200, { id: 'ab', learner: canaries.name, inner: { a: 1, email: canaries.email } }),
    );
    expect(parsed(text)).toEqual({ id: 'ab', inner: { a: 1 } });
  });

  it('is logged in one line of ids', async () => {
    const { lines } = await call(() => answer(200, { id: 'ab' }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'INFO',
      message: 'answered',
      service: 'submit',
      requestId: 'request-1',
      route: 'POST /things/{thing}',
      status: 200,
    });
  });
});

describe('a refusal', () => {
  const refused = () =>
    call(
      fail(
        new DomainError('level-not-reached', 'Not yet.', [{ field: '/scores/goals', message: 'is below' }]),
      ),
    );

  it('is a problem detail', async () => {
    const { statusCode, headers, text } = await refused();
    expect(statusCode).toBe(422);
    expect(headers).toEqual({
      ...safeHeaders,
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect(parsed(text)).toEqual({
      type: 'https://assay.example/docs#level-not-reached',
      title: 'A required level is not reached',
      status: 422,
      code: 'level-not-reached',
      detail: 'Not yet.',
      instance: 'urn:request:request-1',
      errors: [{ field: '/scores/goals', message: 'is below' }],
    });
  });

  it('is logged by its code, without its fields', async () => {
    const { lines } = await refused();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'INFO',
      message: 'refused',
      code: 'level-not-reached',
      status: 422,
    });
    expect(JSON.stringify(lines)).not.toContain('goals');
  });

  it.each(Object.entries(problems))('%s has its status', async (code, { status }) => {
    const { statusCode, text } = await call(
      fail(new DomainError(code as keyof typeof problems, 'In words.')),
    );
    expect([statusCode, parsed(text).status, parsed(text).code]).toEqual([status, status, code]);
  });

  it.each<[what: string, asked: Partial<Asked>, status: number, code: string]>([
    ['no caller', { claims: {} }, 401, 'unauthenticated'],
    ['a wrong address', { path: { thing: 'x' } }, 404, 'not-found'],
    ['a wrong query', { query: { [canaries.email]: '1' } }, 400, 'invalid-request'],
    ['no JSON', { body: `{"text": "${canaries.narrative}` }, 400, 'invalid-request'],
    ['a wrong body', { body: { text: 7, [canaries.name]: canaries.email } }, 400, 'invalid-request'],
    ['a large body', { body: { text: canaries.narrative.repeat(100) } }, 413, 'payload-too-large'],
    ['a wrong media type', { headers: { 'content-type': 'text/plain' } }, 415, 'unsupported-media-type'],
  ])('of %s happens before the work', async (_, asked, status, code) => {
    let worked = false;
    const { statusCode, text, lines } = await call(() => {
      worked = true;
      return answer(204, undefined);
    }, asked);
    expect([statusCode, parsed(text).code, worked]).toEqual([status, code, false]);
    expect(problem.strict().safeParse(parsed(text)).success).toBe(true);
    expect(lines).toHaveLength(1);
  });
});

/** An error as a client of AWS throws it. */
class ServiceError extends Error {
  override readonly name = 'AccessDeniedException';
  readonly $fault = 'client';
  readonly $metadata = { requestId: 'x' };
}

const chained = (depth: number): Error =>
  new Error(canaries.narrative, depth > 0 ? { cause: chained(depth - 1) } : undefined);
const circular = new Error(canaries.narrative);
circular.cause = circular;
const rewritten = new Error(canaries.narrative);
rewritten.message = 'other words';
const framed = new Error(`The text was:\n    at home with ${canaries.name}\n    at (${canaries.email}:1:1)`);
const stackless = new Error(canaries.narrative);
Reflect.deleteProperty(stackless, 'stack');
const strange = Object.assign(new Error(canaries.narrative), {
  stack: { toString: () => canaries.narrative },
});

const faults: Readonly<Record<string, () => unknown>> = {
  'an error': fail(new Error(canaries.narrative)),
  'an error of a type': fail(new TypeError(canaries.email)),
  'an error with more in it': fail(
    Object.assign(new Error('x'), { learner: canaries.name, body: canaries.narrative }),
  ),
  'an error with a cause': fail(new Error('x', { cause: new Error(canaries.narrative) })),
  'an error with a cause that is text': fail(new Error('x', { cause: canaries.narrative })),
  'an error that is its own cause': fail(circular),
  'an error with many causes': fail(chained(20)),
  'an error whose message looks like its stack': fail(framed),
  'an error whose message was changed': fail(rewritten),
  'an error without a message': fail(new Error()),
  'an error without a stack': fail(stackless),
  'an error with a strange stack': fail(strange),
  'many errors': fail(new AggregateError([new Error(canaries.narrative)], canaries.email)),
  'a text': fail(canaries.narrative),
  nothing: fail(undefined),
  null: fail(null),
  'an object': fail({
    message: canaries.narrative,
    $fault: 'client',
    code: 'not-found',
    name: canaries.name,
  }),
  'what looks like a refusal': fail(
    Object.assign(new Error(canaries.narrative), { code: 'not-found', errors: [], name: 'DomainError' }),
  ),
  'a rejected schema': () =>
    z.object({ email: z.literal('x') }).parse({ email: canaries.email, [canaries.name]: 1 }),
  'a failure to read JSON': () => JSON.parse(canaries.narrative),
  'no answer': () => undefined,
  'an answer that is text': () => canaries.narrative,
  'an answer with an undocumented status': () => ({ status: 418, body: canaries.narrative }),
  'an answer without its body': () => answer(200, undefined),
  'an answer that breaks its schema': () => answer(200, { id: canaries.email }),
  'an answer that breaks it deep inside': () => answer(200, { id: 'ab', inner: { a: canaries.narrative } }),
};

describe('an unexpected error', () => {
  it.each(Object.entries(faults))('%s is a bare 500', async (_, run) => {
    const { statusCode, headers, text } = await call(run);
    expect(statusCode).toBe(500);
    expect(headers).toEqual({
      ...safeHeaders,
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect(parsed(text)).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      code: 'internal',
      detail: expect.any(String),
      instance: 'urn:request:request-1',
    });
  });

  it.each(Object.entries(faults))('%s is logged once, as an error, with the request', async (_, run) => {
    const { lines } = await call(run);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      message: 'failed',
      requestId: 'request-1',
      status: 500,
    });
    expect(lines[0]).toHaveProperty('failure.name');
  });

  it('is logged with its type and where it arose', async () => {
    const { lines } = await call(fail(new TypeError('x')));
    const failure = lines[0]?.failure as { name: string; stack: string[] } | undefined;
    expect(failure?.name).toBe('TypeError');
    expect(failure?.stack[0]).toMatch(/^ {4}at .*api\.test\.ts:\d+:\d+/);
    expect(failure?.stack.length).toBeLessThanOrEqual(8);
  });

  it('is logged with what caused it, some steps deep', async () => {
    const { lines } = await call(() =>
      fail(new Error('x', { cause: new RangeError('y', { cause: new SyntaxError('z') }) }))(),
    );
    expect(lines[0]).toMatchObject({
      failure: { name: 'Error', cause: { name: 'RangeError', cause: { name: 'SyntaxError' } } },
    });
  });

  it('of an AWS service is logged with its message, which speaks of permissions', async () => {
    const { lines, text } = await call(
      fail(new ServiceError('User is not authorized to perform: dynamodb:GetItem')),
    );
    expect(lines[0]).toMatchObject({
      failure: {
        name: 'AccessDeniedException',
        message: 'User is not authorized to perform: dynamodb:GetItem',
      },
    });
    expect(text).not.toContain('dynamodb');
  });

  it('is what a route without operation is', async () => {
    const { statusCode, lines } = await call(() => answer(204, undefined), { route: 'GET /constructor' });
    expect(statusCode).toBe(500);
    expect(lines[0]).toMatchObject({ route: 'GET /constructor', message: 'failed' });
  });

  it('does not stop the next request', async () => {
    expect((await call(fail(circular))).statusCode).toBe(500);
    expect((await call(() => answer(204, undefined))).statusCode).toBe(204);
  });
});

describe('personal data', () => {
  const cases: Readonly<Record<string, () => unknown>> = {
    ...faults,
    'an answer': () => answer(200, { id: 'ab', learner: canaries.name }),
    'a page': () => ({ status: 200, text: canaries.narrative, mediaType: 'text/html' }),
    'a refusal': fail(
      new DomainError('not-found', canaries.narrative, [{ field: canaries.email, message: canaries.name }]),
    ),
  };

  it.each(Object.entries(cases))('is in no log line of %s', async (_, run) => {
    const { written } = await call(run);
    expect(written).not.toBe('');
    for (const canary of [...Object.values(canaries), 'canary', 'Canaria', '192.0.2.1'])
      expect(written).not.toContain(canary);
  });

  it.each(Object.entries(faults))('is in no answer to %s', async (_, run) => {
    const { text, headers } = await call(run);
    for (const canary of Object.values(canaries))
      expect(text + JSON.stringify(headers)).not.toContain(canary);
  });

  it.each<[what: string, asked: Partial<Asked>]>([
    ['a wrong token', { claims: { ...claims, sub: '' } }],
    ['a wrong address', { path: { thing: '' } }],
    ['a wrong query', { query: { [canaries.email]: canaries.token } }],
    ['a wrong body', { body: `{"text": "${canaries.narrative}", ${canaries.name}` }],
    ['a wrong field', { body: { [canaries.email]: canaries.narrative } }],
    ['a large body', { body: { text: canaries.narrative.repeat(100) } }],
    ['a wrong media type', { headers: { 'content-type': canaries.email } }],
  ])('is in no log line of a refused request with %s', async (_, asked) => {
    const { written, lines } = await call(() => answer(204, undefined), asked);
    expect(lines[0]).toMatchObject({ message: 'refused' });
    for (const canary of Object.values(canaries)) expect(written).not.toContain(canary);
  });

  it('would be seen here if it were logged', async () => {
    const { written } = await call(() => {
      new Logger({ serviceName: 'submit' }).info(canaries.narrative);
      return answer(204, undefined);
    });
    expect(written).toContain(canaries.narrative);
  });
});
