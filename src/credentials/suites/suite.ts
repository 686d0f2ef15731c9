import type { KeyObject } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { CanonicalizationError } from '../json-ld.ts';
import type { HashedDocument } from './hashed-document.ts';

/** Why a signature was not found good. */
export type ProofFailure =
  | 'unsupported-cryptosuite'
  | 'proof-malformed'
  | 'not-canonicalizable'
  | 'too-complex'
  | 'key-invalid'
  | 'signature-mismatch';

/** The result of checking one signature. `reason` is for people. */
export type ProofResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly cause: ProofFailure; readonly reason: string };

/** One way to secure a document with a proof inside of it (Data Integrity 1.0, section 3). */
export interface Suite {
  /**
   * Checks one proof against one key. `document` is without its proofs, but for those that this one builds on. Whose key it
   * is, and whether it may be used for this, is for the caller to decide.
   * @throws CanonicalizationError
   */
  verify(document: HashedDocument, proof: JsonObject, key: KeyObject): Promise<ProofResult>;
}

/** As {@link Suite.verify}, with a document that cannot be turned into statements as a result like any other. Never throws. */
export async function checkProof(suite: Suite, ...of: Parameters<Suite['verify']>): Promise<ProofResult> {
  try {
    return await suite.verify(...of);
  } catch (error) {
    if (!(error instanceof CanonicalizationError)) throw error;
    return bad(error.limit ? 'too-complex' : 'not-canonicalizable', error.message);
  }
}

export function bad(cause: ProofFailure, reason: string): ProofResult {
  return { ok: false, cause, reason };
}

export const mismatch = bad(
  'signature-mismatch',
  'The signature is not for this text: it was changed after it was signed.',
);

export const malformedValue = bad('proof-malformed', 'The proof value is not of the form that it must have.');

export const wrongKind = bad('key-invalid', 'The key is not of the kind that this signature needs.');
