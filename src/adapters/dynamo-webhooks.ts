import { DomainError } from '../domain/domain-error.ts';
import type { Contacts, Webhooks } from '../ports.ts';
import { contacts, webhooks } from './dynamo-items.ts';
import { present, type Table } from './dynamo-table.ts';

/** Webhooks in the table, in the order in which they were made. */
export function dynamoWebhooks(table: Table): Webhooks {
  return {
    find: (issuerId, id) => table.get(webhooks.kind, webhooks.key(issuerId, id)),
    ofIssuer: (issuerId) => table.all(webhooks.kind, webhooks.ofIssuer(issuerId)),
    put: (webhook) => table.write([{ put: webhooks.item(webhook) }]),
    remove: (issuerId, id) =>
      table.write([
        {
          remove: webhooks.key(issuerId, id),
          when: present,
          refuse: () => new DomainError('not-found', 'The issuer has no such webhook.'),
        },
      ]),
  };
}

/** How people want to be told, in the table. */
export function dynamoContacts(table: Table): Contacts {
  return {
    find: (person) => table.get(contacts.kind, contacts.key(person)),
    put: (contact) => table.write([{ put: contacts.item(contact) }]),
  };
}
