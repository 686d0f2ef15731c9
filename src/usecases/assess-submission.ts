import type * as z from 'zod';
import type { Advice } from '../domain/advice.ts';
import {
  type Assessment,
  claim,
  handBack,
  isFree,
  isHeldBy,
  type JudgedPart,
  type JudgementStanding,
  judgePart,
  type partVerdict,
  requireHolder,
  requireHuman,
  type score,
  scoreCriterion,
  standingOf,
} from '../domain/assessment.ts';
import { eventOf } from '../domain/case.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { SeenBefore } from '../domain/fingerprint.ts';
import type { Caller } from '../domain/membership.ts';
import type { Version } from '../domain/micro-credential.ts';
import { hasRight, mayInIssuer } from '../domain/permission.ts';
import { usualMostClaims } from '../domain/pool.ts';
import type { Submission } from '../domain/submission.ts';
import type {
  Assessments,
  BlindFiles,
  Calibrations,
  Cases,
  Clock,
  Issuers,
  Members,
  MicroCredentials,
  NewId,
  Page,
  PageRequest,
  Pools,
  Submissions,
} from '../ports.ts';
import { isCalibrated } from './calibrate-assessors.ts';
import { seenBefore } from './fingerprint-evidence.ts';
import { pinnedVersion } from './read-submission.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import { requireRightIn, standingOf as standingIn } from './standing.ts';

export interface QueuePorts {
  readonly assessments: Assessments;
  readonly clock: Clock;
  readonly members: Members;
  readonly pools: Pools;
  readonly submissions: Submissions;
}
export interface ClaimPorts extends QueuePorts {
  readonly calibrations: Calibrations;
  readonly cases: Cases;
  readonly issuers: Issuers;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
}
interface OfAssessment {
  readonly caller: Caller;
  readonly assessmentId: string;
}

/** What waits for this assessor in one issuer: what they may claim and what they hold, the earliest promise first. */
export async function listQueue(
  ports: QueuePorts,
  { caller, issuerId, page }: { caller: Caller; issuerId: string; page: PageRequest },
): Promise<Page<Assessment>> {
  requireHuman(caller);
  await requireRightIn(ports, { caller, issuerId }, 'assess');
  const { items, ...rest } = await ports.assessments.queue(issuerId, page);
  const now = ports.clock.now();
  const open = items.filter((one) => isFree(one, now) || isHeldBy(one, caller.person, now));
  const barred = await Promise.all(
    open.map(async (one) => barredFrom(ports, one, await submissionOf(ports, one), caller.person)),
  );
  return { items: open.filter((_, index) => barred[index] === undefined), ...rest };
}

/** What is assessed later in an issuer than was promised, the latest first: for whoever sees to it. The learner is not named. */
export async function listOverdue(
  ports: Pick<QueuePorts, 'assessments' | 'clock' | 'members'>,
  { caller, issuerId, page }: { caller: Caller; issuerId: string; page: PageRequest },
): Promise<Page<Assessment>> {
  await requireRightIn(ports, { caller, issuerId }, 'read-trails');
  const { items, cursor } = await ports.assessments.queue(issuerId, page);
  const now = ports.clock.now().toISOString();
  const late = items.filter(({ dueAt }) => new Date(dueAt).toISOString() < now);
  // The queue is in order of what was promised: after the first that is in time, all are.
  return { items: late, ...(late.length === items.length && cursor !== undefined && { cursor }) };
}

/** Why a person may not judge a submission, whoever holds it now; undefined when they may. */
async function barredFrom(
  { pools }: { pools: Pools },
  { issuerId, microCredentialId, assessor, state }: Assessment,
  { learner, assessors = [] }: Submission,
  person: string,
): Promise<DomainError | undefined> {
  if (person === learner) return new DomainError('own-submission', 'Nobody assesses their own submission.');
  if (state === 'claimed' && assessor === person) return undefined;
  if (assessors.includes(person))
    return new DomainError('conflict-of-interest', 'You judge this submission already, or have done so.');
  const [pool, inConflict] = await Promise.all([
    pools.find(microCredentialId),
    pools.inConflict({ issuerId, assessor: person, learner }),
  ]);
  if (pool && !pool.assessors.includes(person))
    return new DomainError('not-in-pool', 'Others of this issuer assess this micro-credential.');
  return inConflict
    ? new DomainError('conflict-of-interest', 'A conflict of interest was declared.')
    : undefined;
}

/**
 * Loads an assessment for someone who may assess in its issuer; for everyone else it does not exist (invariant 7).
 * @returns the assessment and its submission, whose learner the caller must not be told
 */
