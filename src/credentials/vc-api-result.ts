import { isPlainObject, type JsonValue } from './json.ts';
import { asArray } from './received-credential.ts';
import type {
  Check,
  CheckCause,
  CheckName,
  Outcome,
  PresentationCheckName,
  PresentationReport,
  VerificationReport,
} from './verification-report.ts';

/** A problem (RFC 9457) as the standards of verifiable credentials name them, with the check and the cause that are ours. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly check?: string;
  readonly cause?: CheckCause;
}

/** What the caller wants to have told (VCALM 1.0, Verify Credential and Verify Presentation). */
export interface ResultOptions {
  readonly returnCredential?: boolean | undefined;
  readonly returnPresentation?: boolean | undefined;
  readonly returnProblemDetails?: boolean | undefined;
  readonly returnResults?: boolean | undefined;
}

interface Part {
  readonly verified: boolean;
  readonly input: JsonValue;
}

interface Judgement {
  /** Whether every check was made that was asked for, and came out well. */
  readonly verified: boolean;
  /** The names of the checks that were made. */
  readonly checks: string[];
  readonly warnings: ProblemDetails[];
  readonly errors: ProblemDetails[];
  /** Errors and warnings in one list, where the caller wants them so. */
  readonly problemDetails?: ProblemDetails[];
}

/** The result of verifying a credential in the form of VCALM 1.0. */
export interface CredentialResult extends Judgement {
  readonly credential?: unknown;
  readonly results?: Readonly<Record<string, Part | Part[]>>;
}

/** The result of verifying a presentation in the form of VCALM 1.0. */
export interface PresentationResult extends Judgement {
  readonly verifiablePresentation?: unknown;
  readonly results?: {
    readonly presentation: Readonly<Record<string, Part | Part[]>>;
    readonly credentials: CredentialResult[];
  };
}

/**
 * What a report means in the terms of VCALM 1.0. That text calls trouble with status and dates a warning, and lets `verified`
 * be true beside it; here nothing is verified that is revoked, expired or could not be checked (invariant 5).
 */
export function credentialResult(
  report: VerificationReport,
  posted: unknown,
  options: ResultOptions,
): CredentialResult {
  return {
    ...judgement(report, options),
    ...(options.returnCredential && isReadable(report) && { credential: posted }),
    ...(options.returnResults && { results: isReadable(report) ? credentialParts(report, posted) : {} }),
  };
}

/** As {@link credentialResult}, for a presentation and every credential in it. */
export function presentationResult(
  report: PresentationReport,
  posted: unknown,
  options: ResultOptions & { readonly challenge?: string | undefined; readonly domain?: string | undefined },
): PresentationResult {
  return {
    ...judgement(report, options),
    ...(options.returnPresentation && isReadable(report) && { verifiablePresentation: posted }),
    ...(options.returnResults && {
      results: {
        presentation: isReadable(report) ? presentationParts(report, posted, options) : {},
        credentials: report.credentials.map((one, index) =>
          credentialResult(
            one,
            asArray(member(posted, 'verifiableCredential') ?? [])[index] ?? null,
            options,
          ),
        ),
      },
    }),
  };
}

function judgement(
  {
    verdict,
    checks,
    warnings,
  }: Pick<PresentationReport | VerificationReport, 'verdict' | 'checks' | 'warnings'>,
  { returnProblemDetails }: ResultOptions,
): Judgement {
  const all: readonly (Outcome & {
    readonly name: CheckName | PresentationCheckName;
    readonly cause?: CheckCause;
  })[] = checks as readonly Check[];
  const made = all.filter(({ cause }) => cause !== 'not-asked' && cause !== 'earlier-check-not-ok');
  const errors = made.flatMap((check) => (check.cause === undefined ? [] : [problemOf(check, check.cause)]));
  const told = warnings.map((detail) => ({ type: 'about:blank', title: 'WARNING', detail }));
  return {
    verified: verdict === 'valid',
    checks: made.map(({ name }) => name),
    warnings: told,
    errors,
    ...(returnProblemDetails && { problemDetails: [...errors, ...told] }),
  };
}

/** Whether what was posted is within limits: anything else is not sent back, nor looked at. */
function isReadable({ checks }: { readonly checks: readonly Pick<Check, 'outcome'>[] }): boolean {
  return checks[0]?.outcome === 'ok';
}

const dataModel = 'https://www.w3.org/TR/vc-data-model#';
const security = 'https://w3id.org/security#';
const statusList = 'https://www.w3.org/ns/credentials/status-list#';

