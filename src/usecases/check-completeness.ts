import { requireHuman } from '../domain/assessment.ts';
import { eventOf, firstAssessments, sendBack } from '../domain/case.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Version } from '../domain/micro-credential.ts';
import { hasRight } from '../domain/permission.ts';
import { answerPreCheck, type PreCheck, type PreCheckAnswer } from '../domain/pre-check.ts';
import type { Submission } from '../domain/submission.ts';
import type { BlindFiles, Page, PageRequest, Pools } from '../ports.ts';
import { type Work, workOf } from './assess-submission.ts';
import type { CasePorts } from './decide-assessment.ts';
import { pinnedVersion } from './read-submission.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import { requireRightIn, standingOf } from './standing.ts';

type Ports = Pick<CasePorts, 'cases' | 'clock' | 'members' | 'microCredentials' | 'newId' | 'submissions'> & {
  pools: Pools;
};
interface OfPreCheck {
  readonly caller: Caller;
  readonly submissionId: string;
}

/** Submissions of an issuer whose completeness a person has to look at, the earliest promise first. */
export async function listPreChecks(
  ports: Pick<Ports, 'cases' | 'members'>,
  { caller, issuerId, page }: { caller: Caller; issuerId: string; page: PageRequest },
): Promise<Page<PreCheck>> {
  requireHuman(caller);
  await requireRightIn(ports, { caller, issuerId }, 'assess');
  return ports.cases.preChecks(issuerId, page);
}

/** What was asked for and what was handed in. The learner is not named in it. */
export async function readPreCheck(
  ports: Ports & { blindFiles: BlindFiles },
  command: OfPreCheck,
): Promise<{ preCheck: PreCheck; version: Version; work: Work }> {
  const { preCheck, submission } = await requireChecker(ports, command);
  const version = await pinnedVersion(ports, submission);
  return { preCheck, version, work: await workOf(ports, submission) };
}

async function requireChecker(ports: Ports, { caller, submissionId }: OfPreCheck) {
  requireHuman(caller);
  const submission = await ports.submissions.find(submissionId);
  const { person } = caller;
  const standing = submission && (await standingOf(ports, { caller, issuerId: submission.issuerId }));
  const preCheck =
    standing && hasRight(standing, 'assess') ? await ports.cases.preCheck(submissionId) : undefined;
  if (!submission || !preCheck || submission.state !== 'submitted')
    throw new DomainError('not-found', 'There is no such submission to look at for you.');
  if (submission.learner === person)
    throw new DomainError('own-submission', 'Nobody assesses their own submission.');
  const { issuerId, learner } = submission;
  if (await ports.pools.inConflict({ issuerId, assessor: person, learner }))
    throw new DomainError('conflict-of-interest', 'A conflict of interest was declared.');
  return { preCheck, submission };
}

/** A complete submission goes to its assessors; one that is not goes back to the learner, and takes no attempt. */
export function checkCompleteness(
  ports: Ports,
  command: OfPreCheck & { answer: PreCheckAnswer },
): Promise<Submission> {
  return retryOnConflict(async () => {
    const { preCheck, submission } = await requireChecker(ports, command);
    const checker = command.caller.person;
    const { answer } = command;
    const now = ports.clock.now();
    const answered = answerPreCheck(preCheck, answer, { checker, now });
    const moment = { now, newId: ports.newId, actor: checker };
    if (answer.complete) {
      const version = await pinnedVersion(ports, submission);
      const saved: Submission = {
        ...submission,
        stage: 'assessment',
        revision: submission.revision + 1,
      };
      await ports.cases.change({
        submission: saved,
        preCheck: answered,
        added: firstAssessments(saved, version, moment),
        events: [eventOf(saved, moment, { kind: 'pre-check.passed' })],
      });
      return saved;
    }
    const { message, flaws } = answer;
    const returned = sendBack(submission, { at: now.toISOString(), message, flaws });
    await ports.cases.change({
      submission: returned,
      preCheck: answered,
      events: [eventOf(returned, moment, { kind: 'submission.returned', note: message })],
    });
    return returned;
  });
}
