import { didWeb } from '../credentials/did.ts';
import { signingInput, verifyProof, withProof } from '../credentials/eddsa-rdfc-2022.ts';
import { lintForSigning } from '../credentials/lint.ts';
import { publicKeyFromMultikey } from '../credentials/multikey.ts';
import type { Intent } from '../domain/issuance.ts';
import { currentKey } from '../domain/keys.ts';
import type { Clock, Issuers, Signer } from '../ports.ts';

/** The address of this deployment, and those that it had before. No trailing slash. */
export interface PublicAddress {
  readonly publicUrl: string;
  readonly formerPublicUrls: readonly string[];
}

/** How far a clock may be ahead, in milliseconds. */
const clockSkew = 5 * 60_000;

/**
 * Lints a document and makes the intent to sign it with the issuer's newest key (invariants 3 and 4). Nothing is signed.
 * The same document and time give the same intent.
 * @throws LintError when the document may not be signed
 */
export async function makeIntent(
  ports: { issuers: Issuers; clock: Clock },
  signing: { document: object; issuerId: string; publicUrl: string; at: Date },
): Promise<Intent> {
  const { document, issuerId, publicUrl, at } = signing;
  if (at.getTime() > ports.clock.now().getTime() + clockSkew) throw new Error('the intent is of the future');
  const key = currentKey(await ports.issuers.keys(issuerId), 'Ed25519');
  if (!key) throw new Error('the issuer has no key to sign with');
  const proof = {
    verificationMethod: `${didWeb(publicUrl, issuerId)}#${key.id}`,
    created: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    proofPurpose: 'assertionMethod',
  } as const;
  const { bytes } = await lintForSigning(document, { ...proof, now: at, publicUrl });
  return {
    document: JSON.stringify(document),
    proof,
    signingInput: Buffer.from(bytes).toString('hex'),
    publicKeyMultibase: key.publicKeyMultibase,
    kmsKeyId: key.kmsKeyId,
  };
}

/** A signed credential: as JSON text, and as a JWT where the issuer has a key for that. */
export interface Signed {
  readonly document: string;
  readonly token?: string;
}

/**
 * Signs an intent that is journalled, and that this run made itself, and proves the result before anyone sees it (invariant 4).
 * @throws Error when the journal does not hold together or the key is not the one that was journalled
 */
export async function finishIntent(ports: { signer: Signer }, intent: Intent): Promise<Signed> {
  const document = JSON.parse(intent.document);
  const input = await signingInput(document, intent.proof);
  if (Buffer.from(input.bytes).toString('hex') !== intent.signingInput)
    throw new Error('the journalled document is not the one that was linted');
  const signature = await ports.signer.sign({ kmsKeyId: intent.kmsKeyId, algorithm: 'Ed25519' }, input.bytes);
  const signed = withProof(document, input.proof, signature);
  const proven = await verifyProof(signed, publicKeyFromMultikey(intent.publicKeyMultibase));
  if (!proven.ok) throw new Error(`the signature does not verify: ${proven.reason}`);
  return { document: JSON.stringify(signed) };
}
