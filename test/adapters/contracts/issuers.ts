import { describe, expect, it } from 'vitest';
import type { IssuerChanges, IssuerKey } from '../../../src/domain/issuer.ts';
import type { KeyChange } from '../../../src/ports.ts';
import { outcome, race } from '../outcome.ts';
import { aMembership, anIssuer, anIssuerKey, time, uniqueSlug } from '../samples.ts';
import type { Stores } from '../stores.ts';

export function issuersContract(stores: () => Stores) {
  describe('issuers', () => {
    const create = async (given: Partial<ReturnType<typeof anIssuer>> = {}) => {
      const issuer = anIssuer(given);
      const owner = aMembership(issuer.id, ['owner']);
      const key = anIssuerKey();
      await stores().issuers.create(issuer, owner, key);
      return { issuer, owner, key };
    };

    it('creates an issuer with its owner and its key', async () => {
      const { issuers, members } = stores();
      const { issuer, owner, key } = await create({
        description: 'Zoë’s “place”',
        email: 'office@example.org',
      });
      expect(await issuers.find(issuer.id)).toEqual(issuer);
      expect(await issuers.keys(issuer.id)).toEqual([key]);
      expect(await issuers.keyHolder(key.kmsKeyId)).toBe(issuer.id);
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

    describe('keys', () => {
      const later = '2026-05-01T09:30:00.000Z';
      const second = () => anIssuerKey({ id: 'key-2', createdAt: later });

      it('a KMS key serves one issuer: another one is refused it, and nothing is left behind', async () => {
        const { key } = await create();
        const before = await stores().dump();
        const other = anIssuer();
        const attempt = stores().issuers.create(other, aMembership(other.id, ['owner']), {
          ...anIssuerKey(),
          kmsKeyId: key.kmsKeyId,
        });
        expect(await outcome(attempt)).toBe('conflict');
        expect(await stores().dump()).toEqual(before);
      });

      it('one of many issuers that want one KMS key gets it', async () => {
        const { kmsKeyId } = anIssuerKey();
        const ids = Array.from({ length: 6 }, uniqueSlug);
        const ended = await race(ids.length, (runner) => {
          const id = ids[runner] ?? '';
          const key = anIssuerKey({ kmsKeyId });
          return stores().issuers.create(anIssuer({ id }), aMembership(id, ['owner']), key);
        });
        expect(ended).toEqual({ done: 1, conflict: 5 });
        const found = await Promise.all(ids.map((id) => stores().issuers.find(id)));
        expect(found.flatMap((one) => one?.id ?? [])).toEqual([await stores().issuers.keyHolder(kmsKeyId)]);
      });

      it('adds a key and retires the one before, in one step', async () => {
        const { issuers } = stores();
        const { issuer, key } = await create();
        const added = second();
        const after = { ...key, retiredAt: later };
        await issuers.changeKeys(issuer.id, { added, changed: { before: key, after } });
        expect(await issuers.keys(issuer.id)).toEqual([after, added]);
        expect(await issuers.keyHolder(added.kmsKeyId)).toBe(issuer.id);
      });

      it('adds the first key for tokens', async () => {
        const { issuer, key } = await create();
        const added: IssuerKey = {
          id: 'rsa-1',
          algorithm: 'RS256',
          kmsKeyId: anIssuerKey().kmsKeyId,
          createdAt: later,
          publicKeyJwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
        };
        await stores().issuers.changeKeys(issuer.id, { added });
        expect(await stores().issuers.keys(issuer.id)).toEqual([key, added]);
      });

      it('changes one key alone, and keeps what was said of it', async () => {
        const { issuer, key } = await create();
        const after = {
          ...key,
          retiredAt: later,
          compromisedAt: later,
          compromise: { by: 'auth0|owner', recordedAt: later, reason: 'A backup was copied.' },
        };
        await stores().issuers.changeKeys(issuer.id, { changed: { before: key, after } });
        expect(await stores().issuers.keys(issuer.id)).toEqual([after]);
      });

      it('does nothing where nothing is asked', async () => {
        const { issuer } = await create();
        const before = await stores().dump();
        await stores().issuers.changeKeys(issuer.id, {});
        expect(await stores().dump()).toEqual(before);
      });

      it.each<[what: string, change: (key: IssuerKey) => KeyChange]>([
        ['a key whose place is taken', () => ({ added: anIssuerKey() })],
        ['a key that serves already', ({ kmsKeyId }) => ({ added: { ...second(), kmsKeyId } })],
        [
          'a key after one that was retired meanwhile',
          (key) => ({
            added: second(),
            changed: { before: { ...key, retiredAt: time }, after: { ...key, retiredAt: later } },
          }),
        ],
        [
          'a change of a key that was compromised meanwhile',
          (key) => ({
            changed: { before: { ...key, compromisedAt: time }, after: { ...key, retiredAt: later } },
          }),
        ],
        [
          'a change of a key that there is not',
          () => ({ changed: { before: second(), after: { ...second(), retiredAt: later } } }),
        ],
      ])('refuses %s, and changes nothing', async (_what, change) => {
        const { issuer, key } = await create();
        const before = await stores().dump();
        expect(await outcome(stores().issuers.changeKeys(issuer.id, change(key)))).toBe('conflict');
        expect(await stores().dump()).toEqual(before);
      });

      it('of many who add a key at once one does, and one key signs', async () => {
        const { issuer, key } = await create();
        const ended = await race(8, () =>
          stores().issuers.changeKeys(issuer.id, {
            added: second(),
            changed: { before: key, after: { ...key, retiredAt: later } },
          }),
        );
        expect(ended).toEqual({ done: 1, conflict: 7 });
        const keys = await stores().issuers.keys(issuer.id);
        expect(keys.map(({ id, retiredAt }) => [id, retiredAt])).toEqual([
          ['key-1', later],
          ['key-2', undefined],
        ]);
      });

      it('nobody holds a KMS key that was given to nobody', async () => {
        for (const kmsKeyId of ['', 'arn', '#', '\ud800', anIssuerKey().kmsKeyId])
          expect(await stores().issuers.keyHolder(kmsKeyId)).toBeUndefined();
      });
    });
  });
}
