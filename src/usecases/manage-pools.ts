import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import { mayInIssuer } from '../domain/permission.ts';
import type { Pool } from '../domain/pool.ts';
import type { Clock, Members, MicroCredentials, Pools, Submissions } from '../ports.ts';
import { requireRightIn } from './standing.ts';

interface OfPool {
  readonly caller: Caller;
  readonly issuerId: string;
  readonly microCredentialId: string;
}
type Ports = { members: Members; microCredentials: MicroCredentials; pools: Pools };

async function requireOwn({ microCredentials }: Ports, { issuerId, microCredentialId }: OfPool) {
  const draft = await microCredentials.findDraft(microCredentialId);
  if (draft?.issuerId !== issuerId)
    throw new DomainError('not-found', 'The issuer has no such micro-credential.');
}

/** Who assesses a micro-credential; undefined when all assessors of the issuer do. */
export async function readPool(ports: Ports, of: OfPool): Promise<Pool | undefined> {
  await requireRightIn(ports, of, 'read-members');
  await requireOwn(ports, of);
  return ports.pools.find(of.microCredentialId);
}

/** Says who assesses a micro-credential from now on. Claims that others hold stand. */
export async function putPool(
  ports: Ports & { clock: Clock },
  command: OfPool & { assessors: readonly string[] },
): Promise<Pool> {
  const { caller, issuerId, microCredentialId } = command;
  await requireRightIn(ports, command, 'manage-assessors');
  await requireOwn(ports, command);
  const assessors = [...new Set(command.assessors)];
  const members = await ports.members.list(issuerId);
  const unfit = assessors.filter(
    (person) =>
      !members.some((one) => one.person === person && one.roles.some((role) => mayInIssuer(role, 'assess'))),
  );
  if (unfit.length > 0)
    throw new DomainError('invalid-request', 'Only assessors of the issuer can be in its pools.', [
      ...unfit.map((person) => ({
        field: `/assessors/${command.assessors.indexOf(person)}`,
        message: 'must be an assessor of this issuer',
      })),
    ]);
  const pool: Pool = {
    microCredentialId,
    issuerId,
    assessors,
    since: ports.clock.now().toISOString(),
    setBy: caller.person,
  };
  await ports.pools.put(pool);
  return pool;
}

/** Lets all assessors of the issuer assess it again. */
export async function removePool(ports: Ports, of: OfPool): Promise<void> {
  await requireRightIn(ports, of, 'manage-assessors');
  await requireOwn(ports, of);
  await ports.pools.remove(of.microCredentialId);
}

/** Declares that somebody must not judge what the learner of a submission hands in. It holds for all their submissions. */
export async function declareConflict(
  ports: { members: Members; pools: Pools; submissions: Submissions; clock: Clock },
  command: { caller: Caller; issuerId: string; assessor: string; submissionId: string },
): Promise<void> {
  const { caller, issuerId, assessor } = command;
  await requireRightIn(ports, command, 'manage-assessors');
  const submission = await ports.submissions.find(command.submissionId);
  if (submission?.issuerId !== issuerId)
    throw new DomainError('not-found', 'The issuer has no such submission.');
  await ports.pools.declare({
    issuerId,
    assessor,
    learner: submission.learner,
    declaredBy: caller.person,
    at: ports.clock.now().toISOString(),
  });
}
