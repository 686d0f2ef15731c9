import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { daysRemembered } from '../../../src/domain/shared-link.ts';
import type { PublicLinks } from '../../../src/ports.ts';
import { outcome, race } from '../outcome.ts';
import { aSharedLink } from '../samples.ts';
import type { Stores } from '../stores.ts';

/** Holders' links: as they are kept, and as whoever has one finds them. */
export function sharedLinksContract(stores: () => Stores, links: () => PublicLinks) {
  describe('links', () => {
    const [first, later] = ['2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z'];

    it('are found by credential and digest, and by nothing else', async () => {
      const link = aSharedLink();
      await stores().sharedLinks.create(link);
      const { credentialId, digest, validUntil } = link;
      expect(await links().find(credentialId, digest)).toMatchObject({ credentialId, validUntil });
      expect((await links().find(credentialId, digest))?.revokedAt).toBeUndefined();
      expect(await links().find(ulid(), digest)).toBeUndefined();
      expect(
        await links().find(
          credentialId,
          digest.replace(/^./, (one) => (one === 'a' ? 'b' : 'a')),
        ),
      ).toBe(undefined);
      expect(await links().find(credentialId, '')).toBeUndefined();
      expect(await links().find(credentialId, `${digest}#`)).toBeUndefined();
    });

    it('are told to the letter, each credential’s own', async () => {
      const [link, other] = [aSharedLink(), aSharedLink()];
      const { label: _none, ...unlabelled } = aSharedLink({ credentialId: link.credentialId });
      for (const one of [link, other, unlabelled]) await stores().sharedLinks.create(one);
      const found = await stores().sharedLinks.ofCredential(link.credentialId);
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining([link, unlabelled]));
      expect(await stores().sharedLinks.ofCredential(ulid())).toEqual([]);
    });

    it('are not written over', async () => {
      const link = aSharedLink();
      await stores().sharedLinks.create(link);
      const longer = { ...link, validUntil: '2027-01-01T00:00:00.000Z' };
      expect(await outcome(stores().sharedLinks.create(longer))).toBe('conflict');
      expect((await links().find(link.credentialId, link.digest))?.validUntil).toBe(link.validUntil);
    });

    it('are taken back once: the first time stands', async () => {
      const link = aSharedLink();
      const { credentialId, digest } = link;
      await stores().sharedLinks.create(link);
      await stores().sharedLinks.revoke(credentialId, digest, first);
      await stores().sharedLinks.revoke(credentialId, digest, later);
      expect(await links().find(credentialId, digest)).toMatchObject({ revokedAt: first });
      expect(await stores().sharedLinks.ofCredential(credentialId)).toEqual([{ ...link, revokedAt: first }]);
    });

    it('are taken back by several at once, with one time', async () => {
      const link = aSharedLink();
      const { credentialId, digest } = link;
      await stores().sharedLinks.create(link);
      const times = [first, later, '2026-03-04T00:00:00.000Z', '2026-03-05T00:00:00.000Z'];
      const outcomes = await race(times.length, (runner) =>
        stores().sharedLinks.revoke(credentialId, digest, times[runner] ?? ''),
      );
      expect(outcomes).toEqual({ done: times.length });
      expect(times).toContain((await links().find(credentialId, digest))?.revokedAt);
    });

    it('that are not there are not taken back, nor made by that', async () => {
      const link = aSharedLink();
      await stores().sharedLinks.create(link);
      expect(await outcome(stores().sharedLinks.revoke(ulid(), link.digest, first))).toBe('not-found');
      expect(await outcome(stores().sharedLinks.revoke(link.credentialId, 'f'.repeat(64), first))).toBe(
        'not-found',
      );
      expect(await stores().sharedLinks.ofCredential(link.credentialId)).toEqual([link]);
    });

    it('may be deleted by the table some time after they ended, not before', async () => {
      const link = aSharedLink();
      await stores().sharedLinks.create(link);
      const kept = JSON.stringify(await stores().dump());
      const end = Date.parse(link.validUntil) / 1000 + daysRemembered * 24 * 60 * 60;
      const [item = ''] = kept.split('{"pk"').filter((one) => one.includes(link.digest));
      expect(item).toContain(String(end));
    });
  });
}
