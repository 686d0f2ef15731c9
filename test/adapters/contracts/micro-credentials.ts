import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/domain/micro-credential.ts';
import { outcome, race } from '../outcome.ts';
import { badCursors, readAll } from '../paging.ts';
import { aDefinition, aDraft, aReviewStep, aVersion, next, uniqueSlug } from '../samples.ts';
import type { Stores } from '../stores.ts';

export function microCredentialsContract(stores: () => Stores) {
  describe('micro-credentials', () => {
    const created = async (given: Partial<Draft> = {}) => {
      const draft = aDraft(given);
      await stores().microCredentials.createDraft(draft);
      return draft;
    };
    const publish = async (draft: Draft, number: number) => {
      const after = next(draft, { published: number, publishedRevision: draft.revision + 1 });
      const steps = (await stores().designReviews.latest(draft.id))?.number ?? 0;
      await stores().microCredentials.publish(
        aVersion(draft, number),
        after,
        draft.revision,
        aReviewStep(draft, steps + 1, { kind: 'published', version: number }),
      );
      return after;
    };

    it.each([
      ['nothing yet', {}],
      ['everything', aDefinition({ keywords: [], resources: [], audience: 'Home visitors' })],
    ])('keeps a draft that says %s', async (_case, fields) => {
      const draft = await created({ fields });
      expect(await stores().microCredentials.findDraft(draft.id)).toEqual(draft);
    });

    it('refuses a second draft with the same id', async () => {
      const draft = await created();
      const other = aDraft({ id: draft.id });
      expect(await outcome(stores().microCredentials.createDraft(other))).toBe('already-exists');
      expect(await stores().microCredentials.findDraft(draft.id)).toEqual(draft);
      expect(await stores().microCredentials.drafts(other.issuerId, { limit: 5 })).toEqual({ items: [] });
    });

    it('saves the revision after the one that was read', async () => {
      const draft = await created();
      const { competency: _gone, ...fields } = draft.fields;
      const after = next(draft, { fields });
      await stores().microCredentials.saveDraft(after, draft.revision);
      expect(await stores().microCredentials.findDraft(draft.id)).toEqual(after);
    });

    it.each([
      ['an older revision', 1],
      ['a revision to come', 3],
    ])('refuses to save over %s', async (_case, expected) => {
      const draft = await created({ revision: 2 });
      const before = await stores().dump();
      expect(await outcome(stores().microCredentials.saveDraft(next(draft), expected))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('refuses to save what does not exist, and creates nothing', async () => {
      const draft = aDraft();
      expect(await outcome(stores().microCredentials.saveDraft(next(draft), 1))).toBe('conflict');
      expect(await stores().microCredentials.findDraft(draft.id)).toBeUndefined();
    });

    it('lets one of many authors save', async () => {
      const draft = await created();
      const ended = await race(10, (runner) =>
        stores().microCredentials.saveDraft(next(draft, { fields: { name: `Name ${runner}` } }), 1),
      );
      expect(ended).toEqual({ done: 1, conflict: 9 });
      expect((await stores().microCredentials.findDraft(draft.id))?.revision).toBe(2);
    });

    it('publishes versions, and marks that the catalog has to follow', async () => {
      const { microCredentials } = stores();
      const draft = await created();
      const once = await publish(draft, 1);
      expect(await microCredentials.latestVersion(draft.id)).toEqual(aVersion(draft, 1));
      const twice = await publish(once, 2);
      expect(await microCredentials.findDraft(draft.id)).toEqual(twice);
      expect(await microCredentials.findVersion(draft.id, 1)).toEqual(aVersion(draft, 1));
      expect(await microCredentials.findVersion(draft.id, 2)).toEqual(aVersion(draft, 2));
      expect(await microCredentials.latestVersion(draft.id)).toEqual(aVersion(draft, 2));
      expect(await stores().catalogIndex.state(draft.id)).toEqual({
        microCredentialId: draft.id,
        revision: 2,
        present: {},
      });
      expect(await stores().catalogIndex.behind()).toContainEqual({ microCredentialId: draft.id });
    });

    it('shows nothing of a draft that was not published', async () => {
      const draft = await created();
      expect(await stores().microCredentials.latestVersion(draft.id)).toBeUndefined();
      expect(await stores().microCredentials.findVersion(draft.id, 1)).toBeUndefined();
      expect(await stores().catalogIndex.state(draft.id)).toBeUndefined();
    });

    it.each([0, -1, 2, 1_000_000, Number.NaN])('finds no version %d of one that has one', async (number) => {
      const draft = await created();
      await publish(draft, 1);
      expect(await stores().microCredentials.findVersion(draft.id, number)).toBeUndefined();
    });

    it('refuses to publish a draft that was changed meanwhile, and nothing of it remains', async () => {
      const draft = await created();
      await stores().microCredentials.saveDraft(next(draft), 1);
      const before = await stores().dump();
      expect(await outcome(publish(draft, 1))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('never writes over a published version (invariant 8)', async () => {
      const draft = await created();
      const once = await publish(draft, 1);
      const twice = await publish(once, 2);
      const before = await stores().dump();
      for (const number of [1, 2]) {
        const changed = aVersion(draft, number, { changeNote: 'Rewritten.' });
        const attempt = stores().microCredentials.publish(
          changed,
          next(twice),
          twice.revision,
          aReviewStep(draft, 3, { kind: 'published', version: number }),
        );
        expect(await outcome(attempt)).toBe('conflict');
      }
      expect(await stores().dump()).toEqual(before);
    });

    it('never goes back to an older version, not even to one that is missing', async () => {
      const draft = await created();
      const third = await publish(draft, 3);
      const attempt = stores().microCredentials.publish(
        aVersion(draft, 2),
        next(third),
        third.revision,
        aReviewStep(draft, 2, { kind: 'published', version: 2 }),
      );
      expect(await outcome(attempt)).toBe('conflict');
      expect(await stores().microCredentials.latestVersion(draft.id)).toEqual(aVersion(draft, 3));
    });

    it('lets one of many publish', async () => {
      const draft = await created();
      expect(await race(8, () => publish(draft, 1))).toEqual({ done: 1, conflict: 7 });
      expect((await stores().microCredentials.findDraft(draft.id))?.published).toBe(1);
    });

    it("lists an issuer's drafts newest first, in pages, and no one else's", async () => {
      const issuerId = uniqueSlug();
      const drafts: Draft[] = [];
      for (let index = 0; index < 5; index++)
        drafts.push(await created({ issuerId, id: ulid(1e12 + index) }));
      await created({ issuerId: `${issuerId}-b` });
      const newestFirst = drafts.toReversed();
      const read = (limit: number) =>
        readAll((page) => stores().microCredentials.drafts(issuerId, page), limit);
      expect(await read(2)).toEqual([newestFirst.slice(0, 2), newestFirst.slice(2, 4), newestFirst.slice(4)]);
      // A list that ends with a page has no empty page after it.
      expect(await read(5)).toEqual([newestFirst]);
      expect(await read(100)).toEqual([newestFirst]);
    });

    it('continues after what was seen, whatever was added meanwhile', async () => {
      const issuerId = uniqueSlug();
      const [first, second] = [
        await created({ issuerId, id: ulid(1e12) }),
        await created({ issuerId, id: ulid(1e12 + 1) }),
      ];
      const page = await stores().microCredentials.drafts(issuerId, { limit: 1 });
      await created({ issuerId, id: ulid(1e12 + 2) });
      const rest = await stores().microCredentials.drafts(issuerId, { limit: 1, cursor: page.cursor ?? '' });
      expect([page.items, rest]).toEqual([[second], { items: [first] }]);
    });

    it('refuses cursors that it did not make for this list', async () => {
      const issuerId = uniqueSlug();
      const other = uniqueSlug();
      for (const owner of [issuerId, issuerId, other, other]) await created({ issuerId: owner });
      const { cursor = '' } = await stores().microCredentials.drafts(issuerId, { limit: 1 });
      const foreign = await stores().microCredentials.drafts(other, { limit: 1 });
      const bad = { ...badCursors(cursor), 'of another issuer': foreign.cursor ?? '' };
      for (const [name, value] of Object.entries(bad)) {
        const attempt = stores().microCredentials.drafts(issuerId, { limit: 1, cursor: value });
        await expect(attempt, name).rejects.toMatchObject({
          code: 'invalid-request',
          errors: [{ field: 'cursor' }],
        });
      }
    });
  });
}
