import { keyUrl } from '../credentials/addresses.ts';
import { didWeb } from '../credentials/did.ts';
import {
  publishedForm,
  type SigningInput,
  signingInput,
  verifyProof,
  withProof,
} from '../credentials/eddsa-rdfc-2022.ts';
import type { JsonObject } from '../credentials/json.ts';
import {
  assembleJwt,
  fitsToken,
  ownJwtProblem,
  rehearseJwt,
  vcJwtSigningInput,
} from '../credentials/jwt/sign-jwt.ts';
import { LintError, type LintOptions, lintForSigning } from '../credentials/lint.ts';
import { publicKeyFromMultikey } from '../credentials/multikey.ts';
import type { Intent } from '../domain/issuance.ts';
import type { IssuerKeyOf } from '../domain/issuer.ts';
import { currentKey } from '../domain/keys.ts';
import type { Clock, Issuers, Signer } from '../ports.ts';

/** The address of this deployment, and those that it had before. No trailing slash. */
export interface PublicAddress {
  readonly publicUrl: string;
  readonly formerPublicUrls: readonly string[];
}

/** How far a clock may be ahead, in milliseconds. */
const clockSkew = 5 * 60_000;

/** The rules for one kind of document. @throws LintError */
export type Lint = (document: object, options: LintOptions) => Promise<SigningInput>;

/**
 * Lints a document and makes the intent to sign it with the issuer's newest key (invariants 3 and 4). Nothing is signed.
 * The same document and time give the same intent.
 * @throws LintError when the document may not be signed
 */
export async function makeIntent(
  ports: { issuers: Issuers; clock: Clock },
  signing: {
    document: object;
    issuerId: string;
    publicUrl: string;
    at: Date;
    withToken?: boolean;
    lint?: Lint | undefined;
  },
): Promise<Intent> {
  const { document, issuerId, publicUrl, at, withToken = false, lint = lintForSigning } = signing;
  if (at.getTime() > ports.clock.now().getTime() + clockSkew) throw new Error('the intent is of the future');
  const keys = await ports.issuers.keys(issuerId);
  const key = currentKey(keys, 'Ed25519');
  if (!key) throw new Error('the issuer has no key to sign with');
  const proof = {
    verificationMethod: `${didWeb(publicUrl, issuerId)}#${key.id}`,
    created: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    proofPurpose: 'assertionMethod',
  } as const;
  const { bytes } = await lint(document, { ...proof, now: at, publicUrl });
  const text = JSON.stringify(document);
  return {
    document: text,
    proof,
    signingInput: Buffer.from(bytes).toString('hex'),
    publicKeyMultibase: key.publicKeyMultibase,
    kmsKeyId: key.kmsKeyId,
    ...(withToken && tokenIntent(JSON.parse(text), { issuerId, publicUrl, key: currentKey(keys, 'RS256') })),
  };
}

/** The second form of the same credential, where the issuer has a key for it. */
function tokenIntent(
  document: JsonObject,
  {
    issuerId,
    publicUrl,
    key,
  }: { issuerId: string; publicUrl: string; key: IssuerKeyOf<'RS256'> | undefined },
): Pick<Intent, 'token'> {
  if (!key || !fitsToken(document)) return {};
  const { signingInput } = vcJwtSigningInput(document, { kid: keyUrl(publicUrl, issuerId, key.id) });
  const problem = rehearseJwt(signingInput);
  if (problem) throw new LintError([{ path: '', message: `is refused as a token: ${problem.message}` }]);
  return { token: { signingInput, publicKeyJwk: key.publicKeyJwk, kmsKeyId: key.kmsKeyId } };
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
  const signed = publishedForm(withProof(document, input.proof, signature));
  const proven = await verifyProof(signed, publicKeyFromMultikey(intent.publicKeyMultibase));
  if (!proven.ok) throw new Error(`the signature does not verify: ${proven.reason}`);
  const token = intent.token && (await signToken(ports, intent.token));
  return { document: JSON.stringify(signed), ...(token !== undefined && { token }) };
}

async function signToken(
  ports: { signer: Signer },
  { signingInput, publicKeyJwk, kmsKeyId }: NonNullable<Intent['token']>,
): Promise<string> {
  const signature = await ports.signer.sign({ kmsKeyId, algorithm: 'RS256' }, Buffer.from(signingInput));
  const token = assembleJwt(signingInput, signature);
  const problem = ownJwtProblem(token, publicKeyJwk);
  if (problem) throw new Error(`the token does not verify: ${problem.message}`);
  return token;
}
