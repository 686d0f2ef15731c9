import { describe, expect, it } from 'vitest';
import { definition } from '../support/definition.ts';
import { call, must, server } from './client.ts';
import { attestations, awarded, completed, draft, openSubmission, published, scored } from './story.ts';

const drafts = `/issuers/${server.issuer}/micro-credentials`;

describe('malformed requests', () => {
  it.each<[string, unknown, Record<string, string>, number, string]>([
    ['no body', undefined, {}, 415, 'unsupported-media-type'],
    ['not JSON', '{"name":', {}, 400, 'invalid-request'],
    ['null', 'null', {}, 400, 'invalid-request'],
    ['a list', '[]', {}, 400, 'invalid-request'],
    ['a number', '42', {}, 400, 'invalid-request'],
    ['text', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['an unknown field', { issuerId: 'other' }, {}, 400, 'invalid-request'],
    ['a field of the wrong type', { name: 42 }, {}, 400, 'invalid-request'],
    ['control characters', { name: 'a\u0000b' }, {}, 400, 'invalid-request'],
    ['half a surrogate pair', '{"name":"\\ud800"}', {}, 400, 'invalid-request'],
    ['more than a definition may be', { competency: 'x'.repeat(300_000) }, {}, 413, 'payload-too-large'],
    ['a deep nest', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, {}, 400, 'invalid-request'],
  ])('%s is a problem that says what is wrong', async (_, body, headers, status, code) => {
    const answer = await call('author', `POST ${drafts}`, body, headers);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body.type).toBe(`${server.url}/docs#${code}`);
    expect(answer.body.instance).toMatch(/^urn:request:.+/);
  });

  it('names every field at fault by its pointer', async () => {
    const answer = await call('author', `POST ${drafts}`, {
      artifacts: [{ id: 'Bad Id', title: '', description: 'd', accepts: ['video'] }],
      hours: -1,
    });
    const fields = (answer.body.errors as unknown as { field: string }[]).map(({ field }) => field);
    expect(fields.toSorted()).toEqual([
      '/artifacts/0/accepts/0',
      '/artifacts/0/id',
      '/artifacts/0/title',
      '/hours',
    ]);
  });

  it('says what is possible at an address', async () => {
    expect((await call('nobody', 'DELETE /verify')).body).toMatchObject({
      status: 405,
      code: 'method-not-allowed',
    });
    expect((await call('nobody', 'DELETE /verify')).headers.get('allow')?.split(', ').toSorted()).toEqual([
      'GET',
      'POST',
    ]);
    expect((await call('nobody', 'GET /no/such/place')).body).toMatchObject({
      status: 404,
      code: 'not-found',
    });
    expect((await call('nobody', 'GET /credentials/../../etc/passwd')).status).toBe(404);
    expect((await call('nobody', 'GET /credentials/%00')).body).toMatchObject({ code: 'not-found' });
  });

  it.each(['0', '101', '1e2', '-1', 'x'])('refuses the limit %s', async (limit) => {
    const answer = await call('nobody', `GET /micro-credentials?limit=${limit}`);
    expect(answer.body.errors).toMatchObject([{ field: 'query/limit' }]);
  });

  it.each(['x', 'e30', Buffer.from('{"pk":"ISSUER#riverbend"}').toString('base64url')])(
    'refuses the forged cursor %s',
    async (cursor) => {
      const answer = await call('nobody', `GET /micro-credentials?cursor=${cursor}`);
      expect({ status: answer.status, errors: answer.body.errors }).toMatchObject({
        status: 400,
        errors: [{ field: expect.stringContaining('cursor') }],
      });
    },
  );
});

