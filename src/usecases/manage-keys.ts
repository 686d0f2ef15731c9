import { requireHuman } from '../domain/assessment.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { IssuerKey, KeyAlgorithm } from '../domain/issuer.ts';
import { type Compromise, compromised, currentKey, isActive, nextKeyId, retired } from '../domain/keys.ts';
import type { Caller } from '../domain/membership.ts';
import type { Clock, Issuers, KeyMaker, Members } from '../ports.ts';
import { makeKey } from './make-key.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import { requireRightIn } from './standing.ts';

interface Ports {
  readonly issuers: Issuers;
  readonly members: Members;
  readonly keyMaker: KeyMaker;
  readonly clock: Clock;
}
interface ByOwner {
  readonly caller: Caller;
  readonly issuerId: string;
}

/** Every key that the issuer ever had, for its owners. */
export async function listKeys(
  ports: Pick<Ports, 'issuers' | 'members'>,
  { caller, issuerId }: ByOwner,
): Promise<readonly IssuerKey[]> {
  await requireOwner(ports, { caller, issuerId });
  return ports.issuers.keys(issuerId);
}

/**
 * Makes the key with which the issuer signs from now on. The one before is retired: it signs no more, and what it signed stays
 * good. @param replaces the key that the caller knows as the current one; a request that is repeated then adds no second key
 * @throws DomainError `conflict` when the current key is another, or keys were changed at the same moment
 */
export async function addKey(
  ports: Ports,
  { algorithm, replaces, ...owner }: ByOwner & { algorithm: KeyAlgorithm; replaces?: string | undefined },
): Promise<IssuerKey> {
  await requireOwner(ports, owner);
  const keys = await ports.issuers.keys(owner.issuerId);
  const current = currentKey(keys, algorithm);
  if (replaces !== undefined && replaces !== current?.id)
    throw new DomainError('conflict', `The current key for ${algorithm} is ${current?.id ?? 'none'}.`);
  const added = await nextKey(ports, owner.issuerId, keys, algorithm);
  await ports.issuers.changeKeys(owner.issuerId, {
    added,
    changed: current && { before: current, after: retired(current, new Date(added.createdAt)) },
  });
  return added;
}

/**
 * Records that others had a key since `at`. It signs no more, and nothing that it signed is good any more, whenever that was:
 * whoever has a key can write any date. Where it was the current one, its successor is made in the same step, so that the
 * issuer can go on and issue anew. Saying it again changes nothing; an earlier time takes the place of a later one.
 * @throws DomainError `not-found` or `invalid-request`
 */
export async function compromiseKey(
  ports: Ports,
  { keyId, at, reason, ...owner }: ByOwner & { keyId: string; at: string; reason: string },
): Promise<CompromisedKey> {
  await requireOwner(ports, owner);
  const { issuerId, caller } = owner;
  return retryOnConflict(() => endKey(ports, { issuerId, keyId, at, reason, by: caller.person }));
}

/** A key that was taken back, and the one that was made in its place. */
interface CompromisedKey {
  readonly key: IssuerKey;
  readonly successor?: IssuerKey;
}

async function endKey(
  ports: Ports,
  { issuerId, keyId, ...said }: Compromise & { issuerId: string; keyId: string },
): Promise<CompromisedKey> {
  const keys = await ports.issuers.keys(issuerId);
  const before = keys.find(({ id }) => id === keyId);
  if (!before) throw new DomainError('not-found', 'The issuer has no such key.');
  const now = ports.clock.now();
  const key = compromised(retired(before, now), said, now);
  if (key === before) return { key };
  const successor = isActive(before) ? await nextKey(ports, issuerId, keys, before.algorithm) : undefined;
  await ports.issuers.changeKeys(issuerId, { added: successor, changed: { before, after: key } });
  return { key, ...(successor && { successor }) };
}

async function nextKey(
  ports: Ports,
  issuerId: string,
  keys: readonly IssuerKey[],
  algorithm: KeyAlgorithm,
): Promise<IssuerKey> {
  return makeKey(ports, { issuerId, keyId: nextKeyId(keys, algorithm), algorithm });
}

async function requireOwner(ports: Pick<Ports, 'members'>, { caller, issuerId }: ByOwner): Promise<void> {
  requireHuman(caller);
  await requireRightIn(ports, { caller, issuerId }, 'manage-keys');
}
