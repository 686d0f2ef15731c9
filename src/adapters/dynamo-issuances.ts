import { DomainError } from '../domain/domain-error.ts';
import type { Intent } from '../domain/issuance.ts';
import type { Issuances } from '../ports.ts';
import { tell } from './dynamo-events.ts';
import { credentials, issuances, issuerKeys, onces, stackChecks } from './dynamo-items.ts';
import { absent, type Table } from './dynamo-table.ts';

/** What the audit looks at in one run: journals can be large, and one that never ends must not keep it from the others. */
const mostAtOnce = 200;
const mostPages = 20;

/** The journal of credentials in the table (invariant 3). */
export function dynamoIssuances(table: Table): Issuances {
  const find = (credentialId: string) => table.get(issuances.kind, issuances.key(credentialId));
  const startedUnder = async (issuerId: string, once: string) =>
    (await table.get(onces.kind, onces.key(issuerId, once)))?.credentialId;
  return {
    find,
    async start(due, ...once) {
      const journal = { put: issuances.item(due), when: absent };
      const names = once.map((name) => ({ put: onces.item(due, name), when: absent }));
      if (names.length === 0) {
        await table.write([journal]);
        return due.credentialId;
      }
      if (await table.tryWrite([journal, ...names])) return due.credentialId;
      for (const name of once) {
        const taken = await startedUnder(due.issuerId, name);
        if (taken !== undefined) return taken;
      }
      throw new DomainError('conflict', 'Someone issued it at the same moment: try again.');
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
    async issue(issued, credential, events = []) {
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
        // A key that was taken back meanwhile issues nothing more: what it signed would be good for nobody.
        {
          check: issuerKeys.key(issued.issuerId, keyIdOf(intent)),
          when: 'attribute_not_exists(#compromisedAt)',
        },
        ...(credential.submissionId === undefined
          ? []
          : [{ put: stackChecks.item({ credentialId, at: credential.issuedAt }) }]),
        ...tell(events),
      ]);
      if (first) return;
      const stored = await find(credentialId);
      const same = stored?.state === 'issued' && stored.intent.signingInput === intent.signingInput;
      if (!same) throw new DomainError('conflict', 'What was signed is not what is journalled.');
    },
    issuedBy: (issuerId, page) => table.page(issuances.issuedKind, issuances.issuedBy(issuerId), page),
    async unfinished() {
      const found: { credentialId: string }[] = [];
      let cursor: string | undefined;
      for (let pages = 0; pages < mostPages; pages++) {
        const limit = mostAtOnce - found.length;
        const page = await table.page(issuances.idKind, issuances.unfinished, {
          limit,
          ...(cursor && { cursor }),
        });
        found.push(...page.items);
        cursor = page.cursor;
        if (cursor === undefined || found.length >= mostAtOnce) break;
      }
      return found;
    },
    async postpone(credentialId, until) {
      await table.tryWrite([
        {
          update: issuances.key(credentialId),
          change: 'SET #gsi1sk = :place',
          when: '#gsi1pk = :unfinished',
          values: {
            place: issuances.placeAt(until.toISOString(), credentialId),
            unfinished: issuances.unfinished.gsi1pk,
          },
        },
      ]);
    },
  };
}

function keyIdOf({ proof }: Intent): string {
  return proof.verificationMethod.split('#').at(-1) ?? '';
}
