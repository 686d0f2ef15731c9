import type { StatusLists } from '../ports.ts';
import {
  currentLists,
  issuerLists,
  listJournals,
  setEntries,
  statusEntries,
  statusLists,
} from './dynamo-items.ts';
import { absent, type Table } from './dynamo-table.ts';

/** Status lists in the table: their signed form, the positions taken, the bits set, and what was to be signed. */
export function dynamoStatusLists(table: Table): StatusLists {
  const find = (id: string) => table.get(statusLists.kind, statusLists.key(id));
  return {
    find,
    async current(issuerId, purpose) {
      const pointer = await table.get(currentLists.kind, currentLists.key(issuerId, purpose));
      return pointer && find(pointer.listId);
    },
    async open(list, instead) {
      // A run that was overtaken adds nothing: what it then finds is the list that the other one opened.
      await table.tryWrite([
        {
          put: currentLists.item(list),
          ...(instead === undefined ? { when: absent } : { when: '#listId = :instead', values: { instead } }),
        },
        { put: statusLists.item(list), when: absent },
        { put: issuerLists.item(list), when: absent },
      ]);
    },
    reserve: (position, credentialId) =>
      table.tryWrite([{ put: statusEntries.item(position, credentialId), when: absent }]),
    async set(listId) {
      const entries = await table.all(setEntries.kind, setEntries.ofList(listId));
      return entries.map((entry) => entry.index);
    },
    journal: (listId, wanted, intent) => table.write([{ put: listJournals.item(listId, wanted, intent) }]),
    async publish(listId, wanted, document) {
      const update = statusLists.key(listId);
      const signed = 'SET #document = :document, #published = :wanted';
      const values = { document, wanted };
      const current = await table.tryWrite([
        {
          update,
          change: `${signed} REMOVE #gsi1pk, #gsi1sk`,
          when: '#wanted = :wanted AND #published < :wanted',
          values,
        },
      ]);
      if (current) return;
      // More was revoked since: better than what is public, but the list stays marked as unfinished.
      await table.tryWrite([
        { update, change: signed, when: '#wanted > :wanted AND #published < :wanted', values },
      ]);
    },
    async ofIssuer(issuerId) {
      const found = await table.all(issuerLists.kind, issuerLists.ofIssuer(issuerId));
      return Promise.all(
        found.map(async ({ listId }) => {
          const list = await find(listId);
          if (!list) throw new Error(`status list ${listId} is missing`);
          return list;
        }),
      );
    },
    async renew(id, document) {
      // Whoever else had it signed anew came first.
      await table.tryWrite([
        {
          update: statusLists.key(id),
          change: 'SET #wanted = #wanted + :one, #gsi1pk = :unfinished, #gsi1sk = :list',
          when: '#document = :document',
          values: { one: 1, unfinished: statusLists.unfinished.gsi1pk, list: id, document },
        },
      ]);
    },
    async unfinished() {
      const lists = await table.all(statusLists.unfinishedKind, statusLists.unfinished);
      return lists.map(({ id }) => ({ listId: id }));
    },
  };
}
