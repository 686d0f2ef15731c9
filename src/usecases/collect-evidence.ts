import { createHash } from 'node:crypto';
import { checkArtifactLimits } from '../domain/definition/artifact-limits.ts';
import { DomainError } from '../domain/domain-error.ts';
import {
  changeEvidence,
  checkDeclaredSize,
  checkLink,
  type Evidence,
  type EvidenceChanges,
  maxEvidenceItems,
  type NewEvidence,
} from '../domain/evidence.ts';
import type { Caller } from '../domain/membership.ts';
import { promptsOf } from '../domain/micro-credential.ts';
import { requireDraft, type Submission } from '../domain/submission.ts';
import { countWords } from '../domain/text.ts';
import type {
  Clock,
  EvidenceFiles,
  MicroCredentials,
  NewId,
  PartUpload,
  PartUploads,
  Submissions,
  UploadForm,
} from '../ports.ts';
import { ownSubmission, pinnedVersion } from './read-submission.ts';

interface OwnSubmission {
  readonly caller: Caller;
  readonly submissionId: string;
}

/** Adds an item of evidence. For a file it answers with the form that uploads exactly what was declared. */
export async function addEvidence(
  ports: {
    submissions: Submissions;
    microCredentials: MicroCredentials;
    evidenceFiles: EvidenceFiles;
    newId: NewId;
    clock: Clock;
  },
  command: OwnSubmission & { item: NewEvidence; publicUrl: string },
): Promise<{ evidence: Evidence; upload?: UploadForm }> {
  const { item } = command;
  checkDeclaredSize(item);
  const current = await ownSubmission(ports, command);
  requireDraft(current);
  const [items, version] = await Promise.all([
    ports.submissions.evidence(current.id),
    pinnedVersion(ports, current),
  ]);
  if (items.length >= maxEvidenceItems)
    throw new DomainError(
      'evidence-limit',
      `A submission holds ${maxEvidenceItems} items of evidence at most.`,
    );
  const artifact = version.definition.artifacts.find((one) => one.id === item.artifact);
  if (!artifact)
    throw new DomainError('invalid-request', 'The definition asks for no such artifact.', [
      {
        field: '/artifact',
        message: `must be one of ${version.definition.artifacts.map((one) => one.id).join(', ')}`,
      },
    ]);
  checkArtifactLimits(item, artifact, items);
  checkLink(item, items, command.publicUrl);
  const now = ports.clock.now();
  const added = { id: ports.newId(), addedAt: now.toISOString() };
  const evidence: Evidence =
    item.kind === 'text' ? { ...item, ...added, sha256: digestOf(item.text) } : { ...item, ...added };
  const upload =
    evidence.kind === 'file'
      ? { upload: await ports.evidenceFiles.uploadForm(current, evidence, now) }
      : undefined;
  await ports.submissions.addEvidence(nextRevision(current), evidence);
  return { evidence, ...upload };
}

/** Begins the upload of a file in parts, goes on with it, or ends it; see {@link PartUploads}. */
export async function uploadInParts(
  ports: { submissions: Submissions; partUploads: PartUploads; clock: Clock },
  command: OwnSubmission & { evidenceId: string },
): Promise<PartUpload> {
  const current = await ownSubmission(ports, command);
  requireDraft(current);
  const item = await ports.submissions.findEvidence(current.id, command.evidenceId);
  if (!item) throw new DomainError('not-found', 'The submission has no such item of evidence.');
  if (item.kind !== 'file' || item.objectVersion !== undefined)
    throw new DomainError('invalid-request', 'There is nothing to upload for this item.', [
      { field: 'evidence', message: 'must be a file that was not handed in before' },
    ]);
  return ports.partUploads.next(current, item, ports.clock.now());
}

/** Changes what is said of an item of a draft. */
export async function changeItem(
  ports: { submissions: Submissions },
  command: OwnSubmission & { evidenceId: string; changes: EvidenceChanges },
): Promise<Evidence> {
  const current = await ownSubmission(ports, command);
  requireDraft(current);
  const items = await ports.submissions.evidence(current.id);
  const item = items.find((one) => one.id === command.evidenceId);
  if (!item) throw new DomainError('not-found', 'The submission has no such item of evidence.');
  const changed = changeEvidence(item, command.changes);
  await ports.submissions.changeEvidence(nextRevision(current), changed);
  return changed;
}

/** Takes an item out of a draft, and deletes the file that was uploaded for it. */
export async function removeEvidence(
  ports: { submissions: Submissions; evidenceFiles: EvidenceFiles },
  command: OwnSubmission & { evidenceId: string },
): Promise<void> {
  const current = await ownSubmission(ports, command);
  requireDraft(current);
  const items = await ports.submissions.evidence(current.id);
  const removed = items.find((item) => item.id === command.evidenceId);
  if (!removed) throw new DomainError('not-found', 'The submission has no such item of evidence.');
  await ports.submissions.removeEvidence(nextRevision(current), command.evidenceId);
  if (removed.kind === 'file') await ports.evidenceFiles.discard(current, removed);
}

/** Saves the answer to one prompt. */
export async function answerPrompt(
  ports: { submissions: Submissions; microCredentials: MicroCredentials },
  command: OwnSubmission & { prompt: string; text: string },
): Promise<Submission> {
  const current = await ownSubmission(ports, command);
  requireDraft(current);
  const { definition } = await pinnedVersion(ports, current);
  const prompt = promptsOf(definition).find((one) => one.id === command.prompt);
  if (!prompt) throw new DomainError('not-found', 'The definition has no such prompt.');
  if (countWords(command.text) > prompt.wordLimit)
    throw new DomainError('invalid-request', 'The answer is too long.', [
      { field: '/text', message: `must be at most ${prompt.wordLimit} words` },
    ]);
  const saved = nextRevision({ ...current, answers: { ...current.answers, [prompt.id]: command.text } });
  await ports.submissions.save(saved);
  return saved;
}

function nextRevision(current: Submission): Submission {
  return { ...current, revision: current.revision + 1 };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
