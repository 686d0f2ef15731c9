import { DomainError } from '../domain/domain-error.ts';
import type { SharedLink } from '../domain/shared-link.ts';
import type { PublicLinks, SharedLinks } from '../ports.ts';
import { sharedLinks } from './dynamo-items.ts';
import { absent, present, type Table } from './dynamo-table.ts';

/** Holders' links in the table, each beside the credential that it shows. */
export function dynamoSharedLinks(table: Table): SharedLinks & PublicLinks {
  return {
    create: (link) =>
      table.write([
        {
          put: sharedLinks.item(link),
          when: absent,
          refuse: () => new DomainError('conflict', 'There is such a link: try again.'),
        },
      ]),
    find: async (credentialId, digest) => {
      const found = await table.get(sharedLinks.kind, sharedLinks.key(credentialId, digest));
      return found && asLink(found);
    },
    ofCredential: async (credentialId) =>
      (await table.all(sharedLinks.kind, sharedLinks.ofCredential(credentialId))).map(asLink),
    revoke: (credentialId, digest, at) =>
      table.write([
        {
          update: sharedLinks.key(credentialId, digest),
          change: 'SET #revokedAt = if_not_exists(#revokedAt, :at)',
          when: present,
          values: { at },
          refuse: () => new DomainError('not-found', 'There is no such link.'),
        },
      ]),
  };
}

function asLink({ expiresAt: _cleanedUp, ...link }: SharedLink & { expiresAt: number }): SharedLink {
  return link;
}
