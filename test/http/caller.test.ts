import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personId } from '../../src/domain/membership.ts';
import { recipient } from '../../src/domain/submission.ts';
import { callerOf } from '../../src/http/caller.ts';
import { anyText } from '../support/any-text.ts';
import { illFormed } from '../support/hostile.ts';
import { ending, refusal } from '../support/refusal.ts';

const uuid = 'd952cf23-bf92-4c8f-a3ff-4972b4f2bc5b';

/** Claims as API Gateway hands them over: every one is text. */
const people: Readonly<Record<string, Record<string, string>>> = {
  'Cognito, ID token': {
    sub: uuid,
    aud: '1example23456789',
    token_use: 'id',
    auth_time: '1772357400',
    'cognito:username': 'anna',
    email: 'anna@example.org',
    email_verified: 'true',
  },
  'Cognito, access token': {
    sub: uuid,
    client_id: '1example23456789',
    token_use: 'access',
    scope: 'openid email',
    username: 'anna',
  },
  'Auth0, ID token': {
    sub: 'auth0|5f7c8ec7c33c6c004bbafe82',
    aud: 'yMkc2example',
    name: 'Anna Ångström',
    nickname: 'anna',
    email: 'anna@example.org',
    email_verified: 'true',
  },
  'Keycloak, ID token': {
    sub: uuid,
    aud: 'assay',
    azp: 'assay',
    typ: 'ID',
    preferred_username: 'anna',
    name: 'Anna Ångström',
    email_verified: 'false',
  },
  'Entra, ID token': {
    sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    oid: uuid,
    aud: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
    name: 'Anna Ångström',
    preferred_username: 'anna@example.org',
    ver: '2.0',
  },
};

const machines: Readonly<Record<string, Record<string, string>>> = {
  'Cognito, client credentials': {
    sub: '1example23456789',
    client_id: '1example23456789',
    token_use: 'access',
    scope: 'assay/score',
    version: '2',
  },
  'Auth0, client credentials': {
    sub: 'yMkc2example@clients',
    azp: 'yMkc2example',
    aud: 'https://assay.example',
    gty: 'client-credentials',
  },
  'Auth0, client credentials with a name that a rule has added': {
    sub: 'yMkc2example@clients',
    azp: 'yMkc2example',
    gty: 'client-credentials',
    name: 'Nightly job',
    email: 'job@example.org',
    email_verified: 'true',
  },
  'Auth0, without the grant': { sub: 'yMkc2example@clients', azp: 'yMkc2example', name: 'Nightly job' },
  'Keycloak, service account': {
    sub: uuid,
    aud: 'account',
    typ: 'Bearer',
    azp: 'nightly-job',
    client_id: 'nightly-job',
    clientHost: '192.0.2.1',
    clientAddress: '192.0.2.1',
    preferred_username: 'service-account-nightly-job',
    email_verified: 'false',
  },
  'Keycloak, service account with an address': {
    sub: uuid,
    azp: 'nightly-job',
    clientId: 'nightly-job',
    preferred_username: 'service-account-nightly-job',
    name: 'Nightly Job',
    email: 'service-account-nightly-job@placeholder.org',
    email_verified: 'true',
  },
  'Entra, application': {
    sub: uuid,
    oid: uuid,
    azp: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
    azpacr: '1',
    roles: '[Assess.All]',
    tid: uuid,
    ver: '2.0',
  },
  'Entra, application that says so': {
    sub: uuid,
    oid: uuid,
    azp: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
    idtyp: 'app',
    name: 'Nightly job',
  },
  'Entra, application, first version': {
    sub: uuid,
    appid: uuid,
    app_displayname: 'Nightly job',
    name: 'Nightly job',
  },
  'Okta, client credentials': { sub: '0oa1example', cid: '0oa1example', scp: '[assay]', name: 'Nightly job' },
  'Google, service account': {
    sub: '113774264463038321964',
    azp: '113774264463038321964',
    email: 'job@project.iam.gserviceaccount.com',
    email_verified: 'true',
  },
  'a workflow': { sub: 'repo:example/site:ref:refs/heads/main', repository: 'example/site', actor: 'anna' },
  'a grant that is listed': { sub: uuid, gty: '[client_credentials]', username: 'job' },
  'a subject and nothing else': { sub: uuid },
  'names that are empty': {
    sub: uuid,
    name: '',
    email: '',
    username: '',
    preferred_username: '',
    'cognito:username': '',
  },
  'an unverified claim to be human': { sub: uuid, machine: 'false', human: 'true', person: 'anna' },
};

describe('a person', () => {
  it.each(Object.entries(people))('stands behind a token of %s', (_, claims) => {
    expect(callerOf(claims)).toMatchObject({ person: claims.sub, machine: false });
  });

  it('is known by the subject, the name and the verified address', () => {
    expect(callerOf(people['Auth0, ID token'])).toEqual({
      person: 'auth0|5f7c8ec7c33c6c004bbafe82',
      name: 'Anna Ångström',
      email: 'anna@example.org',
      machine: false,
    });
    expect(callerOf(people['Cognito, access token'])).toEqual({ person: uuid, machine: false });
  });
});

describe('a machine', () => {
  it.each(Object.entries(machines))('stands behind %s', (_, claims) => {
    expect(callerOf(claims)).toMatchObject({ person: claims.sub, machine: true });
  });

  it('is what stands behind claims that are not text', () => {
    for (const value of [true, 1, {}, ['anna'], null, undefined])
      expect(callerOf({ sub: uuid, name: value, email: value, username: value }).machine).toBe(true);
  });
});

