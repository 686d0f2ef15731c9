import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { role } from '../../src/domain/membership.ts';
import {
  hasRight,
  mayInIssuer,
  type Right,
  requireRight,
  rights,
  type Standing,
} from '../../src/domain/permission.ts';
import { scope, scopesIn } from '../../src/domain/scope.ts';
import { ending, refusal } from '../support/refusal.ts';

const all = Object.keys(rights) as Right[];
const person = (...roles: Standing['roles']): Standing => ({ roles, scopes: [] });
const program = (...scopes: Standing['scopes']): Standing => ({ roles: [], scopes });
const held = (standing: Standing) => all.filter((right) => hasRight(standing, right));

describe('a role', () => {
  it.each([
    ['reviewer', ['read-drafts', 'comment-on-drafts', 'review-designs']],
    ['assessor', ['assess']],
    [
      'approver',
      ['manage-assessors', 'coach-learners', 'read-trails', 'approve-awards', 'read-stack-awards'],
    ],
    ['author', ['read-drafts', 'write-drafts', 'comment-on-drafts', 'coach-learners']],
    [
      'viewer',
      ['read-members', 'read-drafts', 'read-trails', 'read-stack-awards', 'read-credentials', 'read-batches'],
    ],
    ['direct-issuer', ['issue-directly', 'change-direct-status', 'run-batches', 'read-batches']],
    [
      'award-officer',
      [
        'read-stack-awards',
        'read-credentials',
        'change-credentials',
        'change-direct-status',
        'read-batches',
        'endorse',
      ],
    ],
    [
      'owner',
      [
        'change-issuer',
        'manage-members',
        'manage-webhooks',
        'manage-retention',
        'read-members',
        'manage-keys',
        'read-drafts',
        'write-drafts',
        'comment-on-drafts',
        'retire-designs',
        'manage-assessors',
        'coach-learners',
        'read-trails',
        'read-stack-awards',
        'read-credentials',
        'change-credentials',
        'change-direct-status',
        'run-batches',
        'read-batches',
        'endorse',
        'accept-endorsements',
      ],
    ],
  ] as const)('%s carries these rights and no others', (name, expected) => {
    expect(held(person(name))).toEqual(expected);
    expect(all.filter((right) => mayInIssuer(name, right))).toEqual(expected);
  });

  it('is each told of above', () => {
    expect(role.options).toHaveLength(8);
  });

  it.each<[what: string, standing: Standing | undefined]>([
    ['nobody', undefined],
    ['a member without roles', person()],
    ['a role that there is not', person('Owner' as never)],
    ['roles as text', person('owner author' as never)],
    ['a prototype', person('__proto__' as never, 'constructor' as never)],
    ['a scope in the place of a role', person('credentials:issue' as never)],
    ['a role in the place of a scope', program('owner' as never)],
    ['a program without scopes', program()],
    ['an owner with a token that is for nothing here', { ...person('owner'), within: [] }],
  ])('is not held by %s', (_what, standing) => {
    for (const right of all) expect(ending(() => requireRight(standing, right))).toBe('forbidden');
  });

  it('is refused in the same words to a stranger and to a member without it', () => {
    const [stranger, insider] = [undefined, person('viewer')].map((one) =>
      refusal(() => requireRight(one, 'manage-members')),
    );
    expect(stranger?.message).toBe('This needs the role owner in this issuer.');
    expect(insider?.message).toBe(stranger?.message);
  });
});

describe('a scope', () => {
  it.each([
    ['credentials:issue', ['issue-directly']],
    ['credentials:status', ['change-direct-status']],
    ['batches:run', ['run-batches', 'read-batches']],
    ['batches:read', ['read-batches']],
    ['drafts:read', ['read-drafts']],
  ] as const)('%s carries these rights and no others', (name, expected) => {
    expect(held(program(name))).toEqual(expected);
  });

  it('of any kind, with all others, never scores, decides, reviews, approves, invites, or touches keys', () => {
    expect(held(program(...scope.options))).toEqual([
      'read-drafts',
      'issue-directly',
      'change-direct-status',
      'run-batches',
      'read-batches',
    ]);
  });

  it('is narrowed by the token, and never widened', () => {
    const { scopes } = program('credentials:issue', 'batches:read');
    expect(held({ roles: [], scopes, within: ['batches:read'] })).toEqual(['read-batches']);
    expect(held({ roles: [], scopes, within: ['drafts:read'] })).toEqual([]);
    expect(held({ roles: [], scopes, within: scope.options })).toEqual(held({ roles: [], scopes }));
    expect(held({ roles: [], scopes, within: ['batches:run'] })).toEqual(['read-batches']);
  });

  it('narrows a person as well: a token for less than the person is', () => {
    expect(held({ ...person('owner', 'assessor'), within: ['batches:read'] })).toEqual(['read-batches']);
  });
});

describe('the scopes that a token names', () => {
  it.each<[words: string[], found: string[] | undefined]>([
    [[], undefined],
    [['openid', 'email', 'profile'], undefined],
    [['credentials:issue'], ['credentials:issue']],
    [
      ['openid', 'assay/batches:read', 'assay/credentials:issue'],
      ['batches:read', 'credentials:issue'],
    ],
    [['batches:read', 'assay/batches:read'], ['batches:read']],
    // Said of us, and not known: for nothing, rather than for everything.
    [['assay/score'], []],
    [['assay/', 'openid'], []],
    // Of others.
    [['other/credentials:issue'], undefined],
    [['https://example.org/assay/credentials:issue'], undefined],
    [['Credentials:Issue', 'credentials:', 'credentials:issue:all'], undefined],
    [['toString', '__proto__'], undefined],
  ])('in %j', (words, found) => {
    expect(scopesIn(words)).toEqual(found);
  });
});

describe('docs/roles.md', () => {
  it('tells every right as it is', () => {
    const told = readFileSync('docs/roles.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| (?:May|---) /.test(line));
    const lines = Object.values(rights).map(({ what, roles, scopes }) => {
      const quoted = scopes.map((one) => `\`${one}\``).join(', ');
      return `| ${what} | ${roles.join(', ')} | ${quoted} |`;
    });
    expect(told).toEqual(lines);
  });
});
