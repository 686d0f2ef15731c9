import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checklistItems } from '../../src/domain/design-review/checklist.ts';
import type { Caller } from '../../src/domain/membership.ts';
import type { Draft } from '../../src/domain/micro-credential.ts';
import { addComment, listComments, settleComment } from '../../src/usecases/comment-on-draft.ts';
import { compareDraft, compareVersions } from '../../src/usecases/compare-versions.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import {
  approveDesign,
  askForReview,
  listWaitingReviews,
  readReview,
  readReviewHistory,
  returnDesign,
  saveChecklist,
} from '../../src/usecases/review-design.ts';
import { updateIssuer } from '../../src/usecases/update-issuer.ts';
import { changeDraft, createDraft, publishVersion } from '../../src/usecases/write-definition.ts';
import { outcome, race } from '../adapters/outcome.ts';
import { definition } from '../support/definition.ts';
import { people, publishedVersion, useWorld } from '../support/world.ts';

const world = useWorld();

const allMet = Object.fromEntries(checklistItems.map(({ id }) => [id, { answer: 'met' as const }]));

const allBut = (gone: string) => Object.fromEntries(Object.entries(allMet).filter(([id]) => id !== gone));

let issuerId: string;
let other: string;
let draft: Draft;

/** Two issuers in which this test is alone, where it changes who is what in them or reads their lists. */
async function ofItsOwn() {
  ({ issuerId } = await publishedVersion(world()));
  ({ issuerId: other } = await publishedVersion(world()));
  for (const where of [issuerId, other])
    await putMember(world(), {
      caller: people.owner,
      issuerId: where,
      person: people.reviewer.person,
      roles: ['reviewer'],
    });
  await updateIssuer(world(), { caller: people.owner, issuerId, changes: { designReview: null } });
  draft = await createDraft(world(), { caller: people.author, issuerId, fields: definition });
}
let shared: readonly [string, string];
beforeAll(async () => {
  await ofItsOwn();
  shared = [issuerId, other];
});
beforeEach(async () => {
  [issuerId, other] = shared;
  draft = await createDraft(world(), { caller: people.author, issuerId, fields: definition });
});

const at = (caller: Caller, ifMatch = draft.revision) => ({
  caller,
  issuerId,
  microCredentialId: draft.id,
  ifMatch,
});
const edit = (caller: Caller, changes: Record<string, unknown>, ifMatch = draft.revision) =>
  changeDraft(world(), { ...at(caller, ifMatch), changes });
const publish = (ifMatch = draft.revision) =>
  publishVersion(world(), { ...at(people.author, ifMatch), changeNote: 'Changed.' });
const answer = (answers: object = allMet, ifMatch = draft.revision, caller: Caller = people.reviewer) =>
  saveChecklist(world(), { ...at(caller, ifMatch), answers });
const approve = (ifMatch = draft.revision, caller: Caller = people.reviewer) =>
  approveDesign(world(), at(caller, ifMatch));
const stateNow = async () => (await readReview(world(), at(people.author))).state;

describe('publishing where a review is required, which it is unless the issuer says otherwise', () => {
  it('needs an approval', async () => {
    expect(await outcome(publish())).toBe('review-needed');
    await askForReview(world(), at(people.author));
    expect(await outcome(publish())).toBe('review-needed');
    await answer();
    expect(await outcome(publish())).toBe('review-needed');
    await approve();
    expect((await publish()).version).toBe(1);
    expect(await stateNow()).toBe('published');
  });

  it('needs an approval of exactly what is published: any change voids it', async () => {
    await answer();
    await approve();
    const changed = await edit(people.author, { name: 'Another name' });
    expect(await stateNow()).toBe('outdated');
    expect(await outcome(publish(changed.revision))).toBe('review-needed');
    // Not even what is the same again.
    const back = await edit(people.author, { name: definition.name }, changed.revision);
    expect(await outcome(publish(back.revision))).toBe('review-needed');
    expect(await outcome(approve(back.revision))).toBe('checklist-incomplete');
    await answer(allMet, back.revision);
    await approve(back.revision);
    expect((await publish(back.revision)).version).toBe(1);
  });

  it('needs another approval for the next version', async () => {
    await answer();
    await approve();
    await publish();
    const changed = await edit(people.author, { name: 'Another name' }, draft.revision + 1);
    expect(await stateNow()).toBe('none');
    expect(await outcome(publish(changed.revision))).toBe('review-needed');
  });

  it('needs no approval once an owner has made it optional, and what blocks blocks still', async () => {
    await ofItsOwn();
    await updateIssuer(world(), { caller: people.owner, issuerId, changes: { designReview: 'optional' } });
    const blocked = await edit(people.author, { competency: 'Has completed the course.' });
    const refused = await publish(blocked.revision).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'design-blocked', errors: [{ field: '/competency' }] });
    const fine = await edit(people.author, { competency: definition.competency }, blocked.revision);
    expect((await publish(fine.revision)).version).toBe(1);
  });

  it('keeps who published what by whose approval', async () => {
    await askForReview(world(), { ...at(people.author), note: 'Ready.' });
    await returnDesign(world(), { ...at(people.reviewer), note: 'Two skills.' });
    await answer();
    await approve();
    await publish();
    const { items } = await readReviewHistory(world(), { ...at(people.author), page: { limit: 10 } });
    expect(
      items.map(({ number, kind, by, note, version, approvedBy }) => [
        number,
        kind,
        by,
        note,
        version,
        approvedBy,
      ]),
    ).toEqual([
      [4, 'published', 'author', undefined, 1, 'reviewer'],
      [3, 'approved', 'reviewer', undefined, undefined, undefined],
      [2, 'returned', 'reviewer', 'Two skills.', undefined, undefined],
      [1, 'requested', 'author', 'Ready.', undefined, undefined],
    ]);
    expect(items[1]?.answers).toEqual(allMet);
  });
});

