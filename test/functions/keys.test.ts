import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorHandler } from '../../functions/author/handler.ts';
import { catalogHandler } from '../../functions/catalog/handler.ts';
import { assembleJwt, vcJwtSigningInput } from '../../src/credentials/jwt/sign-jwt.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { currentKey } from '../../src/domain/keys.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { type Asked, httpEvent, withOutput } from '../support/http-event.ts';
import { people, useWorld } from '../support/world.ts';

const theWorld = useWorld();
const claims = { sub: people.owner.person, name: 'Olive', email: people.owner.email, email_verified: 'true' };
let publicUrl = '';
const server = createServer(async (request, response) => {
  const [, issuer = '', key = ''] = /^\/issuers\/([^/]+)\/keys\/([^/]+)$/.exec(request.url ?? '') ?? [];
  const { status, headers, body } = await read('GET /issuers/{issuer}/keys/{key}', { issuer, key });
  response.writeHead(status, headers).end(JSON.stringify(body));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

interface Answered {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}

async function answered(
  handler: (event: never, context: never) => Promise<unknown>,
  asked: Asked,
): Promise<Answered> {
  const { result } = await withOutput(() => handler(httpEvent(asked) as never, {} as never));
  const { statusCode, headers, body } = result as { statusCode: number; headers: never; body?: string };
  return { status: statusCode, headers, body: body === undefined ? {} : JSON.parse(body) };
}

/** As anyone. */
function read(route: string, path: Record<string, string>): Promise<Answered> {
  const ports = { ...theWorld(), images: { find: async () => undefined } };
  return answered(catalogHandler(ports as never, { publicUrl }) as never, { route, path });
}

/** As the owner. */
function ask(route: string, path: Record<string, string>, body?: unknown): Promise<Answered> {
  const settings = { publicUrl, operatorEmail: people.owner.email, signingKeyId: 'signing-key' };
  return answered(authorHandler(theWorld() as never, settings) as never, { route, path, body, claims });
}

async function newIssuer(): Promise<string> {
  const issuer = `issuer-${ulid().toLowerCase()}`;
  const created = await ask(
    'POST /issuers',
    {},
    { id: issuer, name: 'River', url: 'https://river.example/' },
  );
  expect(created.status).toBe(201);
  return issuer;
}

/** A credential of the issuer as a token, signed in KMS with its current key for tokens. */
async function aToken(issuer: string): Promise<string> {
  const { issuers, signer } = theWorld();
  const key = currentKey(await issuers.keys(issuer), 'RS256');
  if (!key) throw new Error('no key for tokens');
  const document = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: `${publicUrl}/credentials/1`,
    type: ['VerifiableCredential'],
    issuer: { id: `did:web:${encodeURIComponent(new URL(publicUrl).host)}:issuers:${issuer}` },
    validFrom: '2026-03-01T09:30:00Z',
    credentialSubject: { id: 'did:example:holder', type: ['Person'] },
  };
  const { signingInput } = vcJwtSigningInput(document, {
    kid: `${publicUrl}/issuers/${issuer}/keys/${key.id}`,
  });
  return assembleJwt(signingInput, await signer.sign(key, Buffer.from(signingInput)));
}

/** What a stranger does: fetches what the header names, and checks with it. */
async function checkedByStranger(token: string) {
  const { kid = '' } = decodeProtectedHeader(token);
  const response = await fetch(kid);
  if (response.status !== 200) return response.status;
  expect(response.headers.get('content-type')).toBe('application/jwk+json');
  const jwk = (await response.json()) as JWK;
  expect(jwk.kid).toBe(kid);
  const { payload } = await jwtVerify(token, await importJWK(jwk, 'RS256'), { typ: 'JWT' });
  return payload.jti;
}

describe('keys over HTTP', () => {
  it('a token is verified by whoever fetches the key that it names', async () => {
    const issuer = await newIssuer();
    const made = await ask('POST /issuers/{issuer}/keys', { issuer }, { algorithm: 'RS256' });
    expect(made).toMatchObject({
      status: 201,
      headers: { location: `${publicUrl}/issuers/${issuer}/keys/rsa-1` },
      body: { id: 'rsa-1', algorithm: 'RS256', signs: true, publicKeyJwk: { kty: 'RSA', e: 'AQAB' } },
    });
    expect(JSON.stringify(made.body)).not.toContain('arn:');
    const token = await aToken(issuer);
    expect(await checkedByStranger(token)).toBe(`${publicUrl}/credentials/1`);
    const world = theWorld();
    const report = await verifyCredential(token, ownWorld(world, { publicUrl, formerPublicUrls: [] }));
    const found = Object.fromEntries(report.checks.map(({ name, outcome }) => [name, outcome]));
    expect(found).toMatchObject({ issuer: 'ok', 'issuer-key': 'ok', proof: 'ok' });
  });

  it('a token outlives its key’s retirement, and not its compromise', async () => {
    const issuer = await newIssuer();
    await ask('POST /issuers/{issuer}/keys', { issuer }, { algorithm: 'RS256' });
    const token = await aToken(issuer);
    await ask('POST /issuers/{issuer}/keys', { issuer }, { algorithm: 'RS256', replaces: 'rsa-1' });
    expect(await checkedByStranger(token)).toBe(`${publicUrl}/credentials/1`);
    const ended = await ask(
      'POST /issuers/{issuer}/keys/{key}/compromise',
      { issuer, key: 'rsa-1' },
      { at: '2026-11-23T10:00:00Z', reason: 'A backup was copied.' },
    );
    expect(ended).toMatchObject({ status: 200, body: { key: { id: 'rsa-1', signs: false } } });
    expect(ended.body).not.toHaveProperty('successor');
    expect(await checkedByStranger(token)).toBe(410);
    expect(await checkedByStranger(await aToken(issuer))).toBe(`${publicUrl}/credentials/1`);
  });

  it('says of a compromised key that it is gone, and nothing of why', async () => {
    const issuer = await newIssuer();
    const { body } = await ask(
      'POST /issuers/{issuer}/keys/{key}/compromise',
      { issuer, key: 'key-1' },
      { at: '2026-11-23T10:00:00Z', reason: 'A backup was copied.' },
    );
    expect(body).toMatchObject({
      key: { compromise: { reason: 'A backup was copied.' } },
      successor: { id: 'key-2' },
    });
    const gone = await read('GET /issuers/{issuer}/keys/{key}', { issuer, key: 'key-1' });
    expect(gone).toMatchObject({ status: 410, body: { code: 'key-compromised' } });
    const did = await read('GET /issuers/{issuer}/did.json', { issuer });
    expect(did.body).toMatchObject({
      verificationMethod: [{ revoked: '2026-11-23T10:00:00.000Z' }, {}],
      assertionMethod: [`${String(did.body.id)}#key-2`],
    });
    expect(JSON.stringify([gone.body, did.body])).not.toMatch(/backup|arn:/);
    const listed = await ask('GET /issuers/{issuer}/keys', { issuer });
    expect(listed.body.items).toMatchObject([
      { id: 'key-1', signs: false, compromise: { reason: 'A backup was copied.' } },
      { id: 'key-2', signs: true },
    ]);
  });

  it('a key for documents is there as a bare key too', async () => {
    const issuer = await newIssuer();
    const { status, headers, body } = await read('GET /issuers/{issuer}/keys/{key}', {
      issuer,
      key: 'key-1',
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/jwk+json',
      'cache-control': 'public, max-age=60',
    });
    const kid = `${publicUrl}/issuers/${issuer}/keys/key-1`;
    expect(body).toEqual({ kty: 'OKP', crv: 'Ed25519', x: body.x, alg: 'EdDSA', use: 'sig', kid });
    expect(body.x).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    ['a key that there is not', 'key-9', 404],
    ['a key of another kind', 'rsa-1', 404],
    ['what is no key', 'x', 404],
  ])('%s is not there', async (_what, key, status) => {
    const issuer = await newIssuer();
    const found = await read('GET /issuers/{issuer}/keys/{key}', { issuer, key });
    expect(found.status).toBe(status);
  });

  it('no issuer, no key', async () => {
    const found = await read('GET /issuers/{issuer}/keys/{key}', { issuer: 'nobody', key: 'key-1' });
    expect(found.status).toBe(404);
  });
});
