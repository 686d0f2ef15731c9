import type { KeyObject } from 'node:crypto';
import {
  type Authenticity,
  controllerOf,
  type ExpectedSigner,
  keyless,
  keyOutcome,
  unchanged,
} from '../authenticity.ts';
import { type Controller, findController } from '../controller.ts';
import { didWebLocation, InvalidDidError } from '../did.ts';
import { publicKeyFromJwk } from '../jwk.ts';
import { InvalidKeyError } from '../multikey.ts';
import { endOfKey, type FoundKey, methodKey, usableKeys } from '../verification-method.ts';
import { couldNotCheck, failed, type Outcome, ok } from '../verification-report.ts';
import type { Resolution, VerificationWorld } from '../verification-world.ts';
import type { Jwt } from './jwt.ts';
import { algorithmProblem, jwtSignatureProblem } from './jwt-signature.ts';

/**
 * Who signed a token, and whether the key is theirs and the signature right. The key is named by `kid`: a method of the
 * issuer's DID document, or the address of a bare JWK below the issuer's own address (Open Badges 3.0, section 8.2.4). A `jwk` in
 * the header shows nothing by itself: the issuer must publish the same key.
 */
export async function authenticateJwt(
  jwt: Jwt,
  expected: ExpectedSigner,
  world: VerificationWorld,
): Promise<Authenticity> {
  const refused = algorithmProblem(jwt);
  if (refused !== undefined) return { proof: refused, known: false };
  const { signer } = expected;
  if (signer === undefined) {
    const found = await namedKey(jwt, expected, world);
    return { proof: 'refused' in found ? found.refused : signature(jwt, found.key), known: false };
  }
  const { kid } = jwt.header;
  const onWeb = kid !== undefined && isWeb(kid);
  if (onWeb && isWeb(signer)) return judged(jwt, await keyOfPlace(kid, signer, world), false);
  const controller = await findController(signer, world);
  if ('refused' in controller) return { issuer: controller.refused, proof: keyless, known: false };
  const use = { purpose: expected.purpose, now: world.now };
  const found = onWeb
    ? notTakenBack(await keyOfPlace(kid, signer, world), controller, world.now)
    : listedKey(jwt, controller, use);
  return judged(jwt, found, controller.known);
}

function judged(jwt: Jwt, found: FoundKey, known: boolean): Authenticity {
  const issuer = ok('The issuer was found.');
  if ('refused' in found) return { issuer, ...keyOutcome([found.refused]), proof: keyless, known };
  return { issuer, ...keyOutcome([ok('The key is the issuer’s.')]), proof: signature(jwt, found.key), known };
}

function signature(jwt: Jwt, key: KeyObject): Outcome {
  return jwtSignatureProblem(jwt, key) ?? unchanged;
}

function listedKey(
  { header: { kid, jwk } }: Jwt,
  controller: Controller,
  use: Parameters<typeof methodKey>[2],
): FoundKey {
  if (kid !== undefined) return methodKey(controller, absolute(kid, controller.did), use);
  const own = headerKey(jwk);
  if ('refused' in own) return own;
  return usableKeys(controller, use).some((key) => key.equals(own.key))
    ? own
    : { refused: failed('key-not-found', 'The issuer does not list the key that signed it.') };
}

/** The key that a token names by itself, whoever its issuer is. */
async function namedKey(
  { header: { kid, jwk }, claims }: Jwt,
  { purpose }: ExpectedSigner,
  world: VerificationWorld,
): Promise<FoundKey> {
  if (kid === undefined) return headerKey(jwk);
  if (isWeb(kid)) return fetchedKey(kid, world);
  const issuer = claims.iss ?? claims.issuer ?? claims.holder;
  const method = absolute(kid, typeof issuer === 'string' ? issuer : '');
  const controller = await controllerOf(method, world);
  return 'refused' in controller ? controller : methodKey(controller, method, { purpose, now: world.now });
}

function headerKey(jwk: unknown): FoundKey {
  if (jwk === undefined)
    return { refused: failed('key-not-found', 'The token does not say which key signed it.') };
  return readJwk(jwk);
}

/** A key at a web address is the issuer's when nobody but the issuer can publish there: under the issuer's own address. */
async function keyOfPlace(kid: string, signer: string, world: VerificationWorld): Promise<FoundKey> {
  const own = placeOf(signer);
  const key = new URL(kid);
  if (own === undefined || key.host !== own.host)
    return {
      refused: failed('not-the-issuers-key', 'It is signed with a key of someone other than the issuer.'),
    };
  // Others may share the host: what they publish there is not this issuer's.
  if (!key.pathname.startsWith(own.pathname))
    return {
      refused: couldNotCheck('unsupported-key', 'Nothing shows that the key that signed it is the issuer’s.'),
    };
  return fetchedKey(kid, world);
}

/** A key that the issuer has taken back is no better under its address than under its name. */
function notTakenBack(found: FoundKey, controller: Controller, now: Date): FoundKey {
  if ('refused' in found) return found;
  return endOfKey(controller, found.key, now) ?? found;
}

async function fetchedKey(url: string, world: VerificationWorld): Promise<FoundKey> {
  const unsupported: Resolution = { found: false, reason: 'unsupported' };
  const answer = (await world.publicKey?.(url)) ?? unsupported;
  if (answer.found) return readJwk(answer.document);
  return answer.reason === 'unsupported'
    ? {
        refused: couldNotCheck(
          'unsupported-key',
          'The key is published in a form that is not supported yet.',
        ),
      }
    : { refused: couldNotCheck('issuer-unreachable', 'The key that signed it could not be fetched.') };
}

function readJwk(jwk: unknown): FoundKey {
  try {
    return { key: publicKeyFromJwk(jwk) };
  } catch (error) {
    if (error instanceof InvalidKeyError)
      return {
        refused: failed('key-invalid', 'The key that it names is not a public key that can be used.'),
      };
    throw error;
  }
}

/** `kid` may be a method in full, its fragment with `#`, or the fragment alone. */
function absolute(kid: string, did: string): string {
  if (kid.startsWith('did:')) return kid;
  return kid.startsWith('#') ? `${did}${kid}` : `${did}#${kid}`;
}

/** A deployment on this machine has no certificate; whoever asks for its keys decides whether such an address is one. */
function isWeb(address: string): boolean {
  return /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost)(?=[:/]))/.test(address) && URL.canParse(address);
}

/** Where an issuer publishes, with a slash at its end: the folder of a did:web, or all below a web address. */
function placeOf(signer: string): URL | undefined {
  if (isWeb(signer)) return new URL(signer.replace(/[?#].*$/, '').replace(/\/?$/, '/'));
  try {
    return new URL(didWebLocation(signer).replace(/(?:\.well-known\/)?did\.json$/, ''));
  } catch (error) {
    if (error instanceof InvalidDidError) return undefined;
    throw error;
  }
}
