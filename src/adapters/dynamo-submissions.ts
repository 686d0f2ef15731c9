import { DomainError } from '../domain/domain-error.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Submissions } from '../ports.ts';
import { openAttempt } from './dynamo-attempts.ts';
import { changeCase, saveSubmission } from './dynamo-cases.ts';
import { count } from './dynamo-counters.ts';
import { tell } from './dynamo-events.ts';
import { attempts, events, evidenceItems, fingerprints, submissions } from './dynamo-items.ts';
import { notRetired } from './dynamo-retirements.ts';
import { type Action, absent, present, type Table } from './dynamo-table.ts';

/** Submissions and their evidence in the table. A learner's list is newest first, evidence in the order of adding. */
export function dynamoSubmissions(table: Table): Submissions {
  return {
    open: (submission, { maxAttempts, evidence = [], events: happened = [] } = {}) =>
      table.write([
        openAttempt(submission, maxAttempts),
        {
          put: submissions.item(submission),
          when: absent,
          refuse: () => new DomainError('already-exists', 'There is a submission with this id.'),
        },
        notRetired(submission.microCredentialId),
        ...evidence.map((item): Action => ({ put: evidenceItems.item(submission.id, item), when: absent })),
        ...count({ submission, events: happened }),
        ...tell(happened),
      ]),
    lastAttempt: (learner, microCredentialId) =>
      table.get(attempts.kind, attempts.key({ learner, microCredentialId })),
    async awardedTo(learner, microCredentialId) {
      const found = await table.get(attempts.kind, attempts.key({ learner, microCredentialId }));
      return found?.state === 'awarded'
        ? table.get(submissions.kind, submissions.key(found.submissionId))
        : undefined;
    },
    find: (id) => table.get(submissions.kind, submissions.key(id)),
    ofLearner: (person, page) => table.page(submissions.kind, submissions.ofLearner(person), page),
    save: (submission) => table.write([saveSubmission(submission)]),
    evidence: (submissionId) => table.all(evidenceItems.kind, evidenceItems.ofSubmission(submissionId)),
    findEvidence: (submissionId, id) => table.get(evidenceItems.kind, evidenceItems.key(submissionId, id)),
    addEvidence: (submission, item) =>
      table.write([
        saveSubmission(submission),
        {
          put: evidenceItems.item(submission.id, item),
          when: absent,
          refuse: () => new DomainError('already-exists', 'There is an item of evidence with this id.'),
        },
      ]),
    changeEvidence: (submission, item) =>
      table.write([
        saveSubmission(submission),
        {
          put: evidenceItems.item(submission.id, item),
          when: present,
          refuse: () => new DomainError('not-found', 'The submission has no such item of evidence.'),
        },
      ]),
    discloseEvidence: (submission, items) =>
      table.write([saveSubmission(submission), ...saveEvidence(submission.id, items)]),
    removeEvidence: (submission, evidenceId) =>
      table.write([
        saveSubmission(submission),
        {
          remove: evidenceItems.key(submission.id, evidenceId),
          when: 'attribute_exists(#pk)',
          refuse: () => new DomainError('not-found', 'The submission has no such item of evidence.'),
        },
      ]),
    history: (submissionId) => table.all(events.kind, events.ofSubmission(submissionId)),
    async sightings(digest) {
      const { items } = await table.window(fingerprints.kind, fingerprints.of(digest), shownSightings);
      return items.map(({ value }) => value);
    },
    handIn: ({ files, fingerprints: known }, change) =>
      table.write([
        ...changeCase(change),
        ...files.map(
          (file): Action => ({
            put: evidenceItems.item(change.submission.id, file),
            // The digest that was checked is the digest that is kept (invariant 6).
            when: '#sha256 = :sha256',
            values: { sha256: file.sha256 },
            refuse: submissionChanged,
          }),
        ),
        ...known.map((one): Action => ({ put: fingerprints.item(one) })),
      ]),
  };
}

/** Saves items of evidence that are there. */
export function saveEvidence(submissionId: string, items: readonly Evidence[]): Action[] {
  return items.map((item) => ({
    put: evidenceItems.item(submissionId, item),
    when: present,
    refuse: submissionChanged,
  }));
}

/** As many places an assessor is told of where the same evidence was seen. */
const shownSightings = 10;

function submissionChanged() {
  return new DomainError('conflict', 'The submission was changed meanwhile: read it again.');
}
