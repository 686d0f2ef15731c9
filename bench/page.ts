import { credentialPage } from '../src/pages/credential-page.ts';
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
