import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import { eddsaRdfc2022, proofVerifier } from './eddsa-rdfc-2022.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { instantOf, isDateTime } from './timestamps.ts';
import { assertionKey } from './verification-method.ts';
import { couldNotCheck, failed, type Outcome, ok, worst } from './verification-report.ts';
import type { VerificationWorld } from './verification-world.ts';

/** How the three checks of who signed came out; one that is absent was not made. */
export interface Authenticity {
  readonly issuer?: Outcome;
  readonly 'issuer-key'?: Outcome;
  readonly proof: Outcome;
  /** Whether this deployment knows the issuer. */
  readonly known: boolean;
}

const mostProofs = 8;

const proofShape = z.looseObject({
  type: z.string(),
  cryptosuite: z.string().optional(),
  verificationMethod: z.string(),
  proofPurpose: z.string(),
  proofValue: z.string(),
  created: z.string().refine(isDateTime).optional(),
  expires: z
    .string()
    .refine((value) => instantOf(value) !== undefined)
    .optional(),
});

/** A proof that can be checked, or what is wrong with it before any key is looked at. */
type Reading = { readonly proof: JsonObject; readonly method: string } | { readonly refused: Outcome };

/**
 * Who issued a document, whether the keys that signed it are theirs, and whether every proof verifies (Data Integrity 1.0,
 * section 4.5). One bad proof among good ones is not good enough.
 */
export async function authenticate(
  document: JsonObject,
  issuer: string,
  world: VerificationWorld,
): Promise<Authenticity> {
  const { proof: value, ...unsecured } = document;
  const proofs = value === undefined ? [] : [value].flat();
  if (proofs.length === 0)
    return { proof: failed('no-proof', 'It is not signed: it has no proof.'), known: false };
  if (proofs.length > mostProofs)
    return { proof: couldNotCheck('too-many-proofs', 'It has too many proofs.'), known: false };
  const readings = proofs.map((proof) => readProof(proof, world.now));
  const resolved = await resolveIssuer(issuer, world);
  if ('refused' in resolved)
    return {
      issuer: resolved.refused,
      proof: worst([...refusals(readings), keyless]) ?? keyless,
      known: false,
    };
  const verify = proofVerifier(unsecured);
  const checked = await Promise.all(
    readings.map(async (reading) => {
      if ('refused' in reading) return { proof: reading.refused };
      const found = assertionKey(resolved, reading.method, world.now);
      if ('refused' in found) return { key: found.refused, proof: keyless };
      return {
        key: ok('The key is the issuer’s.'),
        proof: await signature(verify, reading.proof, found.key),
      };
    }),
  );
  const keys = checked.flatMap(({ key }) => (key === undefined ? [] : [key]));
  const badKey = worst(keys);
  const badProof = worst(checked.map(({ proof }) => proof));
  return {
    issuer: ok('The issuer was found.'),
    ...(badKey && {
      'issuer-key':
        badKey.outcome === 'ok' ? ok('It is signed with a key that the issuer publishes for this.') : badKey,
    }),
    proof: badProof ?? keyless,
    known: resolved.known,
  };
}

const keyless = couldNotCheck(
  'earlier-check-not-ok',
  'The signature cannot be checked without the issuer’s key.',
);

function refusals(readings: readonly Reading[]): Outcome[] {
  return readings.flatMap((reading) => ('refused' in reading ? [reading.refused] : []));
}

async function signature(
  verify: ReturnType<typeof proofVerifier>,
  proof: JsonObject,
  key: KeyObject,
): Promise<Outcome> {
  const result = await verify(proof, key);
  if (result.ok) return ok('The signature is right: nothing was changed since it was issued.');
  const { cause, reason } = result;
  return cause === 'too-complex' ? couldNotCheck(cause, reason) : failed(cause, reason);
}

function readProof(value: unknown, now: Date): Reading {
  const parsed = proofShape.safeParse(value);
  if (!parsed.success) {
    const kind = z.looseObject({ type: z.string(), cryptosuite: z.unknown().optional() }).safeParse(value);
    return kind.success && !isSupported(kind.data)
      ? unsupported
      : refused(failed('proof-malformed', 'The proof lacks something or has something of the wrong kind.'));
  }
  const proof = parsed.data;
  if (!isSupported(proof)) return unsupported;
  if (proof.proofPurpose !== 'assertionMethod')
    return refused(failed('wrong-proof-purpose', 'The proof was not made to issue a credential.'));
  if ('previousProof' in proof)
    return refused(
      couldNotCheck('proof-chain', 'The proof builds on another proof, which is not supported yet.'),
    );
  if (proof.expires !== undefined && (instantOf(proof.expires) ?? 0) <= now.getTime())
    return refused(failed('proof-expired', `The proof was good until ${proof.expires}.`));
  return { proof: value as JsonObject, method: proof.verificationMethod };
}

function isSupported({ type, cryptosuite }: { type: string; cryptosuite?: unknown }): boolean {
  return type === 'DataIntegrityProof' && cryptosuite === eddsaRdfc2022;
}

const unsupported: Reading = {
  refused: couldNotCheck('unsupported-cryptosuite', 'It is signed in a way that is not supported yet.'),
};

function refused(outcome: Outcome): Reading {
  return { refused: outcome };
}

async function resolveIssuer(
  did: string,
  world: VerificationWorld,
): Promise<{ did: string; document: JsonObject; known: boolean } | { refused: Outcome }> {
  const answer = await world.resolveDid(did);
  if (!answer.found) {
    const [cause, message] = {
      'not-found': ['issuer-not-found', 'The issuer’s public keys are not where they should be.'],
      unreachable: ['issuer-unreachable', 'The issuer’s public keys could not be fetched just now.'],
      unsupported: ['unsupported-issuer', 'The issuer is named in a way that is not supported yet.'],
    }[answer.reason] as [Parameters<typeof couldNotCheck>[0], string];
    return { refused: couldNotCheck(cause, message) };
  }
  const { document, known = false } = answer;
  if (!isJsonObject(document) || document.id !== did)
    return {
      refused: couldNotCheck(
        'issuer-document-invalid',
        'What the issuer publishes about its keys cannot be read.',
      ),
    };
  return { did, document, known };
}
