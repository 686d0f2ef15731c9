import type { Advice } from './advice.ts';
import type { JudgedPair } from './agreement/judged-pair.ts';
import type { Approval, Round } from './approval.ts';
import type { Assessment } from './assessment.ts';
import { addBusinessDays } from './business-days.ts';
import { DomainError } from './domain-error.ts';
import type { AssayEvent } from './event.ts';
import type { DueIssuance } from './issuance.ts';
import type { Version } from './micro-credential.ts';
import { assessorsAsked, nextStep, type Verdict } from './panel.ts';
import type { PreCheck } from './pre-check.ts';
import { type Reminder, remindersOf } from './reminder.ts';
import type { Rubric } from './rubric.ts';
import type { Submission } from './submission.ts';

/** What a record was and what it becomes. */
export interface Changed<T> {
  readonly before: T;
  readonly after: T;
}

/**
 * A change of a case: a submission with its assessments, pre-check and approvals. All of it happens at once or nothing does, and
 * the revision of the submission is the lock: of two changes at once, one has to look again.
 */
export interface CaseChange {
  readonly submission: Submission;
  readonly added?: readonly Assessment[];
  readonly changed?: readonly Changed<Assessment>[];
  readonly preCheck?: PreCheck;
  readonly approval?: Approval;
  /** What a program noted. No step of a case reads it. */
  readonly advice?: Advice;
  /** What is due by it: the award. */
  readonly award?: DueIssuance;
  /** What becomes of the learner's room for another attempt. `used` counts one. */
  readonly attempt?: 'taken' | 'used' | 'freed' | 'awarded';
  /** By what it was decided, where it was: so that what passed is counted. */
  readonly rubric?: Rubric;
  /** What two assessors say of each other by it. */
  readonly pairs?: readonly JudgedPair[];
  readonly events: readonly AssayEvent[];
  /** When to look at it again. */
  readonly reminders?: readonly Reminder[];
}

/** How far ahead a third assessor, an approver or an appeal may reach, in business days, when the promise has passed by then. */
const extraDays = 5;

/** Everything that a rule of a case needs beside its records. */
export interface Moment {
  readonly now: Date;
  readonly newId: () => string;
  /** By whose act. */
  readonly actor?: string;
}

/** The round of judging that a submission is in. */
export function roundOf({ state }: Pick<Submission, 'state'>): Round {
  return state === 'appealed' ? 'appeal' : 'first';
}

/** Those of a round that count. */
export function ofRound(assessments: readonly Assessment[], round: Round): Assessment[] {
  return assessments.filter(
    ({ purpose, state }) => state !== 'cancelled' && (purpose === 'appeal') === (round === 'appeal'),
  );
}

/** An event of a case. */
export function eventOf(
  { id, issuerId, microCredentialId }: Submission,
  { now, newId, actor }: Moment,
  about: Omit<AssayEvent, 'id' | 'at' | 'issuerId' | 'microCredentialId' | 'submissionId' | 'actor'>,
): AssayEvent {
  return {
    id: newId(),
    at: now.toISOString(),
    issuerId,
    microCredentialId,
    submissionId: id,
    ...(actor !== undefined && { actor }),
    ...about,
  };
}

/** A place in the queue for one more assessor. */
export function newAssessment(
  submission: Submission,
  purpose: Assessment['purpose'],
  { now, newId }: Moment,
): Assessment {
  return {
    id: newId(),
    purpose,
    submissionId: submission.id,
    issuerId: submission.issuerId,
    microCredentialId: submission.microCredentialId,
    version: submission.version,
    state: 'open',
    scores: {},
    parts: {},
    submittedAt: submission.submittedAt ?? now.toISOString(),
    dueAt: dueOf(submission, now),
    revision: 1,
  };
}

/** As many places in the queue as the policy asks for. */
export function firstAssessments(submission: Submission, version: Version, moment: Moment): Assessment[] {
  const count = assessorsAsked(version.definition.assessmentPolicy ?? {});
  return Array.from({ length: count }, () => newAssessment(submission, 'score', moment));
}

/** What a person is asked about a submission that was handed in. */
export function newPreCheck(submission: Submission, { now }: Moment): PreCheck {
  return {
    submissionId: submission.id,
    issuerId: submission.issuerId,
    microCredentialId: submission.microCredentialId,
    version: submission.version,
    state: 'asked',
    askedAt: now.toISOString(),
    dueAt: dueOf(submission, now),
  };
}

function dueOf({ dueAt }: Submission, now: Date): string {
  const promised = Date.parse(dueAt ?? '');
  return promised > now.getTime()
    ? new Date(promised).toISOString()
    : addBusinessDays(now, extraDays).toISOString();
}

/**
 * What follows of a case after a judgement or an approval, all but the records of that.
 * @param submission as it was read; the change carries its next revision
 * @param assessments those of this round as they are from now on
 */
export function follow(
  {
    submission,
    version,
    assessments,
    approval,
  }: {
    readonly submission: Submission;
    readonly version: Version;
    readonly assessments: readonly Assessment[];
    readonly approval?: Approval | undefined;
  },
  moment: Moment,
): CaseChange {
  const { definition } = version;
  const { assessmentPolicy: policy = {} } = definition;
  const step = nextStep({ standard: definition, policy, assessments, approval });
  const saved = { ...submission, revision: submission.revision + 1 };
  switch (step.next) {
    case 'wait':
      return { submission: saved, events: [] };
    case 'third-assessor':
      return oneMore(saved, moment);
    case 'approval': {
      const asked: Approval = {
        submissionId: submission.id,
        round: roundOf(submission),
        issuerId: submission.issuerId,
        microCredentialId: submission.microCredentialId,
        state: 'asked',
        ...(step.proposed !== undefined && { proposed: step.proposed }),
        disputed: [...step.disputed],
        askedAt: moment.now.toISOString(),
        dueAt: dueOf(submission, moment.now),
      };
      return {
        submission: { ...saved, stage: 'approval' },
        approval: asked,
        events: [eventOf(submission, moment, { kind: 'approval.asked', facts: { round: asked.round } })],
      };
    }
    case 'decided':
      return { ...decided(saved, { verdict: step.verdict, approval }, moment), rubric: definition.rubric };
  }
}

