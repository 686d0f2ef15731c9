import { DomainError } from '../domain/domain-error.ts';
import type { Issuances } from '../ports.ts';
import { credentials, issuances, onces, stackChecks } from './dynamo-items.ts';
import { absent, type Table } from './dynamo-table.ts';

/** The journal of credentials in the table (invariant 3). */
export function dynamoIssuances(table: Table): Issuances {
  const find = (credentialId: string) => table.get(issuances.kind, issuances.key(credentialId));
  const startedUnder = async (issuerId: string, once: string) =>
    (await table.get(onces.kind, onces.key(issuerId, once)))?.credentialId;
  return {
    find,
    async start(due, once) {
      const journal = { put: issuances.item(due), when: absent };
      if (once === undefined) {
        await table.write([journal]);
        return due.credentialId;
      }
      const first = await table.tryWrite([journal, { put: onces.item(due, once), when: absent }]);
      if (first) return due.credentialId;
      const taken = await startedUnder(due.issuerId, once);
      if (taken === undefined)
        throw new DomainError('conflict', 'Someone issued it at the same moment: try again.');
      return taken;
    },
    startedUnder,
    async prepare(prepared, instead) {
      const first = await table.tryWrite([
        {
          put: issuances.item(prepared),
          ...(instead
            ? {
                when: '#state = :prepared AND #intent.#signingInput = :instead',
                values: { prepared: 'prepared', instead: instead.signingInput },
              }
            : { when: '#state = :due', values: { due: 'due' } }),
        },
      ]);
      if (first) return prepared;
      const stored = await find(prepared.credentialId);
      if (!stored) throw new DomainError('not-found', 'No such credential was decided.');
      return stored;
    },
    async issue(issued, credential) {
      const { credentialId, intent } = issued;
      if (credential.id !== credentialId)
        throw new DomainError('conflict', 'What was signed is not what is journalled.');
      const first = await table.tryWrite([
        {
          put: issuances.item(issued),
          // What becomes public is what was journalled, and nothing else.
          when: '#state = :prepared AND #intent.#signingInput = :input',
          values: { prepared: 'prepared', input: intent.signingInput },
        },
        { put: credentials.item(credential), when: absent },
        ...(credential.submissionId === undefined
          ? []
          : [{ put: stackChecks.item({ credentialId, at: credential.issuedAt }) }]),
      ]);
      if (first) return;
      const stored = await find(credentialId);
      const same = stored?.state === 'issued' && stored.intent.signingInput === intent.signingInput;
      if (!same) throw new DomainError('conflict', 'What was signed is not what is journalled.');
    },
    issuedBy: (issuerId, page) => table.page(issuances.issuedKind, issuances.issuedBy(issuerId), page),
    unfinished: () => table.all(issuances.idKind, issuances.unfinished),
  };
}