export async function requireAssessor(
  ports: { assessments: Assessments; members: Members; submissions: Submissions },
  { caller, assessmentId }: OfAssessment,
) {
  requireHuman(caller);
  const assessment = await ports.assessments.find(assessmentId);
  const standing = assessment && (await standingIn(ports, { caller, issuerId: assessment.issuerId }));
  if (!assessment || !standing || !hasRight(standing, 'assess'))
    throw new DomainError('not-found', 'There is no such assessment for you.');
  return { assessment, submission: await submissionOf(ports, assessment) };
}

async function submissionOf(
  ports: { submissions: Submissions },
  assessment: Assessment,
): Promise<Submission> {
  const submission = await ports.submissions.find(assessment.submissionId);
  if (!submission) throw new Error(`submission ${assessment.submissionId} is missing`);
  return submission;
}

/** Takes an assessment from the queue, or renews the claim of whoever holds it. */
export function claimAssessment(ports: ClaimPorts, command: OfAssessment): Promise<Assessment> {
  const { person } = command.caller;
  return retryOnConflict(async () => {
    const { assessment: before, submission } = await requireAssessor(ports, command);
    const barred = await barredFrom(ports, before, submission, person);
    if (barred) throw barred;
    const now = ports.clock.now();
    const renews = isHeldBy(before, person, now);
    const after = claim(await withoutLostHolder(ports, before), person, submission.learner, now);
    if (!renews) {
      await requireCalibration(ports, before, person);
      await requireRoom(ports, after, person);
    }
    const moment = { now, newId: ports.newId, actor: person };
    await ports.cases.change({
      submission: {
        ...without(submission, before.assessor),
        assessors: [...(without(submission, before.assessor).assessors ?? []), person],
        revision: submission.revision + 1,
      },
      changed: [{ before, after }],
      events: renews
        ? []
        : [eventOf(submission, moment, { kind: 'assessment.claimed', assessmentId: after.id })],
    });
    return after;
  });
}

function without({ assessors = [], ...submission }: Submission, person: string | undefined): Submission {
  return { ...submission, assessors: assessors.filter((one) => one !== person) };
}

/** Where the policy asks for it, only who agrees with known judgements gets real work. @throws DomainError `not-calibrated` */
async function requireCalibration(ports: ClaimPorts, pinned: Assessment, person: string): Promise<void> {
  if (!(await isCalibrated(ports, await pinnedVersion(ports, pinned), person)))
    throw new DomainError(
      'not-calibrated',
      'Judge samples of this micro-credential first, as often like what is known of them as the policy asks.',
    );
}

/** Work is spread: nobody holds so much that it waits. @throws DomainError `claims-limit` */
async function requireRoom(
  { assessments, clock, issuers }: ClaimPorts,
  { issuerId, id }: Assessment,
  person: string,
): Promise<void> {
  const now = clock.now().getTime();
  const [claims, issuer] = await Promise.all([assessments.heldBy(issuerId, person), issuers.find(issuerId)]);
  const held = claims.filter(
    ({ assessmentId, claimedUntil }) => assessmentId !== id && Date.parse(claimedUntil) > now,
  );
  if (held.length >= (issuer?.mostClaims ?? usualMostClaims))
    throw new DomainError(
      'claims-limit',
      `You hold ${held.length} assessments. Decide one or hand one back first.`,
    );
}

/** A claim ends with the role that it was made in: whoever is no assessor any more holds nothing. */
async function withoutLostHolder(ports: { members: Members; clock: Clock }, assessment: Assessment) {
  if (assessment.state !== 'claimed' || assessment.assessor === undefined) return assessment;
  const holder = await ports.members.find(assessment.issuerId, assessment.assessor);
  return holder?.roles.some((role) => mayInIssuer(role, 'assess'))
    ? assessment
    : { ...assessment, claimedUntil: ports.clock.now().toISOString() };
}

/** Puts what the caller holds back into the queue, without their scores. */
export function handBackAssessment(ports: ClaimPorts, command: OfAssessment): Promise<Assessment> {
  return release(ports, command, 'assessment.handed-back');
}

/**
 * Hands back the work of somebody whom the assessor knows, or must not judge for another reason: from now on they are offered
 * nothing of that learner in this issuer.
 */
export async function recuseFromAssessment(
  ports: ClaimPorts,
  command: OfAssessment & { reason: string },
): Promise<Assessment> {
  const { assessment, submission } = await requireAssessor(ports, command);
  const { person } = command.caller;
  const now = ports.clock.now();
  requireHolder(assessment, person, now);
  await ports.pools.declare({
    issuerId: assessment.issuerId,
    assessor: person,
    learner: submission.learner,
    declaredBy: person,
    at: now.toISOString(),
  });
  return release(ports, command, 'assessment.recused', command.reason);
}

