import { checkHolderDid } from '../domain/holder-did.ts';
import type { Caller } from '../domain/membership.ts';
import { requireDraft, type Submission } from '../domain/submission.ts';
import type { Submissions } from '../ports.ts';
import { ownSubmission } from './read-submission.ts';

/** Says by which identifier of theirs the credential will know the holder, or by none; as long as the submission is a draft. */
export async function nameHolder(
  ports: { submissions: Submissions },
  command: { caller: Caller; submissionId: string; did: string | null; publicUrl: string },
): Promise<Submission> {
  checkHolderDid(command.did ?? undefined, command.publicUrl);
  const current = await ownSubmission(ports, command);
  requireDraft(current);
  const { did: _before, ...named } = current.recipient;
  const changed = {
    ...current,
    recipient: { ...named, ...(command.did !== null && { did: command.did }) },
    revision: current.revision + 1,
  };
  await ports.submissions.save(changed);
  return changed;
}
