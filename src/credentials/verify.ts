import type * as z from 'zod';
import type { ExpectedSigner } from './authenticity.ts';
import { type ContextOptions, contextsOutcome, usesOwnWords } from './check-contexts.ts';
import { formProblem } from './compact-form.ts';
import { credentialsV2 } from './contexts.ts';
import { resourcesOutcome } from './digests.ts';
import { endorsementsOutcome } from './endorsements.ts';
import type { JsonObject } from './json.ts';
import { claimsProblem, tokenPeriod } from './jwt/jwt-claims.ts';
import { openBadgeProblems } from './open-badge-model.ts';
import {
  asArray,
  isOpenBadge,
  type OpenBadge,
  readCredential,
  readOpenBadge,
  type VerifiableCredential,
} from './received-credential.ts';
import { type ResultProblem, resultProblems } from './results.ts';
import { authenticateSecured, openSecured } from './secured.ts';
import { issuerOf, statusOutcome } from './status.ts';
import { credentialValidity, validityOutcome } from './validity.ts';
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

/** What to check: everything, or whether the proof is right for the key that it names itself. */
export interface VerifyOptions extends ContextOptions {
  readonly mode?: 'full' | 'proof-only' | undefined;
  /** What each proof must say it was made for, where the caller states it (Data Integrity 1.0, section 4.4). */
  readonly challenge?: string | undefined;
  readonly domain?: string | undefined;
  /** Inside of another credential: its own endorsements are not looked at. */
  readonly nested?: boolean;
}

/**
 * Verifies a credential: a JSON object with proofs in it, an enveloped one, or a compact JWT as text. Each of the named
 * checks is always in the report. Never throws, whatever the input is, and takes bounded time. `valid` means that every
 * check was made and came out well; in the mode `proof-only`, that those of {@link proofOnlyChecks} did: who the issuer is,
 * and whether they withdrew it, is then not looked at.
 */
export async function verifyCredential(
  input: unknown,
  world: VerificationWorld,
  { mode = 'full', nested = false, ownWords, challenge, domain }: VerifyOptions = {},
): Promise<VerificationReport> {
  const found: Partial<Record<CheckName, Outcome>> = {};
  const warnings: string[] = [];

  const secured = openSecured(input, 'credential');
  found.format = 'refused' in secured ? secured.refused : formatOutcome(secured.document);
  if ('refused' in secured || found.format.outcome !== 'ok') return report(found, { warnings, mode });
  const { document, token } = secured;

  found.contexts = contextsOutcome(document, { ownWords });
  if (found.contexts.outcome !== 'ok') return report(found, { warnings, mode });
  if (usesOwnWords(document)) warnings.push('It uses words that no known vocabulary explains.');

  const credential = readCredential(document);
  if (!credential.success) {
    found.schema = mismatch(credential.error);
    return report(found, { warnings, mode });
  }
  const badge = isOpenBadge(credential.data) ? readOpenBadge(document) : undefined;
  const ties = { complete: badge !== undefined, times: badge !== undefined || token?.nested === true };
  found.schema =
    (badge?.success === false ? mismatch(badge.error) : undefined) ??
    (token && claimsProblem(token.jwt.claims, document, ties)) ??
    ok(shapeMessage(badge !== undefined));
  warnings.push(...strictness(document, found.schema));

  const around = steady(world);
  const issuer = issuerOf(credential.data);
  const rest = { warnings, mode, credential: summary(credential.data, badge?.data) };
  const expected = { purpose: 'assertionMethod', challenge, domain } as const;
  found.resources = resourcesOutcome(credential.data);
  if (mode === 'proof-only') {
    const bySelf: ExpectedSigner = { ...expected, signer: undefined };
    const { proof, remarks = [] } = await authenticateSecured(secured, bySelf, around);
    found.proof = proof;
    warnings.push(...remarks);
    const validity = credentialValidity(credential.data, world.now);
    // Dates that contradict each other are a fault of form, whatever the time is.
    if ('cause' in validity && validity.cause === 'validity-contradictory') found.validity = validity;
    warnings.push(
      'Only the proof was checked: not whether the key is the issuer’s, nor whether it was revoked.',
    );
    return report(found, rest);
  }

  const {
    known,
    remarks = [],
    ...authenticity
  } = await authenticateSecured(secured, { ...expected, signer: issuer }, around);
  Object.assign(found, authenticity);
  warnings.push(...remarks);
  if (found.issuer?.outcome === 'ok' && !known)
    warnings.push('The issuer is not known here: make sure that you know who it is.');

  found.validity = credentialValidity(credential.data, world.now);
  if (token !== undefined && found.validity.outcome === 'ok') {
    const ofToken = validityOutcome(tokenPeriod(token.jwt.claims), world.now);
    if (ofToken.outcome !== 'ok') found.validity = ofToken;
  }
  // Nobody is asked about a credential that its issuer did not sign.
  if (found['issuer-key']?.outcome === 'ok' && found.proof?.outcome === 'ok') {
    const status = await statusOutcome(credential.data, issuer, around);
    found.status = status.outcome;
    warnings.push(...status.warnings);
    if (nested) found.endorsements = ok('Endorsements of endorsements are not looked at.');
    else {
      const endorsements = await endorsementsOutcome(badge?.data, (endorsement) =>
        verifyCredential(endorsement, around, { nested: true }),
      );
      found.endorsements = endorsements.outcome;
      warnings.push(...endorsements.warnings);
    }
  }
  if (found.schema.outcome === 'ok') found.results = resultsOutcome(badge?.data);

  return report(found, rest);
}

function formatOutcome(document: JsonObject): Outcome {
  if (isOpenBadges2(document))
    return couldNotCheck('open-badges-2', 'It is an Open Badges 2.0 assertion, which is not supported.');
  const problem = formProblem(document);
  if (problem === undefined) return ok('It is well-formed.');
  const { code, path } = problem;
  return failed(code, `It is not in the form of a verifiable credential${path && `, at ${path}`}.`);
}

/** The format before verifiable credentials: it is checked at the issuer's site, or by a signature of another kind. */
function isOpenBadges2({ '@context': contexts, type }: JsonObject): boolean {
  const vocabularies = ['https://w3id.org/openbadges/v2', 'https://w3id.org/openbadges/v1'];
  return (
    [contexts].flat().some((context) => vocabularies.some((one) => one === context)) &&
    ![type].flat().includes('VerifiableCredential')
  );
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

/** What strict readers hold against a badge whose meaning is clear. Of version 1.1 of the data model, they know other rules. */
function strictness(document: JsonObject, schema: Outcome): string[] {
  if (schema.outcome !== 'ok' || [document['@context']].flat()[0] !== credentialsV2) return [];
  const paths = openBadgeProblems(document, 'verify')
    .filter(({ kind }) => kind === 'form')
    .slice(0, 3)
    .map(({ path }) => path);
  return paths.length === 0
    ? []
    : [`Strict readers of Open Badges 3.0 may refuse it, for what is at ${paths.join(', ')}.`];
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

function summary(credential: VerifiableCredential, badge: OpenBadge | undefined): CredentialSummary {
  const { id, name, issuer } = credential;
  const { validFrom = credential.issuanceDate, validUntil = credential.expirationDate } = credential;
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
