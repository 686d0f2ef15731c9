import * as z from 'zod';
import { endorsed, endorsementWords } from './endorsement.ts';
import { rsaPublicKey } from './issuer.ts';
import { personId } from './membership.ts';
import { credentialStatus, statusPurpose } from './status-list.ts';
import { slug, timestamp, ulid } from './text.ts';

/**
 * What will be signed, journalled before the key is used (invariant 3). The document and the proof options are complete,
 * and both kinds of signature are deterministic: finishing an intent twice gives the same bytes, so it can never become two
 * credentials. It is never the reason to sign: the signer makes it again from the records and signs only when it comes out
 * the same.
 */
export const intent = z.strictObject({
  /** The unsigned document, as the JSON text that the digest was taken of. */
  document: z.string(),
  proof: z.strictObject({
    verificationMethod: z.string(),
    created: timestamp,
    proofPurpose: z.literal('assertionMethod'),
  }),
  /** The 64 bytes that the Ed25519 key signs, as hexadecimal digits. */
  signingInput: z.string().length(128),
  publicKeyMultibase: z.string(),
  kmsKeyId: z.string(),
  /** The second form of the same credential, where the issuer has a key for it: a JWT (RS256), without its signature. */
  token: z
    .strictObject({ signingInput: z.string(), publicKeyJwk: rsaPublicKey, kmsKeyId: z.string() })
    .optional(),
});
export type Intent = z.infer<typeof intent>;

/** The credentials of a stack's pieces when it was confirmed. Those that were replaced since count by their successors. */
const stackPieces = z.array(ulid).min(1);

/** Why a credential may be signed. */
export const origin = z.discriminatedUnion('kind', [
  /** People assessed a submission (invariant 1). The document is made of their records. */
  z.strictObject({ kind: z.literal('award'), submissionId: ulid, assessmentId: ulid }),
  /** A learner earned the pieces of a stack, each by the judgement of people, and an approver or the stack's rule confirmed it. */
  z.strictObject({
    kind: z.literal('stack'),
    stackId: ulid,
    version: z.int().positive(),
    learner: personId,
    proposalId: ulid,
    pieces: stackPieces,
  }),
  /** Someone who may issue directly asked for this document. It claims no assessment. */
  z.strictObject({
    kind: z.literal('direct'),
    by: personId,
    /** The document as it was asked for, as JSON text. */
    credential: z.string(),
    /** The status entries to be added; each purpose once. */
    purposes: z.array(statusPurpose),
  }),
  /** Another issuer vouches for what is theirs. */
  z.strictObject({
    kind: z.literal('endorsement'),
    by: personId,
    of: endorsed,
    words: endorsementWords,
  }),
]);
export type Origin = z.infer<typeof origin>;

const decided = {
  /** Chosen with the decision, so that what was decided becomes one credential whatever is retried. */
  credentialId: ulid,
  issuerId: slug,
  decidedAt: timestamp,
  origin,
  /** The credential that this one takes the place of. It is revoked, publicly, before this one is signed. */
  replaces: ulid.optional(),
};

const drawn = {
  intent,
  statuses: z.array(credentialStatus),
  /** Keeps the hash of the holder's e-mail address from being guessed. */
  salt: z.string(),
};

export const issuedIssuance = z.strictObject({
  state: z.literal('issued'),
  ...decided,
  ...drawn,
  issuedAt: timestamp,
});
export type IssuedIssuance = z.infer<typeof issuedIssuance>;

/**
 * The journal of one credential: `due` since it was decided, `prepared` once its intent is journalled, `issued` when it is
 * public.
 */
export const issuance = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('due'), ...decided }),
  z.strictObject({ state: z.literal('prepared'), ...decided, ...drawn }),
  issuedIssuance,
]);
export type Issuance = z.infer<typeof issuance>;
export type DueIssuance = Extract<Issuance, { state: 'due' }>;
export type PreparedIssuance = Extract<Issuance, { state: 'prepared' }>;
