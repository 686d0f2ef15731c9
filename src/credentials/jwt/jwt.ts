import * as z from 'zod';
import { type JsonObject, jsonLimits, jsonProblem } from '../json.ts';
import { couldNotCheck, failed, type Outcome } from '../verification-report.ts';

const jwtHeader = z.looseObject({
  alg: z.string(),
  kid: z.string().min(1).optional(),
  jwk: z.record(z.string(), z.unknown()).optional(),
  // A token of another kind that the issuer signed is no credential (RFC 8725, section 3.11).
  typ: z
    .string()
    .regex(/^(?:application\/)?(?:jwt|(?:vc|vp)(?:\+ld)?\+jwt)$/i)
    .optional(),
  // Extensions that must be understood (RFC 7515, section 4.1.11): none is.
  crit: z.undefined().optional(),
  b64: z.undefined().optional(),
});
export type JwtHeader = z.infer<typeof jwtHeader>;

/** A token, taken apart and not checked. */
export interface Jwt {
  readonly header: JwtHeader;
  readonly claims: JsonObject;
  /** What was signed: header and claims as they were sent. */
  readonly signed: string;
  readonly signature: Uint8Array;
}

const mostHeader = 16_384;

/** Whether a text may be meant as a JWT: three parts or more of base64url. */
export function looksLikeJwt(text: string): boolean {
  return /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:~|$)/.test(text);
}

/** Takes a compact JWS with JSON claims apart (RFC 7515, section 7.1; RFC 7519). @returns it, or what is wrong with it */
export function openJwt(text: string): Jwt | { readonly refused: Outcome } {
  if (text.includes('~'))
    return {
      refused: couldNotCheck(
        'unsupported-envelope',
        'It is a token with selective disclosure, which is not supported yet.',
      ),
    };
  if (text.length > jsonLimits.text * 2) return refuse('too-large', 'The token is too large.');
  const [header = '', claims = '', signature = '', more] = text.split('.');
  const bytes = decode(signature);
  if (more !== undefined || bytes === undefined || header.length > mostHeader) return malformed;
  const parsed = jwtHeader.safeParse(parseJson(header));
  if (!parsed.success) return malformed;
  const content = parseJson(claims);
  const problem = jsonProblem(content);
  if (problem !== undefined)
    return refuse(problem.code, 'What the token holds is not a JSON object within limits.');
  return {
    header: parsed.data,
    claims: content as JsonObject,
    signed: `${header}.${claims}`,
    signature: bytes,
  };
}

function parseJson(part: string): unknown {
  const bytes = decode(part);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Exactly one text is right for some bytes: no padding, no stray bits at the end. */
function decode(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

const malformed = refuse('jwt-malformed', 'The token is not a signed JWT of a credential.');

function refuse(cause: Parameters<typeof failed>[0], message: string): { readonly refused: Outcome } {
  return { refused: failed(cause, message) };
}
