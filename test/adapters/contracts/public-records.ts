import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { PublicRecords } from '../../../src/ports.ts';
import { aMembership, anIssuer, anIssuerKey, aStatusList, exactText, uniquePerson } from '../samples.ts';
import type { Stores } from '../stores.ts';
import { flip, issueCredential, revoke } from './credentials.ts';

/** What everybody may read, from records that the stores wrote. */
export function publicRecordsContract(stores: () => Stores, records: () => PublicRecords) {
  describe('public records', () => {
    const reason = { at: '2026-05-01T00:00:00.000Z', by: 'auth0|officer #1', reason: 'Issued in error.' };
    const issuedInLists = async () => {
      const lists = [aStatusList(), aStatusList({ purpose: 'suspension' })] as const;
      for (const list of lists) await stores().statusLists.open(list, undefined);
      const statuses = lists.map(({ id, purpose }, index) => ({ list: id, index, purpose }));
      return issueCredential(stores(), { statuses });
    };

    it('tell a credential to the letter', async () => {
      const credential = await issueCredential(stores(), { document: exactText, token: 'a.b.c' });
      const { id, name } = credential;
      expect(await records().credentials.find(id)).toMatchObject({
        id,
        name,
        document: exactText,
        token: 'a.b.c',
      });
    });

    it('leave out what a credential does not have', async () => {
      const { id } = await issueCredential(stores());
      const found = await records().credentials.find(id);
      expect(found).toBeDefined();
      expect([found?.revocation, found?.suspension, found?.successor, found?.foreignId]).toEqual(
        Array(4).fill(undefined),
      );
    });

    it.each(['revocation', 'suspension'] as const)('tell a %s', async (purpose) => {
      const credential = await issuedInLists();
      await flip(stores(), credential, { ...reason, purpose, set: true });
      const found = await records().credentials.find(credential.id);
      expect(found?.[purpose]?.at).toBe(reason.at);
    });

    it('tell what the holder decided about its address', async () => {
      const learner = uniquePerson();
      const { id } = await issueCredential(stores(), { learner, visibility: 'private' });
      expect(await records().credentials.find(id)).toMatchObject({ visibility: 'private' });
      await stores().credentials.share({ credentialId: id, learner }, 'public');
      const shared = await records().credentials.find(id);
      expect([shared?.visibility, shared?.withdrawnAt]).toEqual(['public', undefined]);
      await stores().credentials.withdraw({ credentialId: id, learner }, '2026-05-01T00:00:00.000Z');
      expect((await records().credentials.find(id))?.withdrawnAt).toBe('2026-05-01T00:00:00.000Z');
    });

    it('tell the signed list as it is now, with its address', async () => {
      const list = aStatusList();
      await stores().statusLists.open(list, undefined);
      expect(await records().statusLists.find(list.id)).toMatchObject({
        url: list.url,
        document: exactText,
      });
      const statuses = [{ list: list.id, index: 7, purpose: 'revocation' as const }];
      await revoke(stores(), await issueCredential(stores(), { statuses }), reason);
      await stores().statusLists.publish(list.id, 1, `${exactText}1`);
      expect((await records().statusLists.find(list.id))?.document).toBe(`${exactText}1`);
    });

    it('tell an issuer and its keys of every kind, and no one else’s', async () => {
      const issuer = anIssuer();
      const key = anIssuerKey();
      await stores().issuers.create(issuer, aMembership(issuer.id, ['owner']), key);
      const other = anIssuer({ id: `${issuer.id}-b` });
      await stores().issuers.create(other, aMembership(other.id, ['owner']), anIssuerKey());
      const { kmsKeyId: _kmsKeyId, compromise: _compromise, ...publicHalf } = key;
      expect(await records().issuers.find(issuer.id)).toMatchObject({ id: issuer.id });
      expect(await records().issuers.keys(issuer.id)).toMatchObject([publicHalf]);
    });

    it.each([
      '',
      '#',
      '__proto__',
      'constructor',
      '01ARZ3NDEKTSV4RRFFQ69G5FAV#X',
      '../..',
      'ünïcode 𝒜',
      '\ud800',
      'x'.repeat(3000),
      ulid(),
    ])('find nothing under %j', async (id) => {
      expect(await records().credentials.find(id)).toBeUndefined();
      expect(await records().statusLists.find(id)).toBeUndefined();
      expect(await records().issuers.find(id)).toBeUndefined();
      expect(await records().issuers.keys(id)).toEqual([]);
    });
  });
}
