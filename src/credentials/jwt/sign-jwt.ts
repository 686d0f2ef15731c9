import { generateKeyPairSync, type KeyPairKeyObjectResult, sign } from 'node:crypto';
import { credentialsV2 } from '../contexts.ts';
import { isPlainObject, type JsonObject } from '../json.ts';
import { publicKeyFromJwk } from '../jwk.ts';
import { instantOf } from '../timestamps.ts';
import type { Outcome } from '../verification-report.ts';
import { openJwt } from './jwt.ts';
import { claimsProblem, registeredClaims } from './jwt-claims.ts';
import { jwtSignatureProblem } from './jwt-signature.ts';

/**
 * What is signed to make a JWT of a credential of VC Data Model 2.0 (Open Badges 3.0, sections 8.2.1 and 8.2.2): the members of the
 * credential with the registered claims beside them. The header has `alg`, `kid` and `typ`, and no other member, as the standard demands.
 * @param kid the address of the public key as a bare JSON Web Key, under the issuer's own address
 * @returns the bytes to sign, as ASCII text; the same for the same document
 * @throws Error when the document is not one that can be a token
 */
export function vcJwtSigningInput(
  document: JsonObject,
  { kid }: { readonly kid: string },
): { readonly signingInput: string } {
  const { issuer, id, validFrom, validUntil, credentialSubject: subject } = document;
  const iss = isPlainObject(issuer) ? issuer.id : issuer;
  const nbf = secondsOf(validFrom);
  if (typeof iss !== 'string' || typeof id !== 'string' || nbf === undefined)
    throw new Error('a token needs a credential with an issuer, an id and a start');
  const exp = secondsOf(validUntil);
  if (validUntil !== undefined && exp === undefined) throw new Error('the end of the credential is no time');
  const sub = isPlainObject(subject) ? subject.id : undefined;
  const payload = {
    ...document,
    iss,
    jti: id,
    nbf,
    ...(typeof sub === 'string' && { sub }),
    ...(exp !== undefined && { exp }),
  };
  return { signingInput: `${part({ alg: 'RS256', kid, typ: 'JWT' })}.${part(payload)}` };
}

/**
 * Whether a credential can be a token: of VC Data Model 2.0, with a start, and without a member that a token has for itself.
 */
export function fitsToken(document: JsonObject): boolean {
  return (
    [document['@context']].flat()[0] === credentialsV2 &&
    secondsOf(document.validFrom) !== undefined &&
    !Object.keys(document).some((member) => registeredClaims.includes(member) || /^v[cp]$/.test(member))
  );
}

/** The token in its compact form (RFC 7515, section 7.1). */
export function assembleJwt(signingInput: string, signature: Uint8Array): string {
  return `${signingInput}.${Buffer.from(signature).toString('base64url')}`;
}

let throwaway: KeyPairKeyObjectResult | undefined;

/**
 * Whether what is going to be signed makes a token that a verifier accepts, tried with a key that is thrown away (invariant 4).
 * @returns what is wrong, or undefined
 */
export function rehearseJwt(signingInput: string): Outcome | undefined {
  // Of no value and made at a cost: one for as long as the process lives.
  throwaway ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { privateKey, publicKey } = throwaway;
  const signature = sign('sha256', Buffer.from(signingInput), privateKey);
  return ownJwtProblem(assembleJwt(signingInput, signature), publicKey.export({ format: 'jwk' }));
}

/**
 * Whether a token of ours is one that a verifier accepts: well formed, its claims those of the credential, and signed by this
 * key (invariant 4). @returns what is wrong, or undefined
 * @throws InvalidKeyError
 */
export function ownJwtProblem(token: string, publicKeyJwk: unknown): Outcome | undefined {
  const jwt = openJwt(token);
  if ('refused' in jwt) return jwt.refused;
  return (
    claimsProblem(jwt.claims, jwt.claims, { complete: true, times: true }) ??
    jwtSignatureProblem(jwt, publicKeyFromJwk(publicKeyJwk))
  );
}

/** Seconds since the epoch, as claims have them (RFC 7519, section 2): a fraction is cut off. */
function secondsOf(value: unknown): number | undefined {
  const instant = typeof value === 'string' ? instantOf(value) : undefined;
  return instant === undefined ? undefined : Math.floor(instant / 1000);
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
