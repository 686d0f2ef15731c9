import { didWeb } from '../credentials/did.ts';
import { signingInput, verifyProof, withProof } from '../credentials/eddsa-rdfc-2022.ts';
import { lintForSigning } from '../credentials/lint.ts';
import { publicKeyFromMultikey } from '../credentials/multikey.ts';
import type { Intent } from '../domain/award.ts';
import type { IssuerKey } from '../domain/issuer.ts';
import type { Clock, Issuers, Signer } from '../ports.ts';

/** The address of this deployment, and those that it had before. No trailing slash. */
export interface PublicAddress {
  readonly publicUrl: string;
  readonly formerPublicUrls: readonly string[];
}

/** What the signer signs as, and with. */
export interface SigningDeployment extends PublicAddress {
  readonly signingKeyId: string;
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
  signing: { document: object; issuerId: string; publicUrl: string; signingKeyId: string; at: Date },
): Promise<Intent> {
  const { document, issuerId, publicUrl, signingKeyId, at } = signing;
  if (at.getTime() > ports.clock.now().getTime() + clockSkew) throw new Error('the intent is of the future');
  const key = newest(await ports.issuers.keys(issuerId));
  if (key.kmsKeyId !== signingKeyId)
    throw new Error('the issuer names a key that this deployment does not sign with');
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

function newest(keys: readonly IssuerKey[]): IssuerKey {
  const key = keys.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)).at(-1);
  if (!key) throw new Error('the issuer has no key');
  return key;
}

/**
 * Signs an intent that is journalled, and that this run made itself, and proves the result before anyone sees it (invariant 4).
 * @returns the signed document as JSON text
 * @throws Error when the journal does not hold together or the key is not the one that was journalled
 */
export async function finishIntent(ports: { signer: Signer }, intent: Intent): Promise<string> {
  const document = JSON.parse(intent.document);
  const input = await signingInput(document, intent.proof);
  if (Buffer.from(input.bytes).toString('hex') !== intent.signingInput)
    throw new Error('the journalled document is not the one that was linted');
  const signature = await ports.signer.sign(intent.kmsKeyId, input.bytes);
  const signed = withProof(document, input.proof, signature);
  const proven = await verifyProof(signed, publicKeyFromMultikey(intent.publicKeyMultibase));
  if (!proven.ok) throw new Error(`the signature does not verify: ${proven.reason}`);
  return JSON.stringify(signed);
}
