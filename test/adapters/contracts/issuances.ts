import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { Award, DueAward, PreparedAward } from '../../../src/domain/award.ts';
import { outcome, race } from '../outcome.ts';
import {
  aCredential,
  aDueAward,
  anAssessment,
  anIntent,
  aSubmission,
  exactText,
  next,
  prepared,
} from '../samples.ts';
import type { Stores } from '../stores.ts';

export function awardsContract(stores: () => Stores) {
  describe('awards', () => {
    const decided = async (given: Partial<DueAward> = {}) => {
      const draft = aSubmission();
      await stores().submissions.open(draft);
      const submission = next(draft, { state: 'submitted' });
      const assessment = anAssessment(submission);
      await stores().submissions.handIn(submission, [], assessment);
      const due = aDueAward(assessment, given);
      const final = next(assessment, { state: 'final', outcome: 'awarded' });
      await stores().assessments.decide(final, next(submission, { state: 'awarded' }), due);
      return due;
    };
    const journalled = async (given: Partial<DueAward> = {}) => {
      const award = prepared(await decided(given));
      await stores().awards.prepare(award);
      return award;
    };
    const issued = (award: PreparedAward, issuedAt = '2026-03-02T10:00:01.000Z') =>
      ({ ...award, state: 'issued', issuedAt }) as const satisfies Award;
    const unfinished = async () => (await stores().awards.unfinished()).map((one) => one.submissionId);

    it('journals the intent, to the letter', async () => {
      const due = await decided();
      const award = prepared(due);
      expect(await stores().awards.prepare(award)).toEqual(award);
      const stored = await stores().awards.find(due.submissionId);
      expect(stored).toEqual(award);
      expect(stored?.state === 'prepared' && stored.intent.document).toBe(exactText);
    });

    it('keeps the first intent and hands it to every other run', async () => {
      const first = await journalled();
      const other = { ...first, intent: anIntent(), status: { list: ulid(), index: 8 } };
      expect(await stores().awards.prepare(other)).toEqual(first);
      expect(await stores().awards.find(first.submissionId)).toEqual(first);
    });

    it('has one intent when many runs prepare at once', async () => {
      const due = await decided();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => stores().awards.prepare(prepared(due))),
      );
      const stored = await stores().awards.find(due.submissionId);
      expect(stored?.state).toBe('prepared');
      for (const answer of answers) expect(answer).toEqual(stored);
    });

    it('prepares nothing that nobody decided', async () => {
      const before = await stores().dump();
      const undecided = prepared(aDueAward(anAssessment(aSubmission())));
      expect(await outcome(stores().awards.prepare(undecided))).toBe('not-found');
      expect(await stores().dump()).toEqual(before);
    });

    it('never prepares an award under another credential id', async () => {
      const due = await decided();
      const attempt = stores().awards.prepare({ ...prepared(due), credentialId: ulid() });
      expect(await outcome(attempt)).toBe('conflict');
      expect(await stores().awards.find(due.submissionId)).toEqual(due);
    });

    it('issues the credential and closes the award', async () => {
      const award = await journalled();
      const credential = aCredential(award);
      expect(await stores().credentials.find(award.credentialId)).toBeUndefined();
      await stores().awards.issue(issued(award), credential);
      expect(await stores().awards.find(award.submissionId)).toEqual(issued(award));
      const stored = await stores().credentials.find(award.credentialId);
      expect(stored).toEqual(credential);
      expect(stored?.document).toBe(exactText);
    });

    it('changes nothing when it is issued again', async () => {
      const award = await journalled();
      await stores().awards.issue(issued(award), aCredential(award));
      const before = await stores().dump();
      const later = issued(award, '2026-04-01T00:00:00.000Z');
      const ended = await race(5, () =>
        stores().awards.issue(later, aCredential(award, { issuedAt: later.issuedAt, name: 'Another name' })),
      );
      expect(ended).toEqual({ done: 5 });
      expect(await stores().dump()).toEqual(before);
    });

    it('makes one credential when many runs issue at once', async () => {
      const award = await journalled();
      const learner = aCredential(award).learner;
      const ended = await race(10, (runner) =>
        stores().awards.issue(
          issued(award, `2026-03-02T10:00:0${runner}.000Z`),
          aCredential(award, { learner, issuedAt: `2026-03-02T10:00:0${runner}.000Z` }),
        ),
      );
      expect(ended).toEqual({ done: 10 });
      const { items } = await stores().credentials.ofLearner(learner, { limit: 10 });
      expect(items).toHaveLength(1);
      expect(await stores().awards.find(award.submissionId)).toMatchObject({ issuedAt: items[0]?.issuedAt });
    });

    it('does not bring a revoked credential back', async () => {
      const award = await journalled();
      const credential = aCredential(award);
      const list = { list: award.status.list, index: award.status.index };
      await stores().awards.issue(issued(award), credential);
      await openList(stores(), list.list);
      const revocation = { at: credential.issuedAt, by: 'officer', reason: 'Issued in error.' };
      await stores().credentials.revoke(credential, revocation);
      await stores().awards.issue(issued(award), credential);
      expect(await stores().credentials.find(credential.id)).toEqual({ ...credential, revocation });
    });

    it.each([
      ['an intent that was not journalled', (award: PreparedAward) => ({ ...award, intent: anIntent() })],
      ['another credential id', (award: PreparedAward) => ({ ...award, credentialId: ulid() })],
    ])('makes nothing public for %s', async (_case, forge) => {
      const award = await journalled();
      const before = await stores().dump();
      const forged = forge(award);
      expect(await outcome(stores().awards.issue(issued(forged), aCredential(forged)))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('makes nothing public before the intent is journalled, nor for what nobody decided', async () => {
      const due = await decided();
      const before = await stores().dump();
      const unjournalled = prepared(due);
      expect(await outcome(stores().awards.issue(issued(unjournalled), aCredential(unjournalled)))).toBe(
        'conflict',
      );
      const undecided = prepared(aDueAward(anAssessment(aSubmission())));
      expect(await outcome(stores().awards.issue(issued(undecided), aCredential(undecided)))).toBe(
        'conflict',
      );
      expect(await stores().dump()).toEqual(before);
    });

    it('refuses a different signature for what was issued', async () => {
      const award = await journalled();
      await stores().awards.issue(issued(award), aCredential(award));
      const forged = { ...award, intent: anIntent() };
      expect(await outcome(stores().awards.issue(issued(forged), aCredential(forged)))).toBe('conflict');
    });

    it('lists what is due or prepared until it is issued, oldest first', async () => {
      const second = await journalled({ decidedAt: '2031-05-01T12:00:00.001Z' });
      const first = await decided({ decidedAt: '2031-05-01T12:00:00Z' });
      expect((await unfinished()).slice(-2)).toEqual([first.submissionId, second.submissionId]);
      await stores().awards.issue(issued(second), aCredential(second));
      expect(await unfinished()).toContain(first.submissionId);
      expect(await unfinished()).not.toContain(second.submissionId);
    });
  });
}

async function openList({ statusLists }: Stores, id: string) {
  await statusLists.open(
    {
      id,
      issuerId: `issuer-${id.toLowerCase()}`,
      url: `https://assay.example.org/status/${id}`,
      issuerDid: 'did:web:assay.example.org:issuers:riverbend',
      wanted: 0,
      published: 0,
      document: '{}',
    },
    undefined,
  );
}