describe('an approval', () => {
  it('is by nobody who has worked on the draft since the last one', async () => {
    await ofItsOwn();
    await putMember(world(), {
      caller: people.owner,
      issuerId,
      person: 'reviewer',
      roles: ['reviewer', 'author'],
    });
    const both = await edit(people.reviewer, { name: 'By the reviewer' });
    expect(await outcome(answer(allMet, both.revision))).toBe('own-design');
    expect(await outcome(approve(both.revision))).toBe('own-design');
    expect(await outcome(returnDesign(world(), { ...at(people.reviewer, both.revision), note: 'No.' }))).toBe(
      'own-design',
    );
    // Whoever started it has worked on it too.
    await putMember(world(), {
      caller: people.owner,
      issuerId,
      person: 'author',
      roles: ['author', 'reviewer'],
    });
    expect(await outcome(answer(allMet, both.revision, people.author))).toBe('own-design');
  });

  it('lets everyone be a reviewer anew of what is written after it', async () => {
    await ofItsOwn();
    await answer();
    await approve();
    await putMember(world(), { caller: people.owner, issuerId, person: 'reviewer', roles: ['author'] });
    await putMember(world(), { caller: people.owner, issuerId, person: 'author', roles: ['reviewer'] });
    const changed = await edit(people.reviewer, { name: 'By the reviewer' });
    await answer(allMet, changed.revision, people.author);
    expect((await approve(changed.revision, people.author)).by).toBe('author');
  });

  it.each<[string, object, string[]]>([
    ['no answer at all', {}, checklistItems.map(({ id }) => `/answers/${id}`)],
    ['one answer missing', allBut('plain-words'), ['/answers/plain-words']],
    [
      'what is not met and blocks',
      { ...allMet, 'one-skill': { answer: 'not-met', note: 'Two.' } },
      ['/answers/one-skill'],
    ],
  ])('is refused with %s', async (_case, answers, fields) => {
    await answer(answers);
    const refused = await approve().catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'checklist-incomplete',
      errors: fields.map((field) => ({ field })),
    });
    expect(await stateNow()).toBe('none');
  });

  it('is given with what is not met and advises, and with what does not apply', async () => {
    await answer({
      ...allMet,
      'cost-said': { answer: 'not-met', note: 'Later.' },
      'true-translations': { answer: 'not-applicable', note: 'One language.' },
    });
    expect((await approve()).kind).toBe('approved');
  });

  it('needs the checklist of the one who gives it', async () => {
    await ofItsOwn();
    await answer();
    await putMember(world(), { caller: people.owner, issuerId, person: 'stranger', roles: ['reviewer'] });
    expect(await outcome(approve(draft.revision, people.stranger))).toBe('checklist-incomplete');
  });

  it('is refused for what is not complete, with the list', async () => {
    const changed = await edit(people.author, { rubric: { levels: [] } });
    await answer(allMet, changed.revision);
    const refused = await approve(changed.revision).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'incomplete-definition',
      errors: [{ field: '/rubric/levels' }, { field: '/rubric/criteria' }],
    });
  });

  it('is void once the draft is sent back', async () => {
    await answer();
    await approve();
    await returnDesign(world(), { ...at(people.reviewer), note: 'I overlooked something.' });
    expect(await stateNow()).toBe('returned');
    expect(await outcome(publish())).toBe('review-needed');
  });

  it.each<[string, (ifMatch: number) => Promise<unknown>]>([
    ['asking', (ifMatch) => askForReview(world(), at(people.author, ifMatch))],
    ['answering', (ifMatch) => answer(allMet, ifMatch)],
    ['approving', (ifMatch) => approve(ifMatch)],
    ['sending back', (ifMatch) => returnDesign(world(), { ...at(people.reviewer, ifMatch), note: 'No.' })],
  ])('%s is about the revision that was read', async (_case, act) => {
    await answer();
    await edit(people.author, { name: 'Another name' });
    expect(await outcome(act(draft.revision))).toBe('precondition-failed');
    expect(await outcome(act(draft.revision + 2))).toBe('precondition-failed');
    expect(await stateNow()).toBe('none');
  });

  it('is one of many that come at once', async () => {
    await answer();
    const ended = await race(6, () => approve());
    expect(ended.done).toBeGreaterThanOrEqual(1);
    expect(Object.keys(ended).every((one) => ['done', 'conflict'].includes(one))).toBe(true);
    expect(await stateNow()).toBe('approved');
  });

  it('never covers an edit that comes at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      draft = await createDraft(world(), { caller: people.author, issuerId, fields: definition });
      await answer();
      await Promise.all([outcome(approve()), outcome(edit(people.author, { name: `Name ${round}` }))]);
      expect(await outcome(publish(2))).toBe('review-needed');
    }
  });
});

