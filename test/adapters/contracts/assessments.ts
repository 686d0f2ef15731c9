import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../../src/domain/assessment.ts';
import type { Submission } from '../../../src/domain/submission.ts';
import { outcome, race } from '../outcome.ts';
import { readAll } from '../paging.ts';
import {
  aDueAward,
  anAssessment,
  aSubmission,
  deciding,
  handingIn,
  next,
  noEvidence,
  uniquePerson,
  uniqueSlug,
  withdrawing,
} from '../samples.ts';
import type { Stores } from '../stores.ts';

export function assessmentsContract(stores: () => Stores) {
  describe('assessments', () => {
    const handedIn = async (given: Partial<Submission> = {}, of: Partial<Assessment> = {}) => {
      const draft = aSubmission(given);
      await stores().submissions.open(draft);
      const submission = next(draft, { state: 'submitted', submittedAt: draft.createdAt });
      const assessment = anAssessment(submission, of);
      await stores().submissions.handIn(noEvidence, handingIn(submission, assessment));
      return { submission, assessment };
    };
    const claimed = (current: Assessment, assessor = uniquePerson()): Assessment =>
      next(current, { state: 'claimed', assessor, claimedUntil: '2026-03-04T09:30:00.000Z' });
    const final = (current: Assessment, outcomeOf: 'awarded' | 'not-yet'): Assessment =>
      next(current, { state: 'final', outcome: outcomeOf, decidedAt: '2026-03-02T10:00:00.000Z' });
    const decide = (
      { submission, assessment }: Awaited<ReturnType<typeof handedIn>>,
      as: 'awarded' | 'not-yet',
    ) =>
      stores().cases.change(
        deciding(
          final(assessment, as),
          next(submission, { state: as }),
          as === 'awarded' ? aDueAward(assessment) : undefined,
        ),
      );
    const tryAgain = ({ learner, microCredentialId }: Submission) =>
      outcome(stores().submissions.open(aSubmission({ learner, microCredentialId })));
    const queued = async (issuerId: string) =>
      (await readAll((page) => stores().assessments.queue(issuerId, page), 2)).flat();

    it('finds nothing where there is none', async () => {
      expect(await stores().assessments.find(ulid())).toBeUndefined();
      expect(await stores().assessments.ofSubmission('SUBMISSION#')).toEqual([]);
      expect(await queued(uniqueSlug())).toEqual([]);
    });

    it('queues what waits in an issuer, by when it is due, in pages', async () => {
      const issuerId = uniqueSlug();
      // Times are compared as times, however exactly they are written.
      const times = ['2026-03-01T09:30:00Z', '2026-03-01T09:30:00.001Z', '2026-03-01T09:31:00Z'];
      const waiting: Assessment[] = [];
      for (const dueAt of times) waiting.push((await handedIn({ issuerId }, { dueAt })).assessment);
      await handedIn({ issuerId: `${issuerId}-b` });
      const pages = await readAll((page) => stores().assessments.queue(issuerId, page), 2);
      expect(pages).toEqual([waiting.slice(0, 2), waiting.slice(2)]);
    });

    it('keeps a claimed assessment in its place in the queue', async () => {
      const issuerId = uniqueSlug();
      const [first, second] = [await handedIn({ issuerId }), await handedIn({ issuerId })];
      const taken = claimed(first.assessment);
      await stores().assessments.save(taken);
      expect(await queued(issuerId)).toEqual(
        [taken, second.assessment].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      );
    });

    it('lets one of many claims through', async () => {
      const { assessment } = await handedIn();
      const assessors = Array.from({ length: 12 }, () => uniquePerson());
      const ended = await race(12, (runner) =>
        stores().assessments.save(claimed(assessment, assessors[runner])),
      );
      expect(ended).toEqual({ done: 1, conflict: 11 });
      const stored = await stores().assessments.find(assessment.id);
      expect(stored?.revision).toBe(2);
      expect(assessors).toContain(stored?.assessor);
    });

    it('saves scores under the next revision and no other', async () => {
      const { assessment } = await handedIn();
      const scores = { shared: { level: 'met', feedback: 'Clear.\nAnd “kind”. 𝒜' } };
      await stores().assessments.save(next(assessment, { scores }));
      expect(await stores().assessments.find(assessment.id)).toEqual(next(assessment, { scores }));
      const before = await stores().dump();
      for (const revision of [1, 2, 4]) {
        const stale = { ...assessment, revision };
        expect(await outcome(stores().assessments.save(stale))).toBe('conflict');
      }
      const unknown = anAssessment(aSubmission(), { revision: 2 });
      expect(await outcome(stores().assessments.save(unknown))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('records "not yet" and lets the learner try again', async () => {
      const both = await handedIn();
      await decide(both, 'not-yet');
      const { submission, assessment } = both;
      expect(await stores().submissions.find(submission.id)).toEqual(next(submission, { state: 'not-yet' }));
      expect(await stores().assessments.find(assessment.id)).toEqual(final(assessment, 'not-yet'));
      expect(await queued(submission.issuerId)).toEqual([]);
      expect(await tryAgain(submission)).toBe('done');
    });

    it('counts what was decided without an award, and opens no more than there may be', async () => {
      const first = await handedIn();
      const { learner, microCredentialId } = first.submission;
      const open = (maxAttempts?: number) => {
        const submission = aSubmission({ learner, microCredentialId });
        return { submission, ended: outcome(stores().submissions.open(submission, { maxAttempts })) };
      };
      await decide(first, 'not-yet');
      expect(await open(1).ended).toBe('attempts-used');
      const second = open(2);
      expect(await second.ended).toBe('done');
      // An attempt that is open is told as such, also when it is the last.
      expect(await open(1).ended).toBe('open-submission-exists');
      await stores().cases.change(withdrawing(next(second.submission, { state: 'withdrawn' })));
      expect(await open(1).ended).toBe('attempts-used');
      const third = open(2);
      expect(await third.ended).toBe('done');
      const submitted = next(third.submission, {
        state: 'submitted',
        submittedAt: '2026-03-02T10:00:00.000Z',
      });
      const assessment = anAssessment(submitted);
      await stores().submissions.handIn(noEvidence, handingIn(submitted, assessment));
      await decide({ submission: submitted, assessment }, 'not-yet');
      const before = await stores().dump();
      expect(await open(2).ended).toBe('attempts-used');
      expect(await stores().dump()).toEqual(before);
      expect(await open().ended).toBe('done');
    });

    it('lets one of many open the last attempt', async () => {
      const first = await handedIn();
      await decide(first, 'not-yet');
      const { learner, microCredentialId } = first.submission;
      const ended = await race(10, () =>
        stores().submissions.open(aSubmission({ learner, microCredentialId }), { maxAttempts: 2 }),
      );
      expect(ended).toEqual({ done: 1, 'open-submission-exists': 9 });
    });

    it('counts the attempts of each learner, at each micro-credential, apart', async () => {
      const first = await handedIn();
      await decide(first, 'not-yet');
      const { learner, microCredentialId } = first.submission;
      for (const given of [{ learner }, { microCredentialId }])
        expect(await outcome(stores().submissions.open(aSubmission(given), { maxAttempts: 1 }))).toBe('done');
    });

    it('finds the submission by which a learner was awarded, and nothing before', async () => {
      const both = await handedIn();
      const { learner, microCredentialId } = both.submission;
      const awardedTo = (person: string, id = microCredentialId) =>
        stores().submissions.awardedTo(person, id);
      expect(await awardedTo(learner)).toBeUndefined();
      await decide(both, 'awarded');
      expect(await awardedTo(learner)).toEqual(next(both.submission, { state: 'awarded' }));
      expect(await awardedTo(uniquePerson())).toBeUndefined();
      expect(await awardedTo(learner, ulid())).toBeUndefined();
      expect(await awardedTo(`${learner}#`)).toBeUndefined();
    });

    it('records an award, due from that moment, and never lets the learner try again', async () => {
      const { submission, assessment } = await handedIn();
      const due = aDueAward(assessment);
      await stores().cases.change(
        deciding(final(assessment, 'awarded'), next(submission, { state: 'awarded' }), due),
      );
      expect(await stores().submissions.find(submission.id)).toEqual(next(submission, { state: 'awarded' }));
      expect(await stores().issuances.find(due.credentialId)).toEqual(due);
      expect(await stores().issuances.unfinished()).toContainEqual({ credentialId: due.credentialId });
      expect(await queued(submission.issuerId)).toEqual([]);
      expect(await tryAgain(submission)).toBe('already-awarded');
      expect(await tryAgain(submission)).toBe('already-awarded');
    });

    it('lets one of many decisions stand, whichever they are', async () => {
      const both = await handedIn();
      const ended = await race(10, (runner) => decide(both, runner % 2 ? 'awarded' : 'not-yet'));
      const { done, ...refused } = ended;
      expect(done).toBe(1);
      const award = (await stores().submissions.find(both.submission.id))?.state === 'awarded';
      const stored = await stores().assessments.find(both.assessment.id);
      expect(stored?.outcome).toBe(award ? 'awarded' : 'not-yet');
      expect((await stores().submissions.find(both.submission.id))?.state).toBe(stored?.outcome);
      expect(refused).toEqual({ conflict: 9 });
    });

    it('awards once, with one credential, however often the decision is sent', async () => {
      const both = await handedIn();
      expect(await race(10, () => decide(both, 'awarded'))).toEqual({ done: 1, conflict: 9 });
    });

    it.each([
      ['an assessment that changed meanwhile', 1, 0],
      ['a submission that changed meanwhile', 0, 1],
    ])('refuses to decide %s, and nothing of it remains', async (_case, assessments, submissions) => {
      const both = await handedIn();
      if (assessments) await stores().assessments.save(claimed(both.assessment));
      if (submissions) await stores().submissions.save(next(both.submission));
      const before = await stores().dump();
      expect(await outcome(decide(both, 'awarded'))).toBe('conflict');
      expect(await outcome(decide(both, 'not-yet'))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
      expect(await tryAgain(both.submission)).toBe('open-submission-exists');
    });

    it('does not decide what was withdrawn at the same time', async () => {
      const both = await handedIn();
      const withdraw = () =>
        stores().cases.change(
          withdrawing(
            next(both.submission, { state: 'withdrawn' }),
            next(both.assessment, { state: 'cancelled' }),
          ),
        );
      const ended = await race(8, (runner) => (runner % 2 ? withdraw() : decide(both, 'awarded')));
      expect(ended.done).toBe(1);
      const state = (await stores().submissions.find(both.submission.id))?.state;
      const award = (await stores().submissions.find(both.submission.id))?.state === 'awarded';
      expect(state).toBe(award ? 'awarded' : 'withdrawn');
      expect(await tryAgain(both.submission)).toBe(award ? 'already-awarded' : 'done');
    });
  });
}
