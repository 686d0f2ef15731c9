import type { Advice } from '../../src/domain/advice.ts';
import type { Approval } from '../../src/domain/approval.ts';
import { type Assessment, isFree, isHeldBy } from '../../src/domain/assessment.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import type { PreCheck } from '../../src/domain/pre-check.ts';
import { httpApi } from '../../src/http/api.ts';
import { assessContract } from '../../src/http/contracts/assess.ts';
import { answer } from '../../src/http/operation.ts';
import type {
  Advisor,
  Assessments,
  BlindFiles,
  Calibrations,
  Cases,
  Clock,
  CoachRequests,
  Issuers,
  Members,
  MicroCredentials,
  NewId,
  Pools,
  Submissions,
} from '../../src/ports.ts';
import { adviseAssessor } from '../../src/usecases/advise-assessor.ts';
import { listApprovals, readApproval } from '../../src/usecases/approve-decision.ts';
import {
  claimAssessment,
  handBackAssessment,
  listOverdue,
  listQueue,
  readAssessment,
  recuseFromAssessment,
  savePart,
  saveScore,
  type Work,
} from '../../src/usecases/assess-submission.ts';
import { judgeSample, readCalibration } from '../../src/usecases/calibrate-assessors.ts';
import { checkCompleteness, listPreChecks, readPreCheck } from '../../src/usecases/check-completeness.ts';
import { answerCoach, listCoachRequests } from '../../src/usecases/coach-learners.ts';
import { declareConflict, putPool, readPool, removePool } from '../../src/usecases/manage-pools.ts';
import { readAgreement, readAnalytics } from '../../src/usecases/read-figures.ts';
import { readTrail } from '../../src/usecases/read-submission.ts';

export interface AssessPorts {
  /** Undefined where nobody switched advice by software on. */
  readonly advisor: Advisor | undefined;
  readonly assessments: Assessments;
  readonly calibrations: Calibrations;
  readonly cases: Cases;
  readonly clock: Clock;
  readonly coachRequests: CoachRequests;
  readonly blindFiles: BlindFiles;
  readonly issuers: Issuers;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
  readonly pools: Pools;
  readonly submissions: Submissions;
}

