import type * as z from 'zod';
import { DomainError, type ErrorCode, type FieldConflict, type FieldError } from '../domain/domain-error.ts';
import { pointerTo } from '../domain/json-pointer.ts';

/** Status and title of every refusal: the one place where a rule's code becomes an HTTP answer. */
export const problems: Readonly<Record<ErrorCode, { status: number; title: string }>> = {
  'invalid-request': { status: 400, title: 'The request is malformed' },
  unauthenticated: { status: 401, title: 'A valid token is needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  'human-required': { status: 403, title: 'Only a person can do this' },
  'own-design': { status: 403, title: 'Nobody reviews their own design' },
  'own-submission': { status: 403, title: 'Nobody assesses their own submission' },
  'own-award': { status: 403, title: 'Nobody confirms their own award' },
  'kept-private': { status: 403, title: 'The holder keeps it private' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'not-acceptable': { status: 406, title: 'There is no such form of it' },
  'already-exists': { status: 409, title: 'It exists already' },
  'last-owner': { status: 409, title: 'An issuer needs an owner' },
  'invitation-used': { status: 409, title: 'The invitation was accepted already' },
  'nothing-to-publish': { status: 409, title: 'Nothing has changed since the last version' },
  'review-needed': { status: 409, title: 'A reviewer has to approve it first' },
  retired: { status: 409, title: 'The micro-credential is retired' },
  'open-submission-exists': { status: 409, title: 'An attempt is open already' },
  'already-awarded': { status: 409, title: 'It was awarded already' },
  'attempts-used': { status: 409, title: 'No attempt is left' },
  'attempts-left': { status: 409, title: 'An attempt is left' },
  'already-asked': { status: 409, title: 'It was asked already' },
  'prerequisites-missing': { status: 409, title: 'Something else must be earned first' },
  'submission-not-editable': { status: 409, title: 'The submission can no longer be changed' },
  'evidence-limit': { status: 409, title: 'The submission holds as much evidence as it can' },
  'evidence-being-checked': { status: 409, title: 'The files are still being looked at' },
  'advice-off': { status: 409, title: 'There is no advice by software here' },
  'advice-limit': { status: 409, title: 'Advice was given as often as it can be' },
  'assessment-not-open': { status: 409, title: 'The assessment is not open' },
  'claims-limit': { status: 409, title: 'You hold as many assessments as you can' },
  'not-calibrated': { status: 403, title: 'Judge the samples first' },
  'webhook-limit': { status: 409, title: 'Too many webhooks' },
  'not-in-pool': { status: 403, title: 'Others assess this micro-credential' },
  'conflict-of-interest': { status: 403, title: 'There is a conflict of interest' },
  'assessors-limit': { status: 409, title: 'As many people as can have judged it' },
  'not-to-be-appealed': { status: 409, title: 'There is nothing to appeal' },
  'appeal-too-late': { status: 409, title: 'The time to appeal has passed' },
  'assessment-not-claimed': { status: 409, title: 'The assessment is not claimed by you' },
  'key-not-compromised': { status: 409, title: 'The key is not known to be compromised' },
  'already-replaced': { status: 409, title: 'It was replaced already' },
  'cannot-be-reissued': { status: 409, title: 'It cannot be issued anew as it is' },
  'revoked-for-good': { status: 409, title: 'A revocation cannot be taken back' },
  'no-such-status': { status: 400, title: 'The credential carries no such status' },
  'already-decided': { status: 409, title: 'A decision was made already' },
  'batch-started': { status: 409, title: 'The batch was started already' },
  'batch-not-ready': { status: 409, title: 'The batch is not ready' },
  'stack-retired': { status: 409, title: 'The stack is retired' },
  'key-limit': { status: 409, title: 'The issuer has as many keys as it can' },
  'link-limit': { status: 409, title: 'There are as many links as there can be' },
  conflict: { status: 409, title: 'Someone changed it at the same moment' },
  'key-compromised': { status: 410, title: 'The key was taken back' },
  'invitation-void': { status: 410, title: 'The invitation no longer holds' },
  withdrawn: { status: 410, title: 'The holder has withdrawn it' },
  'link-ended': { status: 410, title: 'The link no longer holds' },
  'precondition-failed': { status: 412, title: 'It was changed since you read it' },
  'fields-changed': { status: 412, title: 'Someone changed the same fields' },
  'payload-too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  'incomplete-definition': { status: 422, title: 'The definition is not complete' },
  'design-blocked': { status: 422, title: 'The design has to be changed first' },
  'checklist-incomplete': { status: 422, title: 'The checklist does not carry an approval' },
  'submission-incomplete': { status: 422, title: 'The submission is not complete' },
  'evidence-not-uploaded': { status: 422, title: 'A file is missing' },
  'evidence-mismatch': { status: 422, title: 'A file is not what was declared' },
  'evidence-refused': { status: 422, title: 'A file did not pass the scan for malware' },
  'evidence-unreadable': { status: 422, title: 'A file cannot be prepared for the assessors' },
  'unscored-criteria': { status: 422, title: 'A criterion has no score' },
  'stack-incomplete': { status: 422, title: 'Pieces of the stack are missing' },
  'level-not-reached': { status: 422, title: 'A required level is not reached' },
  'nothing-missing': { status: 422, title: 'Nothing is missing' },
  'precondition-required': { status: 428, title: 'The If-Match header is required' },
  'format-missing': { status: 501, title: 'It is not made in that format' },
  'advice-unavailable': { status: 503, title: 'The model does not answer' },
  'public-url-changed': { status: 503, title: 'Issuing is paused: the public address changed' },
};

/** In how many seconds it is worth while to try again, where that is known. */
export const retryAfter: Partial<Readonly<Record<ErrorCode, number>>> = {
  'evidence-being-checked': 5,
  'advice-unavailable': 30,
};

/** A problem detail (RFC 9457) as every refusal of this API looks. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string | undefined;
  readonly instance: string;
  readonly errors?: readonly FieldError[] | undefined;
  /** Fields that someone else changed meanwhile, with both texts. */
  readonly conflicts?: readonly FieldConflict[] | undefined;
}

export const problemMediaType = 'application/problem+json';

/** Refuses a method at an address that has others; the answer lists those in `Allow` (RFC 9110, section 15.5.6). */
export class MethodNotAllowed extends DomainError {
  readonly allowed: readonly string[];

  constructor(method: string, allowed: readonly string[]) {
    super('method-not-allowed', `${method} is not possible here; ${allowed.join(', ')} is. See /docs.`);
    this.allowed = allowed;
  }
}

/** The problem for a refusal. `instance` is the id of the request, for support. */
export function problemOf(error: DomainError, publicUrl: string, requestId: string): Problem {
  return {
    type: `${publicUrl}/docs#${error.code}`,
    ...problems[error.code],
    code: error.code,
    detail: error.message,
    instance: `urn:request:${requestId}`,
    ...(error.errors.length > 0 && { errors: error.errors }),
    ...(error.conflicts.length > 0 && { conflicts: error.conflicts }),
  };
}

/** The problem for everything unexpected: it tells nothing but the request id (the log has the cause). */
export function internalProblem(requestId: string): Problem {
  return {
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    code: 'internal',
    detail:
      'Something went wrong on our side. Nothing was half-done; try again, and name the request id if it stays.',
    instance: `urn:request:${requestId}`,
  };
}

/** Names each field that a schema refused, as a JSON pointer below `root`. */
export function fieldErrors(error: z.core.$ZodError, root = ''): FieldError[] {
  return error.issues.flatMap((issue) => {
    const at = pointerTo(issue.path.map(String));
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        field: `${root}${at}${pointerTo([key])}`,
        message: 'is not a known field',
      }));
    return [{ field: `${root}${at}`, message: issue.message }];
  });
}
