import type { Outbox } from '../ports.ts';
import { tell } from './dynamo-events.ts';
import { deliveries, outbox, reminderItems } from './dynamo-items.ts';
import { present, type Table } from './dynamo-table.ts';

/** What one run looks at of each. */
const mostAtOnce = 100;

/** The outbox in the table: what is due is in lists in the order of its time, so that nothing is looked at before. */
export function dynamoOutbox(table: Table): Outbox {
  const first = { limit: mostAtOnce };
  return {
    async reminders(now) {
      const { items } = await table.page(reminderItems.kind, reminderItems.waiting, first);
      return items.filter(({ at }) => Date.parse(at) <= now.getTime());
    },
    async settleReminder(reminder, event) {
      // As it was read: handing in again sets it anew.
      const taken = { remove: reminderItems.key(reminder), when: '#at = :at', values: { at: reminder.at } };
      await table.tryWrite([taken, ...tell(event ? [event] : [])]);
    },
    events: async () => (await table.page(outbox.kind, outbox.waiting, first)).items,
    async fanOut(event, made) {
      await table.tryWrite([
        { remove: outbox.key(event), when: present },
        ...made.map((one) => ({ put: deliveries.item(one) })),
      ]);
    },
    async due(now) {
      const { items } = await table.page(deliveries.kind, deliveries.due, first);
      return items.filter(({ nextAt }) => Date.parse(nextAt) <= now.getTime()).map(known);
    },
    async find(id) {
      const found = await table.get(deliveries.kind, deliveries.key(id));
      return found && known(found);
    },
    change: (before, after) =>
      table.tryWrite([
        {
          put: deliveries.item(after),
          when: '#state = :state AND #tries = :tries AND #nextAt = :nextAt',
          values: { state: before.state, tries: before.tries, nextAt: before.nextAt },
        },
      ]),
    async dead(issuerId, page) {
      const found = await table.page(deliveries.kind, deliveries.dead(issuerId), page);
      return { ...found, items: found.items.map(known) };
    },
  };
}

function known<T>({ expiresAt: _, ...delivery }: T & { expiresAt?: number | undefined }) {
  return delivery;
}
