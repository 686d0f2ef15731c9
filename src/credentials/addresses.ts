/** The public addresses that credentials name for ever. `publicUrl` has no trailing slash. */

export function issuerUrl(publicUrl: string, issuerId: string): string {
  return `${publicUrl}/issuers/${issuerId}`;
}

/** Where the public key is as a bare JSON Web Key: the `kid` of tokens. It is under the issuer's own address. */
export function keyUrl(publicUrl: string, issuerId: string, keyId: string): string {
  return `${issuerUrl(publicUrl, issuerId)}/keys/${keyId}`;
}

export function microCredentialUrl(publicUrl: string, microCredentialId: string): string {
  return `${publicUrl}/micro-credentials/${microCredentialId}`;
}

export function versionUrl(publicUrl: string, microCredentialId: string, version: number): string {
  return `${microCredentialUrl(publicUrl, microCredentialId)}/versions/${version}`;
}

export function stackUrl(publicUrl: string, stackId: string): string {
  return `${publicUrl}/stacks/${stackId}`;
}

export function stackVersionUrl(publicUrl: string, stackId: string, version: number): string {
  return `${stackUrl(publicUrl, stackId)}/versions/${version}`;
}

export function credentialUrl(publicUrl: string, credentialId: string): string {
  return `${publicUrl}/credentials/${credentialId}`;
}

/** Where evidence opens that its holder shows. It stays when the credential is issued anew. */
export function evidenceUrl(publicUrl: string, submissionId: string, evidenceId: string): string {
  return `${publicUrl}/evidence/${submissionId}/${evidenceId}`;
}

/** Where a holder's link shows a credential for a time. */
export function sharedUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/shared/${token}`;
}

export function statusListUrl(publicUrl: string, listId: string): string {
  return `${publicUrl}/status/${listId}`;
}

/** An uploaded image. `digest` is its SHA-256 in hexadecimal digits. */
export function imageUrl(publicUrl: string, digest: string): string {
  return `${publicUrl}/images/${digest}`;
}
