import type * as z from 'zod';
import { authenticate, issuedBy } from './authenticity.ts';
import { contextsOutcome } from './check-contexts.ts';
import { formProblem } from './compact-form.ts';
import { type JsonObject, jsonProblem } from './json.ts';
import {
  asArray,
  isOpenBadge,
  type OpenBadge,
  openBadge,
  type VerifiableCredential,
  verifiableCredential,
} from './received-credential.ts';
import { type ResultProblem, resultProblems } from './results.ts';
import { issuerOf, statusOutcome } from './status.ts';
import { validityOutcome } from './validity.ts';
import {
  type CheckName,
  type CredentialSummary,
  couldNotCheck,
  failed,
  type Outcome,
  ok,
  report,
  type VerificationReport,
} from './verification-report.ts';
import { steady, type VerificationWorld } from './verification-world.ts';

/**
 * Verifies a credential: nine named checks, each of them always in the report. Never throws, whatever the input is, and
 * takes bounded time. `valid` means that every check was made and came out well.
 */
export async function verifyCredential(
  input: unknown,
  world: VerificationWorld,
): Promise<VerificationReport> {
  const found: Partial<Record<CheckName, Outcome>> = {};
  const warnings: string[] = [];

  found.format = formatOutcome(input);
  if (found.format.outcome !== 'ok') return report(found, { warnings });
  const document = input as JsonObject;

  found.contexts = contextsOutcome(document);
  if (found.contexts.outcome !== 'ok') return report(found, { warnings });

  const credential = verifiableCredential.safeParse(document);
  if (!credential.success) {
    found.schema = mismatch(credential.error);
    return report(found, { warnings });
  }
  const badge = isOpenBadge(credential.data) ? openBadge.safeParse(document) : undefined;
  found.schema = badge?.success === false ? mismatch(badge.error) : ok(shapeMessage(badge !== undefined));

  const around = steady(world);
  const issuer = issuerOf(credential.data);
  const { known, ...authenticity } = await authenticate(document, issuedBy(issuer), around);
  Object.assign(found, authenticity);
  if (found.issuer?.outcome === 'ok' && !known)
    warnings.push('The issuer is not known here: make sure that you know who it is.');
  if (badge?.success && isEndorsed(badge.data))
    warnings.push('It carries endorsements by others; those were not checked.');

  found.validity = validityOutcome(credential.data, world.now);
  // Nobody is asked about a credential that its issuer did not sign.
  if (found['issuer-key']?.outcome === 'ok' && found.proof?.outcome === 'ok') {
    const status = await statusOutcome(credential.data, issuer, around);
    found.status = status.outcome;
    warnings.push(...status.warnings);
  }
  if (found.schema.outcome === 'ok') found.results = resultsOutcome(badge?.data);

  return report(found, { warnings, credential: summary(credential.data, badge?.data) });
}

function formatOutcome(input: unknown): Outcome {
  const problem = jsonProblem(input) ?? formProblem(input as JsonObject);
  if (problem === undefined) return ok('It is well-formed.');
  const { code, path } = problem;
  return failed(code, `It is not in the form of a verifiable credential${path && `, at ${path}`}.`);
}

function mismatch(error: z.ZodError): Outcome {
  const paths = error.issues.slice(0, 3).map(({ path }) => `/${path.map(String).join('/')}`);
  return failed('schema-mismatch', `Something is missing or of the wrong kind, at ${paths.join(', ')}.`);
}

function shapeMessage(isBadge: boolean): string {
  return isBadge
    ? 'It is a complete Open Badges 3.0 credential.'
    : 'It is a complete credential, not an Open Badge.';
}

const resultProblemOutcomes: Record<ResultProblem['code'], Outcome> = {
  'ambiguous-description': couldNotCheck('level-unknown', 'It describes one result in two ways.'),
  'unknown-description': failed(
    'level-unknown',
    'It states a result that the achievement does not describe.',
  ),
  'unknown-level': failed('level-unknown', 'It states a level that the achievement does not have.'),
  'level-not-reached': failed('level-not-reached', 'It states a level below the one that is required.'),
  'levels-not-ordered': couldNotCheck(
    'levels-not-comparable',
    'It does not say whether the stated level is above or below the required one.',
  ),
  'result-missing': couldNotCheck(
    'level-unknown',
    'It does not state every result that the achievement requires.',
  ),
};

function resultsOutcome(badge: OpenBadge | undefined): Outcome {
  const { achievement, result = [] } = badge?.credentialSubject ?? {};
  if (result.length === 0) return ok('It states no results.');
  const outcomes = resultProblems(achievement?.resultDescription ?? [], result).map(
    ({ code }) => resultProblemOutcomes[code],
  );
  return (
    outcomes.find(({ outcome }) => outcome === 'failed') ??
    outcomes[0] ??
    ok('Every stated result reaches the level that is required.')
  );
}

/** An endorsement is a credential of its own, with its own issuer and proof (Open Badges 3.0, section 5). */
function isEndorsed({ endorsement, issuer, credentialSubject: { achievement } }: OpenBadge): boolean {
  const ofIssuer = typeof issuer === 'string' ? undefined : issuer.endorsement;
  return [endorsement, achievement.endorsement, ofIssuer].some((value) => value !== undefined);
}

function summary(credential: VerifiableCredential, badge: OpenBadge | undefined): CredentialSummary {
  const { id, name, issuer, validFrom, validUntil } = credential;
  const issuerName = typeof issuer === 'string' ? undefined : plain(issuer.name);
  const title = plain(name);
  const subject = asArray<{ id?: string | undefined }>(credential.credentialSubject)[0]?.id;
  const achievement = badge?.credentialSubject.achievement;
  return {
    ...(id !== undefined && { id }),
    ...(title !== undefined && { name: title }),
    issuer: { id: issuerOf(credential), ...(issuerName !== undefined && { name: issuerName }) },
    subject: { ...(subject !== undefined && { id: subject }) },
    ...(achievement && { achievement: { id: achievement.id, name: achievement.name } }),
    ...(validFrom !== undefined && { validFrom }),
    ...(validUntil !== undefined && { validUntil }),
  };
}

/** The first of texts with a language. */
function plain(text: VerifiableCredential['name']): string | undefined {
  return text === undefined || typeof text === 'string' ? text : asArray(text)[0]?.['@value'];
}
