import { type Assessment, decide, type Outcome } from '../domain/assessment.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { DueIssuance } from '../domain/issuance.ts';
import type { Caller } from '../domain/membership.ts';
import type { Assessments, Issuances, Members, MicroCredentials, SigningTasks } from '../ports.ts';
import { requireAssessor } from './assess-submission.ts';
import { proposeNow } from './finish-stacks.ts';
import type { ProposalPorts } from './propose-stacks.ts';
import { pinnedVersion } from './read-submission.ts';
import { signNow } from './sign-now.ts';

export interface Decided {
  readonly assessment: Assessment;
  /** The award's credential. `issued` is false when signing did not finish: it is finished later, on its own. */
  readonly credential?: { readonly id: string; readonly issued: boolean };
}

/**
 * Records the assessor's decision and, with it in one step, that an award is due; then has the award signed. When signing
 * fails the decision stands and the audit finishes it. Once it is signed, stacks that it completes are proposed. Repeating the same decision changes nothing and asks again.
 */
export async function decideAssessment(
  ports: ProposalPorts & {
    assessments: Assessments;
    issuances: Issuances;
    members: Members;
    microCredentials: MicroCredentials;
    signingTasks: SigningTasks;
    onSigningFailure: (error: unknown) => void;
  },
  command: { caller: Caller; assessmentId: string; outcome: Outcome },
): Promise<Decided> {
  const { assessment, learner } = await requireAssessor(ports, command);
  const { person } = command.caller;
  if (person === learner) throw new DomainError('own-submission', 'Nobody assesses their own submission.');
  const isRepeated = (one: Assessment) => one.assessor === person && one.outcome === command.outcome;
  const decided = isRepeated(assessment)
    ? assessment
    : await record(ports, assessment, person, command.outcome).catch(async (error: unknown) => {
        // The same decision, made twice at once: one of them came first.
        const now = await ports.assessments.find(assessment.id);
        if (now && isRepeated(now)) return now;
        throw error;
      });
  if (decided.outcome !== 'awarded') return { assessment: decided };
  const credentialId = (await ports.submissions.find(decided.submissionId))?.credentialId;
  if (credentialId === undefined)
    throw new Error(`award of submission ${decided.submissionId} has no credential`);
  const credential = await signNow(ports, credentialId);
  if (credential.issued) await proposeNow(ports, credentialId);
  return { assessment: decided, credential };
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
  const decided = { ...submission, state: outcome, revision: submission.revision + 1 };
  if (outcome !== 'awarded') {
    await ports.assessments.decide(final, decided, undefined);
    return final;
  }
  const due: DueIssuance = {
    state: 'due',
    credentialId: ports.newId(),
    issuerId: submission.issuerId,
    decidedAt: final.decidedAt ?? ports.clock.now().toISOString(),
    origin: { kind: 'award', submissionId: submission.id, assessmentId: assessment.id },
  };
  await ports.assessments.decide(final, { ...decided, credentialId: due.credentialId }, due);
  return final;
}
