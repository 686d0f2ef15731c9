import * as z from 'zod';
import { type ContextOptions, contextsOutcome } from './check-contexts.ts';
import { formProblem } from './compact-form.ts';
import { credentialsV1 } from './contexts.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { tokenPeriod } from './jwt/jwt-claims.ts';
import { asArray, url } from './received-credential.ts';
import { authenticateSecured, openSecured, type Secured } from './secured.ts';
import { validityOutcome } from './validity.ts';
import {
  couldNotCheck,
  failed,
  notAsked,
  type Outcome,
  ok,
  type PresentationCheckName,
  type PresentationReport,
  presentationChecks,
  skipped,
  type VerificationReport,
  verdictOf,
  wasMade,
  worst,
} from './verification-report.ts';
import { steady, type VerificationWorld } from './verification-world.ts';
import { verifyCredential } from './verify.ts';

/** What the presentation must have been made for, where the caller asked for it. */
export interface PresentationOptions extends ContextOptions {
  readonly challenge?: string | undefined;
  readonly domain?: string | undefined;
  readonly mode?: 'full' | 'proof-only' | undefined;
  /** It is not secured, and need not be: only what is in it is to be verified. */
  readonly proofless?: boolean | undefined;
}

/** The most credentials that are verified with one presentation. */
const mostCredentials = 8;

const presentation = z.looseObject({
  id: url.optional(),
  type: z
    .union([z.string(), z.array(z.string())])
    .refine(
      (type) => asArray(type).includes('VerifiablePresentation'),
      'must include VerifiablePresentation',
    ),
  holder: z.union([url, z.looseObject({ id: url })]).optional(),
  verifiableCredential: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])),
});

/**
 * Verifies a presentation (VC Data Model 2.0, section 4.13, and 1.1): a JSON object with proofs, an enveloped one or a
 * compact JWT, and every credential in it. The holder must have signed it to authenticate, with the challenge and for the
 * domain that are given. Never throws, whatever the input is, and takes bounded time.
 */
export async function verifyPresentation(
  input: unknown,
  world: VerificationWorld,
  { challenge, domain, mode = 'full', ownWords, proofless = false }: PresentationOptions = {},
): Promise<PresentationReport> {
  const found: Partial<Record<PresentationCheckName, Outcome>> = {};
  const secured = openSecured(input, 'presentation');
  found.format = 'refused' in secured ? secured.refused : formOutcome(secured.document);
  if ('refused' in secured || found.format.outcome !== 'ok') return summed(found);
  found.contexts = contextsOutcome(secured.document, { ownWords });
  if (found.contexts.outcome !== 'ok') return summed(found);
  const credentials = credentialsIn(secured);
  const parsed = presentation.safeParse({ ...secured.document, verifiableCredential: credentials });
  if (!parsed.success || credentials === undefined) {
    found.schema = failed('schema-mismatch', 'Something is missing or of the wrong kind.');
    return summed(found);
  }
  found.schema = ok('It is a complete presentation.');

  const around = steady(world);
  const { holder } = parsed.data;
  const holderId = typeof holder === 'string' ? holder : holder?.id;
  const signer = mode === 'full' ? holderId : undefined;
  Object.assign(
    found,
    proofless && !isSecured(secured)
      ? unsigned
      : await signedBy(secured, signer, { challenge, domain }, around),
  );

  if (credentials.length > mostCredentials) {
    found.credentials = couldNotCheck('too-many-credentials', 'It holds too many credentials.');
    return summed(found, { holder: holderId });
  }
  const reports = await Promise.all(
    credentials.map((one) => verifyCredential(one, around, { mode, ownWords })),
  );
  found.credentials = credentialsOutcome(reports);
  return summed(found, { holder: holderId, credentials: reports });
}

type Signed = Pick<Record<PresentationCheckName, Outcome>, 'holder' | 'holder-key' | 'proof'>;

