import { describe, expect, it } from 'vitest';
import { checklistItems } from '../../src/domain/design-review/checklist.ts';
import { definition } from '../support/definition.ts';
import { call, must, server } from './client.ts';
import { draft, openSubmission, published } from './story.ts';

const first = { 'if-match': '"1"' };
const answers = Object.fromEntries(checklistItems.map(({ id }) => [id, { answer: 'met' }]));

/** An issuer of the owner's own, in which a review is required as it is unless someone says otherwise. */
async function strictIssuer(): Promise<string> {
  const id = `strict-${Date.now()}`;
  await must(201, 'owner', 'POST /issuers', { id, name: 'Strict', url: 'https://strict.example/' });
  await must(200, 'owner', `PUT /issuers/${id}/members/dev-author`, { roles: ['author'] });
  await must(200, 'owner', `PUT /issuers/${id}/members/dev-reviewer`, { roles: ['reviewer'] });
  return `/issuers/${id}/micro-credentials`;
}

describe('a design that has to be reviewed', () => {
  it('saves incomplete, is told what it lacks, and is published once somebody else approved it', async () => {
    const drafts = await strictIssuer();
    const { body: begun } = await must(201, 'author', `POST ${drafts}`, {
      name: 'Listening <first>',
      rubric: { levels: [{ id: 'met', name: 'Met' }], criteria: [{ id: 'goals' }] },
    });
    const path = `${drafts}/${begun.id}`;
    const missing = (begun.missing as unknown as { field: string }[]).map(({ field }) => field);
    expect(missing).toEqual(expect.arrayContaining(['/competency', '/rubric/criteria/0/descriptors/met']));
    const early = await call('author', `POST ${path}/versions`, { changeNote: 'First.' }, first);
    expect([early.status, early.body.code, early.body.errors]).toEqual([
      422,
      'incomplete-definition',
      begun.missing,
    ]);

    await must(200, 'author', `PATCH ${path}`, definition, first);
    const second = { 'if-match': '"2"' };
    expect((await call('author', `POST ${path}/versions`, { changeNote: 'First.' }, second)).body.code).toBe(
      'review-needed',
    );
    await must(201, 'author', `POST ${path}/review/request`, { note: 'Please look.' }, second);
    const { body: waiting } = await must(
      200,
      'reviewer',
      `GET ${drafts.replace('/micro-credentials', '/reviews')}`,
    );
    expect(waiting.items).toMatchObject([{ microCredentialId: begun.id, note: 'Please look.' }]);
    const read = await must(200, 'reviewer', `GET ${path}/review`);
    expect(read.headers.get('etag')).toBe('"2"');
    expect(read.body).toMatchObject({ state: 'requested', required: true, missing: [], revision: 2 });
    expect((read.body.checklist as unknown as { items: unknown[] }).items).toHaveLength(
      checklistItems.length,
    );

    const { body: comment } = await must(201, 'reviewer', `POST ${path}/comments`, {
      field: '/name',
      text: 'Clear.',
    });
    await must(200, 'author', `POST ${path}/comments/${comment.id}/resolution`);
    await must(200, 'reviewer', `PUT ${path}/review/checklist`, { answers }, second);
    await must(201, 'reviewer', `POST ${path}/review/approval`, {}, second);
    await must(201, 'author', `POST ${path}/versions`, { changeNote: 'First.' }, second);
    const { body: history } = await must(200, 'author', `GET ${path}/review/history?limit=2`);
    expect((history.items as unknown as { kind: string }[]).map(({ kind }) => kind)).toEqual([
      'published',
      'approved',
    ]);
    expect(history.cursor).toBeTypeOf('string');
  });

  it.each<[string, object, string]>([
    [
      'an answer that there is not',
      { answers: { 'one-skill': { answer: 'maybe' } } },
      '/answers/one-skill/answer',
    ],
    ['an item that there is not', { answers: { beauty: { answer: 'met' } } }, '/answers/beauty'],
    [
      'no reason for what is not met',
      { answers: { 'one-skill': { answer: 'not-met' } } },
      '/answers/one-skill/note',
    ],
    ['another reviewer', { answers: {}, reviewer: 'dev-author' }, '/reviewer'],
  ])('has no checklist with %s', async (_case, body, field) => {
    const { path } = await draft();
    const refused = await call('reviewer', `PUT ${path}/review/checklist`, body, first);
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid-request']);
    expect(refused.body.errors).toMatchObject([{ field }]);
  });

  it('is judged at a revision that was read', async () => {
    const { path } = await draft();
    for (const [method, what] of [
      ['PUT', 'checklist'],
      ['POST', 'approval'],
      ['POST', 'return'],
    ]) {
      const body = what === 'return' ? { note: 'No.' } : what === 'checklist' ? { answers } : {};
      const route = `${method} ${path}/review/${what}` as const;
      expect((await call('reviewer', route, body)).status).toBe(428);
      expect((await call('reviewer', route, body, { 'if-match': '"2"' })).status).toBe(412);
    }
  });
});

