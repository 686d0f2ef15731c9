/** Why a request was refused. Stable: these are the `code` of a problem and the end of its `type`. */
export type ErrorCode =
  | 'invalid-request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'payload-too-large'
  | 'unsupported-media-type'
  | 'precondition-required'
  | 'precondition-failed'
  | 'conflict'
  | 'already-exists'
  | 'last-owner'
  | 'invitation-used'
  | 'invitation-void'
  | 'incomplete-definition'
  | 'nothing-to-publish'
  | 'open-submission-exists'
  | 'already-awarded'
  | 'attempts-used'
  | 'prerequisites-missing'
  | 'submission-not-editable'
  | 'submission-incomplete'
  | 'evidence-limit'
  | 'evidence-not-uploaded'
  | 'evidence-mismatch'
  | 'own-submission'
  | 'assessment-not-open'
  | 'assessment-not-claimed'
  | 'human-required'
  | 'unscored-criteria'
  | 'level-not-reached'
  | 'already-decided'
  | 'own-award'
  | 'stack-incomplete'
  | 'stack-retired'
  | 'already-replaced'
  | 'key-not-compromised'
  | 'no-such-status'
  | 'revoked-for-good'
  | 'batch-started'
  | 'batch-not-ready'
  | 'key-limit'
  | 'key-compromised'
  | 'public-url-changed';

/** One thing wrong with a request: where (JSON pointer into the body, or a parameter name) and what to do. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** A refusal by a rule of the product. Its detail is shown to the caller, so it never holds personal data. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];

  constructor(code: ErrorCode, detail: string, errors: readonly FieldError[] = []) {
    super(detail);
    this.code = code;
    this.errors = errors;
  }
}
