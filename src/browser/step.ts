/** What is checked in a reader's browser, in this order. */
export const stepNames = [
  'credential',
  'vocabularies',
  'key',
  'signature',
  'period',
  'status',
  'page',
] as const;
export type StepName = (typeof stepNames)[number];

/** What came of a step; the words for each are the page's, in its language. */
export const stepCodes = [
  // credential
  'credential-read',
  'credential-unreachable',
  'credential-unreadable',
  'credential-other-id',
  // vocabularies
  'vocabularies-known',
  'vocabularies-unknown',
  'form-unusual',
  // key
  'key-found',
  'no-proof',
  'proof-of-other-kind',
  'issuer-of-other-kind',
  'issuer-unreachable',
  'issuer-unreadable',
  'key-not-listed',
  'key-ended',
  'key-of-other-kind',
  // signature
  'signature-right',
  'signature-wrong',
  'too-unusual',
  'no-crypto',
  'no-ed25519',
  // period
  'in-period',
  'not-yet',
  'expired',
  'period-unreadable',
  // status
  'not-withdrawn',
  'no-status',
  'revoked',
  'suspended',
  'status-of-other-kind',
  'list-unreachable',
  'list-unreadable',
  'list-not-of-issuer',
  'list-out-of-date',
  'list-of-other-purpose',
  // page
  'page-agrees',
  'page-differs',
  // any
  'earlier-step',
] as const;
export type StepCode = (typeof stepCodes)[number];

export type Outcome = 'ok' | 'failed' | 'could-not-be-checked';

/** One step as it came out. `details` fill the places in its words. */
export interface Step {
  readonly name: StepName;
  readonly outcome: Outcome;
  readonly code: StepCode;
  readonly details: Readonly<Record<string, string>>;
}

/** How a step came out, before it has its name. */
export type Found = Omit<Step, 'name'>;

export function ok(code: StepCode, details: Found['details'] = {}): Found {
  return { outcome: 'ok', code, details };
}

/** Shown to be bad. */
export function failed(code: StepCode, details: Found['details'] = {}): Found {
  return { outcome: 'failed', code, details };
}

/** Nothing was shown either way: never a reason to call a credential valid. */
export function unclear(code: StepCode, details: Found['details'] = {}): Found {
  return { outcome: 'could-not-be-checked', code, details };
}

/** Bad when anything is bad, good when everything is good. */
export function overall(found: readonly Pick<Step, 'outcome'>[]): Outcome {
  const worst = (['failed', 'could-not-be-checked'] as const).find((outcome) =>
    found.some((one) => one.outcome === outcome),
  );
  return worst ?? 'ok';
}
