import { type Authenticity, authenticate, type ExpectedSigner } from './authenticity.ts';
import { credentialsV2 } from './contexts.ts';
import { type JsonObject, jsonProblem } from './json.ts';
import { authenticateJwt } from './jwt/authenticate-jwt.ts';
import { type Jwt, looksLikeJwt, openJwt } from './jwt/jwt.ts';
import { type Content, contentOf } from './jwt/jwt-claims.ts';
import { couldNotCheck, failed, type Outcome, worst } from './verification-report.ts';
import type { VerificationWorld } from './verification-world.ts';

/** A document as it came: with its proofs in it, or in the token that secures it. */
export interface Secured {
  readonly document: JsonObject;
  readonly token?: { readonly jwt: Jwt; readonly nested: boolean };
}

/** What is asked for: a credential or a presentation. */
export type Kind = 'credential' | 'presentation';

const envelopeTypes = {
  credential: 'EnvelopedVerifiableCredential',
  presentation: 'EnvelopedVerifiablePresentation',
};
const tokenTypes = {
  credential: ['application/vc+jwt', 'application/vc+ld+jwt', 'application/jwt'],
  presentation: ['application/vp+jwt', 'application/vp+ld+jwt', 'application/jwt'],
};

/**
 * Takes out what was posted: a JSON object, a compact JWT as text, or an object that envelops a JWT (VC Data Model 2.0,
 * section 4.13.2). Nothing of it is checked but that it is JSON within the limits.
 */
export function openSecured(input: unknown, kind: Kind): Secured | { readonly refused: Outcome } {
  if (typeof input === 'string')
    return looksLikeJwt(input.trim()) ? openToken(input.trim(), kind) : refuse('not-an-object');
  const problem = jsonProblem(input);
  if (problem !== undefined) return refuse(problem.code, problem.path);
  const document = input as JsonObject;
  if (![document.type].flat().includes(envelopeTypes[kind])) return { document };
  return openEnvelope(document, kind);
}

function openEnvelope(
  { id, type, '@context': contexts }: JsonObject,
  kind: Kind,
): Secured | { readonly refused: Outcome } {
  // Its type is this one alone: what says two things of itself is neither.
  if (![contexts].flat().includes(credentialsV2) || [type].flat().length !== 1)
    return { refused: failed('envelope-malformed', 'It is not in the form of an envelope.') };
  const [, mediaType, token] = /^data:([^,;]+),(.*)$/s.exec(typeof id === 'string' ? id : '') ?? [];
  if (mediaType === undefined || token === undefined)
    return { refused: failed('envelope-malformed', 'It envelops nothing that can be read.') };
  if (!tokenTypes[kind].includes(mediaType.toLowerCase()))
    return {
      refused: couldNotCheck('unsupported-envelope', 'It is enveloped in a way that is not supported yet.'),
    };
  return openToken(token, kind);
}

function openToken(text: string, kind: Kind): Secured | { readonly refused: Outcome } {
  const jwt = openJwt(text);
  if ('refused' in jwt) return jwt;
  const content: Content | undefined = contentOf(jwt.claims, kind === 'credential' ? 'vc' : 'vp');
  if (content === undefined)
    return { refused: failed('jwt-malformed', 'The token holds two things, or none.') };
  return { document: content.document, token: { jwt, nested: content.nested } };
}

/** As {@link authenticate}; where there is both a token and proofs, both must be good. */
export async function authenticateSecured(
  { document, token }: Secured,
  expected: ExpectedSigner,
  world: VerificationWorld,
): Promise<Authenticity> {
  if (token === undefined) return authenticate(document, expected, world);
  const byToken = await authenticateJwt(token.jwt, expected, world);
  if (document.proof === undefined) return byToken;
  const byProof = await authenticate(document, expected, world);
  const both = (name: 'issuer' | 'issuer-key') =>
    worst([byToken[name], byProof[name]].filter((outcome) => outcome !== undefined));
  const [issuer, key] = [both('issuer'), both('issuer-key')];
  return {
    ...(issuer && { issuer }),
    ...(key && { 'issuer-key': key }),
    proof: worst([byToken.proof, byProof.proof]) ?? byToken.proof,
    known: byToken.known,
    ...(byProof.remarks && { remarks: byProof.remarks }),
  };
}

function refuse(cause: Parameters<typeof failed>[0], path = ''): { readonly refused: Outcome } {
  const at = path && `, at ${path}`;
  return { refused: failed(cause, `It is not in the form of a verifiable credential${at}.`) };
}
