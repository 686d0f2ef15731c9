import { DomainError } from '../domain/domain-error.ts';
import type { Awards } from '../ports.ts';
import { awards, credentials } from './dynamo-items.ts';
import { absent, type Table } from './dynamo-table.ts';

/** The journal of awards in the table (invariant 3). */
export function dynamoAwards(table: Table): Awards {
  const find = (submissionId: string) => table.get(awards.kind, awards.key(submissionId));
  return {
    find,
    async prepare(award, instead) {
      const { credentialId } = award;
      const first = await table.tryWrite([
        {
          put: awards.item(award),
          ...(instead
            ? {
                when: '#state = :prepared AND #credentialId = :credentialId AND #intent.#signingInput = :instead',
                values: { prepared: 'prepared', credentialId, instead: instead.signingInput },
              }
            : {
                when: '#state = :due AND #credentialId = :credentialId',
                values: { due: 'due', credentialId },
              }),
        },
      ]);
      if (first) return award;
      const stored = await find(award.submissionId);
      if (!stored) throw new DomainError('not-found', 'Nothing was awarded for this submission.');
      if (stored.state === 'due') throw new DomainError('conflict', 'This award has another credential id.');
      return stored;
    },
    async issue(award, credential) {
      const first = await table.tryWrite([
        {
          put: awards.item(award),
          // What becomes public is what was journalled, and nothing else.
          when: '#state = :prepared AND #credentialId = :id AND #intent.#signingInput = :input',
          values: { prepared: 'prepared', id: credential.id, input: award.intent.signingInput },
        },
        { put: credentials.item(credential), when: absent },
      ]);
      if (first) return;
      const stored = await find(award.submissionId);
      const same =
        stored?.state === 'issued' &&
        stored.credentialId === credential.id &&
        stored.intent.signingInput === award.intent.signingInput;
      if (!same) throw new DomainError('conflict', 'What was signed is not what the award has journalled.');
    },
    unfinished: () => table.all(awards.unfinishedKind, awards.unfinished),
  };
}
