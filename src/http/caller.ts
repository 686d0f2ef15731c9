import { DomainError } from '../domain/domain-error.ts';
import { type Caller, personId } from '../domain/membership.ts';
import { scopesIn } from '../domain/scope.ts';
import { recipient } from '../domain/submission.ts';

type Claims = Readonly<Record<string, unknown>>;

/**
 * Who calls, from the claims that the authoriser verified (API Gateway hands every claim over as a string).
 *
 * A person stands behind a token when the identity provider names one in it, and says in no way that a program got the
 * token for itself; where that cannot be told, the answer is "machine" (invariant 1 fails closed). A name or an address
 * that no record could hold counts as not given.
 */
export function callerOf(claims: Claims | undefined): Caller {
  const person = personId.safeParse(claims?.sub).data;
  if (!claims || !person || person !== claims.sub)
    throw new DomainError('unauthenticated', 'The token does not say who you are.');
  const name = recipient.shape.name.safeParse(claims.name).data;
  const verified = claims.email_verified === true || claims.email_verified === 'true';
  const email = verified ? recipient.shape.email.safeParse(claims.email).data : undefined;
  const scopes = scopesIn([claims.scope, claims.scp].flatMap(words));
  return {
    person,
    ...(name && { name }),
    ...(email && { email }),
    machine: !namesAPerson(claims, person),
    ...(scopes && { scopes }),
  };
}

/** A claim of several words: separated by spaces, and a list in brackets as API Gateway writes it. */
function words(claim: unknown): string[] {
  return (text(claim) ?? '')
    .replaceAll(/^\[|\]$/g, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

/** What identity providers put into a token that a program got for itself, whatever else it says. */
function isOfAProgram(claims: Claims, subject: string): boolean {
  const clients = ['client_id', 'azp', 'appid', 'cid'].map((claim) => text(claims[claim]));
  const usernames = ['preferred_username', 'username'].map((claim) => text(claims[claim]));
  return (
    clients.some((client) => client && [client, `${client}@clients`].includes(subject)) ||
    usernames.some((username) => /^service-account-|client.credentials/.test(username ?? '')) ||
    /client.credentials/.test(text(claims.gty) ?? '') ||
    claims.idtyp === 'app'
  );
}

function namesAPerson(claims: Claims, subject: string): boolean {
  if (isOfAProgram(claims, subject)) return false;
  return ['email', 'name', 'username', 'cognito:username', 'preferred_username'].some((claim) =>
    text(claims[claim]),
  );
}

function text(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' ? claim : undefined;
}
