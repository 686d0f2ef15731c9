import { DomainError } from '../domain/domain-error.ts';
import type { CoachRequests } from '../ports.ts';
import { giveAttempt } from './dynamo-attempts.ts';
import { coachRequests, newestCoachRequests } from './dynamo-items.ts';
import type { Table } from './dynamo-table.ts';

/** What learners ask of those who coach, in the table. */
export function dynamoCoachRequests(table: Table): CoachRequests {
  const find = (id: string) => table.get(coachRequests.kind, coachRequests.key(id));
  return {
    find,
    ask: (request) =>
      table.write([
        {
          put: newestCoachRequests.item(request, false),
          when: 'attribute_not_exists(#pk) OR #answered = :yes',
          values: { yes: true },
          refuse: () => new DomainError('already-asked', 'You have asked this and wait for an answer.'),
        },
        { put: coachRequests.item(request) },
      ]),
    async ofLearner(person) {
      const newest = await table.all(newestCoachRequests.kind, newestCoachRequests.ofLearner(person));
      const found = await Promise.all(newest.map(({ requestId }) => find(requestId)));
      return found.filter((one) => one !== undefined);
    },
    waiting: (issuerId, page) => table.page(coachRequests.kind, coachRequests.waiting(issuerId), page),
    answer: (answered) =>
      table.write([
        {
          put: coachRequests.item(answered),
          when: 'attribute_not_exists(#answer)',
          refuse: () => new DomainError('already-decided', 'This was answered already.'),
        },
        { put: newestCoachRequests.item(answered, true) },
        ...(answered.answer?.granted ? [giveAttempt(answered)] : []),
      ]),
  };
}
