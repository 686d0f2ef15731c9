import { DomainError } from '../domain/domain-error.ts';
import type { IssuerKey } from '../domain/issuer.ts';
import type { Issuers, KeyChange } from '../ports.ts';
import { issuerKeys, issuers, keyClaims, members, owners } from './dynamo-items.ts';
import { type Action, absent, present, type Table } from './dynamo-table.ts';

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
        ...newKey(issuer.id, key),
      ]),
    update: (id, changes) => {
      const entries = Object.entries(changes).filter(([, value]) => value !== undefined);
      if (entries.length === 0) return Promise.resolve();
      const values = Object.fromEntries(entries.filter(([, value]) => value !== null));
      const set = Object.keys(values).map((name) => `#${name} = :${name}`);
      const remove = entries.filter(([, value]) => value === null).map(([name]) => `#${name}`);
      return table.write([
        {
          update: issuers.key(id),
          // Only what was sent, so that two people who change two things keep both.
          change: [
            ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
            ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
          ].join(' '),
          when: present,
          values,
          refuse: () => new DomainError('not-found', 'There is no such issuer.'),
        },
      ]);
    },
    keys: (issuerId) => table.all(issuerKeys.kind, issuerKeys.ofIssuer(issuerId)),
    keyHolder: async (kmsKeyId) => (await table.get(keyClaims.kind, keyClaims.key(kmsKeyId)))?.issuerId,
    changeKeys: async (issuerId, change) => {
      const actions = keyActions(issuerId, change);
      if (actions.length > 0) await table.write(actions);
    },
  };
}

function keyActions(issuerId: string, { added, changed }: KeyChange): Action[] {
  return [
    ...(added ? newKey(issuerId, added) : []),
    ...(changed
      ? [
          {
            put: issuerKeys.item(issuerId, changed.after),
            when: ['id', 'retiredAt', 'compromisedAt']
              .map((name) => same(changed.before, name))
              .join(' AND '),
            values: known(changed.before),
            refuse: changedMeanwhile,
          },
        ]
      : []),
  ];
}

/** A key in its place among the issuer's, and the mark on the KMS key: neither may be there. */
function newKey(issuerId: string, key: IssuerKey): Action[] {
  return [
    { put: issuerKeys.item(issuerId, key), when: absent, refuse: changedMeanwhile },
    { put: keyClaims.item(issuerId, key), when: absent, refuse: changedMeanwhile },
  ];
}

function changedMeanwhile(): DomainError {
  return new DomainError('conflict', 'Keys were changed at the same moment. Read them again.');
}

function same(key: IssuerKey, name: string): string {
  return name in known(key) ? `#${name} = :${name}` : `attribute_not_exists(#${name})`;
}

/** What a change of a key depends on. */
function known({ id, retiredAt, compromisedAt }: IssuerKey): Record<string, string> {
  return { id, ...(retiredAt && { retiredAt }), ...(compromisedAt && { compromisedAt }) };
}