describe('who may', () => {
  const none = 'forbidden';
  it.each<[string, Caller, (caller: Caller) => Promise<unknown>, string]>([
    ['an author does not approve', people.author, (caller) => approve(1, caller), none],
    ['an author does not answer', people.author, (caller) => answer(allMet, 1, caller), none],
    ['an owner does not approve', people.owner, (caller) => approve(1, caller), none],
    ['a reviewer does not ask', people.reviewer, (caller) => askForReview(world(), at(caller)), none],
    ['a reviewer does not write', people.reviewer, (caller) => edit(caller, { name: 'N' }), none],
    ['a stranger reads nothing', people.stranger, (caller) => readReview(world(), at(caller)), none],
    ['an assessor reads nothing', people.assessor, (caller) => readReview(world(), at(caller)), none],
    [
      'a machine does not approve',
      { ...people.reviewer, machine: true },
      (caller) => approve(1, caller),
      none,
    ],
    [
      'a stranger sees no list',
      people.stranger,
      (caller) => listWaitingReviews(world(), { caller, issuerId, page: { limit: 5 } }),
      none,
    ],
    [
      'a stranger does not comment',
      people.stranger,
      (caller) => addComment(world(), { ...at(caller), field: '', text: 'x' }),
      none,
    ],
    ['a stranger compares nothing', people.stranger, (caller) => compareDraft(world(), at(caller)), none],
    // By way of another issuer, in which they may.
    [
      'a draft of another issuer is not there to be approved',
      people.reviewer,
      (caller) => approveDesign(world(), { ...at(caller), issuerId: other }),
      'not-found',
    ],
    [
      'nor to be read',
      people.reviewer,
      (caller) => readReview(world(), { ...at(caller), issuerId: other }),
      'not-found',
    ],
    [
      'nor to be answered',
      people.reviewer,
      (caller) => saveChecklist(world(), { ...at(caller), issuerId: other, answers: allMet }),
      'not-found',
    ],
    [
      'nor to be sent back',
      people.reviewer,
      (caller) => returnDesign(world(), { ...at(caller), issuerId: other, note: 'x' }),
      'not-found',
    ],
    [
      'nor to be commented',
      people.author,
      (caller) => addComment(world(), { ...at(caller), issuerId: other, field: '', text: 'x' }),
      'not-found',
    ],
    [
      'nor its comments to be read',
      people.author,
      (caller) =>
        listComments(world(), { ...at(caller), issuerId: other, state: 'open', page: { limit: 5 } }),
      'not-found',
    ],
    [
      'nor its history',
      people.author,
      (caller) => readReviewHistory(world(), { ...at(caller), issuerId: other, page: { limit: 5 } }),
      'not-found',
    ],
    [
      'nor to be compared',
      people.author,
      (caller) => compareDraft(world(), { ...at(caller), issuerId: other }),
      'not-found',
    ],
  ])('%s', async (_case, caller, act, code) => {
    const before = await world().dump();
    expect(await outcome(act(caller))).toBe(code);
    expect(await world().dump()).toEqual(before);
  });
});

