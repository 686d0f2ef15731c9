import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import {
  type CredentialRecord,
  changeStatus,
  type StatusChange,
  type StatusReason,
} from '../../../src/domain/credential.ts';
import { outcome, race } from '../outcome.ts';
import { readAll } from '../paging.ts';
import {
  aCredential,
  aDueAward,
  aDueRequest,
  anAssessment,
  aStatusList,
  aSubmission,
  deciding,
  handingIn,
  next,
  noEvidence,
  prepared,
  uniquePerson,
  uniqueSlug,
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
  await stores.submissions.handIn(noEvidence, handingIn(submission, assessment));
  const due = aDueAward(assessment, { credentialId: given.id ?? ulid() });
  const final = next(assessment, { state: 'final', outcome: 'awarded' });
  await stores.cases.change(deciding(final, next(submission, { state: 'awarded' }), due));
  const award = prepared(due, given.statuses?.[0]?.list, given.statuses?.[0]?.index);
  await stores.issuances.prepare({ ...award, statuses: given.statuses ?? award.statuses });
  const credential = aCredential(award, given);
  await stores.issuances.issue({ ...award, state: 'issued', issuedAt: credential.issuedAt }, credential);
  return credential;
}

/** Revokes as the product does: from the state that was read. */
export async function revoke(stores: Stores, credential: CredentialRecord, reason: StatusReason) {
  await flip(stores, credential, { ...reason, purpose: 'revocation', set: true });
}

export async function flip({ credentials }: Stores, before: CredentialRecord, change: StatusChange) {
  const after = changeStatus(before, change);
  if (!after) throw new Error('nothing would change');
  await credentials.changeStatus(before, after, change);
  return after;
}

