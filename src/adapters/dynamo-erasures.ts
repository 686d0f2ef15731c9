import { mostAdvice } from '../domain/advice.ts';
import { DomainError } from '../domain/domain-error.ts';
import { eraseFromEvent } from '../domain/erasure.ts';
import type { Erasures } from '../ports.ts';
import { saveAssessment, saveSubmission } from './dynamo-cases.ts';
import {
  adviceItems,
  approvals,
  attempts,
  coachRequests,
  contacts,
  credentials,
  events,
  evidenceItems,
  fingerprints,
  issuances,
  newestCoachRequests,
  outbox,
  preChecks,
  reminderItems,
  sharedLinks,
  stackClaims,
  stackProposals,
} from './dynamo-items.ts';
import { saveProposal } from './dynamo-stack-awards.ts';
import { saveEvidence } from './dynamo-submissions.ts';
import { type Action, present, type Table } from './dynamo-table.ts';

/** More events than a submission comes to have. */
const mostEvents = 1000;
/** What one transaction takes. */
const mostActions = 90;

/** What goes from the table when a person has themselves erased, or the retention of evidence is over. */
export function dynamoErasures(table: Table): Erasures {
  async function eraseEvents(submissionId: string, learner: string): Promise<void> {
    const { pk, begins } = events.ofSubmission(submissionId);
    const { items } = await table.window(events.kind, { pk, begins }, mostEvents);
    const actions = items.flatMap(({ sk, value }): Action[] => [
      { put: events.at(eraseFromEvent(value, learner), sk) },
      // What was not told yet is told no more.
      { remove: outbox.key(value) },
    ]);
    for (let from = 0; from < actions.length; from += mostActions)
      await table.write(actions.slice(from, from + mostActions));
  }

  return {
    async submission({ before, after, evidence, known, assessments, approvals: answered }) {
      await table.write([
        saveSubmission(after),
        ...evidence.map(({ id }): Action => ({ remove: evidenceItems.key(after.id, id) })),
        ...known.map((one): Action => ({ remove: fingerprints.key(one) })),
        ...assessments.map(saveAssessment),
        ...answered.map((one): Action => ({ put: approvals.item(one) })),
        { remove: preChecks.key(after.id) },
        ...assessments.flatMap(({ id }) =>
          Array.from(
            { length: mostAdvice },
            (_, index): Action => ({
              remove: adviceItems.key(after.id, id, index + 1),
            }),
          ),
        ),
        ...(['assessment.due-soon', 'assessment.overdue'] as const).map(
          (kind): Action => ({ remove: reminderItems.key({ kind, submissionId: after.id, at: '' }) }),
        ),
      ]);
      await table.tryWrite([
        { remove: attempts.key(before), when: '#submissionId = :id', values: { id: before.id } },
      ]);
      await eraseEvents(after.id, before.learner);
    },
    evidence: (submission, items, known) =>
      table.write([
        saveSubmission(submission),
        ...saveEvidence(submission.id, items),
        ...known.map((one): Action => ({ remove: fingerprints.key(one) })),
      ]),
    async credential(record, journal) {
      const links = await table.all(sharedLinks.kind, sharedLinks.ofCredential(record.id));
      await table.write([
        {
          put: credentials.item(record),
          // A revocation that comes at the same moment is not lost.
          when: [
            present,
            ...(['revocation', 'suspension', 'successor'] as const).map((member) =>
              record[member] === undefined
                ? `attribute_not_exists(#${member})`
                : `attribute_exists(#${member})`,
            ),
          ].join(' AND '),
          refuse: () => new DomainError('conflict', 'The credential was changed meanwhile: try again.'),
        },
        { put: issuances.item(journal), when: present },
        ...links
          .slice(0, mostActions)
          .map(({ digest }): Action => ({ remove: sharedLinks.key(record.id, digest) })),
      ]);
    },
    async proposals(person) {
      const claims = await table.all(stackClaims.kind, stackClaims.ofLearner(person));
      const found = await Promise.all(
        claims.map(({ proposalId }) => table.get(stackProposals.kind, stackProposals.key(proposalId))),
      );
      return found.filter((one) => one !== undefined);
    },
    proposal: (before, after) =>
      table.write([saveProposal(after), { remove: stackClaims.key(before.learner, before.stackId) }]),
    async person(person) {
      const asked = await table.all(newestCoachRequests.kind, newestCoachRequests.ofLearner(person));
      for (const { requestId } of asked) {
        const request = await table.get(coachRequests.kind, coachRequests.key(requestId));
        if (request)
          await table.write([
            { remove: coachRequests.key(requestId) },
            { remove: newestCoachRequests.key(request) },
          ]);
      }
      await table.write([{ remove: contacts.key(person) }]);
    },
  };
}
