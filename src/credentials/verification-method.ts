import type { KeyObject } from 'node:crypto';
import type { Controller } from './controller.ts';
import { isPlainObject, type JsonObject, type JsonValue } from './json.ts';
import { publicKeyFromJwk } from './jwk.ts';
import { InvalidKeyError, publicKeyFromMultikey } from './multikey.ts';
import { instantOf } from './timestamps.ts';
import { couldNotCheck, failed, type Outcome } from './verification-report.ts';

/** What a proof was made for, which is also the relationship under which its key must be listed. */
export type ProofPurpose = 'assertionMethod' | 'authentication';

/** A key that may be used, or why it may not. */
export type FoundKey = { readonly key: KeyObject } | { readonly refused: Outcome };

/**
 * The key that a proof names, out of its controller's document (Controlled Identifiers 1.0, section 3.3): the controller's
 * own, listed for this purpose, not revoked or expired now.
 */
export function methodKey(
  { did, document }: Controller,
  methodId: string,
  { purpose, now }: { readonly purpose: ProofPurpose; readonly now: Date },
): FoundKey {
  if (!methodId.startsWith(`${did}#`))
    return refuse('not-the-issuers-key', 'It is signed with a key of someone other than the issuer.');
  const absolute = (id: JsonValue | undefined) =>
    typeof id === 'string' && id.startsWith('#') ? `${did}${id}` : id;
  const isNamed = (entry: JsonValue) => absolute(isPlainObject(entry) ? entry.id : entry) === methodId;
  const listed = list(document[purpose]).filter(isNamed);
  const methods = [...list(document.verificationMethod).filter(isNamed), ...listed].filter(isPlainObject);
  const [method, another] = methods;
  if (method === undefined)
    return refuse('key-not-found', 'The issuer does not list the key that signed it.');
  if (another !== undefined) return unclear('The issuer lists two keys under one name.');
  if (absolute(method.controller) !== did)
    return refuse('key-has-other-controller', 'The key that signed it is controlled by someone else.');
  const ended = endOf(method, now);
  if (ended !== undefined) return ended;
  if (listed.length === 0)
    return purpose === 'assertionMethod'
      ? refuse('key-not-for-assertions', 'The issuer does not list the key for issuing credentials.')
      : refuse('key-not-for-authentication', 'The holder does not list the key for proving who they are.');
  return readKey(method);
}

/** Every key that a controller lists for this purpose and that may be used now. */
export function usableKeys(
  controller: Controller,
  use: { readonly purpose: ProofPurpose; readonly now: Date },
): readonly KeyObject[] {
  return list(controller.document[use.purpose]).flatMap((entry) => {
    const id = isPlainObject(entry) ? entry.id : entry;
    if (typeof id !== 'string') return [];
    const found = methodKey(controller, id.startsWith('#') ? `${controller.did}${id}` : id, use);
    return 'key' in found ? [found.key] : [];
  });
}

/** Why a key is no longer good, when its controller lists it, under whatever name, as ended. */
export function endOfKey(
  { document }: Controller,
  key: KeyObject,
  now: Date,
): { readonly refused: Outcome } | undefined {
  for (const method of list(document.verificationMethod).filter(isPlainObject)) {
    const read = readKey(method);
    const ended = 'key' in read && read.key.equals(key) ? endOf(method, now) : undefined;
    if (ended !== undefined) return ended;
  }
  return undefined;
}

function endOf(method: JsonObject, now: Date): { readonly refused: Outcome } | undefined {
  for (const [member, cause] of [
    ['revoked', 'key-revoked'],
    ['expires', 'key-expired'],
  ] as const) {
    const value = method[member];
    if (value === undefined) continue;
    const since = typeof value === 'string' ? instantOf(value) : undefined;
    if (since === undefined) return unclear('The issuer lists the key with an end that is not a date.');
    if (since <= now.getTime()) return refuse(cause, `The issuer’s key is no longer good since ${value}.`);
  }
  return undefined;
}

/** The forms in which keys are published, by the type of the method. */
const readers: ReadonlyMap<unknown, (method: JsonObject) => KeyObject | undefined> = new Map([
  ['Multikey', fromMultibase],
  ['Ed25519VerificationKey2020', (method) => ed25519Only(fromMultibase(method))],
  ['JsonWebKey', fromJwk],
  ['JsonWebKey2020', fromJwk],
]);

function readKey(method: JsonObject): FoundKey {
  try {
    const key = readers.get(method.type)?.(method);
    if (key !== undefined) return { key };
  } catch (error) {
    if (error instanceof InvalidKeyError)
      return refuse('key-invalid', 'The published key does not fit the kind of signature.');
    throw error;
  }
  return {
    refused: couldNotCheck('unsupported-key', 'The key is published in a form that is not supported yet.'),
  };
}

function fromMultibase({ publicKeyMultibase }: JsonObject): KeyObject | undefined {
  return typeof publicKeyMultibase === 'string' ? publicKeyFromMultikey(publicKeyMultibase) : undefined;
}

function fromJwk({ publicKeyJwk }: JsonObject): KeyObject | undefined {
  return publicKeyJwk === undefined ? undefined : publicKeyFromJwk(publicKeyJwk);
}

function ed25519Only(key: KeyObject | undefined): KeyObject | undefined {
  if (key !== undefined && key.asymmetricKeyType !== 'ed25519')
    throw new InvalidKeyError('The key is not an Ed25519 key.');
  return key;
}

function refuse(cause: Parameters<typeof failed>[0], message: string): { refused: Outcome } {
  return { refused: failed(cause, message) };
}

function unclear(message: string): { refused: Outcome } {
  return { refused: couldNotCheck('issuer-document-invalid', message) };
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as JsonValue];
}
