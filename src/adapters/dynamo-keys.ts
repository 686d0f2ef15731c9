import { createHash } from 'node:crypto';

/** The primary key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A key of several parts. No part can contain the separator, so no id can name another kind of item. */
export function key(label: string, ...ids: readonly string[]): string {
  return [label, ...ids.map(keyPart)].join('#');
}

/** The ids of this service stay readable; what is too long for a key, or no well-formed text, becomes a digest. */
function keyPart(id: string): string {
  const encoded = id.isWellFormed() ? encodeURIComponent(id) : undefined;
  if (encoded !== undefined && encoded.length <= 512) return encoded;
  return `=${createHash('sha256').update(id, 'utf16le').digest('hex')}`;
}

/** Where an item is that the public functions read too, without the SDK. */
export const publicKeys = {
  credential: (id: string): Key => ({ pk: key('CREDENTIAL', id), sk: 'CREDENTIAL' }),
  sharedLink: (credentialId: string, digest: string): Key => ({
    pk: key('CREDENTIAL', credentialId),
    sk: key('LINK', digest),
  }),
  image: (digest: string): Key => ({ pk: key('IMAGE', digest), sk: 'IMAGE' }),
  statusList: (id: string): Key => ({ pk: key('STATUS-LIST', id), sk: 'LIST' }),
  issuer: (id: string): Key => ({ pk: key('ISSUER', id), sk: 'PROFILE' }),
  issuerKeys: (issuerId: string) => ({ pk: key('ISSUER', issuerId), begins: 'KEY#' }),
};
