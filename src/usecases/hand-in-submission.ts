import type { Assessment } from '../domain/assessment.ts';
import { bindFile, type Evidence } from '../domain/evidence.ts';
import type { Caller } from '../domain/membership.ts';
import { type Submission, submit, withdraw } from '../domain/submission.ts';
import type { Assessments, Clock, EvidenceFiles, MicroCredentials, NewId, Submissions } from '../ports.ts';
import { ownSubmission, pinnedVersion } from './read-submission.ts';

/**
 * Hands a complete draft in. Every file is bound here to what the store measured of it (invariant 6), and the copy of just that
 * version is what is assessed: byte for byte what was declared, whatever is uploaded afterwards.
 */
export async function handInSubmission(
  ports: {
    submissions: Submissions;
    microCredentials: MicroCredentials;
    evidenceFiles: EvidenceFiles;
    newId: NewId;
    clock: Clock;
  },
  command: { caller: Caller; submissionId: string },
): Promise<Submission> {
  const current = await ownSubmission(ports, command);
  const [items, version] = await Promise.all([
    ports.submissions.evidence(current.id),
    pinnedVersion(ports, current),
  ]);
  const now = ports.clock.now();
  const submitted = submit(current, items, version.definition, now);
  const checked = await Promise.all(
    filesOf(items).map(async (item) => bindFile(item, await ports.evidenceFiles.inspect(current, item))),
  );
  // Not before every file has passed: a copy stays for good.
  const files = await Promise.all(
    checked.map(async (item) => ({
      ...item,
      objectVersion: await ports.evidenceFiles.keep(current, item),
    })),
  );
  const assessment: Assessment = {
    id: ports.newId(),
    submissionId: current.id,
    issuerId: current.issuerId,
    microCredentialId: current.microCredentialId,
    version: current.version,
    state: 'open',
    scores: {},
    submittedAt: now.toISOString(),
    revision: 1,
  };
  await ports.submissions.handIn(submitted, files, assessment);
  await Promise.all(files.map((item) => ports.evidenceFiles.discard(current, item)));
  return submitted;
}

/** The learner takes back a submission that nobody has decided on. */
export async function withdrawSubmission(
  ports: { submissions: Submissions; assessments: Assessments; evidenceFiles: EvidenceFiles },
  command: { caller: Caller; submissionId: string },
): Promise<Submission> {
  const current = await ownSubmission(ports, command);
  const withdrawn = withdraw(current);
  const [items, assessment] = await Promise.all([
    ports.submissions.evidence(current.id),
    current.state === 'submitted' ? ports.assessments.ofSubmission(current.id) : undefined,
  ]);
  await ports.submissions.withdraw(
    withdrawn,
    assessment && { ...assessment, state: 'cancelled', revision: assessment.revision + 1 },
  );
  await Promise.all(filesOf(items).map((item) => ports.evidenceFiles.discard(current, item)));
  return withdrawn;
}

function filesOf(items: readonly Evidence[]) {
  return items.filter((item) => item.kind === 'file');
}
