import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import * as z from 'zod';
import { replaceFile } from '../durable.ts';
import { type LocalPart, serve } from '../part.ts';
import { readBody } from '../read-body.ts';
import { StartError } from '../start-error.ts';

/** Someone whom the development issuer vouches for; `subject` becomes the claim `sub`. Without an e-mail address it is a program. */
export interface Persona {
  subject: string;
  name: string;
  email?: string;
}

const HOUR = 3600;
const PRINTED_TOKEN_LIFETIME = 30 * 24 * HOUR;
const MAX_FORM_BYTES = 8 * 1024;

/**
 * A development OIDC issuer on 127.0.0.1: discovery, JWKS and a token endpoint that asks for no secret, so it must never be
 * reachable by others. `token` answers a JWT that lives for 30 days and throws for a subject that is no persona. The RS256 key is
 * kept in `dir`; the issuer is the url, so tokens outlive a restart on the same port only.
 */
export async function startOidc(options: {
  dir: string;
  port?: number;
  audience: string;
  personas: Persona[];
}): Promise<LocalPart & { token(subject: string): Promise<string> }> {
  const privateJwk = await loadOrCreateKey(options.dir);
  const { kid, kty, n, e } = privateJwk;
  const publicJwk = { kid, kty, n, e, alg: 'RS256', use: 'sig' };
  const key = await importJWK(privateJwk, 'RS256');
  const personas = new Map(options.personas.map((persona) => [persona.subject, persona]));

  const sign = (persona: Persona, lifetimeSeconds: number) =>
    new SignJWT(claimsOf(persona))
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .setIssuer(part.url)
      .setSubject(persona.subject)
      .setAudience(options.audience)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(key);

  const answerToken = async (request: IncomingMessage, response: ServerResponse) => {
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/x-www-form-urlencoded') {
      return refuse(response, 'invalid_request', 'Send the parameters as application/x-www-form-urlencoded.');
    }
    const body = await readBody(request, MAX_FORM_BYTES);
    if (body === undefined) return refuse(response, 'invalid_request', 'The request is too large.');
    const form = new URLSearchParams(body.toString('utf8'));
    if (form.get('grant_type') !== 'client_credentials') {
      return refuse(response, 'unsupported_grant_type', 'Only client_credentials is offered here.');
    }
    const persona = personas.get(form.get('client_id') ?? '');
    if (persona === undefined) {
      return refuse(response, 'invalid_client', 'client_id must be the subject of a persona.', 401);
    }
    const jwt = await sign(persona, HOUR);
    const answer = { access_token: jwt, id_token: jwt, token_type: 'Bearer', expires_in: HOUR };
    sendJson(response, 200, answer, { 'cache-control': 'no-store' });
  };

  const part = await serve(async (request, response) => {
    // A page on another site may rebind its name to 127.0.0.1; its requests still carry that name.
    if (
      `http://${request.headers.host}` !== part.url &&
      request.headers.host !== `localhost:${portOf(part.url)}`
    ) {
      return sendJson(response, 421, { error: 'misdirected_request' });
    }
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    if (route === 'GET /.well-known/openid-configuration')
      return sendJson(response, 200, discovery(part.url));
    if (route === 'GET /jwks.json') return sendJson(response, 200, { keys: [publicJwk] });
    if (route === 'POST /token') return answerToken(request, response);
    return sendJson(response, 404, { error: 'not_found' });
  }, options.port);

  return {
    ...part,
    async token(subject) {
      const persona = personas.get(subject);
      if (persona === undefined) throw new Error(`no persona has the subject "${subject}"`);
      return sign(persona, PRINTED_TOKEN_LIFETIME);
    },
  };
}

/** What identity providers say of a person, and of a program that has a token of its own (client credentials). */
function claimsOf({ subject, name, email }: Persona): JWTPayload {
  return email === undefined
    ? { client_id: subject, gty: 'client-credentials', token_use: 'access' }
    : { name, email, email_verified: true, token_use: 'id' };
}

const portOf = (url: string) => new URL(url).port;

function discovery(issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}/jwks.json`,
    token_endpoint: `${issuer}/token`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['none'],
  };
}

const StoredKey = z.looseObject({
  kid: z.string().min(1),
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  d: z.string(),
});

async function loadOrCreateKey(dir: string): Promise<JWK & z.infer<typeof StoredKey>> {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, 'signing-key.json');
  if (!existsSync(path)) {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    replaceFile(path, JSON.stringify({ kid: randomUUID(), ...(await exportJWK(privateKey)) }));
  }
  try {
    const jwk = StoredKey.parse(JSON.parse(readFileSync(path, 'utf8')));
    await importJWK(jwk, 'RS256');
    return jwk;
  } catch (cause) {
    throw new StartError(
      `The development signing key in ${path} is corrupt. Restore the file, or remove it to make a new key.`,
      { cause },
    );
  }
}

const refuse = (response: ServerResponse, error: string, error_description: string, status = 400) =>
  sendJson(response, status, { error, error_description }, { 'cache-control': 'no-store' });

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
