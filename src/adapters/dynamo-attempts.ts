import { DomainError } from '../domain/domain-error.ts';
import type { Submission } from '../domain/submission.ts';
import { attempts } from './dynamo-items.ts';
import { type Action, absent, present, type Stored } from './dynamo-table.ts';

/** Opens an attempt where there is room for one. */
export function openAttempt(submission: Submission, maxAttempts: number | undefined): Action {
  const limit = maxAttempts === undefined ? '' : ' AND #counted < :maxAttempts';
  return setAttempts(submission, 'open', {
    when: `${absent} OR (#state = :free${limit})`,
    values: { free: 'free', ...(maxAttempts !== undefined && { maxAttempts }) },
  });
}

/** Lets the learner try again what was withdrawn, or decided without an award. @param used how many attempts that took */
export function freeAttempt(submission: Submission, used: 0 | 1): Action {
  return setAttempts(submission, 'free', ownAttempt, used);
}

/** Opens the newest attempt anew, for an appeal, unless the learner has begun another. */
export function takeAttempt(submission: Submission): Action {
  return setAttempts(submission, 'open', {
    when: '#submissionId = :id AND #state = :free',
    values: { free: 'free' },
  });
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
      'SET #type = :type, #submissionId = :id, #state = :state, #used = if_not_exists(#used, :none) + :decided, #counted = if_not_exists(#counted, :none) + :decided',
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

/** Gives one more attempt to a learner who has made some. */
export function giveAttempt(of: Pick<Submission, 'learner' | 'microCredentialId'>): Action {
  return {
    update: attempts.key(of),
    change: 'SET #counted = #counted - :one',
    when: present,
    values: { one: 1 },
    refuse: () => new DomainError('conflict', 'The learner has made no attempt.'),
  };
}
