import * as z from 'zod';
import type { JsonObject } from './json.ts';
import { suiteOf } from './suites/cryptosuites.ts';
import type { Suite } from './suites/suite.ts';
import { instantOf, isDateTime } from './timestamps.ts';
import type { ProofPurpose } from './verification-method.ts';
import { couldNotCheck, failed, type Outcome } from './verification-report.ts';

/** What a proof must have been made for. */
export interface Expected {
  readonly purpose: ProofPurpose;
  /** Stated by whoever asked for the proof: it must be in it. */
  readonly challenge?: string | undefined;
  /** One that the proof must be for. */
  readonly domain?: string | undefined;
}

/** A proof that can be checked, or what is wrong with it before any key is looked at. */
export type ProofReading =
  | { readonly proof: JsonObject; readonly method: string; readonly suite: Suite }
  | { readonly refused: Outcome };

const someText = z.string().min(1);

const proofShape = z.looseObject({
  id: someText.optional(),
  type: z.string(),
  cryptosuite: z.string().optional(),
  verificationMethod: z.string(),
  proofPurpose: z.string(),
  proofValue: z.string(),
  created: z.string().refine(isDateTime).optional(),
  expires: z.string().refine(isDateTime).optional(),
  domain: z.union([someText, z.array(someText).min(1)]).optional(),
  challenge: someText.optional(),
  nonce: someText.optional(),
  previousProof: z.union([someText, z.array(someText).min(1)]).optional(),
});
type Proof = z.infer<typeof proofShape>;

/** Checks what a proof says of itself (Data Integrity 1.0, sections 2.1 and 4.4). */
export function readProof(value: unknown, expected: Expected, now: Date): ProofReading {
  const parsed = proofShape.safeParse(value);
  if (!parsed.success) {
    const kind = z.looseObject({ type: z.string(), cryptosuite: z.unknown().optional() }).safeParse(value);
    // Older proofs have other members (`jws`): of another kind is not the same as malformed.
    return kind.success && suiteOf(kind.data as JsonObject) === undefined && !lacksSuite(kind.data)
      ? unsupported
      : refuse('proof-malformed', 'The proof lacks something or has something of the wrong kind.');
  }
  const proof = parsed.data;
  const suite = suiteOf(proof as JsonObject);
  if (lacksSuite(proof)) return refuse('proof-malformed', 'The proof does not say how it was made.');
  if (suite === undefined) return unsupported;
  const refused = purposeProblem(proof, expected);
  if (refused !== undefined) return refused;
  if (proof.expires !== undefined && endOf(proof.expires) <= now.getTime())
    return refuse('proof-expired', `The proof was good until ${proof.expires}.`);
  return { proof: value as JsonObject, method: wholeMethod(proof.verificationMethod), suite };
}

/** A did:key holds one key: by its bare name, as an example in Bitstring Status List 1.0 has it, it stands for that one. */
function wholeMethod(method: string): string {
  const [, identifier] = /^did:key:([^#?/]+)$/.exec(method) ?? [];
  return identifier === undefined ? method : `${method}#${identifier}`;
}

/** Without an offset, which is an error, it counts as UTC (Data Integrity 1.0, section 2.1). */
function endOf(expires: string): number {
  return instantOf(expires) ?? instantOf(`${expires}Z`) ?? 0;
}

function lacksSuite({ type, cryptosuite }: { type: string; cryptosuite?: unknown }): boolean {
  return type === 'DataIntegrityProof' && typeof cryptosuite !== 'string';
}

function purposeProblem(
  { proofPurpose, challenge, domain }: Proof,
  expected: Expected,
): ProofReading | undefined {
  if (proofPurpose !== expected.purpose)
    return refuse(
      'wrong-proof-purpose',
      expected.purpose === 'assertionMethod'
        ? 'The proof was not made to issue a credential.'
        : 'The proof was not made to show who presents it.',
    );
  if (expected.challenge !== undefined && challenge !== expected.challenge)
    return refuse('challenge-mismatch', 'The proof was not made for this occasion.');
  if (expected.domain !== undefined && ![domain].flat().includes(expected.domain))
    return refuse('domain-mismatch', 'The proof was not made for this place.');
  return undefined;
}

const unsupported: ProofReading = {
  refused: couldNotCheck('unsupported-cryptosuite', 'It is signed in a way that is not supported yet.'),
};

/** Whether a proof was made in a way that is not known here, so that nothing is shown by it. */
export function isUnsupported(reading: ProofReading): boolean {
  return reading === unsupported;
}

function refuse(cause: Parameters<typeof failed>[0], message: string): ProofReading {
  return { refused: failed(cause, message) };
}
