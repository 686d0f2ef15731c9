import * as z from 'zod';
import { sha256 } from './evidence.ts';
import { personId } from './membership.ts';
import { slug, timestamp, ulid } from './text.ts';

/** That something was handed in: the same file, text or address has the same digest, whoever hands it in. */
export const fingerprint = z.strictObject({
  digest: sha256,
  evidenceId: ulid,
  submissionId: ulid,
  microCredentialId: ulid,
  issuerId: slug,
  learner: personId,
  at: timestamp,
});
export type Fingerprint = z.infer<typeof fingerprint>;

/** Where the same evidence was handed in before. Nobody is named; another issuer's micro-credential is not told. */
export interface SeenBefore {
  readonly at: string;
  readonly sameLearner: boolean;
  readonly microCredentialId?: string;
}

/** Texts below this length are alike by chance. */
export const shortestTelling = 200;

/** What an assessor is told of where an item was seen, apart from its own submission. */
export function seenElsewhere(
  found: readonly Fingerprint[],
  of: Pick<Fingerprint, 'submissionId' | 'learner' | 'issuerId'>,
): SeenBefore[] {
  return found
    .filter(({ submissionId }) => submissionId !== of.submissionId)
    .map(({ at, learner, issuerId, microCredentialId }) => ({
      at,
      sameLearner: learner === of.learner,
      ...(issuerId === of.issuerId && { microCredentialId }),
    }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
