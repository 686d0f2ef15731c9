import { DomainError } from '../domain/domain-error.ts';
import type { MachineClient } from '../domain/machine-client.ts';
import type { Membership } from '../domain/membership.ts';
import type { Members } from '../ports.ts';
import { clients, members, owners } from './dynamo-items.ts';
import { type Action, absent, present, type Table } from './dynamo-table.ts';

/**
 * Memberships in the table. A change is refused with `conflict` when the membership is no longer the one that it was
 * decided on, and with `not-found` when the issuer does not exist.
 */
export function dynamoMembers(table: Table): Members {
  return {
    find: (issuerId, person) => table.get(members.kind, members.key(issuerId, person)),
    of: (person) => table.all(members.kind, members.ofPerson(person)),
    list: (issuerId) => table.all(members.kind, members.ofIssuer(issuerId)),
    put: (membership, before) => table.write(newMembership(membership, before)),
    remove: (before) =>
      table.write([
        { remove: members.key(before.issuerId, before.person), ...unchangedSince(before) },
        countOwners(before.issuerId, -ownership(before)),
      ]),
    findClient: (issuerId, client) => table.get(clients.kind, clients.key(issuerId, client)),
    clientOf: (client) => table.all(clients.kind, clients.ofClient(client)),
    clients: (issuerId) => table.all(clients.kind, clients.ofIssuer(issuerId)),
    putClient: (client, before) =>
      table.write([{ put: clients.item(client), ...sameClient(before) }, countOwners(client.issuerId, 0)]),
    removeClient: (before) =>
      table.write([{ remove: clients.key(before.issuerId, before.client), ...sameClient(before) }]),
  };
}

/** Puts a membership in the place of the one before, and keeps count of owners. */
export function newMembership(after: Membership, before: Membership | undefined): Action[] {
  return [
    { put: members.item(after), ...unchangedSince(before) },
    countOwners(after.issuerId, ownership(after) - ownership(before)),
  ];
}

function ownership(membership: Membership | undefined): number {
  return membership?.roles.includes('owner') ? 1 : 0;
}

/** The count of owners is right only if what is counted off is what is stored. */
function unchangedSince(before: Membership | undefined): Pick<Action, 'when' | 'values' | 'refuse'> {
  const refuse = () =>
    new DomainError('conflict', 'This membership was changed by somebody else: read it again.');
  return before
    ? { when: '#roles = :before', values: { before: before.roles }, refuse }
    : { when: absent, refuse };
}

function sameClient(before: MachineClient | undefined): Pick<Action, 'when' | 'values' | 'refuse'> {
  const refuse = () =>
    new DomainError('conflict', 'This machine client was changed by somebody else: read it again.');
  return before
    ? {
        when: '#scopes = :before AND #name = :name',
        values: { before: before.scopes, name: before.name },
        refuse,
      }
    : { when: absent, refuse };
}

function countOwners(issuerId: string, gain: number): Action {
  const key = owners.key(issuerId);
  const missing = () => new DomainError('not-found', 'There is no such issuer.');
  if (gain === 0) return { check: key, when: present, refuse: missing };
  if (gain > 0)
    return { update: key, change: 'ADD #count :gain', values: { gain }, when: present, refuse: missing };
  return {
    update: key,
    change: 'ADD #count :gain',
    when: '#count > :one',
    values: { gain, one: 1 },
    refuse: (stored) =>
      stored ? new DomainError('last-owner', 'An issuer keeps at least one owner.') : missing(),
  };
}
