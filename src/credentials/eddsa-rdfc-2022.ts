import { createHash, type KeyObject, verify } from 'node:crypto';
import { base58 } from '@scure/base';
import type { JsonObject, JsonValue } from './json.ts';
import { CanonicalizationError, canonicalize } from './json-ld.ts';

/** The name of the cryptosuite (Data Integrity EdDSA Cryptosuites 1.0, section 3.2). */
export const eddsaRdfc2022 = 'eddsa-rdfc-2022';

const signatureBytes = 64;
/** 64 bytes take 87 or 88 digits of base 58, and at least one per byte when they are zero; `z` comes before them. */
const proofValuePattern = /^z[1-9A-HJ-NP-Za-km-z]{64,88}$/;

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

/** Why a signature was not found good. */
export type ProofFailure =
  | 'unsupported-cryptosuite'
  | 'proof-malformed'
  | 'not-canonicalizable'
  | 'too-complex'
  | 'signature-mismatch';

/** The result of checking one signature. `reason` is for people. */
export type ProofResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly cause: ProofFailure; readonly reason: string };

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
  const proofHash = await hashConfiguration(document, { ...proof });
  return { proof, bytes: Buffer.concat([proofHash, await hash(document)]) };
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

/**
 * Checks the only proof of a document against one key (section 3.2.2). Whose key it is, and whether it may be used for
 * this, is for the caller to decide. Never throws for a {@link JsonObject}.
 */
export async function verifyProof(secured: JsonObject, publicKey: KeyObject): Promise<ProofResult> {
  const { proof, ...document } = secured;
  const [only, another] = [proof ?? []].flat();
  if (!isObject(only) || another !== undefined)
    return bad('proof-malformed', 'The document does not have exactly one proof.');
  return proofVerifier(document)(only, publicKey);
}

/** As {@link verifyProof} for each proof of a set; `document` is without any of them, and is canonicalized only once. */
export function proofVerifier(
  document: JsonObject,
): (proof: JsonObject, publicKey: KeyObject) => Promise<ProofResult> {
  let documentHash: Promise<Buffer> | undefined;
  return async (proof, publicKey) => {
    const { proofValue, ...configuration } = proof;
    if (configuration.type !== 'DataIntegrityProof' || configuration.cryptosuite !== eddsaRdfc2022)
      return bad('unsupported-cryptosuite', `It is not a ${eddsaRdfc2022} Data Integrity proof.`);
    const signature = decodeProofValue(proofValue);
    if (signature === undefined)
      return bad('proof-malformed', 'The proof value is not 64 bytes in base58btc.');
    try {
      // One after the other: a hash that nobody awaits because the other failed would be an unhandled rejection.
      const proofHash = await hashConfiguration(document, configuration);
      documentHash ??= hash(document);
      const data = Buffer.concat([proofHash, await documentHash]);
      return verify(null, data, publicKey, signature)
        ? { ok: true }
        : bad(
            'signature-mismatch',
            'The signature is not for this text: it was changed after it was signed.',
          );
    } catch (error) {
      if (!(error instanceof CanonicalizationError)) throw error;
      return bad(error.limit ? 'too-complex' : 'not-canonicalizable', error.message);
    }
  };
}

function bad(cause: ProofFailure, reason: string): ProofResult {
  return { ok: false, cause, reason };
}

async function hashConfiguration(document: JsonObject, configuration: JsonObject): Promise<Buffer> {
  const context = document['@context'];
  if (context === undefined) throw new CanonicalizationError('The document has no @context.');
  return hash({ ...configuration, '@context': context });
}

async function hash(document: JsonObject): Promise<Buffer> {
  return createHash('sha256')
    .update(await canonicalize(document), 'utf8')
    .digest();
}

function decodeProofValue(value: JsonValue | undefined): Uint8Array | undefined {
  if (typeof value !== 'string' || !proofValuePattern.test(value)) return undefined;
  const bytes = base58.decode(value.slice(1));
  return bytes.length === signatureBytes ? bytes : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
