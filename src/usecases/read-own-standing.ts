import { type Invitation, stateOfInvitation } from '../domain/invitation.ts';
import type { MachineClient } from '../domain/machine-client.ts';
import type { Caller, Membership } from '../domain/membership.ts';
import type { Clock, Invitations, Members } from '../ports.ts';

export interface OwnStanding {
  readonly memberships: readonly Membership[];
  /** Of a machine client, in place of memberships. */
  readonly clientOf: readonly MachineClient[];
  /** Open ones, for the verified address. */
  readonly invitations: readonly Invitation[];
}

/** What the caller is in which issuers, and where they are invited. */
export async function readOwnStanding(
  ports: { members: Members; invitations: Invitations; clock: Clock },
  { caller }: { caller: Caller },
): Promise<OwnStanding> {
  if (caller.machine)
    return {
      memberships: [],
      clientOf: await ports.members.clientOf(caller.person),
      invitations: [],
    };
  const [memberships, invited] = await Promise.all([
    ports.members.of(caller.person),
    caller.email === undefined ? [] : ports.invitations.openFor(caller.email),
  ]);
  const now = ports.clock.now();
  const invitations = invited.filter((one) => stateOfInvitation(one, now) === 'open');
  return { memberships, clientOf: [], invitations };
}
