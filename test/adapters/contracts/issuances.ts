import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { DueIssuance, IssuedIssuance, PreparedIssuance } from '../../../src/domain/issuance.ts';
import { outcome, race } from '../outcome.ts';
import {
  aCredential,
  aDueAward,
  aDueRequest,
  anAssessment,
  anIntent,
  aStatusList,
  aSubmission,
  deciding,
  exactText,
  handingIn,
  next,
  noEvidence,
  prepared,
  uniquePerson,
} from '../samples.ts';
import type { Stores } from '../stores.ts';
import { revoke } from './credentials.ts';

export function issuancesContract(stores: () => Stores) {
  describe('issuances', () => {
    const decided = async (given: Partial<DueIssuance> = {}) => {
      const draft = aSubmission();
      await stores().submissions.open(draft);
      const submission = next(draft, { state: 'submitted' });
      const assessment = anAssessment(submission);
      await stores().submissions.handIn(noEvidence, handingIn(submission, assessment));
      const due = aDueAward(assessment, given);
      const final = next(assessment, { state: 'final', outcome: 'awarded' });
      await stores().cases.change(deciding(final, next(submission, { state: 'awarded' }), due));
      return due;
    };
    const journalled = async (given: Partial<DueIssuance> = {}) => {
      const award = prepared(await decided(given));
      await stores().issuances.prepare(award);
      return award;
    };
    const issued = (award: PreparedIssuance, issuedAt = '2026-03-02T10:00:01.000Z') =>
      ({ ...award, state: 'issued', issuedAt }) as const satisfies IssuedIssuance;
    const unfinished = async () => (await stores().issuances.unfinished()).map((one) => one.credentialId);

    it('journals the intent, to the letter', async () => {
      const due = await decided();
      const award = prepared(due);
      expect(await stores().issuances.prepare(award)).toEqual(award);
      const stored = await stores().issuances.find(due.credentialId);
      expect(stored).toEqual(award);
      expect(stored?.state === 'prepared' && stored.intent.document).toBe(exactText);
    });

    it('keeps the first intent and hands it to every other run', async () => {
      const first = await journalled();
      const other = {
        ...first,
        intent: anIntent(),
        statuses: [{ list: ulid(), index: 8, purpose: 'revocation' as const }],
      };
      expect(await stores().issuances.prepare(other)).toEqual(first);
      expect(await stores().issuances.find(first.credentialId)).toEqual(first);
    });

    it('has one intent when many runs prepare at once', async () => {
      const due = await decided();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => stores().issuances.prepare(prepared(due))),
      );
      const stored = await stores().issuances.find(due.credentialId);
      expect(stored?.state).toBe('prepared');
      for (const answer of answers) expect(answer).toEqual(stored);
    });

    it('prepares nothing that nobody decided', async () => {
      const before = await stores().dump();
      const undecided = prepared(aDueAward(anAssessment(aSubmission())));
      expect(await outcome(stores().issuances.prepare(undecided))).toBe('not-found');
      expect(await stores().dump()).toEqual(before);
    });

    it('starts what was asked for directly, once under one name', async () => {
      const due = aDueRequest();
      expect(await stores().issuances.start(due, 'row 1')).toBe(due.credentialId);
      expect(await stores().issuances.find(due.credentialId)).toEqual(due);
      const again = aDueRequest({ issuerId: due.issuerId });
      expect(await stores().issuances.start(again, 'row 1')).toBe(due.credentialId);
      expect(await stores().issuances.find(again.credentialId)).toBeUndefined();
      expect(await stores().issuances.start(again, 'new', 'row 1')).toBe(due.credentialId);
      expect(await stores().issuances.startedUnder(due.issuerId, 'new')).toBeUndefined();
      expect(await stores().issuances.start(again, 'row 2')).toBe(again.credentialId);
      const elsewhere = aDueRequest();
      expect(await stores().issuances.start(elsewhere, 'row 1')).toBe(elsewhere.credentialId);
    });

    it('starts one credential when many ask at once under one name', async () => {
      const { issuerId } = aDueRequest();
      const ids = await Promise.all(
        Array.from({ length: 10 }, () => stores().issuances.start(aDueRequest({ issuerId }), 'row')),
      );
      expect(new Set(ids).size).toBe(1);
    });

    it('issues the credential and closes the award', async () => {
      const award = await journalled();
      const credential = aCredential(award);
      expect(await stores().credentials.find(award.credentialId)).toBeUndefined();
      await stores().issuances.issue(issued(award), credential);
      expect(await stores().issuances.find(award.credentialId)).toEqual(issued(award));
      const stored = await stores().credentials.find(award.credentialId);
      expect(stored).toEqual(credential);
      expect(stored?.document).toBe(exactText);
    });

    it('changes nothing when it is issued again', async () => {
      const award = await journalled();
      await stores().issuances.issue(issued(award), aCredential(award));
      const before = await stores().dump();
      const later = issued(award, '2026-04-01T00:00:00.000Z');
      const ended = await race(5, () =>
        stores().issuances.issue(
          later,
          aCredential(award, { issuedAt: later.issuedAt, name: 'Another name' }),
        ),
      );
      expect(ended).toEqual({ done: 5 });
      expect(await stores().dump()).toEqual(before);
    });

    it('makes one credential when many runs issue at once', async () => {
      const award = await journalled();
      const learner = uniquePerson();
      const ended = await race(10, (runner) =>
        stores().issuances.issue(
          issued(award, `2026-03-02T10:00:0${runner}.000Z`),
          aCredential(award, { learner, issuedAt: `2026-03-02T10:00:0${runner}.000Z` }),
        ),
      );
      expect(ended).toEqual({ done: 10 });
      const { items } = await stores().credentials.ofLearner(learner, { limit: 10 });
      expect(items).toHaveLength(1);
      expect(await stores().issuances.find(award.credentialId)).toMatchObject({
        issuedAt: items[0]?.issuedAt,
      });
    });

    it('does not bring a revoked credential back', async () => {
      const award = await journalled();
      const credential = aCredential(award);
      await stores().issuances.issue(issued(award), credential);
      await openList(stores(), award.statuses[0]?.list ?? '');
      const revocation = { at: credential.issuedAt, by: 'officer', reason: 'Issued in error.' };
      await revoke(stores(), credential, revocation);
      await stores().issuances.issue(issued(award), credential);
      expect(await stores().credentials.find(credential.id)).toEqual({ ...credential, revocation });
    });

    it.each([
      ['an intent that was not journalled', (award: PreparedIssuance) => ({ ...award, intent: anIntent() })],
      ['another credential id', (award: PreparedIssuance) => ({ ...award, credentialId: ulid() })],
    ])('makes nothing public for %s', async (_case, forge) => {
      const award = await journalled();
      const before = await stores().dump();
      const forged = forge(award);
      expect(await outcome(stores().issuances.issue(issued(forged), aCredential(forged)))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('makes nothing public before the intent is journalled, nor for what nobody decided', async () => {
      const due = await decided();
      const before = await stores().dump();
      const unjournalled = prepared(due);
      expect(await outcome(stores().issuances.issue(issued(unjournalled), aCredential(unjournalled)))).toBe(
        'conflict',
      );
      const undecided = prepared(aDueAward(anAssessment(aSubmission())));
      expect(await outcome(stores().issuances.issue(issued(undecided), aCredential(undecided)))).toBe(
        'conflict',
      );
      expect(await stores().dump()).toEqual(before);
    });

    it('refuses a different signature for what was issued', async () => {
      const award = await journalled();
      await stores().issuances.issue(issued(award), aCredential(award));
      const forged = { ...award, intent: anIntent() };
      expect(await outcome(stores().issuances.issue(issued(forged), aCredential(forged)))).toBe('conflict');
    });

    it('puts what could not be finished behind what is due, and issues it all the same', async () => {
      const [stuck, next] = [
        await journalled({ decidedAt: '2030-06-01T12:00:00Z' }),
        await decided({ decidedAt: '2030-06-01T12:00:01Z' }),
      ];
      await stores().issuances.postpone(stuck.credentialId, new Date('2030-06-01T13:00:00Z'));
      expect((await unfinished()).slice(-2)).toEqual([next.credentialId, stuck.credentialId]);
      await stores().issuances.issue(issued(stuck), aCredential(stuck));
      await stores().issuances.postpone(stuck.credentialId, new Date('2030-06-01T14:00:00Z'));
      expect(await unfinished()).not.toContain(stuck.credentialId);
      const { items } = await stores().issuances.issuedBy(stuck.issuerId, { limit: 5 });
      expect(items.map(({ credentialId }) => credentialId)).toEqual([stuck.credentialId]);
    });

    it('lists what is due or prepared until it is issued, oldest first', async () => {
      const second = await journalled({ decidedAt: '2031-05-01T12:00:00.001Z' });
      const first = await decided({ decidedAt: '2031-05-01T12:00:00Z' });
      expect((await unfinished()).slice(-2)).toEqual([first.credentialId, second.credentialId]);
      await stores().issuances.issue(issued(second), aCredential(second));
      expect(await unfinished()).toContain(first.credentialId);
      expect(await unfinished()).not.toContain(second.credentialId);
    });
  });
}

async function openList({ statusLists }: Stores, id: string) {
  await statusLists.open(aStatusList({ id, issuerId: `issuer-${id.toLowerCase()}` }), undefined);
}
