import type { JsonObject } from '../credentials/json.ts';
import { canonicalForm, firstDegreeTexts } from '../credentials/rdf/canonical.ts';
import { statementsOf } from '../credentials/rdf/statements.ts';
import { stepAside } from '../credentials/rdf/step-aside.ts';
import { fromBase58 } from './bytes.ts';
import { type Found, failed, ok, unclear } from './step.ts';

/** More than any badge has, and little enough to be quick. */
const mostBlankNodes = 4_000;

type Contexts = ReadonlyMap<string, object>;

/** A document taken apart from its one proof. */
export interface Signed {
  readonly document: JsonObject;
  readonly proof: JsonObject & { readonly verificationMethod: string };
}

/** The only proof of a document (Data Integrity EdDSA Cryptosuites 1.0, section 3.2), or why it cannot be checked here. */
export function readProof({ proof: given, ...document }: JsonObject): Signed | Found {
  const [proof, another] = [given ?? []].flat() as (JsonObject | undefined)[];
  if (proof === undefined) return failed('no-proof');
  const { type, cryptosuite, verificationMethod, proofPurpose } = proof;
  const isOurs =
    another === undefined &&
    type === 'DataIntegrityProof' &&
    cryptosuite === 'eddsa-rdfc-2022' &&
    proofPurpose === 'assertionMethod' &&
    typeof verificationMethod === 'string' &&
    !('previousProof' in proof) &&
    !('expires' in proof);
  if (!isOurs) return unclear('proof-of-other-kind');
  return { document, proof: { ...proof, verificationMethod } };
}

/** Whether the signature over a document is right under this Ed25519 key, given as its 32 bytes. */
export async function checkSignature(
  { document, proof }: Signed,
  key: Uint8Array<ArrayBuffer>,
  contexts: Contexts,
): Promise<Found> {
  const { subtle } = globalThis.crypto ?? {};
  if (subtle === undefined) return unclear('no-crypto');
  const { proofValue, ...configuration } = proof;
  const signature = fromBase58(proofValue, 64);
  if (signature === undefined) return failed('signature-wrong');
  const context = document['@context'] as JsonObject['string'];
  try {
    const [ofProof, ofDocument] = await Promise.all([
      canonical({ ...configuration, '@context': context }, contexts),
      canonical(document, contexts),
    ]);
    const covered = new Uint8Array(64);
    covered.set(await sha256(ofProof), 0);
    covered.set(await sha256(ofDocument), 32);
    const statements = String(ofDocument.split('\n').length - 1);
    return (await verifies(key, signature, covered))
      ? ok('signature-right', { statements })
      : failed('signature-wrong');
  } catch (error) {
    if (error === stepAside) return unclear('too-unusual');
    if (error instanceof NoEd25519Error) return unclear('no-ed25519');
    throw error;
  }
}

class NoEd25519Error extends Error {
  override readonly name = 'NoEd25519Error';
}

async function verifies(
  key: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  covered: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  const imported = await subtle
    .importKey('raw', key, { name: 'Ed25519' }, false, ['verify'])
    .catch((error) => {
      // The name says that this browser does not know the algorithm; anything else is about the key.
      if ((error as Error).name === 'NotSupportedError') throw new NoEd25519Error();
      return undefined;
    });
  return imported !== undefined && subtle.verify({ name: 'Ed25519' }, imported, signature, covered);
}

/** RDFC-1.0 canonical N-Quads. @throws stepAside for what this small path does not know */
async function canonical(document: JsonObject, contexts: Contexts): Promise<string> {
  const dataset = statementsOf(document, contexts);
  if (dataset.blankNodes > mostBlankNodes) throw stepAside;
  const texts = firstDegreeTexts(dataset);
  const hashes = await Promise.all(
    texts.map(async (text) => (text === undefined ? undefined : hex(await sha256(text)))),
  );
  return canonicalForm(dataset, hashes);
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
