import { imageUrl, versionUrl } from '../credentials/addresses.ts';
import { didWeb } from '../credentials/did.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Version } from '../domain/micro-credential.ts';

/** An issuer as the API shows it. */
export function issuerView({ image, ...issuer }: Issuer, publicUrl: string) {
  return {
    ...issuer,
    did: didWeb(publicUrl, issuer.id),
    ...(image && { image: { ...image, url: imageUrl(publicUrl, image.digest) } }),
  };
}

/** A published version as the API shows it. */
export function versionView({ issuerId, ...version }: Version, publicUrl: string) {
  const id = versionUrl(publicUrl, version.microCredentialId, version.version);
  return { ...version, id, issuer: { id: issuerId, did: didWeb(publicUrl, issuerId) }, badge: `${id}/image` };
}
