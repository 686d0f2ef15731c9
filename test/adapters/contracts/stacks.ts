import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { DueIssuance } from '../../../src/domain/issuance.ts';
import type { StackDraft, StackFields, StackVersion } from '../../../src/domain/stack.ts';
import type { StackProposal } from '../../../src/domain/stack-proposal.ts';
import { outcome, race } from '../outcome.ts';
import { badCursors, readAll } from '../paging.ts';
import {
  aCredential,
  aDueAward,
  anAssessment,
  anIntent,
  aSubmission,
  next,
  prepared,
  time,
  uniquePerson,
  uniqueSlug,
} from '../samples.ts';
import type { Stores } from '../stores.ts';

const fieldsOf = (pieces: string[] = [ulid(), ulid()]): StackFields => ({
  name: 'Working with families',
  description: 'Plans visits.\nHolds them.',
  language: 'en',
  kind: 'path',
  pieces,
  rule: { required: pieces.slice(0, 1), electives: { atLeast: 1, of: pieces.slice(1) } },
  confirmation: 'approver',
});
const aStack = (given: Partial<StackDraft> = {}): StackDraft => ({
  id: ulid(),
  issuerId: uniqueSlug(),
  revision: 1,
  fields: fieldsOf(),
  published: 0,
  updatedAt: time,
  ...given,
});
const aStackVersion = (draft: StackDraft, number = 1): StackVersion => ({
  stackId: draft.id,
  version: number,
  issuerId: draft.issuerId,
  changeNote: `Version ${number}.`,
  publishedAt: time,
  stack: draft.fields as StackFields,
  names: Object.fromEntries((draft.fields.pieces ?? []).map((piece) => [piece, `The piece ${piece}`])),
});
const aProposal = (given: Partial<StackProposal> = {}): StackProposal => ({
  id: ulid(),
  issuerId: uniqueSlug(),
  stackId: ulid(),
  version: 1,
  learner: uniquePerson(),
  recipient: { name: 'Zoë Ångström', email: 'zoe@example.org' },
  pieces: [{ microCredentialId: ulid(), credentialId: ulid() }],
  state: 'waiting',
  proposedAt: time,
  revision: 1,
  ...given,
});
const confirmed = (proposal: StackProposal): StackProposal =>
  next(proposal, {
    state: 'confirmed',
    decision: { by: 'rule', outcome: 'confirmed', at: time },
    credentialId: ulid(),
  });
const dueOf = ({
  issuerId,
  stackId,
  version,
  learner,
  id,
  pieces,
  ...proposal
}: StackProposal): DueIssuance => ({
  state: 'due',
  credentialId: proposal.credentialId ?? ulid(),
  issuerId,
  decidedAt: time,
  origin: {
    kind: 'stack',
    stackId,
    version,
    learner,
    proposalId: id,
    pieces: pieces.map(({ credentialId }) => credentialId),
  },
});

