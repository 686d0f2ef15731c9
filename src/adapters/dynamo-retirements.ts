import { DomainError } from '../domain/domain-error.ts';
import { retired } from '../domain/retirement.ts';
import type { Retirements } from '../ports.ts';
import { markBehind } from './dynamo-catalog-index.ts';
import { retirements } from './dynamo-items.ts';
import { type Action, absent, type Table } from './dynamo-table.ts';

/** Retirements in the table. The catalog follows each change. */
export function dynamoRetirements(table: Table): Retirements {
  return {
    find: (id) => table.get(retirements.kind, retirements.key(id)),
    retire: (retirement) =>
      table.write([
        { put: retirements.item(retirement), when: absent, refuse: retired },
        markBehind(retirement.microCredentialId),
      ]),
    end: (ended) =>
      table.write([
        {
          remove: retirements.key(ended.microCredentialId),
          when: '#at = :at',
          values: { at: ended.at },
          refuse: () => new DomainError('conflict', 'It is not retired any more, or was retired anew.'),
        },
        { put: retirements.ended(ended) },
        markBehind(ended.microCredentialId),
      ]),
  };
}

/** Holds what is written with it back from a micro-credential that takes nothing new. */
export function notRetired(microCredentialId: string): Action {
  return { check: retirements.key(microCredentialId), when: absent, refuse: retired };
}
