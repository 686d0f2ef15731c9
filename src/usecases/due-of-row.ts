import type { JsonObject } from '../credentials/json.ts';
import type { DueIssuance } from '../domain/issuance.ts';
import type { Issuer } from '../domain/issuer.ts';

/** The journal entry that a row of a batch begins with: issued directly, by whoever started the batch. */
export function dueOfRow({
  issuer,
  by,
  at,
  credentialId,
  document,
}: {
  issuer: Issuer;
  by: string;
  at: Date;
  credentialId: string;
  document: JsonObject;
}): DueIssuance {
  return {
    state: 'due',
    credentialId,
    issuerId: issuer.id,
    decidedAt: at.toISOString(),
    origin: {
      kind: 'direct',
      by,
      credential: JSON.stringify(document),
      purposes: issuer.awardSuspension ? ['revocation', 'suspension'] : ['revocation'],
    },
  };
}

/** What may have one credential: a row key of an issuer, whatever batch it stands in. */
export function onceOfRow(key: string): string {
  return `batch:${key}`;
}
