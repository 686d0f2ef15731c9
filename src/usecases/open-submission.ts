import { requireHuman } from '../domain/assessment.ts';
import { DomainError } from '../domain/domain-error.ts';
import { checkHolderDid } from '../domain/holder-did.ts';
import type { Caller } from '../domain/membership.ts';
import type { Submission } from '../domain/submission.ts';
import type { Clock, Credentials, MicroCredentials, NewId, Submissions } from '../ports.ts';
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
  },
  {
    caller,
    microCredentialId,
    name,
    did,
    publicUrl,
  }: {
    caller: Caller;
    microCredentialId: string;
    name: string | undefined;
    did?: string | undefined;
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
  const submission: Submission = {
    id: ports.newId(),
    microCredentialId,
    version: version.version,
    issuerId: version.issuerId,
    learner: caller.person,
    recipient: { name: recipientName, ...(caller.email && { email: caller.email }), ...(did && { did }) },
    state: 'draft',
    answers: {},
    createdAt: now.toISOString(),
    revision: 1,
  };
  await ports.submissions.open(submission, assessmentPolicy.maxAttempts);
  return submission;
}