/** One more person is to judge: two disagree, or an approver wants it. */
export function oneMore(saved: Submission, moment: Moment): CaseChange {
  const third = newAssessment(saved, roundOf(saved) === 'appeal' ? 'appeal' : 'third', moment);
  return {
    submission: { ...saved, stage: 'assessment' },
    added: [third],
    events: [eventOf(saved, moment, { kind: 'assessment.third-asked', assessmentId: third.id })],
  };
}

/** Sends a submission back to its learner before anyone scored it. */
export function sendBack(
  { stage: _stage, ...current }: Submission,
  returned: NonNullable<Submission['returned']>,
): Submission {
  return { ...current, state: 'draft', returned, revision: current.revision + 1 };
}

/** How long a learner may appeal, in days. */
export const appealDays = 30;

/** Opens a decision for a fresh judgement. @throws DomainError `not-to-be-appealed` or `appeal-too-late` */
export function openAppeal(current: Submission, reason: string, moment: Moment): CaseChange {
  const { now } = moment;
  const decidedAt = Date.parse(current.decision?.decidedAt ?? '');
  if (current.state !== 'not-yet' || Number.isNaN(decidedAt))
    throw new DomainError('not-to-be-appealed', 'Only a decision of "not yet" can be appealed.');
  if (current.appeal)
    throw new DomainError('not-to-be-appealed', 'This decision was made upon an appeal, and is final.');
  if (now.getTime() > decidedAt + appealDays * 24 * 60 * 60 * 1000)
    throw new DomainError('appeal-too-late', `A decision can be appealed for ${appealDays} days.`);
  const submission: Submission = {
    ...current,
    state: 'appealed',
    stage: 'assessment',
    appeal: { reason, openedAt: now.toISOString() },
    revision: current.revision + 1,
  };
  const fresh = newAssessment(submission, 'appeal', moment);
  const promised = { ...submission, dueAt: fresh.dueAt };
  return {
    submission: promised,
    added: [fresh],
    attempt: 'taken',
    reminders: remindersOf(promised),
    events: [eventOf(submission, moment, { kind: 'appeal.opened', assessmentId: fresh.id })],
  };
}

/** Invariant 1, asked again at the key: people judged this submission, and by the rule their judgements carry the award. */
export function isCarried({
  submission,
  version,
  assessments,
  approval,
}: {
  readonly submission: Submission;
  readonly version: Version;
  readonly assessments: readonly Assessment[];
  readonly approval: Approval | undefined;
}): boolean {
  const { decision, learner, state } = submission;
  const judged = ofRound(assessments, decision?.round ?? 'first');
  const people = judged.map(({ assessor }) => assessor);
  if (approval?.state === 'given') people.push(approval.approver);
  const policy = version.definition.assessmentPolicy ?? {};
  const step = nextStep({ standard: version.definition, policy, assessments: judged, approval });
  return (
    state === 'awarded' &&
    decision?.outcome === 'awarded' &&
    people.every((person) => person !== undefined && person !== learner) &&
    new Set(people).size === people.length &&
    judged.every(
      (one) =>
        one.submissionId === submission.id &&
        one.issuerId === submission.issuerId &&
        one.microCredentialId === submission.microCredentialId &&
        one.version === submission.version,
    ) &&
    version.issuerId === submission.issuerId &&
    version.version === submission.version &&
    step.next === 'decided' &&
    step.verdict.outcome === 'awarded' &&
    same(step.verdict.levels, decision.levels) &&
    same(step.verdict.passed, decision.passed)
  );
}

function same(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
}

function decided(
  saved: Submission,
  { verdict, approval }: { readonly verdict: Verdict; readonly approval?: Approval | undefined },
  moment: Moment,
): CaseChange {
  const round = roundOf(saved);
  const decidedAt = moment.now.toISOString();
  const { outcome, assessmentIds, ...reached } = verdict;
  const appealOutcome = outcome === 'awarded' ? ('overturned' as const) : ('upheld' as const);
  const { stage: _stage, ...rest } = saved;
  const submission: Submission = {
    ...rest,
    state: outcome,
    decision: {
      round,
      outcome,
      decidedAt,
      ...reached,
      assessmentIds: [...assessmentIds],
      ...(approval?.approver !== undefined && { approver: approval.approver }),
    },
    ...(saved.appeal &&
      round === 'appeal' && {
        appeal: { ...saved.appeal, outcome: appealOutcome, decidedAt },
      }),
  };
  const happened = (about: Parameters<typeof eventOf>[2]) => eventOf(saved, moment, about);
  const events = [
    happened({ kind: 'submission.decided', facts: { outcome, round } }),
    ...(round === 'appeal' ? [happened({ kind: 'appeal.decided', facts: { outcome: appealOutcome } })] : []),
  ];
  if (outcome !== 'awarded') return { submission, attempt: round === 'appeal' ? 'freed' : 'used', events };
  const award: DueIssuance = {
    state: 'due',
    credentialId: moment.newId(),
    issuerId: saved.issuerId,
    decidedAt,
    origin: {
      kind: 'award',
      submissionId: saved.id,
      assessmentId: assessmentIds.at(-1) ?? '',
    },
  };
  return {
    submission: { ...submission, credentialId: award.credentialId },
    award,
    attempt: 'awarded',
    events,
  };
}
