import { achievementDocument } from '../credentials/achievement-document.ts';
import { ctdlDocument } from '../credentials/ctdl-document.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Version } from '../domain/micro-credential.ts';
import type { Issuers } from '../ports.ts';

/**
 * A published version in a vocabulary of others, as JSON-LD: an Achievement of Open Badges 3.0, or CTDL.
 * @throws DomainError `not-found` without its issuer
 */
export async function describeVersion(
  { issuers }: { readonly issuers: Pick<Issuers, 'find'> },
  version: Version,
  { format, publicUrl }: { readonly format: 'achievement' | 'ctdl'; readonly publicUrl: string },
): Promise<object> {
  const issuer = await issuers.find(version.issuerId);
  if (!issuer) throw new DomainError('not-found', 'There is no such issuer.');
  const facts = { publicUrl, issuer, version };
  return format === 'ctdl' ? ctdlDocument(facts) : achievementDocument(facts);
}
