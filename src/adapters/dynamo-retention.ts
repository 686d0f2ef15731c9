import type { Retentions } from '../ports.ts';
import { keptEvidenceItems, retentions } from './dynamo-items.ts';
import type { Table } from './dynamo-table.ts';

/** What one run looks at of an issuer. */
const mostAtOnce = 100;

/** How long issuers keep evidence, and since when there is some that nothing more comes of. */
export function dynamoRetention(table: Table): Retentions {
  return {
    find: (issuerId) => table.get(retentions.kind, retentions.key(issuerId)),
    put: (rule) => table.write([{ put: retentions.item(rule) }]),
    async limited() {
      const { items } = await table.page(retentions.kind, retentions.limited, { limit: 1000 });
      return items;
    },
    kept: (issuerId, cursor) =>
      table.page(keptEvidenceItems.kind, keptEvidenceItems.ofIssuer(issuerId), { limit: mostAtOnce, cursor }),
    async letGo({ submissionId, at }) {
      await table.tryWrite([
        { remove: keptEvidenceItems.key(submissionId), when: '#at = :at', values: { at } },
      ]);
    },
  };
}