/** By check: the problem types of VC Data Model 2.0 (section 7.2), Data Integrity 1.0 (4.7) and Bitstring Status List 1.0 (3.5). */
const typesByCheck: Readonly<Record<CheckName | PresentationCheckName, string>> = {
  format: `${dataModel}PARSING_ERROR`,
  contexts: `${dataModel}MALFORMED_VALUE_ERROR`,
  schema: `${dataModel}MALFORMED_VALUE_ERROR`,
  issuer: `${security}INVALID_CONTROLLED_IDENTIFIER_DOCUMENT`,
  'issuer-key': `${security}INVALID_VERIFICATION_METHOD`,
  holder: `${security}INVALID_CONTROLLED_IDENTIFIER_DOCUMENT`,
  'holder-key': `${security}INVALID_VERIFICATION_METHOD`,
  proof: `${security}PROOF_VERIFICATION_ERROR`,
  validity: `${dataModel}RANGE_ERROR`,
  status: `${statusList}STATUS_VERIFICATION_ERROR`,
  results: `${dataModel}RANGE_ERROR`,
  endorsements: `${dataModel}CRYPTOGRAPHIC_SECURITY_ERROR`,
  resources: `${dataModel}MALFORMED_VALUE_ERROR`,
  credentials: `${dataModel}CRYPTOGRAPHIC_SECURITY_ERROR`,
};

/** Where a cause has a type of its own. */
const typesByCause: Partial<Record<CheckCause, string>> = {
  'not-canonicalizable': `${security}DATA_LOSS_DETECTION_ERROR`,
  'challenge-mismatch': `${security}INVALID_CHALLENGE_ERROR`,
  'domain-mismatch': `${security}INVALID_DOMAIN_ERROR`,
  'key-not-for-assertions': `${security}INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD`,
  'key-not-for-authentication': `${security}INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD`,
  'status-not-found': `${statusList}STATUS_RETRIEVAL_ERROR`,
  'status-unreachable': `${statusList}STATUS_RETRIEVAL_ERROR`,
  'status-malformed': `${statusList}MALFORMED_VALUE_ERROR`,
  'status-index-out-of-range': `${statusList}RANGE_ERROR`,
};

function problemOf(
  { name, message }: { readonly name: CheckName | PresentationCheckName; readonly message: string },
  cause: CheckCause,
): ProblemDetails {
  const type = typesByCause[cause] ?? typesByCheck[name];
  return { type, title: type.slice(type.indexOf('#') + 1), detail: message, check: name, cause };
}

function credentialParts(
  { checks }: VerificationReport,
  posted: unknown,
): Readonly<Record<string, Part | Part[]>> {
  const isOk = (name: CheckName) => checks.some((check) => check.name === name && check.outcome === 'ok');
  const one = (name: string, check: CheckName) => {
    const input = member(posted, name);
    return input === undefined ? {} : { [name]: { verified: isOk(check), input } };
  };
  const each = (name: string, check: CheckName) => ({ [name]: partsOf(member(posted, name), isOk(check)) });
  return {
    ...one('validFrom', 'validity'),
    ...one('validUntil', 'validity'),
    // A schema that is named is not fetched: what is checked is the form of the entry.
    ...each('credentialSchema', 'schema'),
    ...each('credentialStatus', 'status'),
    ...each('proof', 'proof'),
  };
}

function presentationParts(
  { checks }: PresentationReport,
  posted: unknown,
  { challenge, domain }: { readonly challenge?: string | undefined; readonly domain?: string | undefined },
): Readonly<Record<string, Part | Part[]>> {
  const of = (name: PresentationCheckName) => checks.find((check) => check.name === name);
  const proof = of('proof');
  const holder = member(posted, 'holder');
  // A challenge that nobody is shown to have signed is not verified, even where it is the right one.
  const isSigned = proof?.outcome === 'ok';
  return {
    ...(challenge !== undefined && { challenge: { verified: isSigned, input: challenge } }),
    ...(domain !== undefined && { domain: { verified: isSigned, input: domain } }),
    ...(holder !== undefined && { holder: { verified: of('holder-key')?.outcome === 'ok', input: holder } }),
    proof: partsOf(member(posted, 'proof'), isSigned),
  };
}

function partsOf(value: JsonValue | undefined, verified: boolean): Part[] {
  return value === undefined ? [] : asArray<JsonValue>(value).map((input) => ({ verified, input }));
}

function member(posted: unknown, name: string): JsonValue | undefined {
  const value = posted as JsonValue | undefined;
  return isPlainObject(value) ? value[name] : undefined;
}
