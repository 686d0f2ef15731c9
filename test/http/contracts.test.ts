import { describe, expect, it } from 'vitest';
import { type $ZodObject, safeParse } from 'zod/v4/core';
import { callerOf } from '../../src/http/caller.ts';
import { contracts } from '../../src/http/contracts/all.ts';
import type { Operation } from '../../src/http/operation.ts';
import { parseRequest } from '../../src/http/request.ts';
import { fullDefinition, fullRubric } from '../support/full-definition.ts';
import { httpEvent } from '../support/http-event.ts';
import { fieldsOf, refusal } from '../support/refusal.ts';

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const variables: Readonly<Record<string, string>> = {
  judgedPart: 'overview',
  file: 'page-0123456789abcdef.js',
  issuer: 'riverbend',
  person: 'auth0|anna',
  prompt: 'setting',
  criterion: 'goals',
  version: '3',
  digest: 'a'.repeat(64),
  part: 'z',
  key: 'key-1',
  client: 'nightly@clients',
  link: `${id}.${'s'.repeat(43)}`,
  token: `riverbend.${id}.${'s'.repeat(43)}`,
};

const operations = new Map<string, Operation>(
  Object.values(contracts).flatMap((contract) => Object.entries(contract)),
);

function ask(
  route: string,
  body?: unknown,
  change: { headers?: Record<string, string>; path?: Record<string, string> } = {},
) {
  const operation = operations.get(route);
  if (!operation) throw new Error(`no operation ${route}`);
  const names = [...route.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const path = Object.fromEntries(names.map((name) => [name, variables[name] ?? id]));
  const headers = { ...(operation.ifMatch && { 'if-match': '"1"' }), ...change.headers };
  const claims = { sub: 'anna', name: 'Anna' };
  return parseRequest(
    operation,
    httpEvent({ route, path: { ...path, ...change.path }, body, headers, claims }),
    callerOf,
  );
}

/** What an author writes: an image is uploaded. */
const { image: _uploaded, ...written } = fullDefinition;
const draft = 'PATCH /issuers/{issuer}/micro-credentials/{microCredential}';
const profile = { name: 'Riverbend', url: 'https://riverbend.example.org/' };
const stack = {
  name: 'Working with families',
  description: 'Plans visits.',
  language: 'en',
  kind: 'set',
  pieces: [id, '01ARZ3NDEKTSV4RRFFQ69G5FAW'],
  rule: 'all',
  confirmation: 'approver',
};
const file = {
  kind: 'file',
  artifact: 'plan',
  title: 'Plan',
  mediaType: 'application/pdf',
  size: 1,
  sha256: 'a'.repeat(64),
};

const statusOf = (statusPurpose: string) => ({ type: 'BitstringStatusListEntry', statusPurpose });

describe('a body that is right', () => {
  it.each<[route: string, body: unknown]>([
    ['POST /issuers', { ...profile, id: 'riverbend' }],
    ['PATCH /issuers/{issuer}', {}],
    ['PATCH /issuers/{issuer}', { description: null, email: null }],
    ['PUT /issuers/{issuer}/members/{person}', { roles: ['owner', 'assessor'] }],
    ['POST /issuers/{issuer}/invitations', { email: 'Anna@example.org', roles: ['viewer'], days: 30 }],
    ['PUT /issuers/{issuer}/clients/{client}', { name: 'Desk', scopes: ['credentials:issue'] }],
    ['POST /issuers/{issuer}/keys', { algorithm: 'RS256', replaces: 'rsa-1' }],
    ['POST /issuers/{issuer}/keys/{key}/compromise', { at: '2026-03-01T09:30:00Z', reason: 'Lost.' }],
    ['POST /issuers/{issuer}/micro-credentials', {}],
    ['POST /issuers/{issuer}/micro-credentials', written],
    [draft, {}],
    [draft, written],
    [draft, Object.fromEntries(Object.keys(fullDefinition).map((name) => [name, null]))],
    ['POST /issuers/{issuer}/micro-credentials/{microCredential}/versions', { changeNote: 'First.' }],
    [draft, { rubric: { criteria: [{ id: 'goals' }] }, artifacts: [{}] }],
    ['POST /issuers/{issuer}/micro-credentials/{microCredential}/review/request', {}],
    ['POST /issuers/{issuer}/micro-credentials/{microCredential}/review/return', { note: 'Two skills.' }],
    ['POST /issuers/{issuer}/micro-credentials/{microCredential}/review/approval', { note: 'Good.' }],
    [
      'PUT /issuers/{issuer}/micro-credentials/{microCredential}/review/checklist',
      { answers: { 'one-skill': { answer: 'met' } } },
    ],
    ['POST /issuers/{issuer}/micro-credentials/{microCredential}/comments', { field: '', text: '<b>' }],
    ['POST /issuers/{issuer}/micro-credentials/{microCredential}/retirement', { reason: 'Over.' }],
    ['POST /micro-credentials/{microCredential}/submissions', {}],
    ['POST /micro-credentials/{microCredential}/submissions', { recipient: { name: 'Zoë' } }],
    ['POST /micro-credentials/{microCredential}/submissions', { recipient: { did: 'did:web:zoe.example' } }],
    ['PATCH /submissions/{submission}/recipient', { did: 'did:web:zoe.example' }],
    ['PATCH /submissions/{submission}/recipient', { did: null }],
    ['PUT /submissions/{submission}/answers/{prompt}', { text: 'In homes.' }],
    ['PUT /assessments/{assessment}/scores/{criterion}', { level: 'met', feedback: 'Seen.' }],
    ['POST /assessments/{assessment}/decision', { outcome: 'awarded' }],
    ['POST /credentials/{credential}/revocation', { reason: 'Issued in error.' }],
    ['POST /issuers/{issuer}/stacks', {}],
    ['POST /issuers/{issuer}/stacks', stack],
    ['PATCH /issuers/{issuer}/stacks/{stack}', { ...stack, rule: { atLeast: 1 }, badgeCaption: null }],
    ['POST /issuers/{issuer}/stacks/{stack}/versions', { changeNote: 'First.' }],
    ['POST /stack-proposals/{proposal}/confirmation', { outcome: 'declined', reason: 'Copied.' }],
    ['POST /credentials/issue', { credential: { '@context': [], a: [null, 1] } }],
    ['POST /credentials/issue', { credential: {}, options: { credentialId: 'urn:x:1' } }],
  ])('of %s is taken as it is', (route, body) => {
    expect(ask(route, body).body).toEqual(body);
  });

  it('of a new key is for documents, unless it says otherwise', () => {
    expect(ask('POST /issuers/{issuer}/keys', {}).body).toEqual({ algorithm: 'Ed25519' });
  });

  it('of a status is set, for a reason that is no secret, unless it says otherwise', () => {
    const body = { credentialId: 'urn:x:1', credentialStatus: statusOf('suspension') };
    const taken = { ...body, status: true, reason: 'Changed over the VC-API.' };
    expect(ask('POST /credentials/status', body).body).toEqual(taken);
    const said = { ...body, status: false, reason: 'Paid.' };
    expect(ask('POST /credentials/status', said).body).toEqual(said);
  });

  it('of issuing names the statuses to be added, one or several', () => {
    const of = (credentialStatus: unknown) =>
      ask('POST /credentials/issue', { credential: {}, options: { credentialStatus } }).body;
    expect(of(statusOf('revocation'))).toMatchObject({ options: { credentialStatus: ['revocation'] } });
    expect(of([])).toMatchObject({ options: { credentialStatus: [] } });
  });

  it('of new evidence gets its disclosure', () => {
    expect(ask('POST /submissions/{submission}/evidence', file).body).toEqual({
      ...file,
      disclosure: 'digest',
    });
  });

  it('of a verification is whatever was posted', () => {
    expect(
      ask('POST /verify', { any: ['thing'] }, { headers: { 'content-type': 'application/vc+ld+json' } }).body,
    ).toEqual({
      any: ['thing'],
    });
  });
});

describe('a body that is wrong', () => {
  it.each<[route: string, body: unknown, fields: string[]]>([
    ['POST /issuers', {}, ['/name', '/url', '/id']],
    ['POST /issuers', { ...profile, id: 'River Bend' }, ['/id']],
    ['POST /issuers', { ...profile, id: 'riverbend', createdAt: '2026-03-01T09:30:00Z' }, ['/createdAt']],
    ['POST /issuers', { ...profile, id: 'riverbend', url: 'javascript:alert(1)' }, ['/url']],
    ['PATCH /issuers/{issuer}', { id: 'other' }, ['/id']],
    ['PATCH /issuers/{issuer}', { name: null, url: null }, ['/name', '/url']],
    ['PATCH /issuers/{issuer}', { description: 7, email: 'x' }, ['/description', '/email']],
    ['PUT /issuers/{issuer}/members/{person}', { roles: [] }, ['/roles']],
    ['PUT /issuers/{issuer}/members/{person}', { roles: ['owner', 'admin'] }, ['/roles/1']],
    ['PUT /issuers/{issuer}/members/{person}', { roles: Array(9).fill('owner') }, ['/roles']],
    ['PUT /issuers/{issuer}/members/{person}', { roles: ['owner'], issuerId: 'other' }, ['/issuerId']],
    ['POST /issuers/{issuer}/invitations', {}, ['/email', '/roles']],
    ['POST /issuers/{issuer}/invitations', { email: 'anna', roles: ['admin'] }, ['/email', '/roles/0']],
    ['POST /issuers/{issuer}/invitations', { email: 'a@b.example', roles: [] }, ['/roles']],
    [
      'POST /issuers/{issuer}/invitations',
      { email: 'a@b.example', roles: ['viewer'], days: 31, invitedBy: 'bo' },
      ['/days', '/invitedBy'],
    ],
    ['POST /issuers/{issuer}/invitations', { email: 'a@b.example', roles: ['viewer'], days: 0 }, ['/days']],
    ['PUT /issuers/{issuer}/clients/{client}', {}, ['/name', '/scopes']],
    ['PUT /issuers/{issuer}/clients/{client}', { name: 'Desk', scopes: [] }, ['/scopes']],
    [
      'PUT /issuers/{issuer}/clients/{client}',
      { name: 'Desk', scopes: ['credentials:issue', 'assess', '*'], roles: ['owner'] },
      ['/scopes/1', '/scopes/2', '/roles'],
    ],
    ['POST /issuers/{issuer}/keys', { algorithm: 'ES256' }, ['/algorithm']],
    ['POST /issuers/{issuer}/keys', { replaces: 'key-0' }, ['/replaces']],
    ['POST /issuers/{issuer}/keys', { kmsKeyId: 'arn:aws:kms' }, ['/kmsKeyId']],
    ['POST /issuers/{issuer}/keys/{key}/compromise', {}, ['/at', '/reason']],
    ['POST /issuers/{issuer}/keys/{key}/compromise', { at: 'today', reason: ' ' }, ['/at', '/reason']],
    [
      'POST /issuers/{issuer}/keys/{key}/compromise',
      { at: '2026-03-01T09:30:00+01:00', reason: 'x', by: 'someone' },
      ['/at', '/by'],
    ],
    ['POST /issuers/{issuer}/micro-credentials', { issuerId: 'other', id }, ['/issuerId', '/id']],
    [
      'POST /issuers/{issuer}/micro-credentials',
      {
        rubric: {
          ...fullRubric,
          levels: [
            { id: 'met', name: ' ' },
            { id: 'not-met', name: 'N' },
          ],
        },
      },
      ['/rubric/levels/0/name'],
    ],
    [draft, { nmae: 'x' }, ['/nmae']],
    [draft, { name: 7 }, ['/name']],
    [draft, { name: '' }, ['/name']],
    [
      draft,
      { research: { rationale: 7, citations: 'none' } },
      ['/research/rationale', '/research/citations'],
    ],
    [
      draft,
      { artifacts: [{ id: 'plan', title: 'T', description: 'D', accepts: ['film'] }] },
      ['/artifacts/0/accepts/0'],
    ],
    [draft, { methodComponents: ['listen'] }, ['/methodComponents/0']],
    [
      draft,
      { rubric: { levels: [{ id: 'A', name: 7 }], criteria: [] } },
      ['/rubric/levels/0/id', '/rubric/levels/0/name'],
    ],
    [draft, { rubric: { ...fullRubric, weights: [] } }, ['/rubric/weights']],
    ['POST /issuers/{issuer}/micro-credentials/{microCredential}/versions', {}, ['/changeNote']],
    [
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/versions',
      { changeNote: 'x', version: 9 },
      ['/version'],
    ],
    ['POST /issuers/{issuer}/micro-credentials/{microCredential}/review/return', {}, ['/note']],
    ['POST /issuers/{issuer}/micro-credentials/{microCredential}/review/approval', { by: 'bo' }, ['/by']],
    [
      'PUT /issuers/{issuer}/micro-credentials/{microCredential}/review/checklist',
      { answers: { 'one-skill': { answer: 'not-met' } } },
      ['/answers/one-skill/note'],
    ],
    [
      'PUT /issuers/{issuer}/micro-credentials/{microCredential}/review/checklist',
      { answers: { other: { answer: 'met' } } },
      ['/answers/other'],
    ],
    [
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments',
      { field: '/name', text: ' ' },
      ['/text'],
    ],
    [
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments',
      { text: 'x', state: 'resolved' },
      ['/field', '/state'],
    ],
    [
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/retirement',
      { reason: ' ', successor: 'x', by: 'bo' },
      ['/reason', '/successor', '/by'],
    ],
    ['PATCH /issuers/{issuer}', { designReview: 'never' }, ['/designReview']],
    ['POST /micro-credentials/{microCredential}/submissions', { learner: 'bo' }, ['/learner']],
    [
      'POST /micro-credentials/{microCredential}/submissions',
      { recipient: { name: '', did: 'zoe' } },
      ['/recipient/name', '/recipient/did'],
    ],
    ['PATCH /submissions/{submission}/recipient', {}, ['/did']],
    ['PATCH /submissions/{submission}/recipient', { did: 'did:web:localhost' }, ['/did']],
    ['PATCH /submissions/{submission}/recipient', { did: null, name: 'Zoë' }, ['/name']],
    ['PATCH /issuers/{issuer}', { image: { digest: 'a'.repeat(64) } }, ['/image']],
    ['POST /issuers/{issuer}/micro-credentials', { image: fullDefinition.image }, ['/image']],
    [draft, { image: fullDefinition.image }, ['/image']],
    [
      'POST /micro-credentials/{microCredential}/submissions',
      { recipient: { name: 'Bo', email: 'bo@example.org' } },
      ['/recipient/email'],
    ],
    ['PUT /submissions/{submission}/answers/{prompt}', { text: ' ' }, ['/text']],
    ['PUT /submissions/{submission}/answers/{prompt}', { text: 'a'.repeat(40_001) }, ['/text']],
    ['POST /submissions/{submission}/evidence', {}, ['/kind']],
    ['POST /submissions/{submission}/evidence', { ...file, sha256: 'x', size: -1 }, ['/size', '/sha256']],
    ['POST /submissions/{submission}/evidence', { ...file, learner: 'bo' }, ['/learner']],
    ['PUT /assessments/{assessment}/scores/{criterion}', { level: 'met', feedback: ' ' }, ['/feedback']],
    ['PUT /assessments/{assessment}/parts/{judgedPart}', { passed: 'yes' }, ['/passed']],
    ['POST /assessments/{assessment}/recusal', {}, ['/reason']],
    ['POST /pre-checks/{submission}/answer', { complete: false }, ['/message']],
    ['POST /pre-checks/{submission}/answer', { complete: true, message: 'Fine.' }, ['/message']],
    ['POST /approvals/{submission}/answer', { action: 'award' }, ['/action']],
    ['POST /approvals/{submission}/answer', { action: 'refer' }, ['/note']],
    ['POST /submissions/{submission}/appeal', { reason: '' }, ['/reason']],
    ['PUT /issuers/{issuer}/micro-credentials/{microCredential}/pool', { assessors: [] }, ['/assessors']],
    ['POST /issuers/{issuer}/conflicts', { assessor: 'ann' }, ['/submission']],
    [
      'PUT /assessments/{assessment}/scores/{criterion}',
      { level: 'met', feedback: 'x', assessor: 'bo' },
      ['/assessor'],
    ],
    ['POST /assessments/{assessment}/decision', { outcome: 'yes' }, ['/outcome']],
    ['POST /assessments/{assessment}/decision', { outcome: 'awarded', force: true }, ['/force']],
    ['POST /credentials/{credential}/revocation', {}, ['/reason']],
    ['POST /credentials/{credential}/revocation', { reason: 'x', issuer: 'other' }, ['/issuer']],
    ['POST /issuers/{issuer}/stacks', { ...stack, issuerId: 'other' }, ['/issuerId']],
    ['POST /issuers/{issuer}/stacks', { pieces: ['goals', id], kind: 'list' }, ['/kind', '/pieces/0']],
    ['POST /issuers/{issuer}/stacks', { rule: 'some', confirmation: 'machine' }, ['/rule', '/confirmation']],
    ['PATCH /issuers/{issuer}/stacks/{stack}', { retiredAt: null }, ['/retiredAt']],
    ['POST /issuers/{issuer}/stacks/{stack}/versions', { changeNote: ' ' }, ['/changeNote']],
    ['POST /stack-proposals/{proposal}/confirmation', { outcome: 'awarded' }, ['/outcome', '/reason']],
    [
      'POST /stack-proposals/{proposal}/confirmation',
      { outcome: 'confirmed', reason: 'x', pieces: [] },
      ['/pieces'],
    ],
    ['POST /credentials/issue', {}, ['/credential']],
    ['POST /credentials/issue', { credential: [], issuer: 'other' }, ['/credential', '/issuer']],
    ['POST /credentials/issue', { credential: {}, options: { type: 'x' } }, ['/options/type']],
    ['POST /credentials/issue', { credential: {}, options: { credentialId: '' } }, ['/options/credentialId']],
    [
      'POST /credentials/status',
      { credentialStatus: {} },
      ['/credentialId', '/credentialStatus/type', '/credentialStatus/statusPurpose'],
    ],
    [
      'POST /credentials/status',
      { credentialId: 'urn:x:1', credentialStatus: statusOf('message'), status: 1, issuer: 'other' },
      ['/credentialStatus/statusPurpose', '/status', '/issuer'],
    ],
  ])('of %s with %j is refused by field', (route, body, fields) => {
    const refused = refusal(() => ask(route, body));
    expect(refused.code).toBe('invalid-request');
    expect([...new Set(fieldsOf(refused))]).toEqual(fields);
  });
});

describe('an address', () => {
  /** Ids that the identity provider makes up: nearly any text. */
  const ofProvider = new Set(['person', 'client']);
  const withVariables = [...operations].filter(([, { path }]) => path);

  it.each(withVariables)('%s takes right ids', (route, operation) => {
    const path = safeParse(
      operation.path as $ZodObject,
      Object.fromEntries(
        [...route.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, variables[name] ?? id]),
      ),
    );
    expect(path.success).toBe(true);
  });

  it.each(withVariables)('%s does not exist with wrong ones', (route, operation) => {
    const names = [...route.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    expect(names.toSorted()).toEqual(Object.keys(operation.path?._zod.def.shape ?? {}).toSorted());
    for (const name of names)
      for (const wrong of [
        '',
        ' ',
        '\u0000',
        'a\nb',
        '../x',
        ...(ofProvider.has(name) ? [] : ['__proto__', 'A b', '-1']),
      ])
        if (!ofProvider.has(name) || wrong !== '../x')
          expect(refusal(() => ask(route, {}, { path: { [name]: wrong } })).code, `${name}: ${wrong}`).toBe(
            'not-found',
          );
  });

  it('has numbers of versions from 1 to 999999', () => {
    const route = 'GET /micro-credentials/{microCredential}/versions/{version}';
    expect(ask(route, undefined, { path: { version: '999999' } }).path).toMatchObject({ version: 999999 });
    for (const version of ['0', '01', '1.0', '1000000', '-1', 'latest', '1e2', '１'])
      expect(refusal(() => ask(route, undefined, { path: { version } })).code).toBe('not-found');
  });
});

describe('a change of a draft', () => {
  it.each<[route: string, body: unknown]>([
    [draft, { name: 'Another' }],
    ['POST /issuers/{issuer}/micro-credentials/{microCredential}/versions', { changeNote: 'First.' }],
  ])('%s needs the revision that was read', (route, body) => {
    expect(ask(route, body).ifMatch).toBe(1);
    expect(refusal(() => ask(route, body, { headers: { 'if-match': '*' } })).code).toBe(
      'precondition-failed',
    );
  });
});
