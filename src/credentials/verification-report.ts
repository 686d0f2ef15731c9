/** The checks of a verification, in the order in which they are made. */
export const checkNames = [
  'format',
  'contexts',
  'schema',
  'issuer',
  'issuer-key',
  'proof',
  'validity',
  'status',
  'results',
  'endorsements',
  'resources',
] as const;
export type CheckName = (typeof checkNames)[number];

/** Why a check did not come out `ok`. Stable: programs decide by these. */
export type CheckCause =
  // format
  | 'not-an-object'
  | 'not-json'
  | 'too-deep'
  | 'too-large'
  | 'ill-formed-text'
  | 'forbidden-member'
  | 'not-compacted'
  | 'empty-address'
  | 'blank-node-id'
  | 'nested-context'
  | 'misplaced-member'
  | 'ambiguous-credential'
  | 'not-an-image'
  | 'image-malformed'
  | 'no-credential-in-image'
  | 'several-credentials-in-image'
  | 'jwt-malformed'
  | 'unsupported-envelope'
  | 'envelope-malformed'
  | 'open-badges-2'
  // contexts
  | 'contexts-malformed'
  | 'inline-context'
  | 'unpinned-context'
  // schema
  | 'schema-mismatch'
  | 'claims-contradict'
  // issuer
  | 'unsupported-issuer'
  | 'issuer-not-found'
  | 'issuer-unreachable'
  | 'issuer-document-invalid'
  // issuer key
  | 'not-the-issuers-key'
  | 'key-not-found'
  | 'key-not-for-assertions'
  | 'key-not-for-authentication'
  | 'key-has-other-controller'
  | 'key-revoked'
  | 'key-expired'
  | 'key-invalid'
  | 'unsupported-key'
  // proof
  | 'no-proof'
  | 'too-many-proofs'
  | 'proof-malformed'
  | 'unsupported-cryptosuite'
  | 'algorithm-not-allowed'
  | 'previous-proof-missing'
  | 'wrong-proof-purpose'
  | 'challenge-mismatch'
  | 'domain-mismatch'
  | 'proof-expired'
  | 'signature-mismatch'
  | 'not-canonicalizable'
  | 'too-complex'
  // validity
  | 'not-yet-valid'
  | 'expired'
  | 'validity-contradictory'
  // status
  | 'revoked'
  | 'suspended'
  | 'status-malformed'
  | 'unsupported-status'
  | 'too-many-status-entries'
  | 'status-not-found'
  | 'status-unreachable'
  | 'status-list-invalid'
  | 'status-list-not-authentic'
  | 'status-list-of-other-issuer'
  | 'status-list-out-of-date'
  | 'status-purpose-mismatch'
  | 'status-index-out-of-range'
  // results
  | 'level-not-reached'
  | 'level-unknown'
  | 'levels-not-comparable'
  // endorsements
  | 'endorsement-invalid'
  | 'too-many-endorsements'
  // resources
  | 'digest-malformed'
  | 'digest-mismatch'
  // presentations
  | 'too-many-credentials'
  | 'credential-invalid'
  | 'credential-not-checked'
  // any
  | 'not-asked'
  | 'earlier-check-not-ok';

/** The outcome of one check. `message` is plain text for an employer to read. */
export type Check =
  | { readonly name: CheckName; readonly outcome: 'ok'; readonly message: string }
  | {
      readonly name: CheckName;
      readonly outcome: 'failed' | 'could-not-be-checked';
      readonly message: string;
      readonly cause: CheckCause;
    };

/** What a credential says, as far as it was readable. Only to be trusted under the verdict `valid`. */
export interface CredentialSummary {
  readonly id?: string;
  readonly name?: string;
  readonly issuer: { readonly id: string; readonly name?: string };
  readonly subject: { readonly id?: string };
  readonly achievement?: { readonly id: string; readonly name: string };
  readonly validFrom?: string;
  readonly validUntil?: string;
}

