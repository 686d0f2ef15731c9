import { type Controller, findController } from './controller.ts';
import { isPlainObject, type JsonObject, type JsonValue } from './json.ts';
import { previousProofs } from './proof-chain.ts';
import { type Expected, isUnsupported, type ProofReading, readProof } from './read-proof.ts';
import { type HashedDocument, hashedDocument } from './suites/hashed-document.ts';
import { checkProof, type ProofResult } from './suites/suite.ts';
import { type FoundKey, methodKey } from './verification-method.ts';
import { couldNotCheck, failed, type Outcome, ok, worst } from './verification-report.ts';
import type { VerificationWorld } from './verification-world.ts';

/** How the three checks of who signed came out; one that is absent was not made. */
export interface Authenticity {
  readonly issuer?: Outcome;
  readonly 'issuer-key'?: Outcome;
  readonly proof: Outcome;
  /** Whether this deployment knows the issuer. */
  readonly known: boolean;
  /** What a reader should know of proofs that change nothing, in plain words. */
  readonly remarks?: readonly string[];
}

/** Who must have signed, and what for. Without a `signer`, whoever the proof itself names. */
export interface ExpectedSigner extends Expected {
  readonly signer: string | undefined;
}

/** What a credential's proof is made for, by its issuer. */
export function issuedBy(issuer: string): ExpectedSigner {
  return { signer: issuer, purpose: 'assertionMethod' };
}

const mostProofs = 8;

/**
 * Who signed a document, whether the keys that signed it are theirs, and whether every proof verifies (Data Integrity 1.0,
 * section 4.5). One bad proof among good ones is not good enough. Others may have signed it too, each with a key of their own:
 * that makes nobody of them the issuer. A proof of a kind that is not known counts for nothing beside one that is.
 */
export async function authenticate(
  document: JsonObject,
  expected: ExpectedSigner,
  world: VerificationWorld,
): Promise<Authenticity> {
  const { proof: value, ...unsecured } = document;
  const proofs = value === undefined ? [] : [value].flat();
  if (proofs.length === 0)
    return { proof: failed('no-proof', 'It is not signed: it has no proof.'), known: false };
  if (proofs.length > mostProofs)
    return { proof: couldNotCheck('too-many-proofs', 'It has too many proofs.'), known: false };
  const { readings, remarks } = relevant(
    proofs,
    proofs.map((proof) => readProof(proof, expected, world.now)),
  );
  const covered = coveredBy(unsecured, proofs.filter(isPlainObject));
  const { signer } = expected;
  if (signer === undefined)
    return { proof: await bySelf(readings, covered, expected, world), known: false, remarks };
  const controller = await findController(signer, world);
  if ('refused' in controller)
    return {
      issuer: controller.refused,
      proof: worst([...refusals(readings), keyless]) ?? keyless,
      known: false,
    };
  const { own, others } = bySigner(readings, signer);
  const found = await byController(own, others.length > 0, controller, { covered, expected, world });
  const result = { issuer: ok('The issuer was found.'), ...found, known: controller.known };
  // Nobody else is asked about a document that its issuer did not sign.
  if (found.proof.outcome !== 'ok' || others.length === 0) return { ...result, remarks };
  return {
    ...result,
    proof: ofOthers(await bySelf(others, covered, expected, world)),
    remarks: [...remarks, 'Others have signed it too. Nothing is said here about who they are.'],
  };
}

/** What came of the proofs of others beside one that is good. */
function ofOthers(outcome: Outcome): Outcome {
  if (outcome.outcome === 'ok') return unchanged;
  return { ...outcome, message: `Someone else signed it too, and that is not right: ${outcome.message}` };
}

/** The proofs by keys that are named as the signer's, with those that cannot be read; and all others. */
function bySigner(readings: readonly ProofReading[], signer: string) {
  const isOther = (reading: ProofReading) =>
    !('refused' in reading) && !reading.method.startsWith(`${signer}#`);
  return {
    own: readings.filter((reading) => !isOther(reading)),
    others: readings.filter(isOther),
  };
}

