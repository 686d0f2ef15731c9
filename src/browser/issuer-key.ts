import type { JsonObject, JsonValue } from '../credentials/json.ts';
import { instantOf } from '../credentials/timestamps.ts';
import type { Ask } from './ask.ts';
import { fromBase58 } from './bytes.ts';
import { type Found, failed, unclear } from './step.ts';

/** A key that the issuer publishes for issuing. */
export interface IssuerKey {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where its DID document was read. */
  readonly address: string;
}

/**
 * The Ed25519 key that a proof names, out of the DID document of the issuer (did:web): the issuer's own, listed for assertions,
 * not revoked and not expired at `now`, in milliseconds since 1970.
 */
export async function findKey(
  { issuer, method, now }: { issuer: string; method: string; now: number },
  ask: Ask,
): Promise<IssuerKey | Found> {
  const address = locationOf(issuer, ask.here);
  if (address === undefined) return unclear('issuer-of-other-kind', { issuer });
  if (!method.startsWith(`${issuer}#`)) return failed('key-not-listed', { address });
  const answer = await ask.json(address);
  if ('reason' in answer)
    return unclear(answer.reason === 'unreadable' ? 'issuer-unreadable' : 'issuer-unreachable', { address });
  const { document } = answer;
  if (document.id !== issuer) return unclear('issuer-unreadable', { address });
  const methods = list(document.verificationMethod).filter(
    (one): one is JsonObject => isObject(one) && one.id === method,
  );
  const [found, another] = methods;
  if (another !== undefined) return unclear('issuer-unreadable', { address });
  if (found === undefined || found.controller !== issuer) return failed('key-not-listed', { address });
  for (const end of [found.revoked, found.expires]) {
    const since = typeof end === 'string' ? instantOf(end) : undefined;
    if (end !== undefined && since === undefined) return unclear('issuer-unreadable', { address });
    if (since !== undefined && since <= now) return failed('key-ended', { address, since: String(end) });
  }
  if (!list(document.assertionMethod).includes(method)) return failed('key-not-listed', { address });
  const multikey = found.type === 'Multikey' ? fromBase58(found.publicKeyMultibase, 34) : undefined;
  if (multikey?.[0] !== 0xed || multikey[1] !== 0x01) return unclear('key-of-other-kind', { address });
  return { bytes: multikey.slice(2), address };
}

/** Where the document of a did:web is: at https, or at the very host of this page (did:web, section 3.2). */
export function locationOf(did: string, here: string): string | undefined {
  const [, host = '', path = ''] =
    /^did:web:([A-Za-z0-9.-]+(?:%3A\d{1,5})?)((?::[A-Za-z0-9._-]+)*)$/i.exec(did) ?? [];
  const segments = path.split(':').slice(1);
  if (host === '' || segments.some((segment) => /^\.{1,2}$/.test(segment))) return undefined;
  const authority = host.replace(/%3A/i, ':');
  const origin = new URL(here).host === authority ? new URL(here).origin : `https://${authority}`;
  return `${origin}/${segments.length === 0 ? '.well-known' : segments.join('/')}/did.json`;
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return value === undefined ? [] : ([value].flat() as readonly JsonValue[]);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
