import * as z from 'zod';
import { personId } from './membership.ts';
import { line, passage, slug, timestamp, ulid } from './text.ts';

/**
 * What will be signed, journalled before the key is used (invariant 3). The document and the proof options are complete,
 * and Ed25519 is deterministic: finishing an intent twice gives the same bytes, so it can never become two credentials.
 * It is never the reason to sign: the signer makes it again from the records and signs only when it comes out the same.
 */
export const intent = z.strictObject({
  /** The unsigned document, as the JSON text that the digest was taken of. */
  document: z.string(),
  proof: z.strictObject({
    verificationMethod: z.string(),
    created: timestamp,
    proofPurpose: z.literal('assertionMethod'),
  }),
  /** The 64 bytes that the key signs, as hexadecimal digits. */
  signingInput: z.string().length(128),
  publicKeyMultibase: z.string(),
  kmsKeyId: z.string(),
});
export type Intent = z.infer<typeof intent>;

/** Where in a status list a credential stands. */
export const statusPosition = z.strictObject({ list: ulid, index: z.int().min(0).max(131_071) });
export type StatusPosition = z.infer<typeof statusPosition>;

const decided = {
  submissionId: ulid,
  /** Chosen with the decision, so that an award has one credential whatever is retried. */
  credentialId: ulid,
  issuerId: slug,
  assessmentId: ulid,
  decidedAt: timestamp,
};

const drawn = {
  intent,
  status: statusPosition,
  /** Keeps the hash of the holder's e-mail address from being guessed. */
  salt: z.string(),
};

/** One award: `due` since a person decided, `prepared` once its intent is journalled, `issued` when it is public. */
export const award = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('due'), ...decided }),
  z.strictObject({ state: z.literal('prepared'), ...decided, ...drawn }),
  z.strictObject({ state: z.literal('issued'), ...decided, ...drawn, issuedAt: timestamp }),
]);
export type Award = z.infer<typeof award>;
export type DueAward = Extract<Award, { state: 'due' }>;
export type PreparedAward = Extract<Award, { state: 'prepared' }>;

/** A revocation. Who and why stay with the issuer; the public list carries one bit. */
export const revocation = z.strictObject({ at: timestamp, by: personId, reason: passage(1000) });
export type Revocation = z.infer<typeof revocation>;

/** An issued credential. `document` is the signed JSON text, served as it is. */
export const credentialRecord = z.strictObject({
  id: ulid,
  issuerId: slug,
  learner: personId,
  submissionId: ulid,
  name: line(200),
  document: z.string(),
  status: statusPosition,
  issuedAt: timestamp,
  revocation: revocation.optional(),
});
export type CredentialRecord = z.infer<typeof credentialRecord>;

/**
 * A status list. `wanted` counts the changes that were decided, `published` those that the signed list shows: while they
 * differ the signed list is behind and is finished later.
 */
export const statusList = z.strictObject({
  id: ulid,
  issuerId: slug,
  /** The public address that credentials name for ever, with the host that it was made under. */
  url: z.url(),
  issuerDid: z.string(),
  wanted: z.int().nonnegative(),
  published: z.int().nonnegative(),
  /** The signed list as JSON text. */
  document: z.string(),
});
export type StatusList = z.infer<typeof statusList>;
