import { DomainError } from '../domain/domain-error.ts';
import type { MicroCredentials } from '../ports.ts';
import { markBehind } from './dynamo-catalog-index.ts';
import { nextStep } from './dynamo-design-reviews.ts';
import { drafts, latestVersions, versions } from './dynamo-items.ts';
import { notRetired } from './dynamo-retirements.ts';
import { absent, type Table } from './dynamo-table.ts';

/** Drafts and published versions in the table. Lists are newest first. */
export function dynamoMicroCredentials(table: Table): MicroCredentials {
  return {
    createDraft: (draft) =>
      table.write([
        {
          put: drafts.item(draft),
          when: absent,
          refuse: () => new DomainError('already-exists', 'There is a micro-credential with this id.'),
        },
      ]),
    findDraft: (id) => table.get(drafts.kind, drafts.key(id)),
    drafts: (issuerId, page) => table.page(drafts.kind, drafts.ofIssuer(issuerId), page),
    saveDraft: (draft, expected) =>
      table.write([
        { put: drafts.item(draft), when: '#revision = :expected', values: { expected }, refuse: changed },
      ]),
    publish: (version, draft, expected, step) =>
      table.write([
        { put: drafts.item(draft), when: '#revision = :expected', values: { expected }, refuse: changed },
        // Invariant 8: no run of this code, however wrong its numbers, writes over a published version.
        { put: versions.item(version), when: absent, refuse: changed },
        {
          put: latestVersions.item(version),
          when: `${absent} OR #version < :number`,
          values: { number: version.version },
          refuse: changed,
        },
        notRetired(version.microCredentialId),
        ...nextStep(step),
        // The catalog follows, and no crash in between can make it forget to.
        markBehind(version.microCredentialId),
      ]),
    findVersion: (id, version) => table.get(versions.kind, versions.key(id, version)),
    latestVersion: (id) => table.get(latestVersions.kind, latestVersions.key(id)),
  };
}

function changed() {
  return new DomainError('conflict', 'The draft was changed by somebody else: read it again.');
}
