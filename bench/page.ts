import { readFileSync } from 'node:fs';
import { entryOf } from '../src/domain/catalog/entry.ts';
import type { Version } from '../src/domain/micro-credential.ts';
import { catalogPage, type ShownCard } from '../src/pages/catalog-page.ts';
import { credentialPage } from '../src/pages/credential-page.ts';
import { microCredentialPage } from '../src/pages/micro-credential-page.ts';
import { verifyRecord } from '../src/usecases/verify-record.ts';
import type { Candidate } from './measure.ts';
import { ownCredential, ownRecords } from './own-credential.ts';

/** The page of one credential, its records at hand: verified, and written as HTML. */
export async function rendering(): Promise<Candidate[]> {
  const own = await ownCredential();
  const ports = { ...ownRecords(own), clock: { now: () => new Date() } };
  const address = { publicUrl: 'https://awards.example', formerPublicUrls: [] };
  return [
    {
      name: 'verification and page',
      times: 40,
      async run() {
        const report = await verifyRecord(ports, { record: own.credential, ...address });
        if (report.verdict !== 'valid') throw new Error(`not valid: ${JSON.stringify(report.checks)}`);
        return credentialPage({ record: own.credential, report, now: ports.clock.now() });
      },
    },
  ];
}

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const publicUrl = 'https://awards.example';

/** The page of a whole definition, and a full page of the catalog, their records at hand. */
export function site(): Candidate[] {
  const file = new URL('../samples/definitions/coaching-a-caregiver.json', import.meta.url);
  const { definition } = JSON.parse(readFileSync(file, 'utf8')) as Pick<Version, 'definition'>;
  const version: Version = {
    ...{ microCredentialId: id, version: 1, issuerId: 'riverbend', changeNote: 'First.' },
    ...{ definition, publishedAt: '2026-03-01T09:30:00.000Z' },
  };
  const issuer = { id: 'riverbend', name: 'Riverbend', url: 'https://riverbend.example/', createdAt: '' };
  const card: ShownCard = {
    ...entryOf(version).card,
    issuerName: issuer.name,
  };
  const found = { items: Array.from({ length: 25 }, () => card) };
  return [
    {
      name: 'definition',
      times: 40,
      run: async () => microCredentialPage({ version, issuer, publicUrl }),
    },
    { name: 'catalog', times: 40, run: async () => catalogPage({ found, query: {}, publicUrl }) },
  ];
}
