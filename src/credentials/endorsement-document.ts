import type { Issuer } from '../domain/issuer.ts';
import type { CredentialStatus } from '../domain/status-list.ts';
import { openBadgeContexts } from './contexts.ts';
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
  return {
    '@context': [...openBadgeContexts],
    id,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name,
    issuer: issuerProfile(publicUrl, issuer),
    validFrom: inSeconds(validFrom),
    ...(validUntil && { validUntil: inSeconds(validUntil) }),
    credentialSubject: { id: endorsed, type: ['EndorsementSubject'], endorsementComment: comment },
    ...statusMember(publicUrl, statuses),
  };
}

function inSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
