import { DomainError } from '../domain/domain-error.ts';
import { type Evidence, isShown } from '../domain/evidence.ts';
import { requireShown } from '../domain/visibility.ts';
import type { Credentials, EvidenceFiles, Submissions } from '../ports.ts';

/** Evidence as it is given out: where its file is for a short time, or its text. */
export interface ShownEvidence {
  readonly item: Exclude<Evidence, { kind: 'link' }>;
  /** A short-lived address, for a file. */
  readonly downloadUrl?: string;
}

/**
 * Evidence that its holder shows, as they wish now and not as when the credential was signed. It is shown as far as the credential is.
 * @throws DomainError `not-found`, the same for what is hidden and what is not there; `kept-private`, `withdrawn` of the credential
 */
export async function readEvidence(
  ports: {
    readonly credentials: Pick<Credentials, 'find'>;
    readonly evidenceFiles: Pick<EvidenceFiles, 'downloadUrl'>;
    readonly submissions: Pick<Submissions, 'find' | 'findEvidence'>;
  },
  { submissionId, evidenceId }: { submissionId: string; evidenceId: string },
): Promise<ShownEvidence> {
  const [submission, item] = await Promise.all([
    ports.submissions.find(submissionId),
    ports.submissions.findEvidence(submissionId, evidenceId),
  ]);
  const record =
    submission?.credentialId !== undefined && item && isShown(item) && item.deletedAt === undefined
      ? await ports.credentials.find(submission.credentialId)
      : undefined;
  if (!submission || !item || item.kind === 'link' || !record)
    throw new DomainError('not-found', 'There is no such evidence that is shown.');
  requireShown(record);
  if (item.kind === 'text') return { item };
  return { item, downloadUrl: await ports.evidenceFiles.downloadUrl(submission, item) };
}
