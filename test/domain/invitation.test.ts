import { describe, expect, it } from 'vitest';
import {
  acceptInvitation,
  type Invitation,
  invitation,
  invitationToken,
  readInvitationToken,
  stateOfInvitation,
  writeInvitationToken,
} from '../../src/domain/invitation.ts';
import type { Caller, Membership } from '../../src/domain/membership.ts';
import { ending, faults } from '../support/refusal.ts';

const offered: Invitation = {
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  issuerId: 'riverbend',
  email: 'Anna@Example.org',
  roles: ['assessor', 'viewer'],
  secretDigest: 'a'.repeat(64),
  invitedBy: 'olive',
  invitedAt: '2026-03-01T09:30:00.000Z',
  validUntil: '2026-03-08T09:30:00.000Z',
};
const anna: Caller = { person: 'anna', email: 'anna@example.org', machine: false };
const inTime = new Date('2026-03-08T09:29:59.999Z');
const tooLate = new Date('2026-03-08T09:30:00.000Z');
const member: Membership = {
  issuerId: 'riverbend',
  person: 'anna',
  roles: ['author', 'viewer'],
  since: '2026-01-01T00:00:00.000Z',
};

describe('an invitation', () => {
  it('makes a member of who has the address, in whatever case', () => {
    const { invitation: used, membership } = acceptInvitation(offered, anna, undefined, inTime);
    const at = inTime.toISOString();
    expect(used).toEqual({ ...offered, accepted: { by: 'anna', at } });
    expect(membership).toEqual({
      issuerId: 'riverbend',
      person: 'anna',
      roles: ['assessor', 'viewer'],
      since: at,
      grantedBy: 'olive',
    });
  });

  it('adds to the roles that there are', () => {
    const { membership } = acceptInvitation(offered, anna, member, inTime);
    expect(membership.roles).toEqual(['author', 'viewer', 'assessor']);
    expect(membership.since).toBe(member.since);
  });

  const accepted = { ...offered, accepted: { by: 'anna', at: '2026-03-02T00:00:00.000Z' } };
  it.each<[what: string, of: Invitation, caller: Caller, now: Date, refused: string]>([
    ['another address', offered, { ...anna, email: 'anna@example.com' }, inTime, 'forbidden'],
    ['a longer address', offered, { ...anna, email: 'aanna@example.org' }, inTime, 'forbidden'],
    ['no verified address', offered, { person: 'anna', machine: false }, inTime, 'forbidden'],
    ['a machine with the address', offered, { ...anna, machine: true }, inTime, 'human-required'],
    ['a token that is for less', offered, { ...anna, scopes: ['drafts:read'] }, inTime, 'forbidden'],
    ['a token that is for nothing', offered, { ...anna, scopes: [] }, inTime, 'forbidden'],
    ['an end that has come', offered, anna, tooLate, 'invitation-void'],
    ['an end that is no time', { ...offered, validUntil: 'never' }, anna, inTime, 'invitation-void'],
    ['a second time', accepted, anna, inTime, 'invitation-used'],
    ['a second time, too late', accepted, anna, tooLate, 'invitation-used'],
    [
      'another person, who hears nothing of it',
      accepted,
      { ...anna, email: 'b@b.example' },
      inTime,
      'forbidden',
    ],
    [
      'who invited themselves and is gone',
      { ...offered, invitedBy: 'anna' },
      anna,
      inTime,
      'invitation-void',
    ],
  ])('is refused to %s', (_what, of, caller, now, refused) => {
    expect(ending(() => acceptInvitation(of, caller, undefined, now))).toBe(refused);
  });

  it('of oneself needs that one is an owner still', () => {
    const own = { ...offered, invitedBy: 'anna' };
    expect(ending(() => acceptInvitation(own, anna, member, inTime))).toBe('invitation-void');
    const owner: Membership = { ...member, roles: ['owner'] };
    expect(acceptInvitation(own, anna, owner, inTime).membership.roles).toEqual([
      'owner',
      'assessor',
      'viewer',
    ]);
  });

  it('is open until its end, unless it was accepted', () => {
    expect(stateOfInvitation(offered, inTime)).toBe('open');
    expect(stateOfInvitation(offered, tooLate)).toBe('expired');
    expect(stateOfInvitation(accepted, tooLate)).toBe('accepted');
  });

  it.each<[change: Record<string, unknown>, at: string]>([
    [{ email: 'anna' }, '/email'],
    [{ email: 'anna@example.org\n' }, '/email'],
    [{ roles: [] }, '/roles'],
    [{ secretDigest: 'secret' }, '/secretDigest'],
    [{ secret: 'x' }, '/secret'],
    [{ validUntil: 1772357400 }, '/validUntil'],
    [{ accepted: true }, '/accepted'],
  ])('cannot be with %j', (change, at) => {
    expect(faults(invitation, { ...offered, ...change })).toEqual([at]);
  });
});

describe('the token of an invitation', () => {
  const secret = `${'A_b-'.repeat(10)}xyz`;
  const token = `riverbend.${offered.id}.${secret}`;

  it('is read as it was written', () => {
    expect(writeInvitationToken({ issuerId: 'riverbend', id: offered.id, secret })).toBe(token);
    expect(readInvitationToken(token)).toEqual({ issuerId: 'riverbend', id: offered.id, secret });
    expect(faults(invitationToken, token)).toEqual([]);
  });

  it.each([
    '',
    secret,
    `${offered.id}.${secret}`,
    `riverbend.${offered.id}.`,
    `riverbend.${offered.id}.${secret}x`,
    `riverbend.${offered.id}.${secret.slice(1)}`,
    `riverbend.${offered.id}.${secret.slice(1)}.`,
    `riverbend.${offered.id.toLowerCase()}.${secret}`,
    `River.${offered.id}.${secret}`,
    `../x.${offered.id}.${secret}`,
    `${token}\n`,
    ` ${token}`,
    `${token}.${secret}`,
  ])('is not %j', (other) => {
    expect(readInvitationToken(other)).toBeUndefined();
    expect(faults(invitationToken, other)).toEqual(['']);
  });
});
