import type { JudgedPair } from '../domain/agreement/judged-pair.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { CaseChange, Changed } from '../domain/case.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Submission } from '../domain/submission.ts';
import type { Cases } from '../ports.ts';
import { freeAttempt, keepAttempt, takeAttempt } from './dynamo-attempts.ts';
import { count, countersOf } from './dynamo-counters.ts';
import { tell } from './dynamo-events.ts';
import {
  adviceItems,
  approvals,
  assessmentPointers,
  assessments,
  heldClaims,
  issuances,
  judgedPairs,
  keptEvidenceItems,
  preChecks,
  reminderItems,
  submissions,
} from './dynamo-items.ts';
import { type Action, absent, type Table } from './dynamo-table.ts';

/** Cases in the table: each change is one transaction. */
export function dynamoCases(table: Table): Cases {
  return {
    change: (change) => table.write(changeCase(change)),
    preCheck: (submissionId) => table.get(preChecks.kind, preChecks.key(submissionId)),
    preChecks: (issuerId, page) => table.page(preChecks.kind, preChecks.waiting(issuerId), page),
    approval: (submissionId, round) => table.get(approvals.kind, approvals.key(submissionId, round)),
    pairs: async (microCredentialId, months) =>
      (
        await Promise.all(
          months.map((month) => table.all(judgedPairs.kind, judgedPairs.ofMonth(microCredentialId, month))),
        )
      ).flat(),
    counters: (microCredentialId, months) => countersOf(table, microCredentialId, months),
    advice: (submissionId, assessmentId) =>
      table.all(adviceItems.kind, adviceItems.ofAssessment(submissionId, assessmentId)),
    approvals: (issuerId, page) => table.page(approvals.kind, approvals.waiting(issuerId), page),
  };
}

/** The writes of a change. What names the refusal best comes first. */
export function changeCase(change: CaseChange): Action[] {
  const {
    submission,
    added = [],
    changed = [],
    preCheck,
    approval,
    advice,
    award,
    pairs = [],
    events,
    reminders = [],
  } = change;
  return [
    ...(award
      ? [
          {
            put: issuances.item(award),
            when: absent,
            refuse: () => new DomainError('already-awarded', 'This submission was awarded already.'),
          },
        ]
      : []),
    ...attemptAfter(change),
    saveSubmission(submission),
    ...changed.flatMap(changeAssessment),
    ...added.flatMap((one): Action[] => [
      { put: assessments.item(one), when: absent, refuse: caseChanged },
      { put: assessmentPointers.item(one), when: absent, refuse: caseChanged },
    ]),
    // The revision of the submission guards these: they change in no other way.
    ...(preCheck ? [{ put: preChecks.item(preCheck) }] : []),
    ...(approval ? [{ put: approvals.item(approval) }] : []),
    ...(advice ? [{ put: adviceItems.item(advice), when: absent, refuse: caseChanged }] : []),
    ...pairs.map((pair) => countPair(submission.microCredentialId, pair)),
    ...count(change),
    ...tell(events),
    ...reminders.map((one): Action => ({ put: reminderItems.item(one) })),
    ...keepFrom(change),
  ];
}

/** From when the evidence of what is over is kept, by the rule of its issuer. */
function keepFrom({ submission, events }: CaseChange): Action[] {
  const end = events.find(({ kind }) => kind === 'submission.decided' || kind === 'submission.withdrawn');
  if (!end) return [];
  return [
    {
      put: keptEvidenceItems.item({ submissionId: submission.id, issuerId: submission.issuerId, at: end.at }),
    },
  ];
}

function attemptAfter({ attempt, submission }: CaseChange): Action[] {
  switch (attempt) {
    case 'awarded':
      return [keepAttempt(submission)];
    case 'taken':
      return [takeAttempt(submission)];
    case 'used':
      return [freeAttempt(submission, 1)];
    case 'freed':
      return [freeAttempt(submission, 0)];
    default:
      return [];
  }
}

function changeAssessment({ before, after }: Changed<Assessment>): Action[] {
  const released =
    before.state === 'claimed' && (after.state !== 'claimed' || after.assessor !== before.assessor);
  return [
    saveAssessment(after),
    ...(released ? [{ remove: heldClaims.key(before) }] : []),
    ...(after.state === 'claimed' ? [{ put: heldClaims.item(after) }] : []),
  ];
}

/** Saves the next revision of an assessment. */
export function saveAssessment(assessment: Assessment): Action {
  return {
    put: assessments.item(assessment),
    when: '#revision = :expected',
    values: { expected: assessment.revision - 1 },
    refuse: () => new DomainError('conflict', 'The assessment was changed meanwhile: read it again.'),
  };
}

/** Saves the next revision of a submission. */
export function saveSubmission(submission: Submission): Action {
  return {
    put: submissions.item(submission),
    when: '#revision = :expected',
    values: { expected: submission.revision - 1 },
    refuse: caseChanged,
  };
}

/** Counts what two assessors gave, in the transaction of the decision: exactly once. */
function countPair(microCredentialId: string, { count, ...pair }: JudgedPair): Action {
  return {
    update: judgedPairs.key(microCredentialId, { count, ...pair }),
    change:
      'SET #type = :type, #month = :month, #version = :version, #criterion = :criterion, #assessors = :assessors, #levels = :levels ADD #count :count',
    values: { type: judgedPairs.kind.type, ...pair, count },
  };
}

function caseChanged() {
  return new DomainError('conflict', 'The submission was changed meanwhile: read it again.');
}
