import { DomainError } from '../domain/domain-error.ts';
import { type Invitation, inviterIsNoOwner } from '../domain/invitation.ts';
import type { Invitations } from '../ports.ts';
import { invitations, members } from './dynamo-items.ts';
import { newMembership } from './dynamo-members.ts';
import { type Action, absent, type Stored, type Table } from './dynamo-table.ts';

/** As many as a person is told of. */
const mostTold = 50;

/** Invitations in the table. */
export function dynamoInvitations(table: Table): Invitations {
  return {
    create: (invitation) =>
      table.write([
        {
          put: invitations.item(invitation),
          when: absent,
          refuse: () => new DomainError('conflict', 'There is an invitation with this id.'),
        },
      ]),
    find: async (issuerId, id) => {
      const found = await table.get(invitations.kind, invitations.key(issuerId, id));
      return found && asInvitation(found);
    },
    ofIssuer: async (issuerId) =>
      (await table.all(invitations.kind, invitations.ofIssuer(issuerId))).map(asInvitation),
    openFor: async (email) =>
      (await table.page(invitations.kind, invitations.forEmail(email), { limit: mostTold })).items.map(
        asInvitation,
      ),
    revoke: (issuerId, id) =>
      table.write([{ remove: invitations.key(issuerId, id), when: unused, refuse: notOpen }]),
    accept: (accepted, membership, before) =>
      table.write([
        {
          update: invitations.key(accepted.issuerId, accepted.id),
          change: 'SET #accepted = :accepted REMOVE #gsi1pk, #gsi1sk',
          // The secret as well: the invitation that was read is the one that is used.
          when: `${unused} AND #secretDigest = :digest`,
          values: { accepted: accepted.accepted, digest: accepted.secretDigest },
          refuse: notOpen,
        },
        ...newMembership(membership, before),
        ...invitedByOwner(accepted, membership.person),
      ]),
  };
}

const unused = 'attribute_exists(#pk) AND attribute_not_exists(#accepted)';

function notOpen(stored: Stored): DomainError {
  return stored?.accepted
    ? new DomainError('invitation-used', 'The invitation was accepted before.')
    : new DomainError('not-found', 'There is no such invitation.');
}

/** One transaction writes to an item once: who invites themselves has their own membership put, as it was when they were an owner. */
function invitedByOwner({ issuerId, invitedBy }: Invitation, person: string): Action[] {
  if (invitedBy === person) return [];
  return [
    {
      check: members.key(issuerId, invitedBy),
      when: 'contains(#roles, :owner)',
      values: { owner: 'owner' },
      refuse: inviterIsNoOwner,
    },
  ];
}

function asInvitation({
  expiresAt: _cleanedUp,
  ...invitation
}: Invitation & { expiresAt: number }): Invitation {
  return invitation;
}