describe('two authors of one draft', () => {
  it('keep each their fields; of the same field both texts come back', async () => {
    const { path } = await draft();
    await must(200, 'author', `PATCH ${path}`, { name: 'By the author' }, first);
    await must(200, 'owner', `PATCH ${path}`, { audience: 'Everyone' }, first);
    const lost = await call('owner', `PATCH ${path}`, { name: 'By the owner', topic: 'Kites' }, first);
    expect([lost.status, lost.body.code]).toEqual([412, 'fields-changed']);
    expect(lost.body.conflicts).toEqual([
      { field: '/name', yours: 'By the owner', theirs: 'By the author', revision: 2 },
    ]);
    const { body } = await must(200, 'author', `GET ${path}`);
    expect(body.definition).toMatchObject({ name: 'By the author', audience: 'Everyone' });
    expect(body.definition).not.toHaveProperty('topic');
  });
});

describe('versions', () => {
  it('are compared with each other by anyone, and a draft with them by staff', async () => {
    const id = await published();
    const path = `/issuers/${server.issuer}/micro-credentials/${id}`;
    await must(
      200,
      'author',
      `PATCH ${path}`,
      { name: 'Planning a Better Home Visit' },
      { 'if-match': '"2"' },
    );
    const change = {
      kind: 'changed',
      at: '/name',
      before: definition.name,
      after: 'Planning a Better Home Visit',
    };
    expect((await must(200, 'author', `GET ${path}/diff`)).body).toMatchObject({
      from: 1,
      revision: 3,
      changes: [change],
    });
    await must(201, 'author', `POST ${path}/versions`, { changeNote: 'Name.' }, { 'if-match': '"3"' });
    const diff = `GET /micro-credentials/${id}/versions/2/diff` as const;
    expect((await must(200, 'nobody', diff)).body).toMatchObject({ from: 1, changes: [change] });
    expect((await must(200, 'nobody', `${diff}?from=2`)).body).toEqual({ from: 2, changes: [] });
    for (const [query, status] of [
      ['from=3', 404],
      ['from=-1', 400],
      ['from=x', 400],
      ['to=1', 400],
    ])
      expect((await call('nobody', `${diff}?${query}`)).status).toBe(status);
  });
});

describe('a micro-credential that is retired', () => {
  it('takes nothing new, says so to everyone, and goes on with what it has', async () => {
    const id = await published();
    const begun = await openSubmission(id);
    const path = `/issuers/${server.issuer}/micro-credentials/${id}`;
    const reason = 'The method <changed>.';
    const body = { reason, successor: server.microCredential };
    await must(201, 'owner', `POST ${path}/retirement`, body);
    expect((await call('owner', `POST ${path}/retirement`, body)).body.code).toBe('retired');
    expect((await call('learner2', `POST /micro-credentials/${id}/submissions`, {})).body.code).toBe(
      'retired',
    );
    await must(200, 'learner', `GET /submissions/${begun}`);
    const { body: shown } = await must(200, 'nobody', `GET /micro-credentials/${id}`);
    expect(shown.retirement).toMatchObject(body);
    expect(shown.retirement).not.toHaveProperty('by');
    expect((await must(200, 'nobody', `GET /micro-credentials/${id}/versions/1`)).body).not.toHaveProperty(
      'retirement',
    );
    for (const address of [`/micro-credentials/${id}`, `/micro-credentials/${id}/versions/1`]) {
      const { text } = await must(200, 'nobody', `GET ${address}`, undefined, { accept: 'text/html' });
      expect(text).toContain('The method &lt;changed&gt;.');
      expect(text).toContain(`/micro-credentials/${server.microCredential}`);
    }
    await must(204, 'owner', `DELETE ${path}/retirement`);
    await must(201, 'learner2', `POST /micro-credentials/${id}/submissions`, {});
    expect((await must(200, 'nobody', `GET /micro-credentials/${id}`)).body).not.toHaveProperty('retirement');
  });

  it.each<[string, object, string]>([
    ['a reason that says nothing', { reason: ' ' }, '/reason'],
    ['no successor at all', { reason: 'Over.', successor: 'next' }, '/successor'],
    [
      'a successor that nobody published',
      { reason: 'Over.', successor: '01JD9Z6V3T5Q8M2K4N7P0R1S2T' },
      '/successor',
    ],
  ])('is not with %s', async (_case, body, field) => {
    const path = `/issuers/${server.issuer}/micro-credentials/${await published()}`;
    const refused = await call('owner', `POST ${path}/retirement`, body);
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([{ field }]);
  });

  it('is not before it was published', async () => {
    const { path } = await draft();
    expect((await call('owner', `POST ${path}/retirement`, { reason: 'Over.' })).status).toBe(400);
  });
});