describe('the scopes of a token', () => {
  const scopesOf = (claims: Record<string, unknown>) => callerOf({ sub: uuid, ...claims }).scopes;

  it.each<[what: string, claims: Record<string, unknown>, scopes: string[] | undefined]>([
    ['of Cognito', { scope: 'assay/batches:read assay/batches:run' }, ['batches:read', 'batches:run']],
    ['of Auth0', { scope: 'read:all credentials:issue' }, ['credentials:issue']],
    [
      'of Okta, as API Gateway writes a list',
      { scp: '[credentials:issue drafts:read]' },
      ['credentials:issue', 'drafts:read'],
    ],
    ['in both claims', { scope: 'batches:read', scp: '[drafts:read]' }, ['batches:read', 'drafts:read']],
    ['that are not known', { scope: 'assay/score' }, []],
    ['of others', { scope: 'openid email', scp: '[api://x/.default]' }, undefined],
    ['that are empty', { scope: '', scp: '[]' }, undefined],
    ['that are no text', { scope: ['credentials:issue'], scp: { 0: 'drafts:read' } }, undefined],
    ['that are in another claim', { scopes: 'credentials:issue', permissions: '[drafts:read]' }, undefined],
  ])('%s', (_what, claims, scopes) => {
    expect(scopesOf(claims)).toEqual(scopes);
  });
});

describe('an address', () => {
  const withEmail = (email: unknown, verified: unknown) =>
    callerOf({ sub: uuid, name: 'Anna', email, email_verified: verified }).email;

  it.each(['true', true])('counts when it is verified: %j', (verified) => {
    expect(withEmail('anna@example.org', verified)).toBe('anna@example.org');
  });

  it.each([
    'false',
    false,
    '',
    'TRUE',
    'True',
    '1',
    1,
    'yes',
    ' true',
    null,
    undefined,
    {},
    [['false']],
    [['true', 'true']],
  ])('does not count when that is %j', (verified) => {
    expect(withEmail('anna@example.org', verified)).toBeUndefined();
  });

  it.each([
    '',
    'anna',
    'anna@',
    '@example.org',
    'anna@example.org\n',
    'a b@example.org',
    `${'a'.repeat(250)}@example.org`,
    7,
    null,
  ])('does not count when it is %j', (email) => {
    expect(withEmail(email, 'true')).toBeUndefined();
  });
});

describe('a name', () => {
  const nameOf = (name: unknown) => callerOf({ sub: uuid, email: 'anna@example.org', name }).name;

  it('is text for people', () => {
    expect(nameOf('Anna Ångström')).toBe('Anna Ångström');
    expect(nameOf('  Anna ')).toBe('Anna');
    expect(nameOf('<b>Anna</b>')).toBe('<b>Anna</b>');
  });

  it.each(['', '   ', 'a'.repeat(201), 'Anna\nÅngström', 7, null, [['Anna']], ...Object.values(illFormed)])(
    'that could not be kept is no name: %j',
    (name) => {
      expect(nameOf(name)).toBeUndefined();
    },
  );
});

describe('without a subject there is nobody', () => {
  it.each<[what: string, claims: Record<string, unknown> | undefined]>([
    ['no token', undefined],
    ['no claims', {}],
    ['no subject', { name: 'Anna', email: 'anna@example.org' }],
    ['an empty subject', { sub: '', name: 'Anna' }],
    ['a subject of spaces', { sub: '  ', name: 'Anna' }],
    ['a subject with a space before it, which would be another person', { sub: ` ${uuid}`, name: 'Anna' }],
    ['a subject that is longer than any', { sub: 'a'.repeat(256), name: 'Anna' }],
    ['a subject over two lines', { sub: 'a\nb', name: 'Anna' }],
    ['a number', { sub: 7, name: 'Anna' }],
    ['a list', { sub: [uuid], name: 'Anna' }],
    ['null', { sub: null, name: 'Anna' }],
  ])('%s', (_, claims) => {
    const refused = refusal(() => callerOf(claims));
    expect(refused.code).toBe('unauthenticated');
    expect(refused.message).not.toContain('Anna');
  });

  it('also when only an inherited one is there', () => {
    expect(ending(() => callerOf(JSON.parse('{"__proto__": {"sub": "anna"}, "name": "Anna"}')))).toBe(
      'unauthenticated',
    );
  });
});

describe('any claims at all', () => {
  it('give a caller that can be kept, or nobody', () => {
    const text = fc.oneof(fc.string(), anyText, fc.emailAddress(), fc.constantFrom('true', uuid));
    const names = [
      'sub',
      'name',
      'email',
      'email_verified',
      'username',
      'client_id',
      'azp',
      'gty',
      'idtyp',
      'preferred_username',
    ];
    const claims = fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof({ weight: 5, arbitrary: text }, fc.anything()),
    );
    fc.assert(
      fc.property(claims, (given) => {
        const caller = ending(() => callerOf(given));
        if (typeof caller === 'string') {
          expect(caller).toBe('unauthenticated');
          return;
        }
        expect(caller.person).toBe(given.sub);
        expect(personId.parse(caller.person)).toBe(caller.person);
        if (caller.name !== undefined) expect(recipient.parse({ name: caller.name }).name).toBe(caller.name);
        if (caller.email !== undefined) expect(recipient.shape.email.parse(caller.email)).toBe(given.email);
        expect(typeof caller.machine).toBe('boolean');
      }),
      { numRuns: 200 },
    );
  });
});