export function credentialsContract(stores: () => Stores) {
  describe('credentials', () => {
    const revocation = { at: '2026-05-01T00:00:00.000Z', by: 'auth0|officer #1', reason: 'Issued in error.' };
    const issuedInList = async () => {
      const list = aStatusList();
      await stores().statusLists.open(list, undefined);
      return {
        list,
        credential: await issueCredential(stores(), {
          statuses: [
            { list: list.id, index: 70_001, purpose: 'revocation' },
            { list: list.id, index: 70_002, purpose: 'suspension' },
          ],
        }),
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
      await revoke(stores(), credential, revocation);
      expect(await stores().credentials.find(credential.id)).toEqual({ ...credential, revocation });
      expect(await stores().statusLists.set(list.id)).toEqual([70_001]);
      expect(await stores().statusLists.find(list.id)).toEqual({ ...list, wanted: 1 });
      expect(await stores().statusLists.unfinished()).toContainEqual({ listId: list.id });
    });

    it('refuses a second revocation and keeps the first reason', async () => {
      const { credential } = await issuedInList();
      await revoke(stores(), credential, revocation);
      const before = await stores().dump();
      const second = { ...revocation, reason: 'Another reason.' };
      expect(await outcome(revoke(stores(), credential, second))).toBe('conflict');
      expect(await outcome(revoke(stores(), credential, revocation))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('lets one of many revocations through, and counts it once', async () => {
      const { list, credential } = await issuedInList();
      const ended = await race(10, (runner) =>
        revoke(stores(), credential, { ...revocation, reason: `Reason ${runner}.` }),
      );
      expect(ended).toEqual({ done: 1, conflict: 9 });
      expect(await stores().statusLists.find(list.id)).toMatchObject({ wanted: 1 });
    });

    it('suspends, ends that, and suspends again; every change is kept', async () => {
      const { list, credential } = await issuedInList();
      const at = (day: number) => `2026-05-0${day}T00:00:00.000Z`;
      const change = (day: number, set: boolean) =>
        ({ at: at(day), by: 'officer', reason: `Day ${day}.`, purpose: 'suspension', set }) as const;
      const suspended = await flip(stores(), credential, change(1, true));
      expect(await stores().statusLists.set(list.id)).toEqual([70_002]);
      const ended = await flip(stores(), suspended, change(2, false));
      expect(ended).toEqual(credential);
      expect(await stores().statusLists.set(list.id)).toEqual([]);
      await flip(stores(), ended, change(3, true));
      expect(await stores().statusLists.find(list.id)).toMatchObject({ wanted: 3 });
      expect(await stores().credentials.history(credential.id)).toEqual([
        change(1, true),
        change(2, false),
        change(3, true),
      ]);
      expect(await stores().credentials.find(credential.id)).toMatchObject({
        suspension: { at: at(3), by: 'officer', reason: 'Day 3.' },
      });
    });

    it('refuses a change of a status that is no longer what it was', async () => {
      const { credential } = await issuedInList();
      const change = { ...revocation, purpose: 'suspension', set: true } as const;
      const suspended = await flip(stores(), credential, change);
      const before = await stores().dump();
      expect(await outcome(flip(stores(), credential, { ...change, at: '2026-06-01T00:00:00.000Z' }))).toBe(
        'conflict',
      );
      expect(await stores().dump()).toEqual(before);
      await revoke(stores(), suspended, revocation);
      expect(await stores().credentials.find(credential.id)).toEqual({ ...suspended, revocation });
    });

    it('replaces: revoked, with a successor that is due, in one step and once', async () => {
      const { list, credential } = await issuedInList();
      const change = { ...revocation, purpose: 'revocation', set: true } as const;
      const successor = () =>
        aDueRequest({ issuerId: credential.issuerId, replaces: credential.id, credentialId: ulid() });
      const replace = async () => {
        const due = successor();
        const after = { ...credential, revocation, successor: due.credentialId };
        await stores().credentials.replace({
          before: credential,
          after,
          change,
          successor: due,
          submission: undefined,
        });
      };
      expect(await race(8, replace)).toEqual({ done: 1, conflict: 7 });
      const stored = await stores().credentials.find(credential.id);
      expect(stored?.revocation).toEqual(revocation);
      expect(await stores().issuances.find(stored?.successor ?? '')).toMatchObject({
        state: 'due',
        replaces: credential.id,
      });
      expect(await stores().statusLists.find(list.id)).toMatchObject({ wanted: 1 });
    });

    it('finds what was issued under an id of elsewhere, per issuer', async () => {
      const issue = async (foreignId: string, issuerId?: string) => {
        const due = aDueRequest(issuerId === undefined ? {} : { issuerId });
        await stores().issuances.start(due);
        const award = prepared(due);
        await stores().issuances.prepare(award);
        const { learner: _, ...credential } = aCredential(award, { foreignId });
        await stores().issuances.issue(
          { ...award, state: 'issued', issuedAt: credential.issuedAt },
          credential,
        );
        return credential;
      };
      const id = `urn:uuid:${ulid()}`;
      const first = await issue(id);
      const second = await issue(id, first.issuerId);
      await issue(id);
      await issue(`${id}x`, first.issuerId);
      const found = await stores().credentials.ofForeignId(first.issuerId, id);
      expect(found.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
        [first, second].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      );
      expect(await stores().credentials.ofForeignId(uniqueSlug(), id)).toEqual([]);
    });

    it('refuses to revoke what was never issued, and creates nothing', async () => {
      const { credential } = await issuedInList();
      const before = await stores().dump();
      const unknown = { ...credential, id: ulid() };
      expect(await outcome(revoke(stores(), unknown, revocation))).toBe('not-found');
      expect(await stores().dump()).toEqual(before);
    });

    const at = '2026-05-01T00:00:00.000Z';
    const owned = async (given: Partial<CredentialRecord> = {}) => {
      const learner = uniquePerson();
      const credential = await issueCredential(stores(), { learner, ...given });
      return { credential, of: { credentialId: credential.id, learner } };
    };

    it('are as visible as their learner says', async () => {
      const { credential, of } = await owned();
      for (const visibility of ['private', 'public', 'link', 'link'] as const) {
        await stores().credentials.share(of, visibility);
        expect(await stores().credentials.find(credential.id)).toEqual({ ...credential, visibility });
      }
    });

    it('are withdrawn once and for good', async () => {
      const { credential, of } = await owned();
      await stores().credentials.withdraw(of, at);
      await stores().credentials.withdraw(of, '2026-06-01T00:00:00.000Z');
      expect(await stores().credentials.find(credential.id)).toEqual({ ...credential, withdrawnAt: at });
      expect(await outcome(stores().credentials.share(of, 'public'))).toBe('withdrawn');
      expect((await stores().credentials.find(credential.id))?.visibility).toBeUndefined();
    });

    it.each(['share', 'withdraw'] as const)('refuse to %s what is not the learner’s own', async (step) => {
      const { credential, of } = await owned();
      const tried = (who: typeof of) =>
        outcome(
          step === 'share'
            ? stores().credentials.share(who, 'public')
            : stores().credentials.withdraw(who, at),
        );
      expect(await tried({ ...of, learner: uniquePerson() })).toBe('not-found');
      expect(await tried({ ...of, credentialId: ulid() })).toBe('not-found');
      const unowned = await issueCredential(stores());
      expect(await tried({ ...of, credentialId: unowned.id })).toBe('not-found');
      expect(await stores().credentials.find(credential.id)).toEqual(credential);
      expect(await stores().credentials.find(unowned.id)).toEqual(unowned);
    });

    it('keep both what their holder and what their issuer changed at one moment', async () => {
      const { list } = await issuedInList();
      const statuses = [1, 2].map((index) => [{ list: list.id, index, purpose: 'revocation' as const }]);
      const [hidden, gone] = [
        await owned({ statuses: statuses[0] ?? [] }),
        await owned({ statuses: statuses[1] ?? [] }),
      ];
      await stores().credentials.share(hidden.of, 'private');
      await stores().credentials.withdraw(gone.of, at);
      for (const { credential } of [hidden, gone]) await revoke(stores(), credential, revocation);
      expect(await stores().credentials.find(hidden.credential.id)).toEqual({
        ...hidden.credential,
        visibility: 'private',
        revocation,
      });
      expect(await stores().credentials.find(gone.credential.id)).toEqual({
        ...gone.credential,
        withdrawnAt: at,
        revocation,
      });
    });
  });
}
