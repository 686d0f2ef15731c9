import type { RowFields } from '../domain/batch-row.ts';
import type { FieldError } from '../domain/domain-error.ts';
import type { Issuer } from '../domain/issuer.ts';
import { openBadgeContexts } from './contexts.ts';
import { identityObjects } from './identity-objects.ts';
import type { JsonObject } from './json.ts';
import { issuerProfile } from './profile-document.ts';
import { describedResults, rowResults } from './row-results.ts';

/** What the credential of one row is made of. */
export interface RowFacts {
  readonly publicUrl: string;
  readonly issuer: Issuer;
  readonly credentialId: string;
  readonly achievement: JsonObject;
  readonly credentialName?: string | undefined;
  /** In UTC; where neither the row nor the batch says when, it is `at`. */
  readonly awardedDate?: string | undefined;
  readonly validUntil?: string | undefined;
  readonly fields: RowFields;
  /** When issuing was started: since then the credential is valid. */
  readonly at: Date;
}

/**
 * The Open Badges 3.0 AchievementCredential that a row asks for, without status and proof, and what keeps the row from asking
 * for one. That the document is in order is the linter's business.
 */
export function rowDocument(facts: RowFacts): { document: JsonObject; problems: readonly FieldError[] } {
  const { publicUrl, issuer, credentialId, achievement, fields, at } = facts;
  const { results, problems } = rowResults(describedResults(achievement), fields.results ?? {});
  const evidence = evidenceOf(fields);
  // The address of its image is one of ours, and those are for what was assessed here.
  const { image: _, ...said } = issuer;
  const now = inSeconds(at.toISOString());
  const validUntil = fields.validUntil ?? facts.validUntil;
  const document = {
    '@context': [...openBadgeContexts],
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: facts.credentialName ?? achievement.name,
    issuer: issuerProfile(publicUrl, said),
    validFrom: now,
    ...(validUntil && { validUntil: inSeconds(validUntil) }),
    awardedDate: inSeconds(fields.awardedDate ?? facts.awardedDate ?? now),
    credentialSubject: {
      ...(fields.did && { id: fields.did }),
      type: ['AchievementSubject'],
      identifier: identityObjects({
        name: fields.name,
        email: fields.email,
        identity: issuer.recipientIdentity,
        // Public in any case, and no other credential has it.
        salt: credentialId,
      }),
      ...(fields.narrative && { narrative: fields.narrative }),
      achievement,
      ...(results.length > 0 && { result: results }),
    },
    ...(evidence.length > 0 && { evidence }),
  };
  return { document: document as unknown as JsonObject, problems };
}

/** A narrative belongs to the one address; with none, or with several, it is an entry of its own. */
function evidenceOf({ evidence = [], evidenceNarrative }: RowFields) {
  const narrative = evidenceNarrative && { narrative: evidenceNarrative };
  const [only, ...others] = evidence.map((id) => ({ id, type: ['Evidence'] }));
  if (only && others.length === 0) return [{ ...only, ...narrative }];
  return [...(only ? [only, ...others] : []), ...(narrative ? [{ type: ['Evidence'], ...narrative }] : [])];
}

function inSeconds(timestamp: string): string {
  return new Date(timestamp).toISOString().replace(/\.\d+Z$/, 'Z');
}
