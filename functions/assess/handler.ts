import { type Assessment, isFree, isHeldBy } from '../../src/domain/assessment.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import { httpApi } from '../../src/http/api.ts';
import { assessContract } from '../../src/http/contracts/assess.ts';
import { answer } from '../../src/http/operation.ts';
import type {
  Assessments,
  Clock,
  EvidenceFiles,
  Members,
  MicroCredentials,
  Submissions,
} from '../../src/ports.ts';
import {
  claimAssessment,
  handBackAssessment,
  listQueue,
  readAssessment,
  saveScore,
} from '../../src/usecases/assess-submission.ts';

export interface AssessPorts {
  readonly assessments: Assessments;
  readonly clock: Clock;
  readonly evidenceFiles: EvidenceFiles;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
  readonly submissions: Submissions;
}

/** Work for assessors. No answer names the learner or another assessor. */
export function assessHandler(ports: AssessPorts, { publicUrl }: { publicUrl: string }) {
  const summary = (assessment: Assessment, person: string) => {
    const { id, microCredentialId, version, submittedAt, claimedUntil, issuerId } = assessment;
    const now = ports.clock.now();
    const held = isHeldBy(assessment, person, now);
    const claimed = isFree(assessment, now) ? ('open' as const) : ('claimed-by-another' as const);
    const state = assessment.state === 'claimed' && !held ? claimed : assessment.state;
    return {
      id,
      microCredentialId,
      version,
      submittedAt,
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
        const { assessment, version, standing, work } = await readAssessment(ports, {
          caller,
          assessmentId: path.assessment,
        });
        return answer(200, {
          ...summary(assessment, caller.person),
          name: version.definition.name,
          ...judgedBy(version),
          scores: assessment.scores,
          standing,
          ...(work && {
            work: {
              answers: work.answers,
              evidence: work.evidence.map(({ item, downloadUrl }) => ({ ...item, downloadUrl }) as never),
            },
          }),
        });
      },
      'POST /assessments/{assessment}/claim': async ({ caller, path }) =>
        answer(
          200,
          summary(await claimAssessment(ports, { caller, assessmentId: path.assessment }), caller.person),
        ),
      'POST /assessments/{assessment}/hand-back': async ({ caller, path }) =>
        answer(
          200,
          summary(await handBackAssessment(ports, { caller, assessmentId: path.assessment }), caller.person),
        ),
      'PUT /assessments/{assessment}/scores/{criterion}': async ({ caller, path, body }) => {
        const { standing } = await saveScore(ports, {
          caller,
          assessmentId: path.assessment,
          criterion: path.criterion,
          given: body,
        });
        return answer(200, standing);
      },
    },
  );
}

/** What was asked for, and by what it is judged: word for word what the learner read. */
function judgedBy({ definition }: Version) {
  const { overview, artifacts, reflection, passCriteria, rubric } = definition;
  return {
    ...(overview && { overview }),
    artifacts,
    ...(reflection && { reflection }),
    ...(passCriteria && { passCriteria }),
    rubric,
  };
}
