import type { CredentialStatus } from '../domain/status-list.ts';
import { didWeb } from './did.ts';
import type { JsonObject } from './json.ts';
import { statusMember } from './status-list.ts';

/** What a directly issued credential is made of. */
export interface DirectFacts {
  readonly publicUrl: string;
  readonly issuerId: string;
  /** The address that it gets here unless it has an id of its own. */
  readonly id: string;
  /** The credential as it was asked for: without a proof. */
  readonly asked: JsonObject;
  readonly statuses: readonly CredentialStatus[];
}

/**
 * The unsigned document of a credential that was asked for directly (VC-API, `POST /credentials/issue`). What was asked
 * stays as it is; an id, the issuer and the status entries are added where they are missing.
 * @throws Error for another issuer's credential
 */
export function directDocument({ publicUrl, issuerId, id, asked, statuses }: DirectFacts): JsonObject {
  const did = didWeb(publicUrl, issuerId);
  const issuer = asked.issuer ?? did;
  const named = typeof issuer === 'object' && issuer !== null && 'id' in issuer ? issuer.id : issuer;
  if (named !== did) throw new Error('the credential names another issuer');
  return {
    ...asked,
    id: asked.id ?? id,
    issuer,
    ...statusMember(publicUrl, statuses),
  };
}
