import { versionUrl } from '../credentials/addresses.ts';
import { didWeb } from '../credentials/did.ts';
import type { Version } from '../domain/micro-credential.ts';

/** A published version as the API shows it. */
export function versionView({ issuerId, ...version }: Version, publicUrl: string) {
  return {
    ...version,
    id: versionUrl(publicUrl, version.microCredentialId, version.version),
    issuer: { id: issuerId, did: didWeb(publicUrl, issuerId) },
  };
}
