import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { Invitation } from '../../../src/domain/invitation.ts';
import type { Membership } from '../../../src/domain/membership.ts';
import { outcome, race } from '../outcome.ts';
import { aMembership, anIssuer, anIssuerKey, sha256, time, uniqueSlug } from '../samples.ts';
import type { Stores } from '../stores.ts';

let count = 0;
const uniqueEmail = () => `Person${process.pid}.${++count}@Learner.example`;

export function invitationsContract(stores: () => Stores) {
  describe('invitations', () => {
    const withOwner = async () => {
      const issuer = anIssuer();
      const owner = aMembership(issuer.id, ['owner']);
      await stores().issuers.create(issuer, owner, anIssuerKey());
      return owner;
    };
    const from = async (owner: Membership, given: Partial<Invitation> = {}) => {
      const invitation: Invitation = {
        id: ulid(),
        issuerId: owner.issuerId,
        email: uniqueEmail(),
        roles: ['assessor'],
        secretDigest: sha256(ulid()),
        invitedBy: owner.person,
        invitedAt: time,
        validUntil: '2026-03-08T09:30:00.500Z',
        ...given,
      };
      await stores().invitations.create(invitation);
      return invitation;
    };
    const used = (invitation: Invitation, by: string): Invitation => ({
      ...invitation,
      accepted: { by, at: time },
    });
    const accept = async (
      invitation: Invitation,
      after = aMembership(invitation.issuerId, invitation.roles),
    ) => stores().invitations.accept(used(invitation, after.person), after, undefined);

    it('are found by id, by issuer and by address in any case, and nowhere else', async () => {
      const { invitations } = stores();
      const [one, two] = [await withOwner(), await withOwner()];
      const email = uniqueEmail();
      const first = await from(one, { email });
      const other = await from(two, { email: email.toUpperCase() });
      expect(await invitations.find(first.issuerId, first.id)).toEqual(first);
      expect(await invitations.find(two.issuerId, first.id)).toBeUndefined();
      expect(await invitations.ofIssuer(one.issuerId)).toEqual([first]);
      expect(await invitations.openFor(email.toLowerCase())).toEqual([first, other]);
      expect(await invitations.openFor(`x${email}`)).toEqual([]);
      expect(await stores().members.list(one.issuerId)).toEqual([one]);
    });

    it('carry the moment from which the database may delete them, in seconds, and no secret', async () => {
      const { issuerId, id } = await from(await withOwner());
      const items = (await stores().dump()) as { pk: { S: string }; sk: { S: string } }[];
      const item = items.find(({ pk, sk }) => pk.S.endsWith(issuerId) && sk.S.endsWith(id));
      expect(item).toMatchObject({ expiresAt: { N: String(Date.parse('2026-03-08T09:30:01Z') / 1000) } });
    });

    it('make a member, once, and leave the list of the address', async () => {
      const { invitations, members } = stores();
      const invitation = await from(await withOwner());
      const after = aMembership(invitation.issuerId, ['assessor']);
      await accept(invitation, after);
      expect(await members.find(after.issuerId, after.person)).toEqual(after);
      expect(await invitations.find(invitation.issuerId, invitation.id)).toEqual(
        used(invitation, after.person),
      );
      expect(await invitations.openFor(invitation.email)).toEqual([]);
      const before = await stores().dump();
      expect(await outcome(accept(invitation))).toBe('invitation-used');
      expect(await outcome(invitations.revoke(invitation.issuerId, invitation.id))).toBe('invitation-used');
      expect(await stores().dump()).toEqual(before);
    });

    it('make one member when many accept at once', async () => {
      const owner = await withOwner();
      const invitation = await from(owner, { roles: ['owner'] });
      expect(await race(6, () => accept(invitation))).toEqual({ done: 1, 'invitation-used': 5 });
      expect(await stores().members.list(owner.issuerId)).toHaveLength(2);
    });

    it('count owners', async () => {
      const owner = await withOwner();
      await accept(await from(owner, { roles: ['owner'] }));
      await stores().members.remove(owner);
      const [left] = await stores().members.list(owner.issuerId);
      expect(left && (await outcome(stores().members.remove(left)))).toBe('last-owner');
    });

    it('are gone when they are taken back, also for who accepts at that moment', async () => {
      const { invitations } = stores();
      const invitation = await from(await withOwner());
      await invitations.revoke(invitation.issuerId, invitation.id);
      const before = await stores().dump();
      expect(await outcome(accept(invitation))).toBe('not-found');
      expect(await outcome(invitations.revoke(invitation.issuerId, invitation.id))).toBe('not-found');
      expect(await outcome(invitations.revoke(uniqueSlug(), invitation.id))).toBe('not-found');
      expect(await invitations.openFor(invitation.email)).toEqual([]);
      expect(await stores().dump()).toEqual(before);
    });

    it('end in one of the two when they are accepted and taken back at once', async () => {
      const owner = await withOwner();
      for (let times = 0; times < 5; times++) {
        const invitation = await from(owner);
        const members = (await stores().members.list(owner.issuerId)).length;
        const [accepted, revoked] = await Promise.all([
          outcome(accept(invitation)),
          outcome(stores().invitations.revoke(invitation.issuerId, invitation.id)),
        ]);
        expect([accepted, revoked]).toEqual(
          accepted === 'done' ? ['done', 'invitation-used'] : ['not-found', 'done'],
        );
        const joined = (await stores().members.list(owner.issuerId)).length - members;
        expect(joined).toBe(accepted === 'done' ? 1 : 0);
      }
    });

    it('let nobody in when who invited is no owner any more', async () => {
      const owner = await withOwner();
      const second = aMembership(owner.issuerId, ['owner']);
      await stores().members.put(second, undefined);
      const invitation = await from(second);
      await stores().members.put({ ...second, roles: ['author'] }, second);
      expect(await outcome(accept(invitation))).toBe('invitation-void');
      await stores().members.remove({ ...second, roles: ['author'] });
      expect(await outcome(accept(invitation))).toBe('invitation-void');
      expect((await stores().invitations.find(owner.issuerId, invitation.id))?.accepted).toBeUndefined();
      expect(await stores().members.list(owner.issuerId)).toEqual([owner]);
    });

    it('refuse what was decided on another state: the secret, the membership', async () => {
      const owner = await withOwner();
      const invitation = await from(owner);
      expect(await outcome(accept({ ...invitation, secretDigest: sha256('other') }))).toBe('not-found');
      const member = aMembership(owner.issuerId, ['author']);
      await stores().members.put(member, undefined);
      const after: Membership = { ...member, roles: ['author', 'assessor'] };
      const stale = stores().invitations.accept(used(invitation, member.person), after, {
        ...member,
        roles: ['viewer'],
      });
      expect(await outcome(stale)).toBe('conflict');
      expect(await outcome(accept(invitation, member))).toBe('conflict');
      await stores().invitations.accept(used(invitation, member.person), after, member);
      expect(await stores().members.find(owner.issuerId, member.person)).toEqual(after);
    });

    it('let an owner add to their own roles', async () => {
      const owner = await withOwner();
      const invitation = await from(owner);
      const after: Membership = { ...owner, roles: ['owner', 'assessor'] };
      await stores().invitations.accept(used(invitation, owner.person), after, owner);
      expect(await stores().members.list(owner.issuerId)).toEqual([after]);
    });

    it('refuse an id that is taken', async () => {
      const invitation = await from(await withOwner());
      const again = stores().invitations.create({ ...invitation, roles: ['owner'] });
      expect(await outcome(again)).toBe('conflict');
    });
  });
}
