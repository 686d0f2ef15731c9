import type { KeyObject } from 'node:crypto';
import { base58 } from '@scure/base';
import { isOpenBadgesContext } from './contexts.ts';
import { isPlainObject, type JsonObject } from './json.ts';
import { eddsaStatements } from './suites/eddsa.ts';
import { hashedDocument, signedStatements } from './suites/hashed-document.ts';
import { bad, checkProof, type ProofResult } from './suites/suite.ts';

/** The name of the cryptosuite (Data Integrity EdDSA Cryptosuites 1.0, section 3.2). */
export const eddsaRdfc2022 = 'eddsa-rdfc-2022';

const signatureBytes = 64;

/** What the issuer says about a proof. `created` is RFC 3339 in UTC. */
export interface ProofOptions {
  readonly verificationMethod: string;
  readonly created: string;
  readonly proofPurpose: 'assertionMethod';
}

/** A Data Integrity proof without its signature. */
export interface UnsignedProof extends ProofOptions {
  readonly type: 'DataIntegrityProof';
  readonly cryptosuite: typeof eddsaRdfc2022;
}

/** What the key signs, and the proof that the signature completes. */
export interface SigningInput {
  readonly proof: UnsignedProof;
  /** 64 bytes: SHA-256 of the canonical proof configuration, then SHA-256 of the canonical document (section 3.2.4). */
  readonly bytes: Uint8Array;
}

/** A document with its proofs, as an array: Open Badges 3.0 wants it so. */
export type SecuredDocument = JsonObject & { readonly proof: readonly [JsonObject, ...JsonObject[]] };

/**
 * Transformation, hashing and proof configuration of section 3.2 for a document that has no proof yet.
 * @throws CanonicalizationError
 */
export async function signingInput(document: JsonObject, options: ProofOptions): Promise<SigningInput> {
  const { verificationMethod, created, proofPurpose } = options;
  const proof: UnsignedProof = {
    type: 'DataIntegrityProof',
    cryptosuite: eddsaRdfc2022,
    created,
    verificationMethod,
    proofPurpose,
  };
  return { proof, bytes: await signedStatements(hashedDocument(document), { ...proof }, 'sha256') };
}

/** The secured document: `document` with one proof whose value is this 64-byte Ed25519 signature. */
export function withProof(
  document: JsonObject,
  proof: UnsignedProof,
  signature: Uint8Array,
): SecuredDocument {
  if (signature.length !== signatureBytes) throw new RangeError('An Ed25519 signature has 64 bytes.');
  return { ...document, proof: [{ ...proof, proofValue: `z${base58.encode(signature)}` }] };
}

/** As it is published: outside of Open Badges, readers expect a single proof to be an object, and no list of one. */
export function publishedForm(secured: SecuredDocument): JsonObject {
  const isOfBadges = [secured['@context']].flat().some((context) => isOpenBadgesContext(context));
  return isOfBadges || secured.proof.length > 1 ? secured : { ...secured, proof: secured.proof[0] };
}

/**
 * Checks the only proof of a document against one key (section 3.2.2). Whose key it is, and whether it may be used for
 * this, is for the caller to decide. Never throws for a {@link JsonObject}.
 */
export async function verifyProof(secured: JsonObject, publicKey: KeyObject): Promise<ProofResult> {
  const { proof, ...document } = secured;
  const [only, another] = [proof ?? []].flat();
  if (!isPlainObject(only) || another !== undefined)
    return bad('proof-malformed', 'The document does not have exactly one proof.');
  if (only.type !== 'DataIntegrityProof' || only.cryptosuite !== eddsaRdfc2022)
    return bad('unsupported-cryptosuite', `It is not a ${eddsaRdfc2022} Data Integrity proof.`);
  return checkProof(eddsaStatements, hashedDocument(document), only, publicKey);
}
