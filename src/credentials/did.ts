import { publicKeyFromMultikey } from './multikey.ts';

const didContext = 'https://www.w3.org/ns/did/v1';
const multikeyContext = 'https://w3id.org/security/multikey/v1';
const jwkContext = 'https://w3id.org/security/jwk/v1';

/** Thrown for a text that is not a DID, or not one of the kind that was asked for. */
export class InvalidDidError extends Error {
  override readonly name = 'InvalidDidError';
}

/** One DID, taken apart: `did:<method>:<identifier>`. */
export interface ParsedDid {
  readonly method: string;
  readonly identifier: string;
}

/** A public key in one of the two forms in which it is published. */
type PublicKey =
  | { readonly publicKeyMultibase: string }
  | { readonly publicKeyJwk: { readonly kty: 'RSA'; readonly n: string; readonly e: string } };

/** A public key as the issuer's DID document lists it. `id` is the fragment, without `#`. */
export type DidKey = PublicKey & {
  readonly id: string;
  /** From when on others may have signed with it, RFC 3339: nothing that it signed may be trusted any more. */
  readonly compromisedAt?: string | undefined;
  /** From when on the key may not be used, RFC 3339. */
  readonly expires?: string | undefined;
};

/** A verification method of type Multikey or JsonWebKey (Controlled Identifiers 1.0, sections 2.2.2 and 2.2.3). */
export type VerificationMethod = PublicKey & {
  readonly id: string;
  readonly type: 'Multikey' | 'JsonWebKey';
  readonly controller: string;
  readonly revoked?: string;
  readonly expires?: string;
};

/** A DID document as it is published here: method ids absolute, relationships by reference, controller = subject. */
export interface DidDocument {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly verificationMethod: readonly VerificationMethod[];
  readonly assertionMethod: readonly string[];
  readonly authentication?: readonly string[];
}

/**
 * The did:web identifier of an issuer under the public address of this deployment: `did:web:host%3Aport:issuers:<id>`.
 * did:web itself is https only; a deployment at http://127.0.0.1 has an identifier that only it can resolve.
 */
export function didWeb(publicUrl: string, issuerId: string): string {
  const { host, pathname } = new URL(publicUrl);
  const path = pathname.split('/').filter((segment) => segment !== '');
  return ['did', 'web', encodeURIComponent(host), ...path, 'issuers', issuerId].join(':');
}

/** The https address of a did:web identifier's document (did:web, section 3.2). @throws InvalidDidError */
export function didWebLocation(did: string): string {
  const { method, identifier } = parseDid(did);
  if (method !== 'web') throw new InvalidDidError('The DID is not a did:web.');
  const [host = '', ...path] = identifier.split(':');
  const authority = host.replace(/%3A/i, ':');
  const address = `https://${authority}/${path.length === 0 ? '.well-known' : path.join('/')}/did.json`;
  // What the URL parser would read in another way (userinfo, a second host, dot segments) is not an address.
  if (!/^[A-Za-z0-9.-]+(?::\d{1,5})?$/.test(authority) || !URL.canParse(address))
    throw new InvalidDidError('The did:web has no valid host.');
  const url = new URL(address);
  if (path.some((segment) => !/^(?!\.{1,2}$)[A-Za-z0-9._-]+$/.test(segment)))
    throw new InvalidDidError('The did:web has an invalid path.');
  return url.href;
}

/**
 * The DID document of an issuer. A key that was retired stays as it was. One that was compromised stays listed as `revoked`
 * (Controlled Identifiers 1.0, section 2.2), so that it can be told apart, but no longer asserts.
 */
export function didDocument({ did, keys }: { did: string; keys: readonly DidKey[] }): DidDocument {
  const verificationMethod = keys.map((key): VerificationMethod => {
    const { id, compromisedAt: revoked, expires } = key;
    return {
      id: `${did}#${id}`,
      type: 'publicKeyJwk' in key ? 'JsonWebKey' : 'Multikey',
      controller: did,
      ...published(key),
      ...(revoked === undefined ? {} : { revoked }),
      ...(expires === undefined ? {} : { expires }),
    };
  });
  const withJwk = keys.some((key) => 'publicKeyJwk' in key);
  return {
    '@context': [didContext, multikeyContext, ...(withJwk ? [jwkContext] : [])],
    id: did,
    verificationMethod,
    assertionMethod: verificationMethod.filter(({ revoked }) => revoked === undefined).map(({ id }) => id),
  };
}

/** Just what is public: a record of a key holds more. */
function published(key: PublicKey): PublicKey {
  if (!('publicKeyJwk' in key)) return { publicKeyMultibase: key.publicKeyMultibase };
  const { kty, n, e } = key.publicKeyJwk;
  return { publicKeyJwk: { kty, n, e } };
}

/** @throws InvalidDidError unless the text is a bare DID (DID Core 1.0, section 3.1): no path, query or fragment */
export function parseDid(text: string): ParsedDid {
  const match = /^did:([a-z0-9]+):((?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2}|:(?!$))+)$/.exec(text);
  const [, method, identifier] = match ?? [];
  if (method === undefined || identifier === undefined || text.length > 2048)
    throw new InvalidDidError('The text is not a DID.');
  return { method, identifier };
}

/** The DID document of an Ed25519, P-256 or P-384 did:key, which is all in its name. @throws InvalidDidError */
export function resolveDidKey(did: string): DidDocument {
  const { method, identifier } = parseDid(did);
  if (method !== 'key') throw new InvalidDidError('The DID is not a did:key.');
  try {
    publicKeyFromMultikey(identifier);
  } catch (error) {
    throw new InvalidDidError('The did:key does not hold a key of a kind that is known here.', {
      cause: error,
    });
  }
  const document = didDocument({ did, keys: [{ id: identifier, publicKeyMultibase: identifier }] });
  return { ...document, authentication: document.assertionMethod };
}
