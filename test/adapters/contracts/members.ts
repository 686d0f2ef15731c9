import { describe, expect, it } from 'vitest';
import type { MachineClient } from '../../../src/domain/machine-client.ts';
import type { Membership } from '../../../src/domain/membership.ts';
import { outcome, race } from '../outcome.ts';
import { aMembership, anIssuer, anIssuerKey, uniquePerson, uniqueSlug } from '../samples.ts';
import type { Stores } from '../stores.ts';

export function membersContract(stores: () => Stores) {
  describe('members', () => {
    const withOwner = async () => {
      const issuer = anIssuer();
      const owner = aMembership(issuer.id, ['owner', 'author']);
      await stores().issuers.create(issuer, owner, anIssuerKey());
      return { issuerId: issuer.id, owner };
    };
    const add = async (membership: Membership) => {
      await stores().members.put(membership, undefined);
      return membership;
    };

    it('adds, changes and removes a member', async () => {
      const { members } = stores();
      const { issuerId, owner } = await withOwner();
      const author = await add(aMembership(issuerId, ['author']));
      expect(await members.find(issuerId, author.person)).toEqual(author);
      const assessor: Membership = { ...author, roles: ['assessor', 'award-officer'] };
      await members.put(assessor, author);
      expect(await members.list(issuerId)).toHaveLength(2);
      expect(await members.list(issuerId)).toEqual(expect.arrayContaining([owner, assessor]));
      await members.remove(assessor);
      expect(await members.list(issuerId)).toEqual([owner]);
      expect(await members.of(author.person)).toEqual([]);
    });

    it('lists the issuers of a person, and of nobody else', async () => {
      const person = uniquePerson();
      const [first, second] = [await withOwner(), await withOwner()];
      const roles = [
        await add(aMembership(first.issuerId, ['assessor'], person)),
        await add(aMembership(second.issuerId, ['author'], person)),
      ];
      const found = await stores().members.of(person);
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining(roles));
    });

    it('refuses to remove the last owner, and to take the role from them', async () => {
      const { issuerId, owner } = await withOwner();
      await add(aMembership(issuerId, ['author']));
      const before = await stores().dump();
      expect(await outcome(stores().members.remove(owner))).toBe('last-owner');
      expect(await outcome(stores().members.put({ ...owner, roles: ['author'] }, owner))).toBe('last-owner');
      expect(await stores().dump()).toEqual(before);
    });

    it('lets an owner go when there is another, and counts on from there', async () => {
      const { members } = stores();
      const { issuerId, owner } = await withOwner();
      const second = await add(aMembership(issuerId, ['owner']));
      await members.remove(owner);
      expect(await outcome(members.remove(second))).toBe('last-owner');
      const third = await add(aMembership(issuerId, ['assessor']));
      await members.put({ ...third, roles: ['owner'] }, third);
      await members.remove(second);
      expect(await outcome(members.remove({ ...third, roles: ['owner'] }))).toBe('last-owner');
    });

    it('keeps an owner when all owners leave at once', async () => {
      const { issuerId, owner } = await withOwner();
      const owners = [owner];
      for (let index = 0; index < 5; index++) owners.push(await add(aMembership(issuerId, ['owner'])));
      const ended = await race(owners.length, (runner) => {
        const one = owners[runner] as Membership;
        return runner % 2
          ? stores().members.remove(one)
          : stores().members.put({ ...one, roles: ['author'] }, one);
      });
      expect(ended).toEqual({ done: 5, 'last-owner': 1 });
      const left = await stores().members.list(issuerId);
      expect(left.filter((one) => one.roles.includes('owner'))).toHaveLength(1);
    });

    it('counts an owner once when the same person is made owner many times at once', async () => {
      const { issuerId, owner } = await withOwner();
      const author = await add(aMembership(issuerId, ['author']));
      const ended = await race(6, (runner) =>
        stores().members.put(
          { ...author, since: `2026-03-01T09:30:0${runner}.000Z`, roles: ['owner'] },
          author,
        ),
      );
      expect(ended).toEqual({ done: 1, conflict: 5 });
      await stores().members.remove(owner);
      const [left] = await stores().members.list(issuerId);
      expect(left && (await outcome(stores().members.remove(left)))).toBe('last-owner');
    });

    it.each([
      ['changed', { roles: ['assessor'] as const }],
      ['made owner', { roles: ['owner'] as const }],
    ])('refuses a change that was decided on a membership since %s', async (_case, { roles }) => {
      const { issuerId } = await withOwner();
      const author = await add(aMembership(issuerId, ['author']));
      await stores().members.put({ ...author, roles: [...roles] }, author);
      const before = await stores().dump();
      expect(await outcome(stores().members.put({ ...author, roles: ['award-officer'] }, author))).toBe(
        'conflict',
      );
      expect(await outcome(stores().members.remove(author))).toBe('conflict');
      expect(await outcome(stores().members.put(author, undefined))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('refuses to remove a member twice', async () => {
      const { issuerId } = await withOwner();
      const author = await add(aMembership(issuerId, ['author']));
      expect(await race(4, () => stores().members.remove(author))).toEqual({ done: 1, conflict: 3 });
    });

    it.each([['owner'], ['author']] as const)(
      'refuses a first %s in an issuer that does not exist',
      async (role) => {
        const before = await stores().dump();
        expect(await outcome(stores().members.put(aMembership(uniqueSlug(), [role]), undefined))).toBe(
          'not-found',
        );
        expect(await stores().dump()).toEqual(before);
      },
    );

    it.each([
      ['a hash', 'auth0|x#MEMBER#y'],
      ['a space', 'Zoë of Riverbend'],
      ['another alphabet', '山田太郎'.repeat(63)],
      ['a prototype', '__proto__'],
      ['a percent sign', '100%25'],
      ['an emoji', '🧭'],
      ['much punctuation', '!*\'();:@&=+$,/?%#[]"<>\\^`{|}~'],
    ])('takes a person whose id has %s', async (_case, person) => {
      const { issuerId } = await withOwner();
      const member = await add(aMembership(issuerId, ['assessor'], person));
      expect(await stores().members.find(issuerId, person)).toEqual(member);
      expect(await stores().members.of(person)).toEqual([member]);
      await stores().members.remove(member);
    });

    it.each([[' spaced '], ['two\nlines'], ['x'.repeat(256)], ['\ud800'], ['']])(
      'does not store a person who could not be read back: %j',
      async (person) => {
        const { issuerId } = await withOwner();
        const before = await stores().dump();
        await expect(add(aMembership(issuerId, ['assessor'], person))).rejects.toThrow();
        expect(await stores().dump()).toEqual(before);
      },
    );

    describe('machine clients', () => {
      const aClient = (issuerId: string, given: Partial<MachineClient> = {}): MachineClient => ({
        issuerId,
        client: uniquePerson(),
        name: 'Membership desk',
        scopes: ['credentials:issue'],
        since: '2026-03-01T09:30:00.000Z',
        grantedBy: 'olive',
        ...given,
      });

      it('are let in, changed and shut out, and are no members', async () => {
        const { members } = stores();
        const { issuerId, owner } = await withOwner();
        const client = aClient(issuerId);
        await members.putClient(client, undefined);
        expect(await members.findClient(issuerId, client.client)).toEqual(client);
        const less: MachineClient = { ...client, scopes: ['batches:read'] };
        await members.putClient(less, client);
        expect(await members.clients(issuerId)).toEqual([less]);
        expect(await members.clientOf(client.client)).toEqual([less]);
        expect(await members.list(issuerId)).toEqual([owner]);
        expect(await members.find(issuerId, client.client)).toBeUndefined();
        expect(await members.of(client.client)).toEqual([]);
        await members.removeClient(less);
        expect(await members.clients(issuerId)).toEqual([]);
        expect(await members.clientOf(client.client)).toEqual([]);
      });

      it('may have the id of a member, and neither is the other', async () => {
        const { members } = stores();
        const { issuerId, owner } = await withOwner();
        const client = aClient(issuerId, { client: owner.person });
        await members.putClient(client, undefined);
        expect(await members.find(issuerId, owner.person)).toEqual(owner);
        await members.removeClient(client);
        expect(await members.find(issuerId, owner.person)).toEqual(owner);
        expect(await outcome(members.remove(owner))).toBe('last-owner');
      });

      it.each([
        ['its scopes', { scopes: ['drafts:read'] as const }],
        ['its name', { name: 'Another desk' }],
      ])('are not changed by who has read other than %s', async (_what, { ...changed }) => {
        const { members } = stores();
        const client = aClient((await withOwner()).issuerId);
        const now = { ...client, ...changed } as MachineClient;
        await members.putClient(now, undefined);
        const before = await stores().dump();
        expect(await outcome(members.putClient(client, client))).toBe('conflict');
        expect(await outcome(members.putClient(client, undefined))).toBe('conflict');
        expect(await outcome(members.removeClient(client))).toBe('conflict');
        expect(await stores().dump()).toEqual(before);
      });

      it('are let in by one of many at once, and into no issuer that does not exist', async () => {
        const { members } = stores();
        const client = aClient((await withOwner()).issuerId);
        const ended = await race(4, (runner) =>
          members.putClient({ ...client, name: `Desk ${runner}` }, undefined),
        );
        expect(ended).toEqual({ done: 1, conflict: 3 });
        expect(await outcome(members.putClient(aClient(uniqueSlug()), undefined))).toBe('not-found');
      });
    });

    it('does not take one person for another whose id reads alike', async () => {
      const { issuerId } = await withOwner();
      await add(aMembership(issuerId, ['assessor'], 'a#b'));
      for (const other of ['a', 'a%23b', 'A#b', 'a#b#', 'b', 'MEMBER#a#b', '', '\ud800', '\ud801'])
        expect(await stores().members.find(issuerId, other)).toBeUndefined();
      expect(await stores().members.of('a')).toEqual([]);
      expect(await stores().members.of('a%23b')).toEqual([]);
    });
  });
}
