import type { StatusChange } from '../domain/credential.ts';
import type { Caller } from '../domain/membership.ts';
import type { Credentials, Members } from '../ports.ts';
import { credentialOfCaller } from './change-credential-status.ts';

/** Who changed a credential's status, when and why, oldest first; and what took its place. For the issuer alone. */
export async function readStatusHistory(
  ports: { credentials: Credentials; members: Members },
  command: { caller: Caller; credentialId: string },
): Promise<{ credential: string; successor?: string; changes: StatusChange[] }> {
  const { id, successor } = await credentialOfCaller(ports, command, 'read-credentials');
  const changes = [...(await ports.credentials.history(id))];
  return { credential: id, ...(successor && { successor }), changes };
}
