import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Route } from './definition.ts';

const FETCH_TIMEOUT_MS = 5_000;
// API Gateway takes RSA signatures only.
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

/** What a token says, as functions are told, or why it is not enough: `challenge` is the value of WWW-Authenticate. */
export type Authorization =
  | { ok: true; jwt: { claims: Record<string, string>; scopes: string[] | null } }
  | { ok: false; status: 401 | 403; challenge: string };

/** Checks the bearer token of a request against a route. Rejects if the issuer's keys cannot be had. */
export type Authorize = (route: Route, header: string | undefined) => Promise<Authorization>;

/** JWT authorization as API Gateway does it: keys by discovery, `aud` or else `client_id`, `exp`, `nbf`, and the scopes of the route. */
export function createAuthorize(): Authorize {
  const keySets = new Map<string, Promise<JWTVerifyGetKey>>();

  const keysOf = (issuer: string) => {
    const known = keySets.get(issuer);
    if (known !== undefined) return known;
    const found = discoverKeys(issuer);
    keySets.set(issuer, found);
    found.catch(() => keySets.delete(issuer));
    return found;
  };

  return async ({ authorizer, scopes: wanted }, header) => {
    if (authorizer === undefined) throw new Error('the route has no authorizer');
    const token = header?.replace(/^bearer /i, '').trim();
    if (!token) return { ok: false, status: 401, challenge: 'Bearer' };
    const keys = await keysOf(authorizer.issuer);
    let claims: JWTPayload;
    try {
      const verified = await jwtVerify(token, keys, {
        issuer: authorizer.issuer,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
      });
      claims = verified.payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) throw error;
      return invalidToken(describe(error));
    }
    const audience = claims.aud ?? claims.client_id;
    if (![audience].flat().some((one) => typeof one === 'string' && authorizer.audience.includes(one))) {
      return invalidToken('the token does not have a valid audience');
    }
    const granted = scopesOf(claims);
    if (wanted.length > 0 && !wanted.some((scope) => granted.includes(scope))) {
      const challenge = `Bearer scope="${wanted.join(' ')}" error="insufficient_scope" error_description="the token does not have the scopes of the route"`;
      return { ok: false, status: 403, challenge };
    }
    return { ok: true, jwt: { claims: asText(claims), scopes: wanted.length > 0 ? granted : null } };
  };
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`the issuer ${issuer} answered ${response.status} to discovery`);
  const { jwks_uri: keys } = (await response.json()) as { jwks_uri: string };
  return createRemoteJWKSet(new URL(keys), { timeoutDuration: FETCH_TIMEOUT_MS });
}

const invalidToken = (description: string): Authorization => ({
  ok: false,
  status: 401,
  challenge: `Bearer scope="" error="invalid_token" error_description="${description}"`,
});

function describe(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `the claim ${error.claim} is not as it should be`;
  return 'the token cannot be verified';
}

const scopesOf = ({ scope, scp }: JWTPayload): string[] =>
  [scope ?? scp].flat().flatMap((value) => String(value ?? '').split(' '));

/** Functions get every claim as text: lists in brackets, separated by spaces. */
const asText = (claims: JWTPayload): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? `[${value.join(' ')}]`
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value),
    ]),
  );