/** All checks, always in the order of {@link checkNames}, and what follows from them. */
export interface VerificationReport {
  readonly verdict: 'valid' | 'invalid' | 'could-not-be-checked';
  /** There when less than everything was asked for: the verdict is then about the checks that were made. */
  readonly mode?: 'proof-only';
  readonly checks: readonly Check[];
  /** Things that an employer should know and that do not make a credential invalid. */
  readonly warnings: readonly string[];
  readonly credential?: CredentialSummary;
}

/** The checks of a presentation, in the order in which they are made. */
export const presentationChecks = [
  'format',
  'contexts',
  'schema',
  'holder',
  'holder-key',
  'proof',
  'credentials',
] as const;
export type PresentationCheckName = (typeof presentationChecks)[number];

/** All checks of a presentation, and a whole report on each credential in it. */
export interface PresentationReport {
  readonly verdict: VerificationReport['verdict'];
  readonly checks: readonly ({
    readonly name: PresentationCheckName;
  } & Outcome)[];
  readonly warnings: readonly string[];
  /** Whoever presents it, as it says. Only to be trusted under the verdict `valid`. */
  readonly holder?: string;
  readonly credentials: readonly VerificationReport[];
}

/** How one check came out, before it has its name. */
export type Outcome =
  | { readonly outcome: 'ok'; readonly message: string }
  | {
      readonly outcome: 'failed' | 'could-not-be-checked';
      readonly message: string;
      readonly cause: CheckCause;
    };

export function ok(message: string): Outcome {
  return { outcome: 'ok', message };
}

/** The credential was shown to be bad. */
export function failed(cause: CheckCause, message: string): Outcome {
  return { outcome: 'failed', message, cause };
}

/** Nothing was shown either way. Never a reason to call a credential valid (invariant 5). */
export function couldNotCheck(cause: CheckCause, message: string): Outcome {
  return { outcome: 'could-not-be-checked', message, cause };
}

/** The worst of several outcomes: the first that failed, or else the first that could not be checked. */
export function worst(outcomes: readonly Outcome[]): Outcome | undefined {
  const rank = { failed: 0, 'could-not-be-checked': 1, ok: 2 } as const;
  return outcomes.toSorted((a, b) => rank[a.outcome] - rank[b.outcome])[0];
}

/** The report of what was found; a check that was not made could not be checked. */
export function report(
  found: Partial<Record<CheckName, Outcome>>,
  rest: {
    warnings: readonly string[];
    credential?: CredentialSummary | undefined;
    mode?: 'full' | 'proof-only' | undefined;
  },
): VerificationReport {
  const { warnings, credential, mode } = rest;
  const outcomeOf = (name: CheckName) =>
    found[name] ?? (mode === 'proof-only' && !proofOnlyChecks.includes(name) ? notAsked : skipped);
  const checks = checkNames.map((name): Check => ({ name, ...outcomeOf(name) }));
  return {
    verdict: verdictOf(checks.filter(wasMade)),
    ...(mode === 'proof-only' && { mode }),
    checks,
    warnings,
    ...(credential === undefined ? {} : { credential }),
  };
}

/** Whether a check was asked for: what was not has no part in the verdict. */
export function wasMade(check: Outcome): boolean {
  return !('cause' in check) || check.cause !== 'not-asked';
}

/** Bad when anything is bad, good when everything is good. */
export function verdictOf(outcomes: readonly Pick<Outcome, 'outcome'>[]): VerificationReport['verdict'] {
  const has = (wanted: Outcome['outcome']) => outcomes.some(({ outcome }) => outcome === wanted);
  if (has('failed')) return 'invalid';
  return has('could-not-be-checked') ? 'could-not-be-checked' : 'valid';
}

/** The checks that a verification of the proof alone makes. */
export const proofOnlyChecks: readonly CheckName[] = ['format', 'contexts', 'schema', 'proof', 'resources'];

/** The outcome of a check that had nothing to go by. */
export const skipped = couldNotCheck(
  'earlier-check-not-ok',
  'Not checked, because an earlier check did not succeed.',
);
/** The outcome of a check that the caller did not want. */
export const notAsked = couldNotCheck('not-asked', 'Not checked, because it was not asked for.');