/** Work for assessors. No answer to them names the learner or another assessor. Approvers see both. */
export function assessHandler(ports: AssessPorts, { publicUrl }: { publicUrl: string }) {
  const summary = (assessment: Assessment, person: string) => {
    const { id, purpose, microCredentialId, version, submittedAt, dueAt, claimedUntil, issuerId } =
      assessment;
    const now = ports.clock.now();
    const held = isHeldBy(assessment, person, now);
    const claimed = isFree(assessment, now) ? ('open' as const) : ('claimed-by-another' as const);
    const state = assessment.state === 'claimed' && !held ? claimed : assessment.state;
    return {
      id,
      purpose,
      microCredentialId,
      version,
      submittedAt,
      dueAt,
      issuer: issuerId,
      state,
      ...(held && { claimedUntil }),
    };
  };
  return httpApi(
    { area: 'assess', contract: assessContract, publicUrl },
    {
      'GET /assessments': async ({ caller, query: { issuer, ...page } }) => {
        const found = await listQueue(ports, { caller, issuerId: issuer, page });
        return answer(200, { ...found, items: found.items.map((one) => summary(one, caller.person)) });
      },
      'GET /assessments/{assessment}': async ({ caller, path }) => {
        const { assessment, version, standing, work, advice } = await readAssessment(ports, {
          caller,
          assessmentId: path.assessment,
        });
        return answer(200, {
          ...summary(assessment, caller.person),
          ...judgedBy(version),
          scores: assessment.scores,
          parts: assessment.parts,
          standing,
          ...(work && { work: shownWork(work), advice: advice.map(shownAdvice) }),
        });
      },
      'POST /assessments/{assessment}/claim': async ({ caller, path }) =>
        answer(
          200,
          summary(await claimAssessment(ports, { caller, assessmentId: path.assessment }), caller.person),
        ),
      'POST /assessments/{assessment}/advice': async ({ caller, path }) =>
        answer(201, shownAdvice(await adviseAssessor(ports, { caller, assessmentId: path.assessment }))),
      'POST /assessments/{assessment}/hand-back': async ({ caller, path }) =>
        answer(
          200,
          summary(await handBackAssessment(ports, { caller, assessmentId: path.assessment }), caller.person),
        ),
      'POST /assessments/{assessment}/recusal': async ({ caller, path, body }) => {
        const of = { caller, assessmentId: path.assessment };
        return answer(200, summary(await recuseFromAssessment(ports, { ...of, ...body }), caller.person));
      },
      'PUT /assessments/{assessment}/scores/{criterion}': async ({ caller, path, body }) => {
        const { standing } = await saveScore(ports, {
          caller,
          assessmentId: path.assessment,
          criterion: path.criterion,
          given: body,
        });
        return answer(200, standing);
      },
      'PUT /assessments/{assessment}/parts/{judgedPart}': async ({ caller, path, body }) => {
        const of = { caller, assessmentId: path.assessment };
        const { standing } = await savePart(ports, { ...of, part: path.judgedPart, given: body });
        return answer(200, standing);
      },
      'GET /pre-checks': async ({ caller, query: { issuer, ...page } }) => {
        const found = await listPreChecks(ports, { caller, issuerId: issuer, page });
        return answer(200, { ...found, items: found.items.map(preCheckSummary) });
      },
      'GET /pre-checks/{submission}': async ({ caller, path }) => {
        const found = await readPreCheck(ports, { caller, submissionId: path.submission });
        return answer(200, {
          ...preCheckSummary(found.preCheck),
          ...judgedBy(found.version),
          work: shownWork(found.work),
        });
      },
      'POST /pre-checks/{submission}/answer': async ({ caller, path, body }) => {
        await checkCompleteness(ports, { caller, submissionId: path.submission, answer: body });
        return answer(204, undefined);
      },
      'GET /approvals': async ({ caller, query: { issuer, ...page } }) => {
        const found = await listApprovals(ports, { caller, issuerId: issuer, page });
        return answer(200, { ...found, items: found.items.map(approvalSummary) });
      },
      'GET /approvals/{submission}': async ({ caller, path }) => {
        const { approval, submission, version, assessments, work } = await readApproval(ports, {
          caller,
          submissionId: path.submission,
        });
        const { name, email } = submission.recipient;
        return answer(200, {
          ...approvalSummary(approval),
          ...judgedBy(version),
          learner: submission.learner,
          recipient: { name, ...(email && { email }) },
          ...(submission.appeal && { appeal: submission.appeal }),
          assessments: assessments.map(
            ({ id, purpose, assessor, state, scores, parts, outcome, decidedAt }) => ({
              id,
              purpose,
              assessor,
              state,
              scores,
              parts,
              outcome,
              decidedAt,
            }),
          ),
          work: shownWork(work),
        });
      },
      'GET /issuers/{issuer}/micro-credentials/{microCredential}/pool': async ({ caller, path }) => {
        const pool = await readPool(ports, ofPool(caller, path));
        return answer(200, { assessors: pool?.assessors ?? null });
      },
      'PUT /issuers/{issuer}/micro-credentials/{microCredential}/pool': async ({ caller, path, body }) => {
        const { assessors } = await putPool(ports, { ...ofPool(caller, path), ...body });
        return answer(200, { assessors });
      },
      'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/pool': async ({ caller, path }) => {
        await removePool(ports, ofPool(caller, path));
        return answer(204, undefined);
      },
      'GET /issuers/{issuer}/micro-credentials/{microCredential}/agreement': async ({
        caller,
        path,
        query,
      }) => {
        const report = await readAgreement(ports, { ...ofPool(caller, path), ...query });
        const { criteria, assessors, months, ...rest } = report;
        return answer(200, {
          ...rest,
          criteria: [...criteria],
          assessors: [...assessors],
          months: [...months],
        });
      },
      'GET /issuers/{issuer}/micro-credentials/{microCredential}/analytics': async ({
        caller,
        path,
        query,
      }) => answer(200, await readAnalytics(ports, { ...ofPool(caller, path), ...query })),
      'GET /issuers/{issuer}/submissions/{submission}/history': async ({ caller, path }) => {
        const of = { caller, issuerId: path.issuer, submissionId: path.submission };
        return answer(200, { items: [...(await readTrail(ports, of))] });
      },
      'GET /issuers/{issuer}/coach-requests': async ({ caller, path, query }) => {
        const found = await listCoachRequests(ports, { caller, issuerId: path.issuer, page: query });
        return answer(200, { ...found, items: [...found.items] });
      },
      'POST /issuers/{issuer}/coach-requests/{request}/answer': async ({ caller, path, body }) => {
        const of = { caller, issuerId: path.issuer, requestId: path.request };
        return answer(200, await answerCoach(ports, { ...of, ...body }));
      },
      'GET /issuers/{issuer}/micro-credentials/{microCredential}/calibration': async ({ caller, path }) => {
        const { version, standing, open } = await readCalibration(ports, ofPool(caller, path));
        const items = open.map(({ id, title, answers, evidence }) => ({ id, title, answers, evidence }));
        return answer(200, { ...judgedBy(version), version: version.version, standing, items });
      },
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/calibration/{sample}': async ({
        caller,
        path,
        body,
      }) => {
        const of = { ...ofPool(caller, path), sampleId: path.sample };
        const { result, sample, standing } = await judgeSample(ports, { ...of, judgement: body });
        const { agreed, of: all } = result;
        return answer(200, { agreed, of: all, known: sample.judgement, standing });
      },
      'GET /issuers/{issuer}/overdue': async ({ caller, path, query }) => {
        const found = await listOverdue(ports, { caller, issuerId: path.issuer, page: query });
        return answer(200, { ...found, items: found.items.map(overdue) });
      },
      'POST /issuers/{issuer}/conflicts': async ({ caller, path, body }) => {
        const { assessor, submission: submissionId } = body;
        await declareConflict(ports, { caller, issuerId: path.issuer, assessor, submissionId });
        return answer(204, undefined);
      },
    },
  );
}

