import { DomainError } from '../domain/domain-error.ts';
import type { Deployment } from '../ports.ts';
import { publicUrls } from './dynamo-items.ts';
import { absent, type Table } from './dynamo-table.ts';

/** The public address in the table. Setting it is refused with `public-url-changed` unless `instead` is what is stored. */
export function dynamoDeployment(table: Table): Deployment {
  return {
    async publicUrl() {
      return (await table.get(publicUrls.kind, publicUrls.key))?.url;
    },
    setPublicUrl: (url, instead) =>
      table.write([
        {
          put: publicUrls.item(url),
          ...(instead === undefined ? { when: absent } : { when: '#url = :instead', values: { instead } }),
          refuse: () =>
            new DomainError('public-url-changed', 'This deployment signs under another public address.'),
        },
      ]),
  };
}
