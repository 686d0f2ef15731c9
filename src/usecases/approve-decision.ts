import { type Approval, type ApprovalAnswer, answerApproval } from '../domain/approval.ts';
import { type Assessment, requireHuman } from '../domain/assessment.ts';
import { eventOf, follow, ofRound, oneMore, roundOf } from '../domain/case.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Version } from '../domain/micro-credential.ts';
import { hasRight } from '../domain/permission.ts';
import type { Submission } from '../domain/submission.ts';
import type { BlindFiles, Page, PageRequest } from '../ports.ts';
import { type Work, workOf } from './assess-submission.ts';
import { type CasePorts, type Decided, type SettlePorts, settle } from './decide-assessment.ts';
import { pinnedVersion } from './read-submission.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import { requireRightIn, standingOf } from './standing.ts';

interface OfApproval {
  readonly caller: Caller;
  readonly submissionId: string;
}

/** What waits for an approver of an issuer, the earliest promise first. */
export async function listApprovals(
  ports: Pick<CasePorts, 'cases' | 'members'>,
  { caller, issuerId, page }: { caller: Caller; issuerId: string; page: PageRequest },
): Promise<Page<Approval>> {
  requireHuman(caller);
  await requireRightIn(ports, { caller, issuerId }, 'approve-awards');
  return ports.cases.approvals(issuerId, page);
}

/** Everything that an approver decides by. Both sides of the blind are named in it. */
export interface ApprovalFile {
  readonly approval: Approval;
  readonly submission: Submission;
  readonly version: Version;
  readonly assessments: readonly Assessment[];
}

export async function readApproval(
  ports: Pick<CasePorts, 'assessments' | 'cases' | 'members' | 'microCredentials' | 'submissions'> & {
    blindFiles: BlindFiles;
  },
  command: OfApproval,
): Promise<ApprovalFile & { work: Work }> {
  const file = await approvalFile(ports, command);
  return { ...file, work: await workOf(ports, file.submission) };
}

async function approvalFile(
  ports: Pick<CasePorts, 'assessments' | 'cases' | 'members' | 'microCredentials' | 'submissions'>,
  { caller, submissionId }: OfApproval,
): Promise<ApprovalFile> {
  requireHuman(caller);
  const submission = await ports.submissions.find(submissionId);
  const standing = submission && (await standingOf(ports, { caller, issuerId: submission.issuerId }));
  // Once it is decided, the approval of that decision.
  const round = submission && (submission.decision?.round === 'appeal' ? 'appeal' : roundOf(submission));
  const approval =
    standing && hasRight(standing, 'approve-awards')
      ? await ports.cases.approval(submissionId, round ?? 'first')
      : undefined;
  if (!submission || !approval)
    throw new DomainError('not-found', 'There is nothing to approve for you there.');
  if (submission.learner === caller.person)
    throw new DomainError('own-award', 'Nobody confirms their own award.');
  if (submission.assessors?.includes(caller.person))
    throw new DomainError(
      'conflict-of-interest',
      'You have judged this submission. Somebody else confirms what was decided.',
    );
  const [version, assessments] = await Promise.all([
    pinnedVersion(ports, submission),
    ports.assessments.ofSubmission(submissionId),
  ]);
  return { approval, submission, version, assessments: ofRound(assessments, approval.round) };
}

/**
 * Records what an approver says and, with it in one step, what follows: the decision, by which an award is due, or one more
 * assessor. Repeating a confirmation changes nothing and has the award signed again.
 */
export async function approveDecision(
  ports: SettlePorts,
  command: OfApproval & { answer: ApprovalAnswer },
): Promise<Decided> {
  const submission = await retryOnConflict(async () => {
    const file = await approvalFile(ports, command);
    const { approval, version, assessments } = file;
    const approver = command.caller.person;
    const repeated = approval.state === 'given' && approval.approver === approver;
    if (repeated && command.answer.action === 'confirm') return file.submission;
    const now = ports.clock.now();
    const choices = assessments.filter(({ state }) => state === 'final').map(({ id }) => id);
    const answered = answerApproval(approval, command.answer, { approver, choices, now });
    if (file.submission.state !== 'submitted' && file.submission.state !== 'appealed')
      throw new DomainError('already-decided', 'The submission is no longer open.');
    const moment = { now, newId: ports.newId, actor: approver };
    const saved = { ...file.submission, revision: file.submission.revision + 1 };
    const change =
      answered.state === 'referred'
        ? oneMore(saved, moment)
        : follow({ submission: file.submission, version, assessments, approval: answered }, moment);
    const said = eventOf(saved, moment, {
      kind: answered.state === 'referred' ? 'approval.referred' : 'approval.given',
      facts: { round: answered.round },
      ...(answered.note !== undefined && { note: answered.note }),
    });
    await ports.cases.change({ ...change, approval: answered, events: [said, ...change.events] });
    return change.submission;
  });
  return settle(ports, submission);
}
