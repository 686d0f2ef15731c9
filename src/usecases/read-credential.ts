import type { VerificationReport } from '../credentials/verification-report.ts';
import { verifyCredential } from '../credentials/verify.ts';
import type { CredentialRecord } from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Clock, Credentials, Issuers, StatusLists } from '../ports.ts';
import type { PublicAddress } from './finish-intent.ts';
import { ownWorld } from './own-world.ts';

/**
 * An issued credential at its address. What is not issued yet does not exist here (invariant 3), nor does what has its
 * address elsewhere.
 */
export async function readCredential(
  ports: { credentials: Credentials },
  { credentialId }: { credentialId: string },
): Promise<CredentialRecord> {
  const record = await ports.credentials.find(credentialId);
  if (!record || record.foreignId !== undefined)
    throw new DomainError('not-found', 'There is no such credential.');
  return record;
}

/** Checks an issued credential as any stranger's would be checked. */
export function verifyRecord(
  ports: { issuers: Issuers; statusLists: StatusLists; clock: Clock },
  { record, ...address }: { record: CredentialRecord } & PublicAddress,
): Promise<VerificationReport> {
  return verifyCredential(JSON.parse(record.document), ownWorld(ports, address));
}
