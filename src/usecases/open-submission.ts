import { requireHuman } from '../domain/assessment.ts';
import { eventOf } from '../domain/case.ts';
import { checkArtifactLimits } from '../domain/definition/artifact-limits.ts';
import type { Artifact } from '../domain/definition/parts.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Evidence, NewEvidence } from '../domain/evidence.ts';
import { checkHolderDid } from '../domain/holder-did.ts';
import type { Caller } from '../domain/membership.ts';
import { promptsOf, type Version } from '../domain/micro-credential.ts';
import type { Submission } from '../domain/submission.ts';
import type { Clock, Credentials, EvidenceFiles, MicroCredentials, NewId, Submissions } from '../ports.ts';
import { requirePrerequisites } from './check-prerequisites.ts';

/**
 * Starts an attempt at the newest version, which the submission stays pinned to (invariant 8), for a learner who holds what it
 * builds on and has an attempt left.
 */
export async function openSubmission(
  ports: {
    submissions: Submissions;
    credentials: Credentials;
    microCredentials: MicroCredentials;
    newId: NewId;
    clock: Clock;
    evidenceFiles: Pick<EvidenceFiles, 'carryOver'>;
  },
  {
    caller,
    microCredentialId,
    name,
    did,
    from,
    publicUrl,
  }: {
    caller: Caller;
    microCredentialId: string;
    name: string | undefined;
    did?: string | undefined;
    /** An attempt of the caller's own, decided or withdrawn, whose answers and evidence this one begins with. */
    from?: string | undefined;
    publicUrl: string;
  },
): Promise<Submission> {
  requireHuman(caller);
  checkHolderDid(did, publicUrl);
  const version = await ports.microCredentials.latestVersion(microCredentialId);
  if (!version) throw new DomainError('not-found', 'There is no such published micro-credential.');
  if (name !== undefined && caller.name !== undefined && name !== caller.name)
    throw new DomainError('invalid-request', 'The credential names you as your sign-in does.', [
      { field: '/recipient/name', message: 'must be left out, or be the name in your token' },
    ]);
  const recipientName = caller.name ?? name;
  if (!recipientName)
    throw new DomainError('invalid-request', 'Say how the credential should name you.', [
      { field: '/recipient/name', message: 'is required when the token carries no name' },
    ]);
  const { prerequisites = [], assessmentPolicy = {} } = version.definition;
  const now = ports.clock.now();
  await requirePrerequisites(ports, { person: caller.person, prerequisites, now, publicUrl });
  const previous = from === undefined ? undefined : await previousAttempt(ports, { caller, from, version });
  const { used = 0 } = (await ports.submissions.lastAttempt(caller.person, microCredentialId)) ?? {};
  const submission: Submission = {
    id: ports.newId(),
    microCredentialId,
    version: version.version,
    issuerId: version.issuerId,
    learner: caller.person,
    recipient: { name: recipientName, ...(caller.email && { email: caller.email }), ...(did && { did }) },
    state: 'draft',
    attempt: used + 1,
    ...(previous && { previous: previous.submission.id }),
    answers: previous?.answers ?? {},
    createdAt: now.toISOString(),
    revision: 1,
  };
  const carried = (previous?.evidence ?? []).map((item) => ({ from: item, to: anew(item, ports.newId()) }));
  const moment = { now, newId: ports.newId, actor: caller.person };
  await ports.submissions.open(submission, {
    maxAttempts: assessmentPolicy.maxAttempts,
    evidence: carried.map(({ to }) => to),
    events: [eventOf(submission, moment, { kind: 'submission.opened', facts: { attempt: used + 1 } })],
  });
  // After the attempt is the learner's: what cannot be copied is asked for again at the end, like any file that is missing.
  await Promise.all(
    carried.map(async ({ from, to }) => {
      if (previous && from.kind === 'file' && to.kind === 'file')
        await ports.evidenceFiles.carryOver(
          { submission: previous.submission, item: from },
          { submission, item: to },
        );
    }),
  );
  return submission;
}

/** What another attempt begins with: whatever of the last one the version of now still asks for. */
async function previousAttempt(
  ports: { submissions: Submissions },
  { caller, from, version }: { caller: Caller; from: string; version: Version },
) {
  const submission = await ports.submissions.find(from);
  const isOwn = submission?.learner === caller.person;
  if (!isOwn || submission.microCredentialId !== version.microCredentialId)
    throw new DomainError('invalid-request', 'There is no such attempt to begin from.', [
      { field: '/from', message: 'must be a submission of yours for this micro-credential' },
    ]);
  if (submission.state !== 'not-yet' && submission.state !== 'withdrawn')
    throw new DomainError('invalid-request', 'That attempt is not over.', [
      { field: '/from', message: 'must be decided "not yet", or withdrawn' },
    ]);
  const prompts = promptsOf(version.definition);
  const items = await ports.submissions.evidence(submission.id);
  const evidence: Evidence[] = [];
  for (const item of items) {
    const artifact = version.definition.artifacts.find(({ id }) => id === item.artifact);
    // Of a withdrawn draft, files were never kept.
    const isThere = item.kind !== 'file' || item.objectVersion !== undefined;
    if (artifact && isThere && fits(item, artifact, evidence)) evidence.push(item);
  }
  return {
    submission,
    evidence,
    answers: Object.fromEntries(
      Object.entries(submission.answers).filter(([id]) => prompts.some((prompt) => prompt.id === id)),
    ),
  };
}

function fits(item: Evidence, artifact: Artifact, before: readonly Evidence[]): boolean {
  try {
    checkArtifactLimits(item as NewEvidence, artifact, before);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/** The same item in another submission, not bound to an object yet. */
function anew(item: Evidence, id: string): Evidence {
  if (item.kind !== 'file') return { ...item, id };
  const { objectVersion: _bound, copy: _copy, ...file } = item;
  return { ...file, id };
}