describe('a review as it is read', () => {
  it('has what is missing, what was found, answers and comments', async () => {
    await ofItsOwn();
    await askForReview(world(), at(people.author));
    const comment = await addComment(world(), {
      ...at(people.reviewer),
      field: '/rubric/criteria/0/name',
      text: '<b>Which?</b>',
    });
    await answer({ 'one-skill': { answer: 'met' } });
    const review = await readReview(world(), at(people.author));
    expect(review).toMatchObject({
      state: 'requested',
      setting: 'required',
      missing: [],
      latest: { by: 'author' },
    });
    expect(review.findings.map(({ id }) => id)).toContain('criterion-names-no-artifact');
    expect(review.checklists).toMatchObject([{ reviewer: 'reviewer', draftRevision: 1 }]);
    expect(review.comments.items).toEqual([comment]);
    expect(comment).toMatchObject({ text: '<b>Which?</b>', by: 'reviewer', draftRevision: 1, state: 'open' });
    const waiting = await listWaitingReviews(world(), {
      caller: people.reviewer,
      issuerId,
      page: { limit: 5 },
    });
    expect(waiting.items.map((one) => one.microCredentialId)).toEqual([draft.id]);
  });
});

describe('a comment', () => {
  const say = (field: string) => addComment(world(), { ...at(people.author), field, text: 'Here.' });

  it.each(['', '/name', '/audience', '/rubric/criteria/1/descriptors/not-met', '/artifacts/0'])(
    'is about "%s"',
    async (field) => {
      expect((await say(field)).field).toBe(field);
    },
  );

  it.each([
    'name',
    '/nmae',
    '/rubric/criteria/2',
    '/name/0',
    '/audience/x',
    '/~2',
    '/__proto__',
    '/artifacts/length',
    '/constructor',
  ])('is about no such place as "%s"', async (field) => {
    expect(await outcome(say(field))).toBe('invalid-request');
  });

  it('is resolved once, by whoever was first', async () => {
    const { id } = await say('/name');
    const settle = (caller: Caller) => settleComment(world(), { ...at(caller), commentId: id });
    const first = await settle(people.reviewer);
    expect(first).toMatchObject({ state: 'resolved', resolvedBy: 'reviewer' });
    expect(await settle(people.author)).toEqual(first);
    expect(await outcome(settleComment(world(), { ...at(people.author), commentId: draft.id }))).toBe(
      'not-found',
    );
  });

  it('stops nothing', async () => {
    await say('/name');
    await answer();
    expect((await approve()).kind).toBe('approved');
  });
});

describe('two authors at once', () => {
  const second: Caller = { person: 'second', machine: false };
  beforeEach(() =>
    putMember(world(), { caller: people.owner, issuerId, person: 'second', roles: ['author'] }),
  );

  it('both save when they change different fields', async () => {
    const names = ['name', 'keyMethod', 'audience', 'topic', 'feeNote'];
    await Promise.all(
      names.map((name, index) => edit(index % 2 ? second : people.author, { [name]: `New ${name}` })),
    );
    const { draft: now } = await readReview(world(), at(people.author));
    expect(now.revision).toBe(1 + names.length);
    expect(now.fields).toMatchObject(Object.fromEntries(names.map((name) => [name, `New ${name}`])));
    expect(now.editors.toSorted()).toEqual(['author', 'second']);
  });

  it('are told both texts when they change the same, and one is saved', async () => {
    const ended = await Promise.allSettled([
      edit(people.author, { name: 'By the first' }),
      edit(second, { name: 'By the second' }),
    ]);
    const { draft: now } = await readReview(world(), at(people.author));
    const lost = ended.find((one) => one.status === 'rejected');
    const [yours, theirs] =
      now.fields.name === 'By the first'
        ? ['By the second', 'By the first']
        : ['By the first', 'By the second'];
    expect(lost?.reason).toMatchObject({
      code: 'fields-changed',
      conflicts: [{ field: '/name', yours, theirs, revision: 2 }],
    });
    expect(ended.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(now.revision).toBe(2);
  });
});

describe('comparing', () => {
  it('a draft with the newest version, or with nothing', async () => {
    await ofItsOwn();
    await updateIssuer(world(), { caller: people.owner, issuerId, changes: { designReview: 'optional' } });
    await publish();
    await edit(people.author, { name: 'Planning a Good Home Visit' }, 2);
    expect(await compareDraft(world(), at(people.author))).toMatchObject({
      from: 1,
      revision: 3,
      changes: [{ kind: 'changed', at: '/name' }],
    });
    const whole = await compareDraft(world(), { ...at(people.author), from: 0 });
    expect(whole.changes.map(({ kind, at: where }) => `${kind} ${where}`)).toContain('added /rubric');
    expect(await outcome(compareDraft(world(), { ...at(people.author), from: 2 }))).toBe('not-found');
    await publish(3);
    const two = { microCredentialId: draft.id, version: 2 };
    expect(await compareVersions(world(), two)).toMatchObject({ from: 1, changes: [{ at: '/name' }] });
    expect(await compareVersions(world(), { ...two, from: 2 })).toEqual({ from: 2, changes: [] });
    expect(await outcome(compareVersions(world(), { ...two, from: 3 }))).toBe('not-found');
    expect(await outcome(compareVersions(world(), { ...two, version: 3 }))).toBe('not-found');
  });
});
