import { imageUrl, versionUrl } from '../credentials/addresses.ts';
import { didWeb } from '../credentials/did.ts';
import { bestLanguage } from '../domain/definition/language.ts';
import { inLanguage, languagesOf } from '../domain/definition/translation.ts';
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

/**
 * A published version as the API shows it, in the language that suits best. Without a wish it is the original, so that whoever
 * does not ask always gets the same.
 */
export function versionView(
  { issuerId, ...version }: Version,
  publicUrl: string,
  wanted: readonly string[] = [],
) {
  const id = versionUrl(publicUrl, version.microCredentialId, version.version);
  const available = languagesOf(version.definition);
  const shown = bestLanguage(available, wanted);
  const { definition, untranslated } = inLanguage(version.definition, shown);
  return {
    ...version,
    definition,
    languages: { original: available[0], shown, available, untranslated: [...untranslated] },
    id,
    issuer: { id: issuerId, did: didWeb(publicUrl, issuerId) },
    badge: `${id}/image`,
  };
}