function release(
  ports: ClaimPorts,
  command: OfAssessment,
  kind: 'assessment.handed-back' | 'assessment.recused',
  note?: string,
): Promise<Assessment> {
  return retryOnConflict(async () => {
    const { assessment: before, submission } = await requireAssessor(ports, command);
    const now = ports.clock.now();
    const after = handBack(before, command.caller.person, now);
    const moment = { now, newId: ports.newId, actor: command.caller.person };
    await ports.cases.change({
      submission: { ...without(submission, before.assessor), revision: submission.revision + 1 },
      changed: [{ before, after }],
      events: [
        eventOf(submission, moment, {
          kind,
          assessmentId: after.id,
          ...(note !== undefined && { note }),
        }),
      ],
    });
    return after;
  });
}

interface ScorePorts extends QueuePorts {
  readonly microCredentials: MicroCredentials;
}

export function saveScore(
  ports: ScorePorts,
  command: OfAssessment & { criterion: string; given: z.infer<typeof score> },
): Promise<{ assessment: Assessment; standing: JudgementStanding }> {
  return judge(ports, command, (current, { definition }, now) =>
    scoreCriterion(current, definition.rubric, command.caller.person, command.criterion, command.given, now),
  );
}

export function savePart(
  ports: ScorePorts,
  command: OfAssessment & { part: JudgedPart; given: z.infer<typeof partVerdict> },
): Promise<{ assessment: Assessment; standing: JudgementStanding }> {
  return judge(ports, command, (current, { definition }, now) =>
    judgePart(current, definition, command.caller.person, command.part, command.given, now),
  );
}

function judge(
  ports: ScorePorts,
  command: OfAssessment,
  apply: (current: Assessment, version: Version, now: Date) => Assessment,
) {
  // Two criteria may be saved at once, and a claim renewed between.
  return retryOnConflict(async () => {
    const { assessment } = await requireAssessor(ports, command);
    const version = await pinnedVersion(ports, assessment);
    const judged = apply(assessment, version, ports.clock.now());
    await ports.assessments.save(judged);
    return { assessment: judged, standing: standingOf(version.definition, judged) };
  });
}

/** Everything that the holder of an assessment judges by. The learner is not named in it. */
export interface AssessmentFile {
  readonly assessment: Assessment;
  readonly version: Version;
  readonly standing: JudgementStanding;
  /** Only while the caller holds the assessment, or decided it. */
  readonly work?: Work;
  /** What programs noted for the caller, apart from all that was judged; as long as there is work. */
  readonly advice: readonly Advice[];
}

/** What a learner handed in, without saying who it is. */
export interface Work {
  readonly answers: Submission['answers'];
  readonly evidence: readonly {
    readonly item: Evidence;
    readonly downloadUrl?: string;
    readonly seenBefore: readonly SeenBefore[];
  }[];
}

export async function readAssessment(
  ports: ScorePorts & { blindFiles: BlindFiles; cases: Pick<Cases, 'advice'> },
  command: OfAssessment,
): Promise<AssessmentFile> {
  const { assessment, submission } = await requireAssessor(ports, command);
  const { person } = command.caller;
  if (person === submission.learner)
    throw new DomainError('own-submission', 'Nobody assesses their own submission.');
  const version = await pinnedVersion(ports, assessment);
  const decidedByCaller = assessment.state === 'final' && assessment.assessor === person;
  if (!isHeldBy(assessment, person, ports.clock.now()) && !decidedByCaller) {
    const unread = { ...assessment, scores: {}, parts: {} };
    return { assessment: unread, version, standing: standingOf(version.definition, unread), advice: [] };
  }
  const [work, advice] = await Promise.all([
    workOf(ports, submission),
    ports.cases.advice(submission.id, assessment.id),
  ]);
  return {
    assessment,
    version,
    standing: standingOf(version.definition, assessment),
    work,
    // What somebody else was told before is theirs.
    advice: advice.filter(({ askedBy }) => askedBy === person),
  };
}

/** The work itself, with addresses of its files that last for minutes, and where the same was handed in elsewhere. */
export async function workOf(
  ports: { submissions: Submissions; blindFiles: BlindFiles },
  submission: Submission,
): Promise<Work> {
  const items = await ports.submissions.evidence(submission.id);
  const evidence = await Promise.all(
    items.map(async (item) => ({
      item,
      seenBefore: await seenBefore(ports, submission, item),
      ...(item.kind === 'file' &&
        item.copy && {
          downloadUrl: await ports.blindFiles.downloadUrl(submission, item),
        }),
    })),
  );
  return { answers: submission.answers, evidence };
}
