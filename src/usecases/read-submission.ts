import { type Assessment, judgedPart } from '../domain/assessment.ts';
import { DomainError, type FieldError } from '../domain/domain-error.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Caller } from '../domain/membership.ts';
import type { Version } from '../domain/micro-credential.ts';
import {
  type Decision,
  forLearner,
  type LearnersSubmission,
  missingParts,
  type Submission,
} from '../domain/submission.ts';
import type { Assessments, Issuances, MicroCredentials, Page, PageRequest, Submissions } from '../ports.ts';

/** Loads a submission for the learner whose it is (invariant 7); for everyone else it does not exist. */
export async function ownSubmission(
  ports: { submissions: Submissions },
  { caller, submissionId }: { caller: Caller; submissionId: string },
): Promise<Submission> {
  const submission = await ports.submissions.find(submissionId);
  if (submission?.learner !== caller.person)
    throw new DomainError('not-found', 'You have no such submission.');
  return submission;
}

/** The version that a submission or an assessment is pinned to. It is never deleted, so its absence is a fault of ours. */
export async function pinnedVersion(
  ports: { microCredentials: MicroCredentials },
  pinned: { readonly microCredentialId: string; readonly version: number },
): Promise<Version> {
  const version = await ports.microCredentials.findVersion(pinned.microCredentialId, pinned.version);
  if (!version) throw new Error(`version ${pinned.version} of ${pinned.microCredentialId} is missing`);
  return version;
}

/** A submission as its learner sees it. Who assessed is not part of it. */
export interface SubmissionOverview {
  readonly submission: LearnersSubmission;
  readonly evidence: readonly Evidence[];
  readonly missing: readonly FieldError[];
  /** Levels and feedback per criterion, and of parts 1 and 3, once a decision was made. */
  readonly feedback?: Assessment['scores'];
  readonly parts?: Assessment['parts'];
  /** There as soon as the award is decided; `issued` tells whether it is public yet. */
  readonly credential?: { readonly id: string; readonly issued: boolean };
}

export async function readSubmission(
  ports: {
    submissions: Submissions;
    microCredentials: MicroCredentials;
    assessments: Assessments;
    issuances: Issuances;
  },
  command: { caller: Caller; submissionId: string },
): Promise<SubmissionOverview> {
  const submission = await ownSubmission(ports, command);
  const [evidence, version] = await Promise.all([
    ports.submissions.evidence(submission.id),
    pinnedVersion(ports, submission),
  ]);
  const missing = submission.state === 'draft' ? missingParts(submission, evidence, version.definition) : [];
  const { decision, credentialId } = submission;
  const shown = forLearner(submission);
  if (!decision) return { submission: shown, evidence, missing };
  const [assessments, journal] = await Promise.all([
    ports.assessments.ofSubmission(submission.id),
    credentialId === undefined ? undefined : ports.issuances.find(credentialId),
  ]);
  return {
    submission: shown,
    evidence,
    missing,
    ...feedbackOf(decision, assessments),
    ...(journal && { credential: { id: journal.credentialId, issued: journal.state === 'issued' } }),
  };
}

/** What the learner reads of a decision: the level that stands for each criterion, and the words of everyone who judged. */
export function feedbackOf(
  decision: Decision,
  assessments: readonly Assessment[],
): { feedback: Assessment['scores']; parts: Assessment['parts'] } {
  const judged = assessments.filter(({ id }) => decision.assessmentIds.includes(id));
  const words = (of: (one: Assessment) => { feedback?: string | undefined } | undefined) => {
    const feedback = judged.flatMap((one) => of(one)?.feedback ?? []).join('\n\n');
    return feedback === '' ? {} : { feedback };
  };
  return {
    feedback: Object.fromEntries(
      Object.entries(decision.levels).map(([criterion, level]) => [
        criterion,
        { level, ...words((one) => one.scores[criterion]) },
      ]),
    ),
    parts: Object.fromEntries(
      judgedPart.options.flatMap((part) => {
        const passed = decision.passed[part];
        return passed === undefined ? [] : [[part, { passed, ...words((one) => one.parts[part]) }]];
      }),
    ),
  };
}

export function listSubmissions(
  ports: { submissions: Submissions },
  { caller, page }: { caller: Caller; page: PageRequest },
): Promise<Page<Submission>> {
  return ports.submissions.ofLearner(caller.person, page);
}
