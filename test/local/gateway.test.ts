import { request as httpRequest, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ApiDefinition, CorsRules, Route } from '../../local/gateway/definition.ts';
import { createGateway } from '../../local/gateway/handler.ts';
import { listen } from '../../local/gateway/listener.ts';
import type { InvocationResult } from '../../local/lambda/instance.ts';
import { type LocalPart, serve } from '../../local/part.ts';

const MB = 1024 * 1024;
const plain: Omit<Route, 'key'> = {
  authorizer: undefined,
  scopes: [],
  functionArn: 'echo',
  permitted: true,
  timeoutMs: 1_000,
  limit: { rate: undefined, burst: undefined },
};

const lines: { report: string[]; access: string[] } = { report: [], access: [] };
let invoke: (payload: string) => Promise<InvocationResult>;

async function startGateway(api: Partial<ApiDefinition>): Promise<string> {
  const listener = await listen(0);
  onTestFinished(() => listener.close());
  listener.open(
    createGateway({
      api: { apiId: 'api123', cors: undefined, accessLogFormat: undefined, routes: [], ...api },
      invoke: (_, payload) => invoke(payload),
      report: (line) => lines.report.push(line),
      accessLog: (line) => lines.access.push(line),
    }),
  );
  return `http://127.0.0.1:${listener.port}`;
}

const answering = (result: unknown) => {
  invoke = async () => ({ payload: JSON.stringify(result) });
};

/** A request as it is written, which fetch would tidy up first. */
function send(url: string, options: RequestOptions & { body?: string } = {}) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const sent = httpRequest(url, options, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
      sent.on('error', reject);
      sent.end(options.body);
    },
  );
}

beforeEach(() => {
  lines.report = [];
  lines.access = [];
  invoke = async (payload) => ({ payload: JSON.stringify({ statusCode: 200, body: payload }) });
});

