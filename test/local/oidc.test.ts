import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOidc } from '../../local/oidc/server.ts';

const audience = 'assay-local';
const ada = { subject: 'ada', name: 'Ada Lovelace', email: 'ada@example.org' };
const options = {
  audience,
  personas: [ada, { subject: 'bo', name: 'Bo', email: 'bo@example.org' }, { subject: 'desk', name: 'Desk' }],
};

let dir: string;
let issuer: Awaited<ReturnType<typeof startOidc>>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oidc-'));
  issuer = await startOidc({ dir, ...options });
});

afterAll(async () => {
  await issuer.close();
  await rm(dir, { recursive: true });
});

const read = async <Body>(answer: Response) => (await answer.json()) as Body;

const check = async (jwt: string) => {
  const discovery = await read<{ issuer: string; jwks_uri: string }>(
    await fetch(`${issuer.url}/.well-known/openid-configuration`),
  );
  return jwtVerify(jwt, createRemoteJWKSet(new URL(discovery.jwks_uri)), {
    issuer: discovery.issuer,
    audience,
  });
};

const post = (body: string | URLSearchParams, headers: Record<string, string> = {}) =>
  fetch(`${issuer.url}/token`, { method: 'POST', body, headers });

describe('a token', () => {
  it('is verified by what discovery publishes, and says who and for whom', async () => {
    const { payload, protectedHeader } = await check(await issuer.token('ada'));
    const { iat = 0, exp = 0, ...claims } = payload;
    expect(claims).toEqual({
      iss: issuer.url,
      sub: 'ada',
      aud: audience,
      name: ada.name,
      email: ada.email,
      email_verified: true,
      token_use: 'id',
    });
    expect(exp - iat).toBe(30 * 24 * 3600);
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(5);
    const { keys } = await read<{ keys: [{ kid: string }] }>(await fetch(`${issuer.url}/jwks.json`));
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: keys[0].kid });
    expect(Object.keys(keys[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('of a program names nobody, and the program itself', async () => {
    const { iat: _, exp: __, ...claims } = (await check(await issuer.token('desk'))).payload;
    expect(claims).toEqual({
      iss: issuer.url,
      sub: 'desk',
      aud: audience,
      client_id: 'desk',
      gty: 'client-credentials',
      token_use: 'access',
    });
  });

  it('can be asked for over HTTP, for an hour', async () => {
    const answer = await post(new URLSearchParams({ grant_type: 'client_credentials', client_id: 'bo' }));
    const body = await read<{ access_token: string }>(answer);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, id_token: body.access_token });
    const { payload } = await check(body.access_token);
    expect(payload.sub).toBe('bo');
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  });

  it('fails verification once a character is changed', async () => {
    const [header, payload, signature] = (await issuer.token('ada')).split('.');
    const forged = Buffer.from(JSON.stringify({ ...decodeJwt(`${header}.${payload}.`), sub: 'bo' })).toString(
      'base64url',
    );
    await expect(check(`${header}.${forged}.${signature}`)).rejects.toMatchObject({
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
  });
});

describe('a refusal', () => {
  it.each([
    ['nobody', { grant_type: 'client_credentials', client_id: 'eve' }, 401, 'invalid_client'],
    ['no client', { grant_type: 'client_credentials' }, 401, 'invalid_client'],
    ['another grant', { grant_type: 'password', client_id: 'ada' }, 400, 'unsupported_grant_type'],
    ['no grant', { client_id: 'ada' }, 400, 'unsupported_grant_type'],
  ])('answers %s', async (_, form: Record<string, string>, status, error) => {
    const answer = await post(new URLSearchParams(form));
    expect([answer.status, (await read<{ error: string }>(answer)).error]).toEqual([status, error]);
  });

  it('covers another body, a huge one, an unknown path and an unknown persona', async () => {
    const json = await post('{"grant_type":"client_credentials"}', { 'content-type': 'application/json' });
    expect([json.status, (await read<{ error: string }>(json)).error]).toEqual([400, 'invalid_request']);
    const huge = await post(new URLSearchParams({ client_id: 'x'.repeat(200_000) }));
    expect([huge.status, (await read<{ error: string }>(huge)).error]).toEqual([400, 'invalid_request']);
    expect((await fetch(`${issuer.url}/token`)).status).toBe(404);
    await expect(issuer.token('eve')).rejects.toThrow('no persona has the subject "eve"');
  });

  it('covers a request that reached the port under another name', async () => {
    const status = await new Promise((resolve, reject) => {
      const probe = request(
        `${issuer.url}/jwks.json`,
        { headers: { host: 'attacker.example' } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      probe.on('error', reject).end();
    });
    expect(status).toBe(421);
  });
});

describe('the signing key', () => {
  it('is kept across a restart on the same port, readable by its owner alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oidc-'));
    const first = await startOidc({ dir: folder, ...options });
    const port = Number(new URL(first.url).port);
    const jwt = await first.token('ada');
    await first.close();
    const second = await startOidc({ dir: folder, port, ...options });
    const verified = await jwtVerify(jwt, createRemoteJWKSet(new URL(`${second.url}/jwks.json`)), {
      issuer: second.url,
      audience,
    });
    expect(verified.payload.sub).toBe('ada');
    expect(decodeProtectedHeader(await second.token('ada'))).toEqual(decodeProtectedHeader(jwt));
    await second.close();
    expect((await stat(join(folder, 'signing-key.json'))).mode & 0o777).toBe(0o600);
    await rm(folder, { recursive: true });
  });

  it.each([
    ['is cut short', (text: string) => text.slice(0, -20)],
    ['is not a private key', (text: string) => text.replace('"d":', '"q0":')],
    ['is empty', () => ''],
  ])('that %s stops the start and stays as it is', async (_, damage) => {
    const folder = await mkdtemp(join(tmpdir(), 'oidc-'));
    await (await startOidc({ dir: folder, ...options })).close();
    const path = join(folder, 'signing-key.json');
    const damaged = damage(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    await expect(startOidc({ dir: folder, ...options })).rejects.toThrow(
      `signing key in ${path} is corrupt.`,
    );
    expect(await readFile(path, 'utf8')).toBe(damaged);
    await rm(folder, { recursive: true });
  });
});
