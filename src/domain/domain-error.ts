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
  | 'fields-changed'
  | 'design-blocked'
  | 'review-needed'
  | 'checklist-incomplete'
  | 'own-design'
  | 'retired'
  | 'open-submission-exists'
  | 'already-awarded'
  | 'attempts-used'
  | 'attempts-left'
  | 'already-asked'
  | 'prerequisites-missing'
  | 'submission-not-editable'
  | 'submission-incomplete'
  | 'evidence-limit'
  | 'evidence-not-uploaded'
  | 'evidence-mismatch'
  | 'evidence-unreadable'
  | 'evidence-refused'
  | 'evidence-being-checked'
  | 'own-submission'
  | 'own-award'
  | 'stack-incomplete'
  | 'stack-retired'
  | 'advice-off'
  | 'advice-limit'
  | 'advice-unavailable'
  | 'assessment-not-open'
  | 'assessment-not-claimed'
  | 'human-required'
  | 'unscored-criteria'
  | 'level-not-reached'
  | 'nothing-missing'
  | 'assessors-limit'
  | 'claims-limit'
  | 'not-in-pool'
  | 'webhook-limit'
  | 'not-calibrated'
  | 'conflict-of-interest'
  | 'not-to-be-appealed'
  | 'appeal-too-late'
  | 'already-decided'
  | 'already-replaced'
  | 'cannot-be-reissued'
  | 'key-not-compromised'
  | 'no-such-status'
  | 'revoked-for-good'
  | 'batch-started'
  | 'batch-not-ready'
  | 'key-limit'
  | 'key-compromised'
  | 'kept-private'
  | 'withdrawn'
  | 'link-ended'
  | 'link-limit'
  | 'format-missing'
  | 'public-url-changed';

/** One thing wrong with a request: where (JSON pointer into the body, or a parameter name) and what to do. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** A field that two people changed at once: what the caller wrote, and what is there now. `null` is a field that is not there. */
export interface FieldConflict {
  readonly field: string;
  readonly yours: unknown;
  readonly theirs: unknown;
  /** The revision in which the other change was made. */
  readonly revision: number;
}

/** A refusal by a rule of the product. Its detail is shown to the caller, so it never holds personal data. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly conflicts: readonly FieldConflict[];

  constructor(
    code: ErrorCode,
    detail: string,
    errors: readonly FieldError[] = [],
    conflicts: readonly FieldConflict[] = [],
  ) {
    super(detail);
    this.code = code;
    this.errors = errors;
    this.conflicts = conflicts;
  }
}
