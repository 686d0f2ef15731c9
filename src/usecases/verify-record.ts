import type { VerificationReport } from '../credentials/verification-report.ts';
import { verifyCredential } from '../credentials/verify.ts';
import type { PublicCredential } from '../domain/public-record.ts';
import type { Clock, PublicRecords } from '../ports.ts';
import type { PublicAddress } from './finish-intent.ts';
import { ownWorld } from './own-world.ts';

/** Checks an issued credential as any stranger's would be checked. */
export function verifyRecord(
  ports: Pick<PublicRecords, 'issuers' | 'statusLists'> & { clock: Clock },
  { record, ...address }: { record: Pick<PublicCredential, 'document'> } & PublicAddress,
): Promise<VerificationReport> {
  return verifyCredential(JSON.parse(record.document), ownWorld(ports, address));
}
