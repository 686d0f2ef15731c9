import type { Assessment } from '../domain/assessment.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Assessments } from '../ports.ts';
import { assessmentPointers, assessments, issuances } from './dynamo-items.ts';
import { freeAttempt, keepAttempt, saveSubmission } from './dynamo-submissions.ts';
import { type Action, absent, type Table } from './dynamo-table.ts';

/** Assessments and their queues in the table. */
export function dynamoAssessments(table: Table): Assessments {
  const find = (id: string) => table.get(assessments.kind, assessments.key(id));
  return {
    find,
    async ofSubmission(submissionId) {
      const pointer = await table.get(assessmentPointers.kind, assessmentPointers.key(submissionId));
      return pointer && find(pointer.assessmentId);
    },
    queue: (issuerId, page) => table.page(assessments.kind, assessments.queue(issuerId), page),
    save: (assessment) => table.write([saveAssessment(assessment)]),
    decide: (assessment, submission, award) =>
      table.write([
        ...(award
          ? [
              {
                put: issuances.item(award),
                when: absent,
                refuse: () => new DomainError('already-awarded', 'This submission was awarded already.'),
              },
              keepAttempt(submission),
            ]
          : [freeAttempt(submission)]),
        saveAssessment(assessment),
        saveSubmission(submission),
      ]),
  };
}

function saveAssessment(assessment: Assessment): Action {
  return {
    put: assessments.item(assessment),
    when: '#revision = :expected',
    values: { expected: assessment.revision - 1 },
    refuse: () => new DomainError('conflict', 'The assessment was changed meanwhile: read it again.'),
  };
}
