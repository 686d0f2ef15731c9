import { isPlainObject, type JsonObject, type JsonValue } from '../json.ts';
import { instantOf } from '../timestamps.ts';
import { failed, type Outcome } from '../verification-report.ts';

/** The claims that JWTs have for themselves (RFC 7519, section 4.1), which are no members of the credential. */
export const registeredClaims: readonly string[] = [
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'cnf',
  'nonce',
];

/** What is in a token. */
export interface Content {
  readonly document: JsonObject;
  /** VC Data Model 1.1, section 6.3.1: the credential is one of the claims, and leaves out what others say. */
  readonly nested: boolean;
}

/**
 * The credential or presentation that a token holds: its claims (Securing VCs using JOSE and COSE, section 3.1; Open Badges
 * 3.0, section 8.2), or the claim `vc` or `vp`, made whole by the claims beside it. @returns undefined where both are there
 */
export function contentOf(claims: JsonObject, claim: 'vc' | 'vp'): Content | undefined {
  const { [claim]: inner } = claims;
  if (inner === undefined) {
    const own = Object.entries(claims).filter(([name]) => !registeredClaims.includes(name));
    return { document: Object.fromEntries(own), nested: false };
  }
  if (!isPlainObject(inner) || claims['@context'] !== undefined) return undefined;
  return { document: claim === 'vc' ? completed(inner, claims) : presented(inner, claims), nested: true };
}

function presented(inner: JsonObject, { iss, jti }: JsonObject): JsonObject {
  return defaults(inner, { holder: iss, id: jti });
}

function completed(inner: JsonObject, { iss, sub, jti, nbf, exp }: JsonObject): JsonObject {
  const { issuer, credentialSubject: subject } = inner;
  const [from, until] = dateNames(inner);
  return {
    ...defaults(inner, { id: jti, issuer: iss, [from]: dateOf(nbf), [until]: dateOf(exp) }),
    ...(isPlainObject(issuer) && { issuer: defaults(issuer, { id: iss }) }),
    ...(isPlainObject(subject) && { credentialSubject: defaults(subject, { id: sub }) }),
  };
}

function defaults(object: JsonObject, values: Record<string, JsonValue | undefined>): JsonObject {
  const missing = Object.entries(values).filter(
    (entry): entry is [string, JsonValue] => entry[1] !== undefined && object[entry[0]] === undefined,
  );
  return { ...object, ...Object.fromEntries(missing) };
}

/** How closely a token's claims are tied to the credential in it. */
export interface Ties {
  /** Each claim must be there (Open Badges 3.0, section 8.2.4). */
  readonly complete: boolean;
  /** The token's times are the credential's (there, and VC Data Model 1.1); elsewhere they are the token's own. */
  readonly times: boolean;
}

/** Whether the claims of a token agree with the credential in it. @returns what is wrong, or undefined */
export function claimsProblem(claims: JsonObject, document: JsonObject, ties: Ties): Outcome | undefined {
  const { issuer, credentialSubject: subject, id } = document;
  const [from, until] = dateNames(document);
  const said: readonly (readonly [claim: string, value: JsonValue | undefined])[] = [
    ['iss', isPlainObject(issuer) ? issuer.id : issuer],
    ['jti', id],
    ['sub', isPlainObject(subject) ? subject.id : undefined],
    ...(ties.times ? [['nbf', secondsOf(document[from])] as const] : []),
    ...(ties.times ? [['exp', secondsOf(document[until])] as const] : []),
  ];
  const wrong = said.find(([name, value]) => {
    const claim = wholeSeconds(claims[name]);
    if (claim === undefined) return ties.complete && value !== undefined;
    if (value === undefined) return ties.complete && name !== 'exp';
    return claim !== value;
  });
  if (wrong === undefined) return timeProblem(claims);
  return failed('claims-contradict', `The token and the credential in it do not agree, at ${wrong[0]}.`);
}

function timeProblem(claims: JsonObject): Outcome | undefined {
  const wrong = (['nbf', 'exp', 'iat'] as const).find(
    (name) => claims[name] !== undefined && dateOf(claims[name]) === undefined,
  );
  return wrong && failed('claims-contradict', `The token has a time that is none, at ${wrong}.`);
}

/** The time for which the token itself is good; undefined where it sets no limit, or one that is no time. */
export function tokenPeriod({ nbf, exp }: JsonObject): {
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
} {
  return { validFrom: dateOf(nbf), validUntil: dateOf(exp) };
}

function dateNames({ '@context': contexts }: JsonObject): [from: string, until: string] {
  return [contexts].flat()[0] === 'https://www.w3.org/2018/credentials/v1'
    ? ['issuanceDate', 'expirationDate']
    : ['validFrom', 'validUntil'];
}

function dateOf(seconds: JsonValue | undefined): string | undefined {
  if (typeof seconds !== 'number' || Math.abs(seconds) > 250_000_000_000) return undefined;
  const date = new Date(seconds * 1000);
  return date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 1 ? undefined : date.toISOString();
}

function secondsOf(value: JsonValue | undefined): number | undefined {
  const instant = typeof value === 'string' ? instantOf(value) : undefined;
  return instant === undefined ? undefined : Math.floor(instant / 1000);
}

function wholeSeconds(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'number' ? Math.floor(value) : value;
}
