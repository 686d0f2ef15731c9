import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { CredentialRecord } from '../../../src/domain/credential.ts';
import type { StatusList } from '../../../src/domain/status-list.ts';
import { outcome, race } from '../outcome.ts';
import { anIntent, aStatusList, exactText, uniqueSlug } from '../samples.ts';
import type { Stores } from '../stores.ts';
import { issueCredential, revoke } from './credentials.ts';

export function statusListsContract(stores: () => Stores) {
  describe('status lists', () => {
    const opened = async (given: Partial<StatusList> = {}, instead?: string) => {
      const list = aStatusList(given);
      await stores().statusLists.open(list, instead);
      return list;
    };
    const revokeOne = async (list: StatusList, index: number): Promise<CredentialRecord> => {
      const credential = await issueCredential(stores(), {
        statuses: [{ list: list.id, index, purpose: 'revocation' }],
      });
      await revoke(stores(), credential, {
        at: credential.issuedAt,
        by: 'officer',
        reason: 'In error.',
      });
      return credential;
    };
    const unfinished = async () => (await stores().statusLists.unfinished()).map((one) => one.listId);

    it('opens the first list of an issuer, to the letter', async () => {
      const list = await opened();
      expect(await stores().statusLists.find(list.id)).toEqual(list);
      expect(await stores().statusLists.current(list.issuerId, 'revocation')).toEqual(list);
      expect((await stores().statusLists.find(list.id))?.document).toBe(exactText);
      expect(await unfinished()).not.toContain(list.id);
    });

    it('finds no list where there is none', async () => {
      expect(await stores().statusLists.find(ulid())).toBeUndefined();
      expect(await stores().statusLists.current(uniqueSlug(), 'revocation')).toBeUndefined();
      expect(await stores().statusLists.set(ulid())).toEqual([]);
    });

    it('keeps the lists of each purpose apart', async () => {
      const revocation = await opened();
      const suspension = await opened({ issuerId: revocation.issuerId, purpose: 'suspension' });
      expect(await stores().statusLists.current(revocation.issuerId, 'revocation')).toEqual(revocation);
      expect(await stores().statusLists.current(revocation.issuerId, 'suspension')).toEqual(suspension);
    });

    it('opens the next list instead of the one that is full; the old one stays', async () => {
      const first = await opened();
      const second = await opened({ issuerId: first.issuerId }, first.id);
      expect(await stores().statusLists.current(first.issuerId, 'revocation')).toEqual(second);
      expect(await stores().statusLists.find(first.id)).toEqual(first);
    });

    it.each([
      ['there is one already', undefined],
      ['another one is current', ulid()],
    ])('adds nothing when %s', async (_case, instead) => {
      const first = await opened();
      const before = await stores().dump();
      await opened({ issuerId: first.issuerId }, instead);
      expect(await stores().dump()).toEqual(before);
    });

    it('adds nothing instead of a list that an issuer without lists never had', async () => {
      const list = await opened({}, ulid());
      expect(await stores().statusLists.find(list.id)).toBeUndefined();
      expect(await stores().statusLists.current(list.issuerId, 'revocation')).toBeUndefined();
    });

    it('has one current list when many runs open one at once', async () => {
      const issuerId = uniqueSlug();
      const lists = await Promise.all(Array.from({ length: 8 }, () => opened({ issuerId })));
      const current = await stores().statusLists.current(issuerId, 'revocation');
      const kept = await Promise.all(lists.map((list) => stores().statusLists.find(list.id)));
      expect(kept.filter((list) => list !== undefined)).toEqual([current]);
    });

    it('gives a position to one credential', async () => {
      const { id } = await opened();
      const position = { list: id, index: 131_071 };
      const holder = ulid();
      expect(await stores().statusLists.reserve(position, holder)).toBe(true);
      expect(await stores().statusLists.reserve(position, ulid())).toBe(false);
      // The same run, asking again because the first answer was lost.
      expect(await stores().statusLists.reserve(position, holder)).toBe(true);
      expect(await stores().statusLists.reserve({ ...position, index: 0 }, ulid())).toBe(true);
      expect(await stores().statusLists.reserve({ ...position, list: ulid() }, ulid())).toBe(true);
    });

    it('gives a position to one of many', async () => {
      const { id } = await opened();
      const taken = await Promise.all(
        Array.from({ length: 12 }, () => stores().statusLists.reserve({ list: id, index: 5 }, ulid())),
      );
      expect(taken.filter((one) => one)).toHaveLength(1);
    });

    it('tells every revoked position, of this list only', async () => {
      const [list, other] = [await opened(), await opened()];
      for (const index of [131_071, 0, 90_000]) await revokeOne(list, index);
      await revokeOne(other, 1);
      expect((await stores().statusLists.set(list.id)).toSorted((a, b) => a - b)).toEqual([
        0, 90_000, 131_071,
      ]);
    });

    it('journals every intent, once', async () => {
      const { id } = await opened();
      const journalled = async () =>
        JSON.stringify(await stores().dump()).split(`STATUS-LIST#${id}"}`).length - 1;
      const before = await journalled();
      const [first, second] = [anIntent(), anIntent()];
      for (const intent of [first, second, first]) await stores().statusLists.journal(id, 1, intent);
      expect((await journalled()) - before).toBe(2);
    });

    it('publishes the signed list and is finished with it', async () => {
      const list = await opened();
      await revokeOne(list, 3);
      expect(await unfinished()).toContain(list.id);
      await stores().statusLists.publish(list.id, 1, `${exactText}1`);
      expect(await stores().statusLists.find(list.id)).toEqual({
        ...list,
        wanted: 1,
        published: 1,
        document: `${exactText}1`,
      });
      expect(await unfinished()).not.toContain(list.id);
    });

    it('stays unfinished when more was revoked while it was signed', async () => {
      const list = await opened();
      await revokeOne(list, 3);
      await revokeOne(list, 4);
      await stores().statusLists.publish(list.id, 1, 'one');
      expect(await stores().statusLists.find(list.id)).toMatchObject({
        wanted: 2,
        published: 1,
        document: 'one',
      });
      expect(await unfinished()).toContain(list.id);
      await stores().statusLists.publish(list.id, 2, 'two');
      expect(await unfinished()).not.toContain(list.id);
    });

    it('never replaces a list by an older one, nor by another of the same age', async () => {
      const list = await opened();
      for (const index of [3, 4]) await revokeOne(list, index);
      await stores().statusLists.publish(list.id, 2, 'two');
      const before = await stores().dump();
      await stores().statusLists.publish(list.id, 1, 'one');
      await stores().statusLists.publish(list.id, 2, 'two again');
      await stores().statusLists.publish(list.id, 0, 'none');
      expect(await stores().dump()).toEqual(before);
    });

    it('does not publish what was never decided', async () => {
      const list = await opened();
      await revokeOne(list, 3);
      const before = await stores().dump();
      await stores().statusLists.publish(list.id, 2, 'from the future');
      await stores().statusLists.publish(ulid(), 1, 'of no list');
      expect(await stores().dump()).toEqual(before);
    });

    it('ends at the newest list when runs publish out of order and at once', async () => {
      const list = await opened();
      for (const index of [0, 1, 2, 3, 4]) await revokeOne(list, index);
      const ended = await race(10, (runner) =>
        stores().statusLists.publish(list.id, 5 - (runner % 5), `list ${5 - (runner % 5)}`),
      );
      expect(ended).toEqual({ done: 10 });
      expect(await stores().statusLists.find(list.id)).toMatchObject({
        wanted: 5,
        published: 5,
        document: 'list 5',
      });
      expect(await unfinished()).not.toContain(list.id);
    });

    it('counts every revocation when many come at once, and one publication too', async () => {
      const list = await opened();
      const credentials: CredentialRecord[] = [];
      for (let index = 0; index < 12; index++)
        credentials.push(
          await issueCredential(stores(), {
            statuses: [{ list: list.id, index, purpose: 'revocation' }],
          }),
        );
      await revokeOne(list, 99);
      const ended = await race(13, (runner) => {
        const credential = credentials[runner];
        if (!credential) return stores().statusLists.publish(list.id, 1, 'one');
        return revoke(stores(), credential, {
          at: credential.issuedAt,
          by: 'officer',
          reason: 'In error.',
        });
      });
      expect(ended).toEqual({ done: 13 });
      expect(await stores().statusLists.find(list.id)).toMatchObject({ wanted: 13, published: 1 });
      expect(await stores().statusLists.set(list.id)).toHaveLength(13);
      expect(await unfinished()).toContain(list.id);
    });

    it('refuses to revoke what stands in no list, and nothing of it remains', async () => {
      const credential = await issueCredential(stores(), {
        statuses: [{ list: ulid(), index: 1, purpose: 'revocation' }],
      });
      const before = await stores().dump();
      const revocation = { at: credential.issuedAt, by: 'officer', reason: 'In error.' };
      await expect(outcome(revoke(stores(), credential, revocation))).rejects.toThrow('condition');
      expect(await stores().dump()).toEqual(before);
    });
  });
}