export function stacksContract(stores: () => Stores) {
  describe('stacks', () => {
    const created = async (given: Partial<StackDraft> = {}) => {
      const draft = aStack(given);
      await stores().stacks.createDraft(draft);
      return draft;
    };
    const publish = async (draft: StackDraft, number = 1, before?: StackVersion) => {
      const after = next(draft, { published: number, publishedRevision: draft.revision + 1 });
      const version = aStackVersion(draft, number);
      await stores().stacks.publish(version, after, draft.revision, before);
      return { after, version };
    };

    it.each([
      ['nothing yet', {}],
      ['everything', { ...fieldsOf(), badgeCaption: 'Two hands' }],
    ])('keeps a draft that says %s', async (_, fields) => {
      const draft = await created({ fields });
      expect(await stores().stacks.findDraft(draft.id)).toEqual(draft);
      expect(await stores().stacks.drafts(draft.issuerId, { limit: 5 })).toEqual({ items: [draft] });
      const again = aStack({ id: draft.id });
      expect(await outcome(stores().stacks.createDraft(again))).toBe('already-exists');
    });

    it('lets one of many authors save', async () => {
      const draft = await created();
      const ended = await race(8, (runner) =>
        stores().stacks.saveDraft(next(draft, { fields: { name: `Name ${runner}` } }), 1),
      );
      expect(ended).toEqual({ done: 1, conflict: 7 });
    });

    it('publishes a version that stays, and notes it with each piece', async () => {
      const { stacks } = stores();
      const [a, b, c] = [ulid(), ulid(), ulid()];
      const first = await publish(await created({ fields: fieldsOf([a, b]) }));
      const changed = next(first.after, { fields: fieldsOf([b, c]) });
      await stacks.saveDraft(changed, first.after.revision);
      const second = await publish(changed, 2, first.version);
      expect(await stacks.findVersion(changed.id, 1)).toEqual(first.version);
      expect(await stacks.findVersion(changed.id, 2)).toEqual(second.version);
      expect(await stacks.findVersion(changed.id, 3)).toBeUndefined();
      expect(await stacks.latestVersion(changed.id)).toEqual(second.version);
      expect(await Promise.all([a, b, c].map((piece) => stacks.withPiece(piece)))).toEqual([
        [],
        [changed.id],
        [changed.id],
      ]);
      expect(await stacks.findDraft(changed.id)).toEqual(second.after);
    });

    it('never writes over a version, and nothing of what is refused stays', async () => {
      const first = await publish(await created());
      const before = await stores().dump();
      const other = { ...first.version, changeNote: 'Another.' };
      const attempts = [
        // A revision that is not there any more; a number that is; a version that is not the newest.
        () => stores().stacks.publish(aStackVersion(first.after, 2), next(first.after), 1, first.version),
        () => stores().stacks.publish(other, next(first.after), first.after.revision, first.version),
        () =>
          stores().stacks.publish(
            aStackVersion(first.after, 2),
            next(first.after),
            first.after.revision,
            undefined,
          ),
      ];
      for (const attempt of attempts) expect(await outcome(attempt())).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('takes a retired stack out of the list of its issuer, where its versions stay', async () => {
      const { stacks } = stores();
      const { after, version } = await publish(await created());
      const { issuerId } = after;
      expect((await stacks.ofIssuer(issuerId, { limit: 5 })).items).toEqual([version]);
      const retired = next(after, { retiredAt: time });
      expect(await outcome(stacks.retire(retired, 9, version))).toBe('conflict');
      await stacks.retire(retired, after.revision, version);
      expect((await stacks.ofIssuer(issuerId, { limit: 5 })).items).toEqual([]);
      expect(await stacks.latestVersion(after.id)).toEqual({ ...version, retiredAt: time });
      expect(await stacks.findVersion(after.id, 1)).toEqual(version);
      const unpublished = await created();
      await stacks.retire(next(unpublished, { retiredAt: time }), 1, undefined);
      expect((await stacks.findDraft(unpublished.id))?.retiredAt).toBe(time);
    });

    it('lists the stacks of one issuer page by page, newest first', async () => {
      const issuerId = uniqueSlug();
      const ids: string[] = [];
      for (let count = 0; count < 5; count += 1)
        ids.push((await publish(await created({ issuerId }))).after.id);
      const pages = await readAll((page) => stores().stacks.ofIssuer(issuerId, page), 2);
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(pages.flat().map(({ stackId }) => stackId)).toEqual(ids.toSorted().toReversed());
      const { cursor = '' } = await stores().stacks.ofIssuer(issuerId, { limit: 2 });
      for (const bad of Object.values(badCursors(cursor)))
        expect(await outcome(stores().stacks.ofIssuer(issuerId, { limit: 2, cursor: bad }))).toBe(
          'invalid-request',
        );
    });
  });

  describe('proposals of stacks', () => {
    const proposed = async (given: Partial<StackProposal> = {}) => {
      const proposal = aProposal(given);
      expect(await stores().stackAwards.propose(proposal, undefined, undefined)).toBe(true);
      return proposal;
    };
    const waiting = async (issuerId: string) =>
      (await stores().stackAwards.waiting(issuerId, { limit: 5 })).items;
    const awards = async (issuerId: string) =>
      (await stores().stackAwards.confirmed(issuerId, { limit: 5 })).items;

    it('are found by their id, by their learner, and in the list of what waits', async () => {
      const proposal = await proposed();
      const { stackAwards } = stores();
      expect(await stackAwards.find(proposal.id)).toEqual(proposal);
      expect(await stackAwards.ofLearner(proposal.learner, proposal.stackId)).toEqual(proposal);
      expect(await waiting(proposal.issuerId)).toEqual([proposal]);
      expect(await awards(proposal.issuerId)).toEqual([]);
      expect(await stackAwards.ofLearner(uniquePerson(), proposal.stackId)).toBeUndefined();
      expect(await stackAwards.ofLearner(proposal.learner, ulid())).toBeUndefined();
    });

    it('are one for a learner and a stack, however many come at once', async () => {
      const { learner, stackId, issuerId } = aProposal();
      const first = await Promise.all(
        Array.from({ length: 8 }, () =>
          stores().stackAwards.propose(aProposal({ learner, stackId, issuerId }), undefined, undefined),
        ),
      );
      expect(first.filter(Boolean)).toHaveLength(1);
      expect(await waiting(issuerId)).toHaveLength(1);
    });

    it('take the place of a declined one just once', async () => {
      const old = await proposed();
      const declined = next(old, { state: 'declined' });
      await stores().stackAwards.decide(declined, undefined);
      expect(await waiting(old.issuerId)).toEqual([]);
      const again = { ...old, id: ulid() };
      expect(await stores().stackAwards.propose({ ...old, id: ulid() }, undefined, undefined)).toBe(false);
      expect(await stores().stackAwards.propose(again, declined, undefined)).toBe(true);
      expect(await stores().stackAwards.propose({ ...old, id: ulid() }, declined, undefined)).toBe(false);
      expect(await stores().stackAwards.ofLearner(old.learner, old.stackId)).toEqual(again);
      expect(await stores().stackAwards.find(old.id)).toEqual(declined);
    });

    it('are confirmed with what is due by that, both or neither', async () => {
      const proposal = await proposed();
      const done = confirmed(proposal);
      const due = dueOf(done);
      const before = await stores().dump();
      expect(await outcome(stores().stackAwards.decide({ ...done, revision: 3 }, due))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
      await stores().stackAwards.decide(done, due);
      expect(await stores().issuances.find(due.credentialId)).toEqual(due);
      expect(await waiting(proposal.issuerId)).toEqual([]);
      expect(await awards(proposal.issuerId)).toEqual([done]);
      const other = confirmed(proposal);
      expect(await outcome(stores().stackAwards.decide(other, dueOf(other)))).toBe('conflict');
      expect(await stores().issuances.find(other.credentialId ?? '')).toBeUndefined();
    });

    it('are confirmed from the first by a rule', async () => {
      const done = { ...confirmed(aProposal()), revision: 1 };
      const due = dueOf(done);
      expect(await stores().stackAwards.propose(done, undefined, due)).toBe(true);
      expect(await stores().issuances.find(due.credentialId)).toEqual(due);
      const late = { ...done, id: ulid(), credentialId: ulid() };
      expect(await stores().stackAwards.propose(late, undefined, dueOf(late))).toBe(false);
      expect(await stores().issuances.find(late.credentialId)).toBeUndefined();
    });

    it('wait again with no journal left, unless the credential was issued', async () => {
      const { stackAwards, issuances } = stores();
      const done = confirmed(await proposed());
      const due = dueOf(done);
      await stackAwards.decide(done, due);
      await issuances.prepare(prepared(due));
      const { decision: _decision, credentialId: _credential, ...open } = next(done, { state: 'waiting' });
      await stackAwards.reopen(open, due.credentialId);
      expect(await issuances.find(due.credentialId)).toBeUndefined();
      expect(await issuances.unfinished()).not.toContainEqual({ credentialId: due.credentialId });
      expect(await waiting(done.issuerId)).toEqual([open]);

      const issued = confirmed(open);
      const journal = dueOf(issued);
      await stackAwards.decide(issued, journal);
      const signed = { ...prepared(journal), intent: anIntent() };
      await issuances.prepare(signed);
      await issuances.issue({ ...signed, state: 'issued', issuedAt: time }, aCredential(signed));
      const before = await stores().dump();
      const back = next(issued, { state: 'waiting' });
      expect(await outcome(stackAwards.reopen(back, journal.credentialId))).toBe('conflict');
      expect(await stores().dump()).toEqual(before);
    });

    it('name the successor of a replaced credential in the same step', async () => {
      const done = confirmed(await proposed());
      const due = dueOf(done);
      await stores().stackAwards.decide(done, due);
      const signed = prepared(due);
      await stores().issuances.prepare(signed);
      const before = aCredential(signed);
      await stores().issuances.issue({ ...signed, state: 'issued', issuedAt: time }, before);
      const successor = { ...due, credentialId: ulid(), replaces: before.id };
      const replacement = {
        before,
        after: { ...before, successor: successor.credentialId },
        change: undefined,
        successor,
        submission: undefined,
      };
      const stale = { ...done, credentialId: successor.credentialId };
      expect(await outcome(stores().credentials.replace({ ...replacement, proposal: stale }))).toBe(
        'conflict',
      );
      expect(await stores().credentials.find(before.id)).toEqual(before);
      const proposal = next(done, { credentialId: successor.credentialId });
      await stores().credentials.replace({ ...replacement, proposal });
      expect(await stores().stackAwards.find(done.id)).toEqual(proposal);
      expect(await stores().issuances.find(successor.credentialId)).toEqual(successor);
    });
  });

  describe('a look at stacks', () => {
    const issued = async (due: DueIssuance) => {
      const signed = prepared(due);
      await stores().issuances.start(due);
      await stores().issuances.prepare(signed);
      const credential = aCredential(signed);
      await stores().issuances.issue({ ...signed, state: 'issued', issuedAt: time }, credential);
      return credential;
    };
    const mine = async (id: string) =>
      (await stores().stackAwards.checks()).filter(({ credentialId }) => credentialId === id);

    it('is noted when an award becomes public, and with no other credential', async () => {
      const { id } = await issued(aDueAward(anAssessment(aSubmission())));
      expect(await stores().stackAwards.check(id)).toEqual({ credentialId: id, at: time });
      expect(await mine(id)).toEqual([{ credentialId: id, at: time }]);
      const stack = await issued(dueOf(confirmed(aProposal())));
      expect(await stores().stackAwards.check(stack.id)).toBeUndefined();
    });

    it('is noted again when a suspension ends, and not when it begins', async () => {
      const { stackAwards, credentials } = stores();
      const credential = await issued(aDueAward(anAssessment(aSubmission())));
      await stackAwards.checked({ credentialId: credential.id, at: time });
      expect(await mine(credential.id)).toEqual([]);
      const status = { list: ulid(), index: 7, purpose: 'suspension' } as const;
      await stores().statusLists.open(
        {
          id: status.list,
          issuerId: credential.issuerId,
          purpose: 'suspension',
          url: `https://assay.example.org/status/${status.list}`,
          issuerDid: 'did:web:assay.example.org:issuers:riverbend',
          wanted: 0,
          published: 0,
          document: '{}',
          openedAt: time,
        },
        undefined,
      );
      const reason = { at: time, by: uniquePerson(), reason: 'A question.' };
      const before = { ...credential, statuses: [status] };
      const suspended = { ...before, suspension: reason };
      const set = { ...reason, purpose: 'suspension', set: true } as const;
      await credentials.changeStatus(before, suspended, set);
      expect(await mine(credential.id)).toEqual([]);
      const later = '2026-03-02T09:30:00.000Z';
      await credentials.changeStatus(suspended, before, { ...set, at: later, set: false });
      expect(await mine(credential.id)).toEqual([{ credentialId: credential.id, at: later }]);
    });

    it('that was noted anew meanwhile stays', async () => {
      const { id } = await issued(aDueAward(anAssessment(aSubmission())));
      await stores().stackAwards.checked({ credentialId: id, at: '2026-02-01T00:00:00.000Z' });
      expect(await mine(id)).toHaveLength(1);
      await stores().stackAwards.checked({ credentialId: id, at: time });
      expect(await mine(id)).toEqual([]);
      await stores().stackAwards.checked({ credentialId: id, at: time });
    });
  });
}
