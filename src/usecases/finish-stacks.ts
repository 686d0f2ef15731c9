import type { Issuances, SigningTasks } from '../ports.ts';
import { type ProposalPorts, proposeStacks } from './propose-stacks.ts';
import { signNow } from './sign-now.ts';

/** So that the audit gets to what is to be signed as well. The others have their turn in the next run. */
const mostAtOnce = 200;

/**
 * Looks at every credential whose stacks nobody has looked at yet, and proposes what they complete. What rules confirm is
 * journalled as due, and finished with everything else that is. @returns what went wrong; one failure stops no other
 */
export async function finishStackChecks(
  ports: ProposalPorts,
): Promise<{ looked: number; failures: { credentialId: string; error: unknown }[] }> {
  const checks = (await ports.stackAwards.checks()).slice(0, mostAtOnce);
  const failures: { credentialId: string; error: unknown }[] = [];
  for (const check of checks)
    await proposeStacks(ports, check).catch((error: unknown) =>
      failures.push({ credentialId: check.credentialId, error }),
    );
  return { looked: checks.length - failures.length, failures };
}

/**
 * The same for one credential at once, while the caller waits. A failure changes nothing and is told to `onSigningFailure`: the
 * audit does it again.
 */
export async function proposeNow(
  ports: ProposalPorts & {
    issuances: Issuances;
    signingTasks: SigningTasks;
    onSigningFailure: (error: unknown) => void;
  },
  credentialId: string,
): Promise<void> {
  try {
    const check = await ports.stackAwards.check(credentialId);
    const due = check ? await proposeStacks(ports, check) : [];
    for (const one of due) await signNow(ports, one);
  } catch (error) {
    ports.onSigningFailure(error);
  }
}
