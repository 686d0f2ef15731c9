import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Checklist } from '../../../src/domain/design-review/checklist.ts';
import type { Comment } from '../../../src/domain/design-review/comment.ts';
import type { Draft } from '../../../src/domain/micro-credential.ts';
import { outcome, race } from '../outcome.ts';
import { readAll } from '../paging.ts';
import { aDraft, aReviewStep, next, time, uniquePerson, uniqueSlug } from '../samples.ts';
import type { Stores } from '../stores.ts';

const aChecklist = (draft: Draft, given: Partial<Checklist> = {}): Checklist => ({
  microCredentialId: draft.id,
  reviewer: uniquePerson(),
  draftRevision: draft.revision,
  answers: { 'one-skill': { answer: 'not-met', note: 'There are two.' } },
  savedAt: time,
  ...given,
});
const aComment = (draft: Draft, given: Partial<Comment> = {}): Comment => ({
  id: ulid(),
  microCredentialId: draft.id,
  issuerId: draft.issuerId,
  field: '/name',
  text: 'Shorter.',
  by: uniquePerson(),
  at: time,
  draftRevision: draft.revision,
  state: 'open',
  ...given,
});

export function designReviewsContract(stores: () => Stores) {
  describe('reviews of designs', () => {
    let draft: Draft;
    beforeEach(async () => {
      draft = aDraft();
      await stores().microCredentials.createDraft(draft);
    });
    const reviews = () => stores().designReviews;

    it('stand nowhere before the first step', async () => {
      expect(await reviews().latest(draft.id)).toBeUndefined();
      expect(await reviews().history(draft.id, { limit: 5 })).toEqual({ items: [] });
      expect(await reviews().checklists(draft.id)).toEqual([]);
    });

    it('keep every step, the newest as where they stand', async () => {
      const steps = [
        aReviewStep(draft, 1, { note: 'Please.' }),
        aReviewStep(draft, 2, { kind: 'returned', note: 'Not yet.' }),
        aReviewStep(draft, 3),
      ];
      for (const step of steps) {
        await reviews().take(step);
        expect(await reviews().latest(draft.id)).toEqual(step);
      }
      const read = (limit: number) => readAll((page) => reviews().history(draft.id, page), limit);
      expect((await read(2)).flat()).toEqual(steps.toReversed());
    });

    it.each([
      ['the same again', 1],
      ['a step ahead', 3],
    ])('refuse %s, and nothing of it remains', async (_case, number) => {
      await reviews().take(aReviewStep(draft, 1));
      const before = await stores().dump();
      expect(await outcome(reviews().take(aReviewStep(draft, number)))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('refuse a step about a draft that was changed, or is not there', async () => {
      await stores().microCredentials.saveDraft(next(draft), 1);
      const before = await stores().dump();
      expect(await outcome(reviews().take(aReviewStep(draft, 1)))).toBe('conflict');
      expect(await outcome(reviews().take(aReviewStep(aDraft(), 1)))).toBe('conflict');
      expect(await outcome(reviews().take(aReviewStep(draft, 1, { kind: 'approved' }), draft))).toBe(
        'conflict',
      );
      expect(await stores().dump()).toEqual(before);
    });

    it('save the draft with an approval, at the same revision', async () => {
      const approved = { ...draft, editors: [] };
      await reviews().take(aReviewStep(draft, 1, { kind: 'approved' }), approved);
      expect(await stores().microCredentials.findDraft(draft.id)).toEqual(approved);
    });

    it('let one of many take a step', async () => {
      expect(await race(8, () => reviews().take(aReviewStep(draft, 1)))).toEqual({ done: 1, conflict: 7 });
      expect((await reviews().history(draft.id, { limit: 5 })).items).toHaveLength(1);
    });

    it('let either an author save or a reviewer approve, never both', async () => {
      const approval = aReviewStep(draft, 1, { kind: 'approved' });
      const ended = await Promise.all([
        outcome(stores().microCredentials.saveDraft(next(draft), 1)),
        outcome(reviews().take(approval, { ...draft, editors: [] })),
      ]);
      const stored = await stores().microCredentials.findDraft(draft.id);
      const stands = (await reviews().latest(draft.id))?.draftRevision === stored?.revision;
      // Both can be done when the approval came first; then it is outdated.
      expect([
        ['done', 'conflict'],
        ['done', 'done'],
        ['conflict', 'done'],
      ]).toContainEqual(ended);
      if (ended[0] === 'done') expect(stands).toBe(false);
    });

    it('wait in the list of their issuer while they are asked for, the longest first', async () => {
      const issuerId = uniqueSlug();
      const mine = [aDraft({ issuerId }), aDraft({ issuerId }), aDraft({ issuerId })];
      for (const [index, one] of mine.entries()) {
        await stores().microCredentials.createDraft(one);
        await reviews().take(aReviewStep(one, 1, { at: `2026-03-0${3 - index}T09:30:00.000Z` }));
      }
      const waiting = async () =>
        (await readAll((page) => reviews().waiting(issuerId, page), 2))
          .flat()
          .map((one) => one.microCredentialId);
      const [first, second, third] = mine.map(({ id }) => id);
      expect(await waiting()).toEqual([third, second, first]);
      await reviews().take(aReviewStep(mine[1] as Draft, 2, { kind: 'returned' }));
      expect(await waiting()).toEqual([third, first]);
      expect(await reviews().waiting(`${issuerId}-b`, { limit: 5 })).toEqual({ items: [] });
    });
  });

  describe('checklists', () => {
    it('are one for each reviewer, the newest', async () => {
      const draft = aDraft();
      const [rosa, raul] = [aChecklist(draft, { reviewer: 'a#b' }), aChecklist(draft)];
      for (const one of [rosa, raul]) await stores().designReviews.saveChecklist(one);
      const newer = { ...rosa, answers: {}, draftRevision: 2 };
      await stores().designReviews.saveChecklist(newer);
      expect(await stores().designReviews.checklist(draft.id, 'a#b')).toEqual(newer);
      expect(await stores().designReviews.checklist(draft.id, 'a')).toBeUndefined();
      const all = await stores().designReviews.checklists(draft.id);
      expect(all).toHaveLength(2);
      expect(all).toEqual(expect.arrayContaining([newer, raul]));
    });
  });

  describe('comments', () => {
    it('are open until they are resolved, oldest first', async () => {
      const draft = aDraft();
      const all = [1, 2, 3].map((index) => aComment(draft, { id: ulid(1e12 + index) }));
      for (const one of all) await stores().designReviews.addComment(one);
      const [first, second, third] = all as [Comment, Comment, Comment];
      const resolved: Comment = { ...second, state: 'resolved', resolvedBy: 'anna', resolvedAt: time };
      await stores().designReviews.resolveComment(resolved);
      await stores().designReviews.resolveComment({ ...resolved, resolvedBy: 'bo' });
      const listed = async (state: Comment['state']) =>
        (await readAll((page) => stores().designReviews.comments(draft.id, state, page), 1)).flat();
      expect(await listed('open')).toEqual([first, third]);
      expect(await listed('resolved')).toEqual([resolved]);
      expect(await stores().designReviews.findComment(draft.id, second.id)).toEqual(resolved);
      expect(await stores().designReviews.findComment(ulid(), second.id)).toBeUndefined();
    });

    it('are not made by resolving what is not there, and not written over', async () => {
      const draft = aDraft();
      const before = await stores().dump();
      await stores().designReviews.resolveComment(aComment(draft, { state: 'resolved' }));
      expect(await stores().dump()).toEqual(before);
      const comment = aComment(draft);
      await stores().designReviews.addComment(comment);
      const again = aComment(draft, { id: comment.id, text: 'Other.' });
      expect(await outcome(stores().designReviews.addComment(again))).toBe('already-exists');
      expect(await stores().designReviews.findComment(draft.id, comment.id)).toEqual(comment);
    });
  });

  describe('retirements', () => {
    const aRetirement = (microCredentialId: string, at = time) => ({
      microCredentialId,
      at,
      by: uniquePerson(),
      reason: 'Nobody asks for it any more.',
      successor: ulid(),
    });

    it('hold until they are taken back, once at a time', async () => {
      const id = ulid();
      expect(await stores().retirements.find(id)).toBeUndefined();
      const first = aRetirement(id);
      expect(await race(5, () => stores().retirements.retire(first))).toEqual({ done: 1, retired: 4 });
      expect(await stores().retirements.find(id)).toEqual(first);
      const ended = { ...first, ended: { at: '2026-04-01T00:00:00.000Z', by: 'olive' } };
      expect(await race(5, () => stores().retirements.end(ended))).toEqual({ done: 1, conflict: 4 });
      expect(await stores().retirements.find(id)).toBeUndefined();
      const second = aRetirement(id, '2026-05-01T00:00:00.000Z');
      await stores().retirements.retire(second);
      expect(await outcome(stores().retirements.end(ended))).toBe('conflict');
      expect(await stores().retirements.find(id)).toEqual(second);
      expect(JSON.stringify(await stores().dump())).toContain('2026-04-01T00:00:00.000Z');
    });

    it('hold back a version and a submission that come at the same moment', async () => {
      const draft = aDraft();
      await stores().microCredentials.createDraft(draft);
      await stores().retirements.retire(aRetirement(draft.id));
      const before = await stores().dump();
      const step = aReviewStep(draft, 1, { kind: 'published', version: 1 });
      const version = {
        microCredentialId: draft.id,
        version: 1,
        issuerId: draft.issuerId,
        changeNote: 'First.',
        publishedAt: time,
        definition: draft.fields as never,
      };
      const after = next(draft, { published: 1, publishedRevision: 2 });
      expect(await outcome(stores().microCredentials.publish(version, after, 1, step))).toBe('retired');
      const submission = {
        id: ulid(),
        microCredentialId: draft.id,
        version: 1,
        issuerId: draft.issuerId,
        learner: uniquePerson(),
        recipient: { name: 'Lena' },
        state: 'draft' as const,
        attempt: 1,
        answers: {},
        createdAt: time,
        revision: 1,
      };
      expect(await outcome(stores().submissions.open(submission))).toBe('retired');
      expect(await stores().dump()).toEqual(before);
    });
  });
}
