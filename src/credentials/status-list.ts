import type { CredentialStatus, StatusPurpose } from '../domain/status-list.ts';
import { statusListUrl } from './addresses.ts';
import { credentialsV2 } from './contexts.ts';

/** What a status list credential (Bitstring Status List 1.0) is made of. `validFrom` is RFC 3339 in UTC; `encodedList` comes from `encodeBits`. */
export interface StatusListContents {
  readonly id: string;
  readonly issuerDid: string;
  readonly purpose: StatusPurpose;
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

/** An entry as a credential carries it. */
export type StatusEntry = ReturnType<typeof statusEntry>;

/** One `credentialStatus` of a credential that has this position in the list (section 2.1). Its id is never the list's. */
export function statusEntry(listUrl: string, { index, purpose }: { index: number; purpose: StatusPurpose }) {
  return {
    id: `${listUrl}#${index}`,
    type: 'BitstringStatusListEntry' as const,
    statusPurpose: purpose,
    statusListIndex: String(index),
    statusListCredential: listUrl,
  };
}

/**
 * The `credentialStatus` member of a credential. A single entry is an object and not a list of one: the JSON schema of Open
 * Badges 3.0 knows no list there, so a badge with several entries is refused by strict validators.
 */
export function statusMember(
  publicUrl: string,
  statuses: readonly CredentialStatus[],
): { credentialStatus?: StatusEntry | StatusEntry[] } {
  const [only, ...others] = statuses.map((status) =>
    statusEntry(statusListUrl(publicUrl, status.list), status),
  );
  if (!only) return {};
  return { credentialStatus: others.length === 0 ? only : [only, ...others] };
}
