import type { Issuer } from '../domain/issuer.ts';
import type { Version } from '../domain/micro-credential.ts';
import { versionUrl } from './addresses.ts';
import { achievement } from './award-document.ts';
import { openBadgeContexts } from './contexts.ts';
import { issuerProfile } from './profile-document.ts';

/**
 * A published version as an Achievement of Open Badges 3.0 (section B.1.1), by itself: the very one that credentials hold, but
 * that who creates it is told whole, as no credential does so around it.
 */
export function achievementDocument({
  publicUrl,
  issuer,
  version,
}: {
  readonly publicUrl: string;
  readonly issuer: Issuer;
  readonly version: Version;
}) {
  return {
    '@context': [...openBadgeContexts],
    ...achievement(
      { publicUrl, version, evidence: [] },
      versionUrl(publicUrl, version.microCredentialId, version.version),
    ),
    creator: issuerProfile(publicUrl, issuer),
  };
}