describe('tokens', () => {
  const [header = '', payload = '', signature = ''] = server.tokens.owner.split('.');
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  it.each([
    ['none', ''],
    ['not a token', 'Bearer nonsense'],
    ['another scheme', `Basic ${Buffer.from('owner:owner').toString('base64')}`],
    ['an altered person', `Bearer ${header}.${encode({ ...claims, sub: 'dev-author' })}.${signature}`],
    ['no signature', `Bearer ${encode({ alg: 'none' })}.${payload}.`],
    ['another signature', `Bearer ${header}.${payload}.${signature.split('').toReversed().join('')}`],
  ])('%s: 401, in the words of API Gateway', async (_, authorization) => {
    const answer = await call(
      'nobody',
      'GET /me/submissions',
      undefined,
      authorization ? { authorization } : {},
    );
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ message: 'Unauthorized' });
  });
});

describe('drafts and versions', () => {
  it('refuses a change without If-Match, and of what others changed meanwhile, with both texts', async () => {
    const { path } = await draft();
    expect((await call('author', `PATCH ${path}`, { name: 'Mine' })).body).toMatchObject({ status: 428 });
    await must(200, 'author', `PATCH ${path}`, { name: 'Theirs' }, { 'if-match': '"1"' });
    const late = await call('author', `PATCH ${path}`, { name: 'Mine' }, { 'if-match': '"1"' });
    expect(late.body).toMatchObject({
      status: 412,
      code: 'fields-changed',
      conflicts: [{ field: '/name', yours: 'Mine', theirs: 'Theirs', revision: 2 }],
    });
    const { body } = await must(200, 'author', `GET ${path}`);
    expect(body.definition).toMatchObject({ name: 'Theirs' });
  });

  it('refuses to publish what is incomplete, with the list', async () => {
    const { path } = await draft({ name: 'Half of it', competency: definition.competency });
    const answer = await call(
      'author',
      `POST ${path}/versions`,
      { changeNote: 'First.' },
      { 'if-match': '"1"' },
    );
    expect(answer.body).toMatchObject({ status: 422, code: 'incomplete-definition' });
    const fields = (answer.body.errors as unknown as { field: string }[]).map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['/rubric', '/artifacts', '/research', '/keyMethod']));
  });

  it('never changes a published version', async () => {
    const { id, path } = await draft();
    await must(201, 'author', `POST ${path}/versions`, { changeNote: 'First.' }, { 'if-match': '"1"' });
    const first = await must(200, 'nobody', `GET /micro-credentials/${id}/versions/1`);
    await must(200, 'author', `PATCH ${path}`, { name: 'A new name' }, { 'if-match': '"2"' });
    await must(201, 'author', `POST ${path}/versions`, { changeNote: 'Name.' }, { 'if-match': '"3"' });
    expect((await must(200, 'nobody', `GET /micro-credentials/${id}/versions/1`)).text).toBe(first.text);
    expect((await must(200, 'nobody', `GET /micro-credentials/${id}`)).body).toMatchObject({ version: 2 });
    const again = await call(
      'author',
      `POST ${path}/versions`,
      { changeNote: 'Again.' },
      { 'if-match': '"4"' },
    );
    expect(again.body).toMatchObject({ status: 409, code: 'nothing-to-publish' });
  });

  it("answers with 404 for another issuer's draft under one's own issuer", async () => {
    const other = `other-${Date.now()}`;
    await must(201, 'owner', 'POST /issuers', { id: other, name: 'Other', url: 'https://other.example/' });
    const { id } = await draft();
    const answer = await call('owner', `GET /issuers/${other}/micro-credentials/${id}`);
    expect(answer.body).toMatchObject({ status: 404, code: 'not-found' });
  });
});

describe('members', () => {
  it('keeps the last owner', async () => {
    const path = `/issuers/${server.issuer}/members/dev-owner`;
    expect((await call('owner', `DELETE ${path}`)).body).toMatchObject({ status: 409, code: 'last-owner' });
    expect((await call('owner', `PUT ${path}`, { roles: ['author'] })).body).toMatchObject({
      code: 'last-owner',
    });
  });
});

