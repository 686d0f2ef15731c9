import * as z from 'zod';
import { statusReason } from '../../domain/credential.ts';
import { statusPurpose } from '../../domain/status-list.ts';
import { ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import { tokenMediaType } from './credential.ts';

/** The forms in which an issued credential is answered; the first where the caller does not care. */
export const issuedTypes = [
  'application/json',
  'application/vc',
  'application/vc+ld+json',
  'application/ld+json',
  tokenMediaType,
] as const;

/** As it comes: what may be in it is for the rules of issuing to say. */
const credential = z.record(z.string(), z.unknown());
const statusType = z.literal('BitstringStatusListEntry');
const entryAsked = z.strictObject({ type: statusType, statusPurpose });
const entriesAsked = z
  .union([entryAsked.transform((entry) => [entry]), z.array(entryAsked).max(statusPurpose.options.length)])
  .transform((entries) => entries.map((entry) => entry.statusPurpose))
  .refine((purposes) => new Set(purposes).size === purposes.length, 'must have each purpose once');

/** A signed document goes out as it was signed. */
const signedDocument = z.looseObject({
  id: z.string(),
  type: z.union([z.string(), z.array(z.string())]),
  proof: z.union([z.looseObject({}), z.array(z.looseObject({}))]),
});

/** Issuing without an assessment, and its statuses, in the manner of the VC-API. */
export const vcApiContract = contract({
  'POST /credentials/issue': {
    summary: 'Issue a credential, in the manner of the VC-API',
    description:
      'For direct issuers, and machine clients with `credentials:issue`. Any credential of VC Data Model 2.0 (or 1.1) whose vocabularies are pinned here, and whose `issuer` is the DID of the caller’s issuer; it may bring vocabularies along that only add words. An Open Badge must be one. It cannot name definitions, credentials or status lists of this site: those stand for assessments. A credential without an id gets its address here. A status entry for revocation is added, or what `options.credentialStatus` asks for (`[]` for none). Asking again for the same under the same id gives the same credential; so does asking again for the same with the same `Idempotency-Key`, where it has no id. The answer is the signed credential itself; as a JWT for `Accept: application/vc+jwt` where the issuer has a key for that.',
    maxBody: 128 * 1024,
    idempotencyKey: true,
    body: z.strictObject({
      credential,
      options: z
        .strictObject({
          /** The id of a credential that has none of its own. */
          credentialId: z.string().min(1).max(2000).optional(),
          /** The status entries to be added. */
          credentialStatus: entriesAsked.optional(),
        })
        .optional(),
    }),
    answers: {
      201: {
        description: 'The signed credential',
        body: signedDocument,
        files: issuedTypes.slice(1),
      },
      202: {
        description: 'Decided; the credential follows within minutes. Ask again for the same',
        body: z.object({ credential: ulid, issued: z.literal(false) }),
      },
    },
    refusals: ['invalid-request', 'forbidden', 'not-acceptable', 'already-exists', 'conflict'],
  },
  'POST /credentials/status': {
    summary: 'Change the status of a credential, in the manner of the VC-API',
    description:
      'For direct issuers, and machine clients with `credentials:status`, of what was issued directly; for award officers and owners, of everything that their issuer issued. A revocation is for good; a suspension ends with `"status": false`. Doing it again changes nothing.',
    body: z.strictObject({
      /** The id that the credential gives itself. */
      credentialId: z.string().min(1).max(2000),
      credentialStatus: z.strictObject({
        type: statusType,
        statusPurpose,
        id: z.string().optional(),
        statusListCredential: z.string().optional(),
        statusListIndex: z.string().optional(),
      }),
      /** Whether the status shall be set. */
      status: z.boolean().default(true),
      /** Kept by the issuer. */
      reason: statusReason.shape.reason.default('Changed over the VC-API.'),
    }),
    answers: {
      200: {
        description: 'It is so, and the public status list says so',
        body: z.object({
          credentialId: z.string(),
          statusPurpose,
          status: z.boolean(),
          published: z.boolean(),
        }),
      },
      202: {
        description: 'It is so; the public status list follows within minutes',
        body: z.object({
          credentialId: z.string(),
          statusPurpose,
          status: z.boolean(),
          published: z.boolean(),
        }),
      },
    },
    refusals: ['invalid-request', 'forbidden', 'not-found', 'no-such-status', 'revoked-for-good', 'conflict'],
  },
});
