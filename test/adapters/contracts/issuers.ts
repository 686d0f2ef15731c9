import { describe, expect, it } from 'vitest';
import type { IssuerChanges } from '../../../src/domain/issuer.ts';
import { outcome, race } from '../outcome.ts';
import { aMembership, anIssuer, anIssuerKey, uniqueSlug } from '../samples.ts';
import type { Stores } from '../stores.ts';

export function issuersContract(stores: () => Stores) {
  describe('issuers', () => {
    const create = async (given: Partial<ReturnType<typeof anIssuer>> = {}) => {
      const issuer = anIssuer(given);
      const owner = aMembership(issuer.id, ['owner']);
      await stores().issuers.create(issuer, owner, anIssuerKey());
      return { issuer, owner };
    };

    it('creates an issuer with its owner and its key', async () => {
      const { issuers, members } = stores();
      const { issuer, owner } = await create({ description: 'Zoë’s “place”', email: 'office@example.org' });
      expect(await issuers.find(issuer.id)).toEqual(issuer);
      expect(await issuers.keys(issuer.id)).toEqual([anIssuerKey()]);
      expect(await members.find(issuer.id, owner.person)).toEqual(owner);
    });

    it('refuses a second issuer with the same id, and keeps the first as it was', async () => {
      const { issuer, owner } = await create();
      const before = await stores().dump();
      const other = anIssuer({ id: issuer.id, name: 'Somebody else' });
      const attempt = stores().issuers.create(
        other,
        aMembership(issuer.id, ['owner']),
        anIssuerKey({ id: 'key-2' }),
      );
      expect(await outcome(attempt)).toBe('already-exists');
      expect(await stores().dump()).toEqual(before);
      expect(await stores().members.list(issuer.id)).toEqual([owner]);
    });

    it('lets one of many creators win', async () => {
      const id = uniqueSlug();
      const attempt = (runner: number) =>
        stores().issuers.create(
          anIssuer({ id, name: `Runner ${runner}` }),
          aMembership(id, ['owner']),
          anIssuerKey({ id: `key-${runner}` }),
        );
      expect(await race(10, attempt)).toEqual({ done: 1, 'already-exists': 9 });
      expect(await stores().issuers.keys(id)).toHaveLength(1);
      expect(await stores().members.list(id)).toHaveLength(1);
    });

    it('changes what an issuer says of itself, and takes away what it no longer says', async () => {
      const { issuer } = await create({ description: 'To be removed', email: 'office@example.org' });
      await stores().issuers.update(issuer.id, { name: 'A new name', description: null });
      const { description: _gone, ...shorter } = { ...issuer, name: 'A new name' };
      expect(await stores().issuers.find(issuer.id)).toEqual(shorter);
      await stores().issuers.update(issuer.id, { email: null });
      const { email: _gone2, ...shortest } = shorter;
      expect(await stores().issuers.find(issuer.id)).toEqual(shortest);
      // What is not there can be taken away again.
      await stores().issuers.update(issuer.id, { description: null, email: null });
      expect(await stores().issuers.find(issuer.id)).toEqual(shortest);
    });

    it.each<[string, IssuerChanges]>([
      ['nothing', {}],
      ['nothing that is said', { name: undefined, email: undefined }],
    ])('changes nothing with %s', async (_case, changes) => {
      const { issuer } = await create({ description: 'What we do.' });
      await stores().issuers.update(issuer.id, changes);
      expect(await stores().issuers.find(issuer.id)).toEqual(issuer);
    });

    it('keeps two changes of two fields at once', async () => {
      const { issuer } = await create({ description: 'Old', email: 'old@example.org' });
      const changes: IssuerChanges[] = [
        { name: 'A new name' },
        { url: 'https://new.example.org/' },
        { description: null },
        { email: 'new@example.org' },
      ];
      const ended = await race(changes.length, (runner) =>
        stores().issuers.update(issuer.id, changes[runner] ?? {}),
      );
      expect(ended).toEqual({ done: changes.length });
      const { description: _gone, ...others } = issuer;
      expect(await stores().issuers.find(issuer.id)).toEqual({
        ...others,
        name: 'A new name',
        url: 'https://new.example.org/',
        email: 'new@example.org',
      });
    });

    it('keeps counting owners after an update', async () => {
      const { issuer, owner } = await create();
      await stores().issuers.update(issuer.id, { name: 'A new name' });
      expect(await outcome(stores().members.remove(owner))).toBe('last-owner');
    });

    it('refuses to update what does not exist, and creates nothing', async () => {
      const before = await stores().dump();
      expect(await outcome(stores().issuers.update(uniqueSlug(), { name: 'Somebody' }))).toBe('not-found');
      expect(await stores().dump()).toEqual(before);
    });

    it.each([
      '',
      '#',
      '__proto__',
      'a#MEMBER',
      'ISSUER#riverbend',
      '../..',
      'ünïcode 𝒜',
      '\ud800',
      'x'.repeat(5000),
    ])('finds nothing under the hostile id %j', async (id) => {
      expect(await stores().issuers.find(id)).toBeUndefined();
      expect(await stores().issuers.keys(id)).toEqual([]);
    });

    it('does not mix issuers whose ids begin alike', async () => {
      const { issuer } = await create();
      await create({ id: `${issuer.id}-b` });
      expect(await stores().issuers.keys(issuer.id)).toHaveLength(1);
      expect(await stores().members.list(issuer.id)).toHaveLength(1);
    });
  });
}