describe('submissions', () => {
  it('holds one open attempt', async () => {
    const microCredential = await published();
    const submission = await openSubmission(microCredential);
    const again = await call('learner', `POST /micro-credentials/${microCredential}/submissions`, {});
    expect(again.body).toMatchObject({ status: 409, code: 'open-submission-exists' });
    await must(200, 'learner', `POST /submissions/${submission}/withdraw`);
    await openSubmission(microCredential);
  });

  it('lists what is missing', async () => {
    const submission = await openSubmission();
    const answer = await call('learner', `POST /submissions/${submission}/submit`, { attestations });
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'submission-incomplete',
      errors: definition.artifacts.map(({ id }) => ({ field: `/evidence/${id}` })),
    });
  });

  it('cannot be changed once it is handed in', async () => {
    const submission = await completed();
    await must(200, 'learner', `POST /submissions/${submission}/submit`, { attestations });
    const item = { kind: 'text', artifact: 'account', title: 'More', text: 'More of it.' };
    for (const request of [
      call('learner', `POST /submissions/${submission}/evidence`, item),
      call('learner', `POST /submissions/${submission}/submit`, { attestations }),
    ])
      expect((await request).body).toMatchObject({ status: 409, code: 'submission-not-editable' });
  });
});

describe('decisions', () => {
  it('refuses a level below the required one', async () => {
    const { assessment } = await scored('progressing');
    const answer = await call('assessor1', `POST /assessments/${assessment}/decision`, {
      outcome: 'awarded',
    });
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'level-not-reached',
      errors: [{ field: '/scores/goals' }, { field: '/scores/activities' }],
    });
    await must(200, 'assessor1', `POST /assessments/${assessment}/decision`, { outcome: 'not-yet' });
  });

  it('awards once: the same decision again gives the same credential, and there is one', async () => {
    const { assessment, submission } = await scored();
    const path = `POST /assessments/${assessment}/decision` as const;
    const both = await Promise.all([
      call('assessor1', path, { outcome: 'awarded' }),
      call('assessor1', path, { outcome: 'awarded' }),
    ]);
    const decided = both.find(({ status }) => status === 200)?.body.credential as unknown as { id: string };
    const again = await must(200, 'assessor1', path, { outcome: 'awarded' });
    expect(again.body.credential).toMatchObject({ id: decided.id, issued: true });
    const { body } = await must(200, 'learner', `GET /submissions/${submission}`);
    expect(body.credential).toMatchObject({ id: decided.id, issued: true });
  });
});

describe('verification', () => {
  it('says valid, then revoked, and that an altered copy is not what was signed', async () => {
    const { url, credential } = await awarded();
    const signed = await must(200, 'nobody', `GET ${url}`);
    expect(signed.headers.get('content-type')).toBe('application/vc+ld+json');
    expect((await must(200, 'nobody', 'POST /verify', signed.text)).body).toMatchObject({ verdict: 'valid' });

    const altered = signed.text.replace('Amina Diallo', 'Somebody Else');
    expect(altered).not.toBe(signed.text);
    const report = await must(200, 'nobody', 'POST /verify', altered);
    expect(report.body).toMatchObject({ verdict: 'invalid' });
    expect(report.body.checks).toContainEqual(
      expect.objectContaining({ name: 'proof', cause: 'signature-mismatch' }),
    );

    await must(200, 'owner', `POST /credentials/${credential}/revocation`, { reason: 'Issued in error.' });
    const revoked = await must(200, 'nobody', 'POST /verify', signed.text);
    expect(revoked.body).toMatchObject({ verdict: 'invalid' });
    expect(revoked.body.checks).toContainEqual(expect.objectContaining({ name: 'status', cause: 'revoked' }));
    expect((await must(200, 'nobody', `GET ${url}`)).text).toBe(signed.text);
  });

  it.each(['{}', 'null', '[]', '"x"', '42', '{"@context":"x"}', '{"type":"VerifiableCredential"}'])(
    'gives a verdict on %s, not an error',
    async (body) => {
      expect((await must(200, 'nobody', 'POST /verify', body)).body.verdict).not.toBe('valid');
    },
  );

  it('refuses more than 1 MB', async () => {
    const answer = await call('nobody', 'POST /verify', JSON.stringify({ x: 'x'.repeat(1024 * 1024) }));
    expect(answer.body).toMatchObject({ status: 413, code: 'payload-too-large' });
  });
});
