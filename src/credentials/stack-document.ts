import type { Issuer } from '../domain/issuer.ts';
import { nameOfPiece, type StackVersion } from '../domain/stack.ts';
import { ruleInWords } from '../domain/stack-standing.ts';
import type { CredentialStatus } from '../domain/status-list.ts';
import type { Submission } from '../domain/submission.ts';
import { credentialUrl, stackVersionUrl } from './addresses.ts';
import { openBadgeContexts } from './contexts.ts';
import { identityObjects } from './identity-objects.ts';
import type { JsonObject } from './json.ts';
import { briefProfile, issuerProfile } from './profile-document.ts';
import { statusMember } from './status-list.ts';

/** A piece as its own credential tells it. */
export interface ListedPiece {
  /** The id that the credential gives itself: its public address. */
  readonly id: string;
  /** The id of what was achieved: the version of the micro-credential. */
  readonly achievement: string;
  readonly name: string;
}

/** Everything that the award of a stack is made of. */
export interface StackAwardFacts {
  readonly publicUrl: string;
  readonly credentialId: string;
  readonly issuer: Issuer;
  readonly version: StackVersion;
  readonly recipient: Submission['recipient'];
  /** In the order of the stack. */
  readonly pieces: readonly ListedPiece[];
  /** Whether a person confirmed it, or the rule by itself. */
  readonly confirmedBy: 'approver' | 'rule';
  readonly awardedAt: Date;
  readonly statuses: readonly CredentialStatus[];
  /** Keeps the hash of the holder's e-mail address from being guessed. */
  readonly salt: string;
  /** Signed EndorsementCredentials of the issuer. */
  readonly endorsements: readonly JsonObject[];
}

/**
 * The unsigned Open Badges 3.0 AchievementCredential of a stack. Its evidence are the credentials of the pieces, each at its own
 * address; what they are of is `related` to its achievement. It claims no results: those are in the pieces.
 */
export function stackDocument(facts: StackAwardFacts) {
  const { publicUrl, issuer, version, recipient, pieces, endorsements } = facts;
  const { stack } = version;
  const id = credentialUrl(publicUrl, facts.credentialId);
  const achievementId = stackVersionUrl(publicUrl, version.stackId, version.version);
  const awardedDate = facts.awardedAt.toISOString().replace(/\.\d+Z$/, 'Z');
  const caption = stack.badgeCaption ?? `Badge: ${stack.name}`;
  return {
    '@context': [...openBadgeContexts],
    id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: stack.name,
    image: { id: `${id}/image`, type: 'Image', caption },
    issuer: {
      ...issuerProfile(publicUrl, issuer),
      ...(endorsements.length > 0 && { endorsement: endorsements }),
    },
    validFrom: awardedDate,
    awardedDate,
    credentialSubject: {
      ...(recipient.did && { id: recipient.did }),
      type: ['AchievementSubject'],
      identifier: identityObjects({ ...recipient, identity: issuer.recipientIdentity, salt: facts.salt }),
      source: briefProfile(publicUrl, issuer),
      narrative: narrative(facts),
      achievement: {
        id: achievementId,
        type: ['Achievement'],
        achievementType: 'Certificate',
        name: stack.name,
        description: stack.description,
        version: String(version.version),
        inLanguage: stack.language,
        image: { id: `${achievementId}/image`, type: 'Image', caption },
        criteria: { id: achievementId, narrative: ruleInWords(stack, nameOfPiece(version)).join('\n') },
        creator: briefProfile(publicUrl, issuer),
        related: pieces.map(({ achievement }) => ({ id: achievement, type: ['Related'] })),
      },
    },
    evidence: pieces.map((piece) => ({
      id: piece.id,
      type: ['Evidence'],
      name: piece.name,
      genre: 'OpenBadgeCredential',
    })),
    ...statusMember(publicUrl, facts.statuses),
  };
}

function narrative({ pieces, confirmedBy }: StackAwardFacts): string {
  const by = confirmedBy === 'approver' ? 'an approver of the issuer' : 'the rule of the stack';
  return `Earned by ${pieces.length} micro-credentials, each of which people judged by its rubric. Confirmed by ${by}.`;
}
