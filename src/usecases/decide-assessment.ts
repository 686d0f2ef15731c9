import { pairsOf } from '../domain/agreement/judged-pair.ts';
import { type Assessment, decide, type Outcome } from '../domain/assessment.ts';
import { eventOf, follow, ofRound, roundOf } from '../domain/case.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Submission } from '../domain/submission.ts';
import type {
  Assessments,
  Cases,
  Clock,
  Issuances,
  Members,
  MicroCredentials,
  NewId,
  SigningTasks,
  Submissions,
} from '../ports.ts';
import { requireAssessor } from './assess-submission.ts';
import { proposeNow } from './finish-stacks.ts';
import type { ProposalPorts } from './propose-stacks.ts';
import { pinnedVersion } from './read-submission.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import { signNow } from './sign-now.ts';

export interface CasePorts {
  readonly assessments: Assessments;
  readonly cases: Cases;
  readonly clock: Clock;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
  readonly submissions: Submissions;
}
export type SettlePorts = ProposalPorts &
  CasePorts & {
    issuances: Issuances;
    signingTasks: SigningTasks;
    onSigningFailure: (error: unknown) => void;
  };

export interface Decided {
  /** Whether the submission is decided by it; otherwise others have to judge or to approve. */
  readonly decided: boolean;
  /** The award's credential. `issued` is false when signing did not finish: it is finished later, on its own. */
  readonly credential?: { readonly id: string; readonly issued: boolean };
}

/**
 * Records what an assessor decides and, with it in one step, what follows: nothing yet, a third assessor, an approval, or the
 * decision on the submission, by which an award is due; then has the award signed. When signing fails the decision stands and the audit
 * finishes it. Repeating the same decision changes nothing and asks again.
 */
export async function decideAssessment(
  ports: SettlePorts,
  command: { caller: Caller; assessmentId: string; outcome: Outcome },
): Promise<Decided & { assessment: Assessment }> {
  const { person } = command.caller;
  const { assessment, submission } = await retryOnConflict(async () => {
    const found = await requireAssessor(ports, command);
    if (person === found.submission.learner)
      throw new DomainError('own-submission', 'Nobody assesses their own submission.');
    const { assessment: before } = found;
    const repeated = before.state === 'final' && before.assessor === person;
    if (repeated && before.outcome === command.outcome) return found;
    return record(ports, found, { person, outcome: command.outcome });
  });
  return { assessment, ...(await settle(ports, submission)) };
}

async function record(
  ports: CasePorts,
  { assessment: before, submission }: { assessment: Assessment; submission: Submission },
  { person, outcome }: { person: string; outcome: Outcome },
): Promise<{ assessment: Assessment; submission: Submission }> {
  const version = await pinnedVersion(ports, before);
  const now = ports.clock.now();
  const after = decide(before, version.definition, person, outcome, now);
  if (submission.state !== 'submitted' && submission.state !== 'appealed')
    throw new DomainError('already-decided', 'The submission is no longer open.');
  const all = await ports.assessments.ofSubmission(submission.id);
  const assessments = all.map((one) => (one.id === after.id ? after : one));
  const round = roundOf(submission);
  const moment = { now, newId: ports.newId, actor: person };
  const approval = await ports.cases.approval(submission.id, round);
  const change = follow({ submission, version, assessments: ofRound(assessments, round), approval }, moment);
  const completed = eventOf(submission, moment, {
    kind: 'assessment.completed',
    assessmentId: after.id,
    facts: { outcome },
  });
  await ports.cases.change({
    ...change,
    changed: [{ before, after }],
    ...(after.purpose === 'score' && { pairs: pairsOf(assessments, now) }),
    events: [completed, ...change.events],
  });
  return { assessment: after, submission: change.submission };
}

/** Has the award of a decided submission signed, and then proposes the stacks that it completes. */
export async function settle(ports: SettlePorts, submission: Submission): Promise<Decided> {
  const { state, credentialId } = submission;
  if (state !== 'awarded') return { decided: state === 'not-yet' };
  if (credentialId === undefined) throw new Error(`award of submission ${submission.id} has no credential`);
  const credential = await signNow(ports, credentialId);
  if (credential.issued) await proposeNow(ports, credentialId);
  return { decided: true, credential };
}
