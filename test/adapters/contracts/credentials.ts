import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { CredentialRecord } from '../../../src/domain/award.ts';
import { outcome, race } from '../outcome.ts';
import { readAll } from '../paging.ts';
import {
  aCredential,
  aDueAward,
  anAssessment,
  aStatusList,
  aSubmission,
  next,
  prepared,
  uniquePerson,
} from '../samples.ts';
import type { Stores } from '../stores.ts';

/** Takes an award all the way to its public credential. */
export async function issueCredential(
  stores: Stores,
  given: Partial<CredentialRecord> = {},
): Promise<CredentialRecord> {
  const draft = aSubmission();
  await stores.submissions.open(draft);
  const submission = next(draft, { state: 'submitted' });
  const assessment = anAssessment(submission);
  await stores.submissions.handIn(submission, [], assessment);
  const due = aDueAward(assessment, { credentialId: given.id ?? ulid() });
  const final = next(assessment, { state: 'final', outcome: 'awarded' });
  await stores.assessments.decide(final, next(submission, { state: 'awarded' }), due);
  const award = prepared(due, given.status?.list, given.status?.index);
  await stores.awards.prepare(award);
  const credential = aCredential(award, given);
  await stores.awards.issue({ ...award, state: 'issued', issuedAt: credential.issuedAt }, credential);
  return credential;
}

export function credentialsContract(stores: () => Stores) {
  describe('credentials', () => {
    const revocation = { at: '2026-05-01T00:00:00.000Z', by: 'auth0|officer #1', reason: 'Issued in error.' };
    const issuedInList = async () => {
      const list = aStatusList();
      await stores().statusLists.open(list, undefined);
      return {
        list,
        credential: await issueCredential(stores(), { status: { list: list.id, index: 70_001 } }),
      };
    };

    it.each(['', '#', '__proto__', 'CREDENTIAL', '01ARZ3NDEKTSV4RRFFQ69G5FAV#X', 'x'.repeat(3000)])(
      'finds nothing under %j',
      async (id) => {
        expect(await stores().credentials.find(id)).toBeUndefined();
      },
    );

    it("lists a learner's credentials newest first, in pages, and no one else's", async () => {
      const learner = uniquePerson();
      const all: CredentialRecord[] = [];
      for (let index = 0; index < 3; index++)
        all.push(await issueCredential(stores(), { learner, id: ulid(1e12 + index) }));
      await issueCredential(stores(), { learner: `${learner}#CREDENTIALS` });
      const pages = await readAll((page) => stores().credentials.ofLearner(learner, page), 2);
      expect(pages).toEqual([[all[2], all[1]], [all[0]]]);
    });

    it("does not take the cursor of a learner's submissions", async () => {
      const learner = uniquePerson();
      for (let index = 0; index < 2; index++) await stores().submissions.open(aSubmission({ learner }));
      const { cursor = '' } = await stores().submissions.ofLearner(learner, { limit: 1 });
      expect(cursor).not.toBe('');
      expect(await outcome(stores().credentials.ofLearner(learner, { limit: 1, cursor }))).toBe(
        'invalid-request',
      );
    });

    it('records a revocation, the bit to be set, and that the list must change', async () => {
      const { list, credential } = await issuedInList();
      await stores().credentials.revoke(credential, revocation);
      expect(await stores().credentials.find(credential.id)).toEqual({ ...credential, revocation });
      expect(await stores().statusLists.revoked(list.id)).toEqual([70_001]);
      expect(await stores().statusLists.find(list.id)).toEqual({ ...list, wanted: 1 });
      expect(await stores().statusLists.unfinished()).toContainEqual({ listId: list.id });
    });

    it('refuses a second revocation and keeps the first reason', async () => {
      const { credential } = await issuedInList();
      await stores().credentials.revoke(credential, revocation);
      const before = await stores().dump();
      const second = { ...revocation, reason: 'Another reason.' };
      expect(await outcome(stores().credentials.revoke(credential, second))).toBe('already-revoked');
      expect(await outcome(stores().credentials.revoke(credential, revocation))).toBe('already-revoked');
      expect(await stores().dump()).toEqual(before);
    });

    it('lets one of many revocations through, and counts it once', async () => {
      const { list, credential } = await issuedInList();
      const ended = await race(10, (runner) =>
        stores().credentials.revoke(credential, { ...revocation, reason: `Reason ${runner}.` }),
      );
      expect(ended).toEqual({ done: 1, 'already-revoked': 9 });
      expect(await stores().statusLists.find(list.id)).toMatchObject({ wanted: 1 });
    });

    it('refuses to revoke what was never issued, and creates nothing', async () => {
      const { credential } = await issuedInList();
      const before = await stores().dump();
      const unknown = { ...credential, id: ulid() };
      expect(await outcome(stores().credentials.revoke(unknown, revocation))).toBe('not-found');
      expect(await stores().dump()).toEqual(before);
    });
  });
}
