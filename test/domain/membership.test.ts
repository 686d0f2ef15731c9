import { describe, expect, it } from 'vitest';
import { type Membership, membership, personId, requireRole, role } from '../../src/domain/membership.ts';
import { illFormed } from '../support/hostile.ts';
import { ending, faults, refusal } from '../support/refusal.ts';

const member: Membership = {
  issuerId: 'riverbend',
  person: 'auth0|anna',
  roles: ['author', 'assessor'],
  since: '2026-03-01T09:30:00.000Z',
};

describe('a role', () => {
  it('lets its holder pass, and says who that is', () => {
    expect(requireRole(member, 'author')).toBe(member);
    expect(requireRole(member, 'owner', 'assessor')).toBe(member);
  });

  it.each(role.options)('%s is no other role', (held) => {
    for (const asked of role.options)
      expect(ending(() => requireRole({ ...member, roles: [held] }, asked))).toEqual(
        held === asked ? { ...member, roles: [held] } : 'forbidden',
      );
  });

  it.each<[what: string, member: Membership | undefined]>([
    ['nobody', undefined],
    ['a member without roles', { ...member, roles: [] }],
    ['a member with a role that there is not', { ...member, roles: ['Owner' as never] }],
    ['a member with roles as text', { ...member, roles: ['owner author' as never] }],
  ])('is not held by %s', (_, one) => {
    for (const asked of role.options) expect(ending(() => requireRole(one, asked))).toBe('forbidden');
  });

  it('that nobody asks for lets nobody pass', () => {
    expect(ending(() => requireRole(member))).toBe('forbidden');
  });

  it('is refused in the same words to a stranger and to a member without it', () => {
    const [stranger, insider] = [undefined, member].map((one) => refusal(() => requireRole(one, 'owner')));
    expect(stranger?.message).toBe(insider?.message);
    expect(stranger?.message).not.toContain('anna');
  });
});

describe('a membership', () => {
  it('is whole', () => {
    expect(membership.parse(member)).toEqual(member);
  });

  it.each<[change: Record<string, unknown>, at: string]>([
    [{ roles: [] }, '/roles'],
    [{ roles: 'owner' }, '/roles'],
    [{ roles: ['admin'] }, '/roles/0'],
    [{ roles: ['owner', 'constructor'] }, '/roles/1'],
    [{ issuerId: '__proto__' }, '/issuerId'],
    [{ since: undefined }, '/since'],
    [{ email: 'anna@example.org' }, '/email'],
  ])('is refused with %j', (change, at) => {
    expect(faults(membership, { ...member, ...change })).toEqual([at]);
  });

  it.each(['', ' ', 'a'.repeat(256), 'a\nb', 'a\u2028b', ...Object.values(illFormed)])(
    'is of no person %j',
    (person) => {
      expect(faults(personId, person)).toEqual(['']);
    },
  );

  it.each([
    'auth0|5f',
    '1f0e7c1e-0000-4000-8000-000000000000',
    'repo:org/name:ref:refs/heads/main',
    'ünïcödé',
    '🧭',
    '-',
    '!*\'();:@&=+$,/?%#[]"<>\\^`{|}~',
    'a\u202eb',
  ])('may be of %s', (person) => {
    expect(personId.parse(person)).toBe(person);
  });
});
