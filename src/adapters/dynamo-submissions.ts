import { DomainError } from '../domain/domain-error.ts';
import type { Submission } from '../domain/submission.ts';
import type { Submissions } from '../ports.ts';
import { assessmentPointers, assessments, attempts, evidenceItems, submissions } from './dynamo-items.ts';
import { notRetired } from './dynamo-retirements.ts';
import { type Action, absent, type Stored, type Table } from './dynamo-table.ts';

/** Submissions and their evidence in the table. A learner's list is newest first, evidence in the order of adding. */
export function dynamoSubmissions(table: Table): Submissions {
  return {
    open: (submission, maxAttempts) =>
      table.write([
        openAttempt(submission, maxAttempts),
        {
          put: submissions.item(submission),
          when: absent,
          refuse: () => new DomainError('already-exists', 'There is a submission with this id.'),
        },
        notRetired(submission.microCredentialId),
      ]),
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
    addEvidence: (submission, item) =>
      table.write([
        saveSubmission(submission),
        {
          put: evidenceItems.item(submission.id, item),
          when: absent,
          refuse: () => new DomainError('already-exists', 'There is an item of evidence with this id.'),
        },
      ]),
    removeEvidence: (submission, evidenceId) =>
      table.write([
        saveSubmission(submission),
        {
          remove: evidenceItems.key(submission.id, evidenceId),
          when: 'attribute_exists(#pk)',
          refuse: () => new DomainError('not-found', 'The submission has no such item of evidence.'),
        },
      ]),
    handIn: (submission, files, assessment) =>
      table.write([
        saveSubmission(submission),
        ...files.map(
          (file): Action => ({
            put: evidenceItems.item(submission.id, file),
            // The digest that was checked is the digest that is kept (invariant 6).
            when: '#sha256 = :sha256',
            values: { sha256: file.sha256 },
            refuse: submissionChanged,
          }),
        ),
        { put: assessments.item(assessment), when: absent, refuse: submissionChanged },
        { put: assessmentPointers.item(assessment), when: absent, refuse: submissionChanged },
      ]),
    withdraw: (submission, assessment) =>
      table.write([
        saveSubmission(submission),
        freeAttempt(submission),
        ...(assessment
          ? [
              {
                put: assessments.item(assessment),
                when: '#revision = :expected',
                values: { expected: assessment.revision - 1 },
                refuse: submissionChanged,
              },
            ]
          : []),
      ]),
  };
}

/** Saves the next revision of a submission. */
export function saveSubmission(submission: Submission): Action {
  return {
    put: submissions.item(submission),
    when: '#revision = :expected',
    values: { expected: submission.revision - 1 },
    refuse: submissionChanged,
  };
}

function openAttempt(submission: Submission, maxAttempts: number | undefined): Action {
  const limit = maxAttempts === undefined ? '' : ' AND #used < :maxAttempts';
  return setAttempts(submission, 'open', {
    when: `${absent} OR (#state = :free${limit})`,
    values: { free: 'free', ...(maxAttempts !== undefined && { maxAttempts }) },
  });
}

/** Lets the learner try again what was withdrawn, or decided without an award: that counts as an attempt. */
export function freeAttempt(submission: Submission): Action {
  return setAttempts(submission, 'free', ownAttempt, submission.state === 'withdrawn' ? 0 : 1);
}

/** Keeps the learner from ever trying again what was awarded. */
export function keepAttempt(submission: Submission): Action {
  return setAttempts(submission, 'awarded', ownAttempt);
}

const ownAttempt = { when: `${absent} OR #submissionId = :id`, values: {} };

function setAttempts(
  submission: Submission,
  state: 'open' | 'awarded' | 'free',
  condition: { readonly when: string; readonly values: Readonly<Record<string, unknown>> },
  decided = 0,
): Action {
  return {
    update: attempts.key(submission),
    change:
      'SET #type = :type, #submissionId = :id, #state = :state, #used = if_not_exists(#used, :none) + :decided',
    when: condition.when,
    values: { ...condition.values, type: attempts.kind.type, id: submission.id, state, none: 0, decided },
    refuse: anotherAttempt,
  };
}

function anotherAttempt(stored: Stored) {
  if (stored?.state?.S === 'awarded')
    return new DomainError('already-awarded', 'The learner holds this micro-credential already.');
  if (stored?.state?.S === 'free')
    return new DomainError(
      'attempts-used',
      `The learner has made ${stored.used?.N} attempts, which is as many as there are.`,
    );
  return new DomainError(
    'open-submission-exists',
    'The learner has an open submission for this micro-credential.',
  );
}

function submissionChanged() {
  return new DomainError('conflict', 'The submission was changed meanwhile: read it again.');
}
