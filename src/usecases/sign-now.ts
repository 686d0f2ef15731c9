import type { Issuances, SigningTasks } from '../ports.ts';

/**
 * Has a journalled credential signed while the caller waits. A failure is told to `onSigningFailure` and changes nothing: the
 * audit finishes it. @returns whether it is public now
 */
export async function signNow(
  ports: { issuances: Issuances; signingTasks: SigningTasks; onSigningFailure: (error: unknown) => void },
  credentialId: string,
): Promise<{ readonly id: string; readonly issued: boolean }> {
  await ports.signingTasks.run({ kind: 'credential', credentialId }).catch(ports.onSigningFailure);
  const journal = await ports.issuances.find(credentialId);
  if (!journal) throw new Error(`credential ${credentialId} is not journalled`);
  return { id: credentialId, issued: journal.state === 'issued' };
}
