import { createHash } from 'node:crypto';
import type { Evidence } from '../domain/evidence.ts';
import { type Fingerprint, type SeenBefore, seenElsewhere, shortestTelling } from '../domain/fingerprint.ts';
import type { Submission } from '../domain/submission.ts';
import type { Submissions } from '../ports.ts';

/** By what the same evidence is known again; undefined for what is too short to tell. */
function digestOf(item: Evidence): string | undefined {
  if (item.kind === 'file') return item.sha256;
  if (item.kind === 'text') return item.text.trim().length < shortestTelling ? undefined : item.sha256;
  return createHash('sha256').update(new URL(item.url).href, 'utf8').digest('hex');
}

/** What is kept of evidence when it is handed in, so that it is known again. */
export function fingerprintsOf(
  { id, microCredentialId, issuerId, learner }: Submission,
  items: readonly Evidence[],
  now: Date,
): Fingerprint[] {
  return items.flatMap((item) => {
    const digest = digestOf(item);
    const about = { submissionId: id, microCredentialId, issuerId, learner, at: now.toISOString() };
    return digest === undefined ? [] : [{ digest, evidenceId: item.id, ...about }];
  });
}

/** Where an item was handed in before or since, by anyone. It tells the assessor; nothing is refused for it. */
export async function seenBefore(
  { submissions }: { submissions: Submissions },
  submission: Submission,
  item: Evidence,
): Promise<readonly SeenBefore[]> {
  const digest = digestOf(item);
  if (digest === undefined) return [];
  const { id: submissionId, learner, issuerId } = submission;
  return seenElsewhere(await submissions.sightings(digest), { submissionId, learner, issuerId });
}
