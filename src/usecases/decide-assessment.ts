import { type Assessment, decide, type Outcome } from '../domain/assessment.ts';
import type { DueAward } from '../domain/award.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type {
  Assessments,
  Awards,
  Clock,
  Members,
  MicroCredentials,
  NewId,
  SigningTasks,
  Submissions,
} from '../ports.ts';
import { requireAssessor } from './assess-submission.ts';
import { pinnedVersion } from './read-submission.ts';

export interface Decided {
  readonly assessment: Assessment;
  /** The award's credential. `issued` is false when signing did not finish: it is finished later, on its own. */
  readonly credential?: { readonly id: string; readonly issued: boolean };
}

/**
 * Records the assessor's decision and, with it in one step, that an award is due; then has the award signed. When signing
 * fails the decision stands and the audit finishes it. Repeating the same decision changes nothing and asks again.
 */
export async function decideAssessment(
  ports: {
    assessments: Assessments;
    awards: Awards;
    clock: Clock;
    members: Members;
    microCredentials: MicroCredentials;
    newId: NewId;
    signingTasks: SigningTasks;
    submissions: Submissions;
    onSigningFailure: (error: unknown) => void;
  },
  command: { caller: Caller; assessmentId: string; outcome: Outcome },
): Promise<Decided> {
  const { assessment, learner } = await requireAssessor(ports, command);
  const { person } = command.caller;
  if (person === learner) throw new DomainError('own-submission', 'Nobody assesses their own submission.');
  const repeated = assessment.assessor === person && assessment.outcome === command.outcome;
  const decided = repeated ? assessment : await record(ports, assessment, person, command.outcome);
  if (decided.outcome !== 'awarded') return { assessment: decided };
  await ports.signingTasks
    .run({ kind: 'award', submissionId: decided.submissionId })
    .catch(ports.onSigningFailure);
  const award = await ports.awards.find(decided.submissionId);
  if (!award) throw new Error(`award of submission ${decided.submissionId} is missing`);
  return { assessment: decided, credential: { id: award.credentialId, issued: award.state === 'issued' } };
}

async function record(
  ports: Parameters<typeof decideAssessment>[0],
  assessment: Assessment,
  person: string,
  outcome: Outcome,
): Promise<Assessment> {
  const version = await pinnedVersion(ports, assessment);
  const final = decide(assessment, version.definition.rubric, person, outcome, ports.clock.now());
  const submission = await ports.submissions.find(assessment.submissionId);
  if (submission?.state !== 'submitted')
    throw new DomainError('already-decided', 'The submission is no longer open.');
  const due: DueAward | undefined =
    outcome === 'awarded'
      ? {
          state: 'due',
          submissionId: submission.id,
          credentialId: ports.newId(),
          issuerId: submission.issuerId,
          assessmentId: assessment.id,
          decidedAt: final.decidedAt ?? ports.clock.now().toISOString(),
        }
      : undefined;
  await ports.assessments.decide(
    final,
    { ...submission, state: outcome, revision: submission.revision + 1 },
    due,
  );
  return final;
}
