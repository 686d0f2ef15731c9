import { DomainError } from '../domain/domain-error.ts';
import type { Issuers } from '../ports.ts';
import { issuerKeys, issuers, members, owners } from './dynamo-items.ts';
import { absent, present, type Table } from './dynamo-table.ts';

/** Issuers and their public keys in the table. */
export function dynamoIssuers(table: Table): Issuers {
  return {
    find: (id) => table.get(issuers.kind, issuers.key(id)),
    create: (issuer, owner, key) =>
      table.write([
        {
          put: issuers.item(issuer),
          when: absent,
          refuse: () => new DomainError('already-exists', 'There is an issuer with this id.'),
        },
        { put: owners.item(issuer.id, owner.roles.includes('owner') ? 1 : 0) },
        { put: members.item(owner) },
        { put: issuerKeys.item(issuer.id, key) },
      ]),
    update: (issuer) =>
      table.write([
        {
          put: issuers.item(issuer),
          when: present,
          refuse: () => new DomainError('not-found', 'There is no such issuer.'),
        },
      ]),
    keys: (issuerId) => table.all(issuerKeys.kind, issuerKeys.ofIssuer(issuerId)),
  };
}
