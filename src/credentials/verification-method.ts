import type { KeyObject } from 'node:crypto';
import type { JsonObject, JsonValue } from './json.ts';
import { InvalidKeyError, publicKeyFromMultikey } from './multikey.ts';
import { instantOf } from './timestamps.ts';
import { couldNotCheck, failed, type Outcome } from './verification-report.ts';

/**
 * The key that a proof names, out of the issuer's DID document (Controlled Identifiers 1.0, section 3.3): the issuer's own,
 * listed for assertions, not revoked or expired now.
 * @returns the key, or why it may not be used
 */
export function assertionKey(
  issuer: { readonly did: string; readonly document: JsonObject },
  methodId: string,
  now: Date,
): { readonly key: KeyObject } | { readonly refused: Outcome } {
  const { did, document } = issuer;
  if (!methodId.startsWith(`${did}#`))
    return refuse('not-the-issuers-key', 'It is signed with a key of someone other than the issuer.');
  const absolute = (id: JsonValue | undefined) =>
    typeof id === 'string' && id.startsWith('#') ? `${did}${id}` : id;
  const isNamed = (entry: JsonValue) => absolute(isObject(entry) ? entry.id : entry) === methodId;
  const assertions = list(document.assertionMethod).filter(isNamed);
  const methods = [...list(document.verificationMethod).filter(isNamed), ...assertions].filter(isObject);
  const [method, another] = methods;
  if (method === undefined)
    return refuse('key-not-found', 'The issuer does not list the key that signed it.');
  if (another !== undefined) return unclear('The issuer lists two keys under one name.');
  if (absolute(method.controller) !== did)
    return refuse('key-has-other-controller', 'The key that signed it is controlled by someone else.');
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
  if (assertions.length === 0)
    return refuse('key-not-for-assertions', 'The issuer does not list the key for issuing credentials.');
  return readKey(method);
}

function readKey(method: JsonObject): { key: KeyObject } | { refused: Outcome } {
  const { type, publicKeyMultibase } = method;
  if (type !== 'Multikey' || typeof publicKeyMultibase !== 'string')
    return {
      refused: couldNotCheck('unsupported-key', 'The key is published in a form that is not supported yet.'),
    };
  try {
    return { key: publicKeyFromMultikey(publicKeyMultibase) };
  } catch (error) {
    if (error instanceof InvalidKeyError)
      return refuse('key-invalid', 'The published key does not fit the kind of signature.');
    throw error;
  }
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

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
