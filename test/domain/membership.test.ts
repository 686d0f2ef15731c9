import { describe, expect, it } from 'vitest';
import { type Membership, membership, personId } from '../../src/domain/membership.ts';
import { illFormed } from '../support/hostile.ts';
import { faults } from '../support/refusal.ts';

const member: Membership = {
  issuerId: 'riverbend',
  person: 'auth0|anna',
  roles: ['author', 'assessor'],
  since: '2026-03-01T09:30:00.000Z',
};

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
    [{ grantedBy: '' }, '/grantedBy'],
    [{ scopes: ['credentials:issue'] }, '/scopes'],
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