const unsigned: Signed = { holder: notAsked, 'holder-key': notAsked, proof: notAsked };

async function signedBy(
  secured: Secured,
  signer: string | undefined,
  occasion: Pick<PresentationOptions, 'challenge' | 'domain'>,
  world: VerificationWorld,
): Promise<Signed> {
  const expected = { signer, purpose: 'authentication', ...occasion } as const;
  const signed = await authenticateSecured(secured, expected, world);
  const proof = worst([signed.proof, ...tokenOutcomes(secured, occasion, world.now)]) ?? signed.proof;
  if (signer === undefined)
    return {
      holder: ok('Whoever signed it presents it: it names nobody.'),
      'holder-key': ok('The key is the one that the proof names.'),
      proof,
    };
  return { holder: signed.issuer ?? skipped, 'holder-key': signed['issuer-key'] ?? skipped, proof };
}

function isSecured({ document, token }: Secured): boolean {
  return token !== undefined || document.proof !== undefined;
}

/** Each credential in it is looked at by itself: what is around them is the holder's. */
function formOutcome({ verifiableCredential: _, ...rest }: JsonObject): Outcome {
  const problem = formProblem(rest);
  if (problem === undefined) return ok('It is well-formed.');
  const at = problem.path && `, at ${problem.path}`;
  return failed(problem.code, `It is not in the form of a verifiable presentation${at}.`);
}

/** The credentials in it; undefined where one is a text, which only version 1.1 of the data model allows, in tokens. */
function credentialsIn({ document, token }: Secured): readonly JsonValue[] | undefined {
  const { verifiableCredential = [], '@context': contexts } = document;
  // In tokens, lists of lists are found: to JSON-LD they are one list (JSON-LD 1.1, section 4.3.2).
  const credentials = token ? [verifiableCredential].flat(2) : asArray<JsonValue>(verifiableCredential);
  const texts = token !== undefined && asArray(contexts ?? [])[0] === credentialsV1;
  return texts || credentials.every((one) => typeof one !== 'string') ? credentials : undefined;
}

/** What a token says of the occasion for which it was made (RFC 7519: `nonce`, `aud`), and of its time. */
function tokenOutcomes(
  { token }: Secured,
  { challenge, domain }: PresentationOptions,
  now: Date,
): readonly Outcome[] {
  if (token === undefined) return [];
  const { claims } = token.jwt;
  return [
    ...(challenge !== undefined && claims.nonce !== challenge
      ? [failed('challenge-mismatch', 'The proof was not made for this occasion.')]
      : []),
    ...(domain !== undefined && ![claims.aud].flat().includes(domain)
      ? [failed('domain-mismatch', 'The proof was not made for this place.')]
      : []),
    validityOutcome(tokenPeriod(claims), now),
  ];
}

function credentialsOutcome(reports: readonly VerificationReport[]): Outcome {
  if (reports.length === 0) return ok('It holds no credentials.');
  const verdicts = reports.map(({ verdict }) => verdict);
  if (verdicts.includes('invalid')) return failed('credential-invalid', 'A credential in it is not valid.');
  if (verdicts.includes('could-not-be-checked'))
    return couldNotCheck('credential-not-checked', 'A credential in it could not be checked.');
  return ok('Every credential in it is valid.');
}

function summed(
  found: Partial<Record<PresentationCheckName, Outcome>>,
  {
    holder,
    credentials = [],
  }: { holder?: string | undefined; credentials?: readonly VerificationReport[] } = {},
): PresentationReport {
  const checks = presentationChecks.map((name) => ({ name, ...(found[name] ?? skipped) }));
  const isUnsigned = found.proof === notAsked;
  return {
    verdict: verdictOf(checks.filter(wasMade)),
    checks,
    warnings: isUnsigned ? ['It is not signed: nothing shows who presents it.'] : [],
    ...(holder !== undefined && { holder }),
    credentials,
  };
}
