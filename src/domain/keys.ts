import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import type { IssuerKey, IssuerKeyOf, KeyAlgorithm } from './issuer.ts';

/** As many keys of one algorithm an issuer ever has. Each goes on costing, so no owner's token may make them without end. */
export const mostKeys = 24;

const prefixes: Readonly<Record<KeyAlgorithm, string>> = { Ed25519: 'key', RS256: 'rsa' };

/** The id of a key: the fragment of its verification method, and the end of its address. */
export const keyId = z.string().regex(/^(?:key|rsa)-[1-9]\d{0,2}$/, 'is not the id of a key');

/** The key that signs now: the newest of this algorithm that is neither retired nor compromised. */
export function currentKey<A extends KeyAlgorithm>(
  keys: readonly IssuerKey[],
  algorithm: A,
): IssuerKeyOf<A> | undefined {
  const active = keys.filter((key): key is IssuerKeyOf<A> => key.algorithm === algorithm && isActive(key));
  return active.toSorted((a, b) => numberOf(a) - numberOf(b)).at(-1);
}

/** Whether a key may sign. */
export function isActive({
  retiredAt,
  compromisedAt,
}: Pick<IssuerKey, 'retiredAt' | 'compromisedAt'>): boolean {
  return retiredAt === undefined && compromisedAt === undefined;
}

/**
 * The id of the next key of an algorithm. It follows from the keys that are known, so whoever tries again asks for the same
 * key, and two who add one at once want the same place. @throws DomainError `key-limit`
 */
export function nextKeyId(keys: readonly IssuerKey[], algorithm: KeyAlgorithm): string {
  const known = keys.filter((key) => key.algorithm === algorithm).length;
  if (known >= mostKeys)
    throw new DomainError(
      'key-limit',
      `An issuer has at most ${mostKeys} keys of one kind, old ones included.`,
    );
  return `${prefixes[algorithm]}-${known + 1}`;
}

/** A key whose successor signs from now on. One that is retired or compromised stays as it is. */
export function retired<K extends IssuerKey>(key: K, at: Date): K {
  return isActive(key) ? { ...key, retiredAt: at.toISOString() } : key;
}

/** What is said of a key that others had. */
export interface Compromise {
  /** Since when, RFC 3339. */
  readonly at: string;
  readonly reason: string;
  readonly by: string;
}

/**
 * A key that others had. The earliest time that was ever given stands: a later one would make good again what was taken
 * back. @returns the same key where nothing changes
 * @throws DomainError `invalid-request` for a time to come
 */
export function compromised<K extends IssuerKey>(key: K, { at, reason, by }: Compromise, now: Date): K {
  const since = new Date(at);
  if (since.getTime() > now.getTime())
    throw new DomainError('invalid-request', 'The time of the compromise is in the future.', [
      { field: '/at', message: 'must not be in the future' },
    ]);
  if (key.compromisedAt !== undefined && new Date(key.compromisedAt) <= since) return key;
  return {
    ...key,
    compromisedAt: since.toISOString(),
    compromise: { by, recordedAt: now.toISOString(), reason },
  };
}

function numberOf({ id }: IssuerKey): number {
  return Number(id.split('-').at(-1));
}
