import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { Submission } from '../../../src/domain/submission.ts';
import { outcome, race } from '../outcome.ts';
import { readAll } from '../paging.ts';
import {
  aFile,
  anAssessment,
  aSubmission,
  aText,
  handingIn,
  next,
  noEvidence,
  sha256,
  uniquePerson,
  withdrawing,
} from '../samples.ts';
import type { Stores } from '../stores.ts';

export function submissionsContract(stores: () => Stores) {
  describe('submissions', () => {
    const opened = async (given: Partial<Submission> = {}) => {
      const submission = aSubmission(given);
      await stores().submissions.open(submission);
      return submission;
    };
    const handedIn = async (given: Partial<Submission> = {}) => {
      const draft = await opened(given);
      const submitted = next(draft, { state: 'submitted', submittedAt: draft.createdAt });
      const assessment = anAssessment(submitted);
      await stores().submissions.handIn(noEvidence, handingIn(submitted, assessment));
      return { submitted, assessment };
    };
    const again = ({ learner, microCredentialId }: Submission) => aSubmission({ learner, microCredentialId });

    it('opens a submission', async () => {
      const submission = await opened({ answers: { setting: 'At home.\nTwice.' } });
      expect(await stores().submissions.find(submission.id)).toEqual(submission);
      expect(await stores().submissions.evidence(submission.id)).toEqual([]);
    });

    it('refuses a second attempt while one is open, and nothing of it remains', async () => {
      const first = await opened();
      const before = await stores().dump();
      expect(await outcome(stores().submissions.open(again(first)))).toBe('open-submission-exists');
      expect(await stores().dump()).toEqual(before);
    });

    it('lets one of many attempts open', async () => {
      const first = aSubmission();
      const ended = await race(10, () => stores().submissions.open(again(first)));
      expect(ended).toEqual({ done: 1, 'open-submission-exists': 9 });
      expect((await stores().submissions.ofLearner(first.learner, { limit: 20 })).items).toHaveLength(1);
    });

    it('keeps attempts of other learners, and at other micro-credentials, apart', async () => {
      const first = await opened();
      await opened({ learner: first.learner });
      await opened({ microCredentialId: first.microCredentialId });
      await opened({ microCredentialId: first.microCredentialId, learner: `${first.learner}#` });
      expect((await stores().submissions.ofLearner(first.learner, { limit: 20 })).items).toHaveLength(2);
    });

    it('opens nothing that could not be read back', async () => {
      const before = await stores().dump();
      for (const name of ['', 'two\nlines', 'x'.repeat(201)])
        await expect(stores().submissions.open(aSubmission({ recipient: { name } }))).rejects.toThrow(
          'recipient.name',
        );
      expect(await stores().dump()).toEqual(before);
    });

    it('refuses an id that is taken, and leaves the learner free', async () => {
      const first = await opened();
      const other = aSubmission({ id: first.id });
      expect(await outcome(stores().submissions.open(other))).toBe('already-exists');
      expect(await stores().submissions.find(first.id)).toEqual(first);
      expect(await outcome(stores().submissions.open({ ...other, id: ulid() }))).toBe('done');
    });

    it('lists what a learner has, newest first, in pages', async () => {
      const learner = uniquePerson();
      const all: Submission[] = [];
      for (let index = 0; index < 5; index++) all.push(await opened({ learner, id: ulid(1e12 + index) }));
      const [latest, ...older] = all.toReversed();
      const read = await readAll((page) => stores().submissions.ofLearner(learner, page), 4);
      expect(read).toEqual([[latest, ...older.slice(0, 3)], older.slice(3)]);
      const { cursor } = await stores().submissions.ofLearner(learner, { limit: 1 });
      expect(Buffer.from(cursor ?? '', 'base64url').toString()).not.toContain(encodeURIComponent(learner));
      const foreign = stores().submissions.ofLearner(uniquePerson(), { limit: 1, cursor: cursor ?? '' });
      expect(await outcome(foreign)).toBe('invalid-request');
    });

    it('saves the next revision and no other', async () => {
      const draft = await opened();
      const saved = next(draft, { answers: { setting: 'At home.' } });
      await stores().submissions.save(saved);
      expect(await stores().submissions.find(draft.id)).toEqual(saved);
      const before = await stores().dump();
      for (const revision of [1, 2, 4]) {
        const stale = { ...draft, revision, answers: { setting: 'Lost.' } };
        expect(await outcome(stores().submissions.save(stale))).toBe('conflict');
      }
      expect(await outcome(stores().submissions.save(aSubmission({ revision: 2 })))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('lets one of many saves through', async () => {
      const draft = await opened();
      const ended = await race(10, (runner) =>
        stores().submissions.save(next(draft, { answers: { setting: `Answer ${runner}.` } })),
      );
      expect(ended).toEqual({ done: 1, conflict: 9 });
    });

    it('adds and removes evidence with the revision that it belongs to', async () => {
      const { submissions } = stores();
      const draft = await opened();
      const [file, text] = [
        aFile({ context: { when: 'In March', where: 'At home', setting: 'Ä\nvisit' } }),
        aText('Ä line\nand 𝒜 second'),
      ];
      const once = next(draft);
      const twice = next(once);
      await submissions.addEvidence(once, file);
      await submissions.addEvidence(twice, text);
      expect(await submissions.evidence(draft.id)).toEqual(
        [file, text].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      );
      await submissions.removeEvidence(next(twice), file.id);
      expect(await submissions.evidence(draft.id)).toEqual([text]);
      expect(await submissions.find(draft.id)).toEqual(next(twice));
    });

    it('refuses evidence for a revision that is gone, and attaches nothing', async () => {
      const draft = await opened();
      const kept = aText();
      await stores().submissions.addEvidence(next(draft), kept);
      const before = await stores().dump();
      expect(await outcome(stores().submissions.addEvidence(next(draft), aText()))).toBe('conflict');
      expect(await outcome(stores().submissions.removeEvidence(next(draft), kept.id))).toBe('conflict');
      const second = next(next(draft));
      expect(await outcome(stores().submissions.addEvidence(second, { ...kept, title: 'Twice' }))).toBe(
        'already-exists',
      );
      expect(await outcome(stores().submissions.removeEvidence(second, ulid()))).toBe('not-found');
      expect(await stores().dump()).toEqual(before);
    });

    it('reads all of the evidence, however long it is', async () => {
      const draft = await opened();
      const ids: string[] = [];
      let current = draft;
      for (let index = 0; index < 20; index++) {
        const item = aText('漢'.repeat(20_000));
        current = next(current);
        await stores().submissions.addEvidence(current, item);
        ids.push(item.id);
      }
      const found = await stores().submissions.evidence(draft.id);
      expect(found.map((item) => item.id)).toEqual(ids.toSorted());
    });

    it('refuses more than one record can hold, and keeps what was there', async () => {
      const draft = await opened();
      const answers = Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [`question-${index}`, 'x'.repeat(8000)]),
      );
      const before = await stores().dump();
      expect(await outcome(stores().submissions.save(next(draft, { answers })))).toBe('payload-too-large');
      const attempt = stores().submissions.addEvidence(next(draft, { answers }), aText());
      expect(await outcome(attempt)).toBe('payload-too-large');
      expect(await stores().dump()).toEqual(before);
    });

    it('hands in the submission, its checked files and its assessment', async () => {
      const { submissions, assessments } = stores();
      const draft = await opened();
      const file = aFile();
      await submissions.addEvidence(next(draft), file);
      const submitted = next(next(draft), { state: 'submitted', submittedAt: draft.createdAt });
      const assessment = anAssessment(submitted);
      const checked = { ...file, objectVersion: 'version-1' };
      await submissions.handIn({ files: [checked], fingerprints: [] }, handingIn(submitted, assessment));
      expect(await submissions.find(draft.id)).toEqual(submitted);
      expect(await submissions.evidence(draft.id)).toEqual([checked]);
      expect(await assessments.find(assessment.id)).toEqual(assessment);
      expect(await assessments.ofSubmission(draft.id)).toEqual([assessment]);
    });

    it.each([
      ['a revision that is gone', { revision: 2 }, {}],
      ['a file whose digest was another', {}, { sha256: sha256('forged') }],
      ['a file that was removed', {}, { id: ulid() }],
    ])('refuses to hand in %s, and nothing of it remains', async (_case, stale, forged) => {
      const draft = await opened();
      const file = aFile();
      await stores().submissions.addEvidence(next(draft), file);
      const submitted: Submission = { ...next(next(draft)), state: 'submitted', ...stale };
      const assessment = anAssessment(submitted);
      const before = await stores().dump();
      const attempt = stores().submissions.handIn(
        { files: [{ ...file, ...forged, objectVersion: 'version-1' }], fingerprints: [] },
        handingIn(submitted, assessment),
      );
      expect(await outcome(attempt)).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
      expect(await stores().assessments.ofSubmission(draft.id)).toEqual([]);
    });

    it('is handed in once, whoever tries', async () => {
      const draft = await opened();
      const submitted = next(draft, { state: 'submitted' });
      const ended = await race(8, () =>
        stores().submissions.handIn(noEvidence, handingIn(submitted, anAssessment(submitted))),
      );
      expect(ended).toEqual({ done: 1, conflict: 7 });
      expect((await stores().assessments.queue(draft.issuerId, { limit: 20 })).items).toHaveLength(1);
    });

    it('frees the learner when a draft is withdrawn', async () => {
      const draft = await opened();
      const withdrawn = next(draft, { state: 'withdrawn' });
      await stores().cases.change(withdrawing(withdrawn));
      expect(await stores().submissions.find(draft.id)).toEqual(withdrawn);
      expect(await outcome(stores().submissions.open(again(draft)))).toBe('done');
    });

    it('cancels the assessment of what is withdrawn', async () => {
      const { submitted, assessment } = await handedIn();
      const cancelled = next(assessment, { state: 'cancelled' });
      await stores().cases.change(withdrawing(next(submitted, { state: 'withdrawn' }), cancelled));
      expect(await stores().assessments.find(assessment.id)).toEqual(cancelled);
      expect((await stores().assessments.queue(submitted.issuerId, { limit: 5 })).items).toEqual([]);
      expect(await outcome(stores().submissions.open(again(submitted)))).toBe('done');
    });

    it('refuses to withdraw what changed meanwhile, and keeps the attempt', async () => {
      const { submitted, assessment } = await handedIn();
      const claimed = next(assessment, { state: 'claimed', assessor: uniquePerson() });
      await stores().assessments.save(claimed);
      const before = await stores().dump();
      const withdrawn = next(submitted, { state: 'withdrawn' });
      const stale = next(assessment, { state: 'cancelled' });
      expect(await outcome(stores().cases.change(withdrawing(withdrawn, stale)))).toBe('conflict');
      const tooLate = stores().cases.change(
        withdrawing({ ...withdrawn, revision: 2 }, next(claimed, { state: 'cancelled' })),
      );
      expect(await outcome(tooLate)).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
      expect(await outcome(stores().submissions.open(again(submitted)))).toBe('open-submission-exists');
    });

    it('does not free an attempt that came after', async () => {
      const draft = await opened();
      await stores().cases.change(withdrawing(next(draft, { state: 'withdrawn' })));
      const second = again(draft);
      await stores().submissions.open(second);
      const twice = next(next(draft), { state: 'withdrawn' });
      expect(await outcome(stores().cases.change(withdrawing(twice)))).toBe('open-submission-exists');
      expect(await outcome(stores().submissions.open(again(draft)))).toBe('open-submission-exists');
    });
  });
}
