import { type Counter, countedBy, counterShards } from '../domain/analytics.ts';
import type { CaseChange } from '../domain/case.ts';
import { counters } from './dynamo-items.ts';
import type { Action, Table } from './dynamo-table.ts';

/** Counts what a change does, in its own transaction: exactly once, whoever repeats it. */
export function count(change: Pick<CaseChange, 'events' | 'submission' | 'rubric'>): Action[] {
  const [event] = change.events;
  if (!event) return [];
  const month = event.at.slice(0, 7);
  // Ids end at random.
  const shard = (event.id.codePointAt(event.id.length - 1) ?? 0) % counterShards;
  return countedBy(change).map((name) => ({
    update: counters.key(change.submission.microCredentialId, { month, name }, shard),
    change: 'SET #type = :type, #month = :month, #name = :name ADD #count :one',
    values: { type: counters.kind.type, month, name, one: 1 },
  }));
}

/** Every counter of a micro-credential in these months. */
export async function countersOf(
  table: Table,
  microCredentialId: string,
  months: readonly string[],
): Promise<readonly Counter[]> {
  const found = await Promise.all(
    months.map((month) => table.all(counters.kind, counters.ofMonth(microCredentialId, month))),
  );
  return found.flat();
}