describe('the event of a request', () => {
  it('has the shape of payload format 2.0', async () => {
    const url = await startGateway({ routes: [{ ...plain, key: 'POST /things/{thing}' }] });
    const { body } = await send(`${url}/things/a%C3%A9b%20c?x=1&y=a%20b&x=2`, {
      method: 'POST',
      headers: [
        'Host',
        'api.example',
        'X-Many',
        'one',
        'x-many',
        'two',
        'Cookie',
        'a=1; b=2',
        'Content-Type',
        'application/json',
        'User-Agent',
        'test/1',
      ],
      body: '{"é":1}',
    });
    const event = JSON.parse(body);
    const time = new Date(event.requestContext.timeEpoch);
    expect(Math.abs(Date.now() - time.getTime())).toBeLessThan(5_000);
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'POST /things/{thing}',
      rawPath: '/things/aéb c',
      rawQueryString: 'x=1&y=a%20b&x=2',
      cookies: ['a=1', 'b=2'],
      headers: {
        host: 'api.example',
        'x-many': 'one,two',
        'content-type': 'application/json',
        'user-agent': 'test/1',
        connection: expect.any(String),
        'transfer-encoding': 'chunked',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': new URL(url).port,
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { x: '1,2', y: 'a b' },
      pathParameters: { thing: 'aéb c' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'api123',
        domainName: 'api.example',
        domainPrefix: 'api',
        http: {
          method: 'POST',
          path: '/things/aéb c',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test/1',
        },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        routeKey: 'POST /things/{thing}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: time.getTime(),
      },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  it('leaves out what a bare request does not have', async () => {
    const url = await startGateway({ routes: [{ ...plain, key: '$default' }] });
    const event = JSON.parse((await send(url)).body);
    expect(event).toMatchObject({
      routeKey: '$default',
      rawPath: '/',
      rawQueryString: '',
      isBase64Encoded: false,
    });
    for (const name of ['body', 'cookies', 'queryStringParameters', 'pathParameters'])
      expect(event).not.toHaveProperty(name);
    expect(event.requestContext).not.toHaveProperty('authorizer');
  });

  it.each([
    ['application/json; charset=utf-8', true],
    ['text/html', true],
    ['application/xml', true],
    ['application/vc+ld+json', false],
    ['application/x-www-form-urlencoded', false],
    ['image/png', false],
    [undefined, false],
  ])('carries a body of type %s as text: %s', async (type, isText) => {
    const url = await startGateway({ routes: [{ ...plain, key: 'POST /' }] });
    const { body } = await send(url, {
      method: 'POST',
      headers: type ? { 'content-type': type } : {},
      body: 'påyload',
    });
    const event = JSON.parse(body);
    expect(event.isBase64Encoded).toBe(!isText);
    expect(event.body).toBe(isText ? 'påyload' : Buffer.from('påyload').toString('base64'));
  });
});

describe('the answer', () => {
  const ask = async (result: unknown, options: RequestOptions = {}) => {
    const url = await startGateway({ routes: [{ ...plain, key: '$default' }] });
    answering(result);
    return send(url, options);
  };

  it('is what a structured result says', async () => {
    const { status, headers, body } = await ask({
      statusCode: 201,
      headers: { 'X-One': 'a', Location: '/x', 'content-length': '999', Connection: 'close' },
      multiValueHeaders: { 'x-two': ['b', 'c'] },
      cookies: ['a=1; Path=/', 'b=2'],
      body: Buffer.from([104, 105]).toString('base64'),
      isBase64Encoded: true,
    });
    expect(status).toBe(201);
    expect(body).toBe('hi');
    expect(headers).toMatchObject({
      'x-one': 'a',
      'x-two': 'b, c',
      location: '/x',
      'set-cookie': ['a=1; Path=/', 'b=2'],
      'content-length': '2',
      'content-type': 'text/plain;charset=UTF-8',
      'apigw-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it.each([
    ['an object', { a: 1 }, '{"a":1}'],
    ['text', 'hello', 'hello'],
    ['nothing', null, 'null'],
  ])('is inferred from %s', async (_, result, expected) => {
    const { status, headers, body } = await ask(result);
    expect([status, headers['content-type'], body]).toEqual([200, 'application/json', expected]);
  });

  it.each([
    ['a status that is none', { statusCode: 'soon' }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    [
      'a header that HTTP does not allow',
      { statusCode: 200, headers: { 'x-bad': 'a\r\nb: c' }, body: 'secret' },
    ],
    ['a header name that HTTP does not allow', { statusCode: 200, headers: { 'x bad': 'a' } }],
  ])('is 500 for %s', async (_, result) => {
    const { status, headers, body } = await ask(result);
    expect([status, body]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(headers).not.toHaveProperty('x-bad');
  });

  it('has no body for HEAD, and none for 204', async () => {
    const head = await ask({ statusCode: 200, body: 'hello' }, { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '5', '']);
    const empty = await ask({ statusCode: 204, body: 'ignored' });
    expect([empty.status, empty.headers['content-length'], empty.body]).toEqual([204, undefined, '']);
  });

  it('is 500 when the function fails and 503 when it runs out of time', async () => {
    const url = await startGateway({ routes: [{ ...plain, key: 'GET /x', timeoutMs: 100 }] });
    invoke = async () => ({ payload: '{"errorMessage":"secret"}', failure: 'error' });
    expect(await send(`${url}/x`)).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
    invoke = async () => ({ payload: '{}', failure: 'timeout' });
    expect(await send(`${url}/x`)).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
    invoke = () => new Promise(() => {});
    expect(await send(`${url}/x`)).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
    expect(lines.report).toEqual([
      'GET /x (/x): the function failed',
      'GET /x (/x): the function ran out of time',
      'GET /x (/x): the function ran out of time',
    ]);
  });
});

describe('what the gateway answers by itself', () => {
  it('is 500 for a route that its function does not let in, which is not asked', async () => {
    const url = await startGateway({
      routes: [{ ...plain, key: 'GET /x', permitted: false }],
      accessLogFormat: '$context.status $context.integrationErrorMessage',
    });
    invoke = () => Promise.reject(new Error('must not be asked'));
    expect(await send(`${url}/x`)).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
    expect(lines.report).toEqual([
      'GET /x (/x): no permission in the template lets this route call its function',
    ]);
    expect(lines.access).toEqual(['500 no permission to call the function']);
  });

  it('is 404 for a route that is not there, with or without a method', async () => {
    const url = await startGateway({ routes: [{ ...plain, key: 'GET /a' }] });
    for (const [method, path] of [
      ['GET', '/b'],
      ['HEAD', '/a'],
      ['POST', '/a'],
    ]) {
      expect((await send(`${url}${path}`, { method })).status).toBe(404);
    }
    expect((await send(`${url}/b`)).body).toBe('{"message":"Not Found"}');
  });

  it.each(['/%', '/%zz', '/%C3', '/a%E0%A4%A'])('is 400 for the path %s', async (path) => {
    const url = await startGateway({ routes: [{ ...plain, key: '$default' }] });
    expect(await send(url, { path })).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
  });

  it('is 400 for a target that is no path', async () => {
    const url = await startGateway({ routes: [{ ...plain, key: '$default' }] });
    expect((await send(url, { path: '*', method: 'OPTIONS' })).status).toBe(400);
  });

  it('takes a query with broken escapes as it is', async () => {
    const url = await startGateway({ routes: [{ ...plain, key: '$default' }] });
    const event = JSON.parse((await send(url, { path: '/?a=%zz&__proto__=x' })).body);
    expect(event.rawQueryString).toBe('a=%zz&__proto__=x');
    expect(Object.entries(event.queryStringParameters)).toEqual([
      ['a', '%zz'],
      ['__proto__', 'x'],
    ]);
  });

  it.each([
    ['announced', { 'content-length': String(11 * MB) }],
    ['not announced', {}],
  ])('is 413 for a body above 10 MB whose size is %s, without taking it in', async (_, headers) => {
    const url = await startGateway({ routes: [{ ...plain, key: '$default' }] });
    invoke = () => Promise.reject(new Error('must not be asked'));
    const answer = await send(url, { method: 'POST', headers, body: 'x'.repeat(11 * MB) });
    expect(answer).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
    expect(lines.report).toEqual([]);
  });

  it('is 413 for an event above the 6 MB that a function takes', async () => {
    const url = await startGateway({ routes: [{ ...plain, key: '$default' }] });
    const at = (bytes: number) =>
      send(url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(bytes) });
    expect((await at(6 * MB)).status).toBe(413);
    expect((await at(5.9 * MB)).status).toBe(200);
  });

  it('is 429 beyond the burst of a route, until its rate has made up for it', async () => {
    const url = await startGateway({
      routes: [
        { ...plain, key: 'GET /a', limit: { rate: 20, burst: 3 } },
        { ...plain, key: 'GET /b', limit: { rate: 20, burst: 3 } },
      ],
    });
    const statuses = await Promise.all(
      Array.from({ length: 6 }, async () => (await send(`${url}/a`)).status),
    );
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
    expect(statuses).toContain(429);
    expect((await send(`${url}/b`)).status).toBe(200);
    await sleep(120);
    expect((await send(`${url}/a`)).status).toBe(200);
  });

  it('survives clients that go away in the middle', async () => {
    const url = await startGateway({ routes: [{ ...plain, key: '$default' }] });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf');
    await sleep(50);
    socket.destroy();
    invoke = async () => {
      await sleep(100);
      return { payload: '"late"' };
    };
    const second = httpRequest(url).on('error', () => {});
    second.end();
    await sleep(50);
    second.destroy();
    await sleep(100);
    answering('still here');
    expect((await send(url)).body).toBe('still here');
    expect(lines.report).toEqual([]);
  });

  it('is written to the access log in the format of the stage', async () => {
    const url = await startGateway({
      routes: [{ ...plain, key: 'GET /a' }],
      accessLogFormat:
        '$context.routeKey $context.status $context.integrationStatus $context.integrationErrorMessage $context.unknown',
    });
    await send(`${url}/a`);
    await send(`${url}/b`);
    expect(lines.access).toEqual(['GET /a 200 200 - -', '- 404 - - -']);
  });
});

describe('requests before the gateway is open', () => {
  it('wait and are answered then', async () => {
    const listener = await listen(0);
    onTestFinished(() => listener.close());
    const early = send(`http://127.0.0.1:${listener.port}/`);
    await sleep(50);
    listener.open((_, response) => response.end('now'));
    expect((await early).body).toBe('now');
  });

  it('cannot come to a port that another program has', async () => {
    const listener = await listen(0);
    onTestFinished(() => listener.close());
    await expect(listen(listener.port)).rejects.toThrow(
      `Port ${listener.port} on 127.0.0.1 is in use by another program. Stop it, or set PORT`,
    );
  });
});

describe('CORS', () => {
  const rules: CorsRules = {
    allowCredentials: false,
    allowHeaders: ['authorization', 'content-type'],
    allowMethods: ['GET', 'POST'],
    allowOrigins: ['https://good.example', 'http://*'],
    exposeHeaders: ['etag'],
    maxAge: 600,
  };
  const preflight = {
    method: 'OPTIONS',
    headers: { origin: 'https://good.example', 'access-control-request-method': 'POST' },
  };

  it('answers a preflight without asking a function', async () => {
    const url = await startGateway({ cors: rules, routes: [{ ...plain, key: '$default' }] });
    invoke = () => Promise.reject(new Error('must not be asked'));
    const { status, headers } = await send(`${url}/any`, preflight);
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': 'https://good.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      vary: 'Origin',
    });
  });

  it('grants another origin nothing', async () => {
    const url = await startGateway({ cors: rules, routes: [{ ...plain, key: '$default' }] });
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const answers = [await send(url, { method: 'OPTIONS', headers }), await send(url, { headers })];
    expect(answers.map(({ status }) => status)).toEqual([204, 200]);
    for (const answer of answers) {
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('replaces what the function says of origins', async () => {
    const url = await startGateway({
      cors: { ...rules, allowOrigins: ['*'] },
      routes: [{ ...plain, key: '$default' }],
    });
    answering({ statusCode: 200, headers: { 'access-control-allow-origin': 'https://own.example' } });
    const { headers } = await send(url, { headers: { origin: 'https://any.example' } });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-expose-headers']).toBe('etag');
    expect((await send(url)).headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('is left to the function where the API has no rules', async () => {
    const url = await startGateway({ routes: [{ ...plain, key: '$default' }] });
    answering({ statusCode: 200, headers: { 'access-control-allow-origin': '*' } });
    expect((await send(url, preflight)).headers['access-control-allow-origin']).toBe('*');
  });
});

describe('JWT authorization', () => {
  let issuer: LocalPart;
  let key: CryptoKey;
  let publicKey: CryptoKey;
  let otherKey: CryptoKey;
  let curveKey: CryptoKey;

  beforeAll(async () => {
    const pair = await generateKeyPair('RS256');
    key = pair.privateKey;
    publicKey = pair.publicKey;
    otherKey = (await generateKeyPair('RS256')).privateKey;
    const curve = await generateKeyPair('ES256');
    curveKey = curve.privateKey;
    const curveJwk = { ...(await exportJWK(curve.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
    issuer = await serve(async (request, response) => {
      const answers: Record<string, unknown> = {
        '/.well-known/openid-configuration': { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` },
        '/jwks': { keys: [jwk, curveJwk] },
      };
      response.end(JSON.stringify(answers[request.url ?? '']));
    });
  });
  afterAll(() => issuer.close());

  const now = () => Math.floor(Date.now() / 1000);
  const sign = (claims: object, { by = key, alg = 'RS256' } = {}) =>
    new SignJWT({ iss: issuer.url, aud: 'assay', sub: 'me', exp: now() + 60, ...claims })
      .setProtectedHeader({ alg, kid: 'k1' })
      .sign(by);
  const start = (scopes: string[] = []) =>
    startGateway({
      routes: [
        {
          ...plain,
          key: 'GET /secret',
          scopes,
          authorizer: { issuer: issuer.url, audience: ['assay', 'other'] },
        },
      ],
    });
  const ask = async (url: string, authorization?: string) =>
    send(`${url}/secret`, { headers: authorization === undefined ? {} : { authorization } });

  it('lets a good token in and hands its claims on as text', async () => {
    const url = await start();
    const exp = now() + 60;
    const token = await sign({
      exp,
      aud: ['x', 'other'],
      email_verified: true,
      groups: ['a', 'b'],
      address: { city: 'c' },
    });
    for (const header of [`Bearer ${token}`, `bearer ${token}`, token]) {
      const { status, body } = await ask(url, header);
      expect(status).toBe(200);
      expect(JSON.parse(body).requestContext.authorizer).toEqual({
        jwt: {
          claims: {
            iss: issuer.url,
            aud: '[x other]',
            sub: 'me',
            exp: String(exp),
            email_verified: 'true',
            groups: '[a b]',
            address: '{"city":"c"}',
          },
          scopes: null,
        },
      });
    }
  });

  it('takes client_id where there is no audience, and aud before it', async () => {
    const url = await start();
    expect((await ask(url, `Bearer ${await sign({ aud: undefined, client_id: 'assay' })}`)).status).toBe(200);
    expect((await ask(url, `Bearer ${await sign({ aud: 'wrong', client_id: 'assay' })}`)).status).toBe(401);
  });

  it.each<[string, () => Promise<string> | string | undefined, string]>([
    ['no token', () => undefined, 'Bearer'],
    ['an empty header', () => 'Bearer ', 'Bearer'],
    ['rubbish', () => 'Bearer x.y.z', 'invalid_token'],
    ['a wrong audience', () => sign({ aud: 'wrong' }), 'the token does not have a valid audience'],
    ['no audience', () => sign({ aud: undefined }), 'the token does not have a valid audience'],
    ['an expired token', () => sign({ exp: now() - 10 }), 'the token has expired'],
    ['a token that never expires', () => sign({ exp: undefined }), 'the claim exp'],
    ['a token of tomorrow', () => sign({ nbf: now() + 60 }), 'the claim nbf'],
    ['a wrong issuer', () => sign({ iss: 'http://127.0.0.1:1' }), 'the claim iss'],
    ['a key that is no RSA key', () => sign({}, { by: curveKey, alg: 'ES256' }), 'cannot be verified'],
    ['another key', () => sign({}, { by: otherKey }), 'cannot be verified'],
    [
      'no signature',
      () => new UnsecuredJWT({ iss: issuer.url, aud: 'assay' }).setExpirationTime('1h').encode(),
      'cannot be verified',
    ],
    [
      'a secret that is the public key',
      async () =>
        new SignJWT({ iss: issuer.url, aud: 'assay', exp: now() + 60 })
          .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
          .sign(new TextEncoder().encode('a secret that is long enough for this')),
      'cannot be verified',
    ],
    [
      'a changed payload',
      async () => (await sign({})).replace(/\.[^.]+\./, `.${btoa('{"sub":"you"}')}.`),
      'invalid_token',
    ],
  ])('refuses %s with 401', async (_, make, why) => {
    const url = await start();
    invoke = () => Promise.reject(new Error('must not be asked'));
    const token = await make();
    const { status, headers, body } = await ask(url, token);
    expect([status, body]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(headers['www-authenticate']).toContain(why);
  });

  it('asks for one of the scopes of the route, and says 403 without', async () => {
    const url = await start(['read', 'write']);
    const good = await ask(url, await sign({ scope: 'openid write' }));
    expect(JSON.parse(good.body).requestContext.authorizer.jwt.scopes).toEqual(['openid', 'write']);
    for (const claims of [{}, { scope: 'openid' }, { scp: ['openid'] }]) {
      const { status, headers, body } = await ask(url, await sign(claims));
      expect([status, body]).toEqual([403, '{"message":"Forbidden"}']);
      expect(headers['www-authenticate']).toContain('insufficient_scope');
    }
  });

  it('lets nobody in while the keys of the issuer cannot be read, and people again afterwards', async () => {
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' };
    let works = false;
    const shaky = await serve(async (request, response) => {
      if (!works) return void response.writeHead(503).end();
      const isKeys = request.url === '/jwks';
      response.end(JSON.stringify(isKeys ? { keys: [jwk] } : { jwks_uri: `${shaky.url}/jwks` }));
    });
    onTestFinished(() => shaky.close());
    const url = await startGateway({
      routes: [{ ...plain, key: 'GET /secret', authorizer: { issuer: shaky.url, audience: ['assay'] } }],
    });
    const token = await sign({ iss: shaky.url });
    expect((await ask(url, token)).status).toBe(401);
    expect(lines.report[0]).toContain(`the keys of ${shaky.url} cannot be read`);
    works = true;
    expect((await ask(url, token)).status).toBe(200);
  });
});
