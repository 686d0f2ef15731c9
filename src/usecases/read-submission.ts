import { type Assessment, judgedPart } from '../domain/assessment.ts';
import { DomainError, type FieldError } from '../domain/domain-error.ts';
import type { AssayEvent } from '../domain/event.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Caller } from '../domain/membership.ts';
import type { Version } from '../domain/micro-credential.ts';
import {
  type Decision,
  forLearner,
  type LearnersSubmission,
  missingParts,
  progressOf,
  type Submission,
} from '../domain/submission.ts';
import type {
  Assessments,
  Issuances,
  Members,
  MicroCredentials,
  Page,
  PageRequest,
  Submissions,
} from '../ports.ts';
import { requireRightIn } from './standing.ts';

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
  /** How far a draft is. */
  readonly progress?: ReturnType<typeof progressOf>;
  /** What was said of the attempt that it was begun from. */
  readonly before?: { readonly feedback: Assessment['scores']; readonly parts: Assessment['parts'] };
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
  if (!decision) {
    const before = await saidBefore(ports, submission);
    const progress = progressOf(submission, evidence, version.definition);
    return {
      submission: shown,
      evidence,
      missing,
      ...(submission.state === 'draft' && { progress }),
      ...(before && { before }),
    };
  }
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

/** The feedback on the attempt that a submission was begun from. */
async function saidBefore(
  ports: { submissions: Submissions; assessments: Assessments },
  { previous, learner }: Submission,
) {
  if (previous === undefined) return undefined;
  const [submission, assessments] = await Promise.all([
    ports.submissions.find(previous),
    ports.assessments.ofSubmission(previous),
  ]);
  return submission?.learner === learner && submission.decision
    ? feedbackOf(submission.decision, assessments)
    : undefined;
}

/** Everything that happened to a submission, as its learner may see it: who did it only where that is the learner. */
export async function readHistory(
  ports: { submissions: Submissions },
  command: { caller: Caller; submissionId: string },
) {
  const { id, learner } = await ownSubmission(ports, command);
  const events = await ports.submissions.history(id);
  return events.map(({ actor, kind, at, facts, note }) => ({
    kind,
    at,
    byYou: actor === learner,
    ...(facts && kind !== 'assessment.completed' && { facts }),
    ...(note !== undefined && wordsForLearners.includes(kind) && { note }),
  }));
}

/** Of which events the words are meant for the learner. */
const wordsForLearners: readonly AssayEvent['kind'][] = ['submission.returned'];

/** The whole trail of a submission, with who did what: for the issuer. @throws DomainError `forbidden` or `not-found` */
export async function readTrail(
  ports: { submissions: Submissions; members: Members },
  { caller, issuerId, submissionId }: { caller: Caller; issuerId: string; submissionId: string },
): Promise<readonly AssayEvent[]> {
  await requireRightIn(ports, { caller, issuerId }, 'read-trails');
  const submission = await ports.submissions.find(submissionId);
  if (submission?.issuerId !== issuerId)
    throw new DomainError('not-found', 'The issuer has no such submission.');
  return ports.submissions.history(submissionId);
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
