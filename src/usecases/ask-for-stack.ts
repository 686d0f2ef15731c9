import { requireHuman } from '../domain/assessment.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Issuances, SigningTasks } from '../ports.ts';
import type { DecidedStack } from './decide-stack-proposal.ts';
import { requireComplete } from './decide-stack-proposal.ts';
import { type ProposalPorts, proposeStack } from './propose-stacks.ts';
import { signNow } from './sign-now.ts';

/**
 * A learner asks for the award of a stack whose pieces they had earned before it was published. For anyone else it gives what
 * was proposed already.
 * @throws DomainError `not-found`, `stack-incomplete`, or `already-decided` when it was declined for the same credentials
 */
export async function askForStack(
  ports: ProposalPorts & {
    issuances: Issuances;
    signingTasks: SigningTasks;
    onSigningFailure: (error: unknown) => void;
  },
  { caller, stackId }: { caller: Caller; stackId: string },
): Promise<DecidedStack> {
  requireHuman(caller);
  const proposed = await proposeStack(ports, { learner: caller.person, stackId });
  if (!proposed) throw new DomainError('not-found', 'There is no such stack to be earned.');
  const { standing, proposal } = proposed;
  if (!proposal) {
    const version = await ports.stacks.latestVersion(stackId);
    if (version) requireComplete(version, standing);
    throw new DomainError('conflict', 'The stack was changed meanwhile: try again.');
  }
  if (proposal.state === 'declined')
    throw new DomainError('already-decided', 'It was declined for the credentials that you hold.');
  if (proposal.credentialId === undefined) return { proposal };
  return { proposal, credential: await signNow(ports, proposal.credentialId) };
}
