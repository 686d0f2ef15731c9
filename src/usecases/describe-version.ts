import { achievementDocument } from '../credentials/achievement-document.ts';
import { ctdlDocument } from '../credentials/ctdl-document.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Version } from '../domain/micro-credential.ts';

/** A published version in a vocabulary of others, as JSON-LD: an Achievement of Open Badges 3.0, or CTDL. */
export function describeVersion(
  format: 'achievement' | 'ctdl',
  facts: { readonly publicUrl: string; readonly issuer: Issuer; readonly version: Version },
): object {
  return format === 'ctdl' ? ctdlDocument(facts) : achievementDocument(facts);
}
