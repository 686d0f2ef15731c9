import { credentialsV2 } from './contexts.ts';

/** What a status list credential (Bitstring Status List 1.0) is made of. `validFrom` is RFC 3339 in UTC; `encodedList` comes from `encodeBits`. */
export interface StatusListContents {
  readonly id: string;
  readonly issuerDid: string;
  readonly purpose: 'revocation';
  readonly validFrom: string;
  readonly encodedList: string;
}

/** The unsigned credential that publishes a status list under `id`, its public address (section 2.2). */
export function statusListCredential({ id, issuerDid, purpose, validFrom, encodedList }: StatusListContents) {
  return {
    '@context': [credentialsV2],
    id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: issuerDid,
    validFrom,
    credentialSubject: {
      id: `${id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      encodedList,
    },
  };
}

/** The `credentialStatus` of a credential that has this position in the list (section 2.1). Its id is never the list's. */
export function statusEntry(listUrl: string, index: number) {
  return {
    id: `${listUrl}#${index}`,
    type: 'BitstringStatusListEntry' as const,
    statusPurpose: 'revocation' as const,
    statusListIndex: String(index),
    statusListCredential: listUrl,
  };
}
