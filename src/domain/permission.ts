import { DomainError } from './domain-error.ts';
import type { Role } from './membership.ts';
import type { Scope } from './scope.ts';

interface Holders {
  /** What it is, for people: the end of "may …". */
  readonly what: string;
  /** A person needs one of these. */
  readonly roles: readonly Role[];
  /** A machine client needs one of these. Without any, it is for people alone. */
  readonly scopes: readonly Scope[];
}

/** Who may do what within one issuer: the whole of it. A right comes from a membership, never from a token alone (invariant 7). */
export const rights = {
  'change-issuer': { what: 'change what the issuer says of itself', roles: ['owner'], scopes: [] },
  'manage-members': {
    what: 'give and take roles, invite people, let machine clients in',
    roles: ['owner'],
    scopes: [],
  },
  'manage-webhooks': {
    what: 'say which addresses are told what happens, and have what they did not take sent again',
    roles: ['owner'],
    scopes: [],
  },
  'manage-retention': {
    what: 'say how long evidence is kept, and hold a submission of which nothing may be deleted',
    roles: ['owner'],
    scopes: [],
  },
  'read-members': { what: 'see members and machine clients', roles: ['owner', 'viewer'], scopes: [] },
  'manage-keys': { what: 'make keys and take them back', roles: ['owner'], scopes: [] },
  'read-drafts': {
    what: 'read drafts',
    roles: ['owner', 'author', 'reviewer', 'viewer'],
    scopes: ['drafts:read'],
  },
  'write-drafts': { what: 'write drafts and publish them', roles: ['owner', 'author'], scopes: [] },
  'comment-on-drafts': {
    what: 'comment on drafts, and resolve comments',
    roles: ['owner', 'author', 'reviewer'],
    scopes: [],
  },
  'retire-designs': { what: 'retire micro-credentials, and take that back', roles: ['owner'], scopes: [] },
  'review-designs': { what: "review others' designs", roles: ['reviewer'], scopes: [] },
  assess: { what: 'claim, read, score and decide submissions', roles: ['assessor'], scopes: [] },
  'manage-assessors': {
    what: 'say who assesses which micro-credential, and who must not judge whom',
    roles: ['owner', 'approver'],
    scopes: [],
  },
  'coach-learners': {
    what: 'answer learners whose attempts are used, and give another one',
    roles: ['owner', 'author', 'approver'],
    scopes: [],
  },
  'read-trails': {
    what: 'see what happened to a submission and who did it, how far assessors agree, and what became of submissions',
    roles: ['owner', 'approver', 'viewer'],
    scopes: [],
  },
  'approve-awards': {
    what: 'confirm what assessors propose, and the awards of stacks',
    roles: ['approver'],
    scopes: [],
  },
  'read-stack-awards': {
    what: 'see who earned a stack, and what waits to be confirmed',
    roles: ['owner', 'approver', 'award-officer', 'viewer'],
    scopes: [],
  },
  'read-credentials': {
    what: 'see what became of a credential, and why',
    roles: ['owner', 'award-officer', 'viewer'],
    scopes: [],
  },
  'change-credentials': {
    what: 'revoke, suspend and correct credentials',
    roles: ['owner', 'award-officer'],
    scopes: [],
  },
  'issue-directly': {
    what: 'have credentials signed for which no assessment was held here',
    roles: ['direct-issuer'],
    scopes: ['credentials:issue'],
  },
  'change-direct-status': {
    what: 'revoke and suspend credentials that were issued directly',
    roles: ['owner', 'award-officer', 'direct-issuer'],
    scopes: ['credentials:status'],
  },
  'run-batches': {
    what: 'make and start batches',
    roles: ['owner', 'direct-issuer'],
    scopes: ['batches:run'],
  },
  'read-batches': {
    what: 'read batches and their reports',
    roles: ['owner', 'award-officer', 'direct-issuer', 'viewer'],
    scopes: ['batches:run', 'batches:read'],
  },
  endorse: { what: 'vouch for others', roles: ['owner', 'award-officer'], scopes: [] },
  'accept-endorsements': {
    what: 'see what others say of the issuer, and show it',
    roles: ['owner'],
    scopes: [],
  },
} as const satisfies Record<string, Holders>;

export type Right = keyof typeof rights;

/** What a caller is in one issuer. */
export interface Standing {
  /** Of a person. */
  readonly roles: readonly Role[];
  /** Of a machine client. */
  readonly scopes: readonly Scope[];
  /** What the token narrows that to, when it does. */
  readonly within?: readonly Scope[] | undefined;
}

/** Whether a role carries a right. */
export function mayInIssuer(held: Role, right: Right): boolean {
  const { roles }: Holders = rights[right];
  return roles.includes(held);
}

function scopesCarry(held: readonly Scope[], right: Right): boolean {
  const { scopes }: Holders = rights[right];
  return held.some((one) => scopes.includes(one));
}

/** Whether someone of this standing has a right: by role or scope, and not more than the token is for. */
export function hasRight({ roles, scopes, within }: Standing, right: Right): boolean {
  const held = roles.some((role) => mayInIssuer(role, right)) || scopesCarry(scopes, right);
  return held && (within === undefined || scopesCarry(within, right));
}

/** @throws DomainError `forbidden`; it is the same answer whether the issuer does not exist or the caller is nothing in it */
export function requireRight(standing: Standing | undefined, right: Right): void {
  if (standing && hasRight(standing, right)) return;
  const { roles, scopes }: Holders = rights[right];
  const orScope = scopes.length > 0 ? `, or a machine client with ${scopes.join(' or ')}` : '';
  throw new DomainError('forbidden', `This needs the role ${roles.join(' or ')} in this issuer${orScope}.`);
}
