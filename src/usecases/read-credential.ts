import { DomainError } from '../domain/domain-error.ts';
import type { PublicCredential } from '../domain/public-record.ts';
import type { PublicRecords } from '../ports.ts';

/**
 * An issued credential at its address. What is not issued yet does not exist here (invariant 3), nor does what has its
 * address elsewhere.
 */
export async function readCredential(
  ports: Pick<PublicRecords, 'credentials'>,
  { credentialId }: { credentialId: string },
): Promise<PublicCredential> {
  const record = await ports.credentials.find(credentialId);
  if (!record || record.foreignId !== undefined)
    throw new DomainError('not-found', 'There is no such credential.');
  return record;
}
