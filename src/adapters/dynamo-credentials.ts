import { DomainError } from '../domain/domain-error.ts';
import type { Credentials } from '../ports.ts';
import { credentials, revokedEntries, statusLists } from './dynamo-items.ts';
import { absent, present, type Table } from './dynamo-table.ts';

/** Issued credentials in the table. A learner's list is newest first. */
export function dynamoCredentials(table: Table): Credentials {
  return {
    find: (id) => table.get(credentials.kind, credentials.key(id)),
    ofLearner: (person, page) => table.page(credentials.kind, credentials.ofLearner(person), page),
    revoke: (credential, revocation) =>
      table.write([
        {
          update: credentials.key(credential.id),
          change: 'SET #revocation = :revocation',
          when: `${present} AND attribute_not_exists(#revocation)`,
          values: { revocation },
          refuse: (stored) =>
            stored
              ? new DomainError('already-revoked', 'This credential was revoked already.')
              : new DomainError('not-found', 'There is no such credential.'),
        },
        { put: revokedEntries.item(credential.status), when: absent },
        {
          update: statusLists.key(credential.status.list),
          change: 'SET #wanted = #wanted + :one, #gsi1pk = :unfinished, #gsi1sk = :list',
          when: present,
          values: { one: 1, unfinished: statusLists.unfinished.gsi1pk, list: credential.status.list },
        },
      ]),
  };
}