function overdue({ submissionId, ...assessment }: Assessment) {
  const { id, purpose, microCredentialId, submittedAt, dueAt, assessor, claimedUntil } = assessment;
  const held = assessor !== undefined && { assessor, claimedUntil };
  return { id, purpose, submission: submissionId, microCredentialId, submittedAt, dueAt, ...held };
}

function ofPool<C>(caller: C, path: { readonly issuer: string; readonly microCredential: string }) {
  return { caller, issuerId: path.issuer, microCredentialId: path.microCredential };
}

function preCheckSummary({ submissionId, issuerId, microCredentialId, version, ...rest }: PreCheck) {
  const { askedAt, dueAt, state } = rest;
  return { submission: submissionId, issuer: issuerId, microCredentialId, version, askedAt, dueAt, state };
}

function approvalSummary({ submissionId, issuerId, ...approval }: Approval) {
  const { round, microCredentialId, state, askedAt, dueAt, proposed, disputed } = approval;
  return {
    submission: submissionId,
    issuer: issuerId,
    round,
    microCredentialId,
    state,
    askedAt,
    dueAt,
    ...(proposed !== undefined && { proposed }),
    disputed,
  };
}

function shownWork({ answers, evidence }: Work) {
  return { answers, evidence: evidence.map(({ item, ...beside }) => ({ ...item, ...beside }) as never) };
}

/** What was asked for, and by what it is judged: word for word what the learner read. */
function judgedBy({ definition }: Version) {
  const { overview, artifacts, reflection, passCriteria, rubric } = definition;
  return {
    name: definition.name,
    ...(overview && { overview }),
    artifacts,
    ...(reflection && { reflection }),
    ...(passCriteria && { passCriteria }),
    rubric,
  };
}

function shownAdvice({ number, at, model, note }: Advice) {
  return { number, at, model, note };
}