async function byController(
  own: readonly ProofReading[],
  hasOthers: boolean,
  controller: Controller,
  { covered, expected, world }: { covered: Covered; expected: Expected; world: VerificationWorld },
): Promise<Pick<Authenticity, 'issuer-key' | 'proof'>> {
  const use = { purpose: expected.purpose, now: world.now };
  const checked = await Promise.all(
    own.map(async (reading) => {
      if ('refused' in reading) return { proof: reading.refused };
      const found = methodKey(controller, reading.method, use);
      if ('refused' in found) return { key: found.refused, proof: keyless };
      return { key: ok('The key is the issuer’s.'), proof: await signature(reading, found, covered) };
    }),
  );
  const keys = checked.flatMap(({ key }) => (key === undefined ? [] : [key]));
  const stranger = failed('not-the-issuers-key', 'It is signed with a key of someone other than the issuer.');
  return {
    ...keyOutcome(keys.length === 0 && hasOthers ? [stranger] : keys),
    proof: worst(checked.map(({ proof }) => proof)) ?? keyless,
  };
}

/** All readings but those of unknown kinds, where there are others and none of them builds on it. */
function relevant(
  proofs: readonly JsonValue[],
  all: readonly ProofReading[],
): { readonly readings: readonly ProofReading[]; readonly remarks: readonly string[] } {
  const named = new Set(
    proofs.flatMap((proof) => (isPlainObject(proof) ? [proof.previousProof].flat() : [])),
  );
  const isIgnored = (reading: ProofReading, index: number) => {
    const proof = proofs[index];
    return isUnsupported(reading) && isPlainObject(proof) && !named.has(proof.id ?? '');
  };
  const readings = all.filter((reading, index) => !isIgnored(reading, index));
  if (readings.length === all.length || readings.length === 0) return { readings: all, remarks: [] };
  return {
    readings,
    remarks: ['It has a further proof, made in a way that is not supported; that one was not checked.'],
  };
}

/** The worst of what was found of keys, in the words of the check; nothing where no key was looked at. */
export function keyOutcome(keys: readonly Outcome[]): Pick<Authenticity, 'issuer-key'> {
  const outcome = worst(keys);
  if (outcome === undefined) return {};
  return {
    'issuer-key':
      outcome.outcome === 'ok' ? ok('It is signed with a key that the issuer publishes for this.') : outcome,
  };
}

/** The outcome of a signature that was not looked at. */
export const keyless = couldNotCheck(
  'earlier-check-not-ok',
  'The signature cannot be checked without the issuer’s key.',
);

/** The outcome of a good signature. */
export const unchanged = ok('The signature is right: nothing was changed since it was issued.');

/** Every proof against the key that it names itself, out of what that key's controller publishes. */
async function bySelf(
  readings: readonly ProofReading[],
  covered: Covered,
  { purpose }: Expected,
  world: VerificationWorld,
): Promise<Outcome> {
  const outcomes = readings.map(async (reading) => {
    if ('refused' in reading) return reading.refused;
    const controller = await controllerOf(reading.method, world);
    if ('refused' in controller) return controller.refused;
    const found = methodKey(controller, reading.method, { purpose, now: world.now });
    return 'refused' in found ? found.refused : signature(reading, found, covered);
  });
  return worst(await Promise.all(outcomes)) ?? keyless;
}

/** Whoever publishes a key, by the key's own name. */
export function controllerOf(
  method: string,
  world: VerificationWorld,
): Promise<Controller | { readonly refused: Outcome }> {
  return findController(method.split('#')[0] ?? '', world);
}

/** What each proof covers: the document with the proofs that it builds on; undefined when those are not to be had. */
type Covered = (proof: JsonObject) => HashedDocument | undefined;

function coveredBy(unsecured: JsonObject, proofs: readonly JsonObject[]): Covered {
  const alone = hashedDocument(unsecured);
  return (proof) => {
    const previous = previousProofs(proof, proofs);
    if (previous === undefined) return undefined;
    return previous.length === 0 ? alone : hashedDocument({ ...unsecured, proof: previous });
  };
}

async function signature(
  { proof, suite }: Exclude<ProofReading, { refused: Outcome }>,
  found: Exclude<FoundKey, { refused: Outcome }>,
  covered: Covered,
): Promise<Outcome> {
  const document = covered(proof);
  if (document === undefined)
    return failed('previous-proof-missing', 'The proof builds on another proof that is not there.');
  return signatureOutcome(await checkProof(suite, document, proof, found.key));
}

function signatureOutcome(result: ProofResult): Outcome {
  if (result.ok) return unchanged;
  const { cause, reason } = result;
  return cause === 'too-complex' ? couldNotCheck(cause, reason) : failed(cause, reason);
}

function refusals(readings: readonly ProofReading[]): Outcome[] {
  return readings.flatMap((reading) => ('refused' in reading ? [reading.refused] : []));
}
