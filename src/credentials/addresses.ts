/** The public addresses that credentials name for ever. `publicUrl` has no trailing slash. */

export function issuerUrl(publicUrl: string, issuerId: string): string {
  return `${publicUrl}/issuers/${issuerId}`;
}

export function microCredentialUrl(publicUrl: string, microCredentialId: string): string {
  return `${publicUrl}/micro-credentials/${microCredentialId}`;
}

export function versionUrl(publicUrl: string, microCredentialId: string, version: number): string {
  return `${microCredentialUrl(publicUrl, microCredentialId)}/versions/${version}`;
}

export function credentialUrl(publicUrl: string, credentialId: string): string {
  return `${publicUrl}/credentials/${credentialId}`;
}

export function statusListUrl(publicUrl: string, listId: string): string {
  return `${publicUrl}/status/${listId}`;
}
