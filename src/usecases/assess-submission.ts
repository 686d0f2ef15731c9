import type * as z from 'zod';
import {
  type Assessment,
  claim,
  evaluate,
  handBack,
  isFree,
  isHeldBy,
  requireHuman,
  type score,
  scoreCriterion,
} from '../domain/assessment.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Caller } from '../domain/membership.ts';
import type { Version } from '../domain/micro-credential.ts';
import { hasRight, mayInIssuer } from '../domain/permission.ts';
import type { Submission } from '../domain/submission.ts';
import type {
  Assessments,
  Clock,
  EvidenceFiles,
  Members,
  MicroCredentials,
  Page,
  PageRequest,
  Submissions,
} from '../ports.ts';
import { pinnedVersion } from './read-submission.ts';
import { requireRightIn, standingOf } from './standing.ts';

type Ports = { assessments: Assessments; members: Members; submissions: Submissions; clock: Clock };
interface OfAssessment {
  readonly caller: Caller;
  readonly assessmentId: string;
}

/** What waits for this assessor in one issuer: unclaimed work and what they hold, never their own submissions. */
export async function listQueue(
  ports: Ports,
  { caller, issuerId, page }: { caller: Caller; issuerId: string; page: PageRequest },
): Promise<Page<Assessment>> {
  requireHuman(caller);
  await requireRightIn(ports, { caller, issuerId }, 'assess');
  const { items, ...rest } = await ports.assessments.queue(issuerId, page);
  const now = ports.clock.now();
  const open = items.filter((one) => isFree(one, now) || isHeldBy(one, caller.person, now));
  const learners = await Promise.all(open.map((one) => learnerOf(ports, one)));
  return { items: open.filter((_, index) => learners[index] !== caller.person), ...rest };
}

/**
 * Loads an assessment for someone who may assess in its issuer; for everyone else it does not exist (invariant 7).
 * @returns the assessment and its learner, whom the caller must not be told
 */
export async function requireAssessor(ports: Omit<Ports, 'clock'>, { caller, assessmentId }: OfAssessment) {
  requireHuman(caller);
  const assessment = await ports.assessments.find(assessmentId);
  const standing = assessment && (await standingOf(ports, { caller, issuerId: assessment.issuerId }));
  if (!assessment || !standing || !hasRight(standing, 'assess'))
    throw new DomainError('not-found', 'There is no such assessment for you.');
  return { assessment, learner: await learnerOf(ports, assessment) };
}

async function learnerOf(ports: { submissions: Submissions }, assessment: Assessment): Promise<string> {
  return (await submissionOf(ports, assessment)).learner;
}

async function submissionOf(
  ports: { submissions: Submissions },
  assessment: Assessment,
): Promise<Submission> {
  const submission = await ports.submissions.find(assessment.submissionId);
  if (!submission) throw new Error(`submission ${assessment.submissionId} is missing`);
  return submission;
}

export async function claimAssessment(ports: Ports, command: OfAssessment): Promise<Assessment> {
  const { assessment, learner } = await requireAssessor(ports, command);
  const claimed = claim(
    await withoutLostHolder(ports, assessment),
    command.caller.person,
    learner,
    ports.clock.now(),
  );
  await ports.assessments.save(claimed);
  return claimed;
}

/** A claim ends with the role that it was made in: whoever is no assessor any more holds nothing. */
async function withoutLostHolder(ports: Ports, assessment: Assessment): Promise<Assessment> {
  if (assessment.state !== 'claimed' || assessment.assessor === undefined) return assessment;
  const holder = await ports.members.find(assessment.issuerId, assessment.assessor);
  return holder?.roles.some((role) => mayInIssuer(role, 'assess'))
    ? assessment
    : { ...assessment, claimedUntil: ports.clock.now().toISOString() };
}

export async function handBackAssessment(ports: Ports, command: OfAssessment): Promise<Assessment> {
  const { assessment } = await requireAssessor(ports, command);
  const open = handBack(assessment, command.caller.person, ports.clock.now());
  await ports.assessments.save(open);
  return open;
}

export async function saveScore(
  ports: Ports & { microCredentials: MicroCredentials },
  command: OfAssessment & { criterion: string; given: z.infer<typeof score> },
): Promise<{ assessment: Assessment; standing: ReturnType<typeof evaluate> }> {
  const { assessment } = await requireAssessor(ports, command);
  const { rubric } = (await pinnedVersion(ports, assessment)).definition;
  const now = ports.clock.now();
  const scored = scoreCriterion(
    assessment,
    rubric,
    command.caller.person,
    command.criterion,
    command.given,
    now,
  );
  await ports.assessments.save(scored);
  return { assessment: scored, standing: evaluate(rubric, scored.scores) };
}

/** Everything that the holder of an assessment judges by. The learner is not named in it. */
export interface AssessmentFile {
  readonly assessment: Assessment;
  readonly version: Version;
  readonly standing: ReturnType<typeof evaluate>;
  /** Only while the caller holds the assessment, or decided it. */
  readonly work?: {
    readonly answers: Submission['answers'];
    readonly evidence: readonly { readonly item: Evidence; readonly downloadUrl?: string }[];
  };
}

export async function readAssessment(
  ports: Ports & { microCredentials: MicroCredentials; evidenceFiles: EvidenceFiles },
  command: OfAssessment,
): Promise<AssessmentFile> {
  const { assessment, learner } = await requireAssessor(ports, command);
  const { person } = command.caller;
  if (person === learner) throw new DomainError('own-submission', 'Nobody assesses their own submission.');
  const version = await pinnedVersion(ports, assessment);
  const standing = evaluate(version.definition.rubric, assessment.scores);
  const decidedByCaller = assessment.state === 'final' && assessment.assessor === person;
  if (!isHeldBy(assessment, person, ports.clock.now()) && !decidedByCaller)
    return {
      assessment: { ...assessment, scores: {} },
      version,
      standing: evaluate(version.definition.rubric, {}),
    };
  const submission = await submissionOf(ports, assessment);
  const items = await ports.submissions.evidence(submission.id);
  const evidence = await Promise.all(
    items.map(async (item) =>
      item.kind === 'file'
        ? { item, downloadUrl: await ports.evidenceFiles.downloadUrl(submission, item) }
        : { item },
    ),
  );
  return { assessment, version, standing, work: { answers: submission.answers, evidence } };
}
