import type { CredentialStatus } from '../domain/status-list.ts';
import { statusListUrl } from './addresses.ts';
import { credentialsV1 } from './contexts.ts';
import { didWeb } from './did.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { statusEntry } from './status-list.ts';

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
    ...withContexts(asked, statuses.length > 0),
    // An id that is null is no missing id: it is for the rules to refuse.
    id: asked.id === undefined ? id : asked.id,
    issuer,
    ...(statuses.length > 0 && {
      credentialStatus: statusesOf(
        asked,
        statuses.map((status) => statusEntry(statusListUrl(publicUrl, status.list), status)),
      ),
    }),
  };
}

/** A single entry is an object and not a list of one: the JSON schema of Open Badges 3.0 knows no list there. */
function statusesOf({ credentialStatus = [] }: JsonObject, made: readonly JsonObject[]): JsonValue {
  const all = [...([credentialStatus].flat() as JsonValue[]), ...made];
  return all.length === 1 ? (all[0] as JsonValue) : all;
}

const dataIntegrity = [
  'https://w3id.org/security/data-integrity/v2',
  'https://w3id.org/security/data-integrity/v1',
];
const bitstringStatus = 'https://www.w3.org/ns/credentials/status/v1';

/**
 * VC Data Model 1.1 has no words for the proof, nor for the status entries that are added here: their vocabularies are
 * added, where they are not there (Data Integrity 1.0, section 2.4.1).
 */
function withContexts(asked: JsonObject, hasStatus: boolean): JsonObject {
  const contexts = asked['@context'];
  if (!Array.isArray(contexts) || contexts[0] !== credentialsV1) return asked;
  const ofProof = contexts.some((context) => dataIntegrity.includes(context))
    ? []
    : dataIntegrity.slice(0, 1);
  const ofStatus = hasStatus && !contexts.includes(bitstringStatus) ? [bitstringStatus] : [];
  return { ...asked, '@context': [...contexts, ...ofProof, ...ofStatus] };
}
