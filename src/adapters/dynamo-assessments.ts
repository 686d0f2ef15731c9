import type { Assessments } from '../ports.ts';
import { saveAssessment } from './dynamo-cases.ts';
import { assessmentPointers, assessments, heldClaims } from './dynamo-items.ts';
import type { Table } from './dynamo-table.ts';

/** Assessments and their queues in the table. */
export function dynamoAssessments(table: Table): Assessments {
  const find = (id: string) => table.get(assessments.kind, assessments.key(id));
  return {
    find,
    async ofSubmission(submissionId) {
      const pointers = await table.all(
        assessmentPointers.kind,
        assessmentPointers.ofSubmission(submissionId),
      );
      const found = await Promise.all(pointers.map(({ assessmentId }) => find(assessmentId)));
      return found.filter((one) => one !== undefined);
    },
    queue: (issuerId, page) => table.page(assessments.kind, assessments.queue(issuerId), page),
    save: (assessment) => table.write([saveAssessment(assessment)]),
    heldBy: (issuerId, person) => table.all(heldClaims.kind, heldClaims.of(issuerId, person)),
  };
}
