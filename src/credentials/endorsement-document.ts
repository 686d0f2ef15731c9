import type { Endorsed } from '../domain/endorsement.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { CredentialStatus } from '../domain/status-list.ts';
import { credentialUrl, versionUrl } from './addresses.ts';
import { openBadgeContexts } from './contexts.ts';
import { didWeb } from './did.ts';
import { issuerProfile } from './profile-document.ts';
import { statusMember } from './status-list.ts';

/** What an endorsement is made of. */
export interface EndorsementFacts {
  readonly publicUrl: string;
  /** Address of the endorsement itself. */
  readonly id: string;
  /** Who endorses. */
  readonly issuer: Issuer;
  /** The DID of the issuer, the address of the version of a micro-credential, or that of the credential. */
  readonly endorsed: string;
  readonly name: string;
  readonly comment: string;
  readonly validFrom: Date;
  readonly validUntil?: Date | undefined;
  /** One at most: an endorsement stands inside of badges. */
  readonly statuses: readonly CredentialStatus[];
}

/** The unsigned EndorsementCredential (Open Badges 3.0, EndorsementCredential), complete but for its proof. */
export function endorsementDocument(facts: EndorsementFacts) {
  const { publicUrl, id, issuer, endorsed, name, comment, validFrom, validUntil, statuses } = facts;
  // These have no id. Several endorsements of one endorser in one badge would have them several times with nothing to tell them
  // apart by, which costs every verifier time.
  const { address: _address, otherIdentifier: _identifiers, ...endorser } = issuerProfile(publicUrl, issuer);
  return {
    '@context': [...openBadgeContexts],
    id,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name,
    issuer: endorser,
    validFrom: inSeconds(validFrom),
    ...(validUntil && { validUntil: inSeconds(validUntil) }),
    credentialSubject: { id: endorsed, type: ['EndorsementSubject'], endorsementComment: comment },
    ...statusMember(publicUrl, statuses),
  };
}

/** How a credential names what is endorsed: the DID of an issuer, the address of all else. */
export function endorsedId(publicUrl: string, of: Endorsed): string {
  if (of.kind === 'issuer') return didWeb(publicUrl, of.issuer);
  if (of.kind === 'achievement') return versionUrl(publicUrl, of.microCredential, of.version);
  return credentialUrl(publicUrl, of.credential);
}

function inSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
