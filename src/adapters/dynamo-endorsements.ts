import type { Endorsements } from '../ports.ts';
import { acceptances, credentials } from './dynamo-items.ts';
import { absent, type Table } from './dynamo-table.ts';

/** Acceptances of endorsements in the table, and the endorsements of what is endorsed. */
export function dynamoEndorsements(table: Table): Endorsements {
  return {
    about: (of, page) => table.page(credentials.kind, credentials.endorsing(of), page),
    accepted: (of) => table.all(acceptances.kind, acceptances.of(of)),
    async accept(of, acceptance) {
      await table.tryWrite([{ put: acceptances.item(of, acceptance), when: absent }]);
    },
    decline: (of, credentialId) => table.write([{ remove: acceptances.key(of, credentialId) }]),
  };
}
