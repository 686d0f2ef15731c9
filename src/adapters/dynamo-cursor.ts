import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DomainError } from '../domain/domain-error.ts';

/** Where an index query goes on: the whole key of the last item that was seen. */
export const indexKey = z.strictObject({
  pk: z.string().min(1).max(2048),
  sk: z.string().min(1).max(1024),
  gsi1pk: z.string().min(1).max(2048),
  gsi1sk: z.string().min(1).max(1024),
});
export type IndexKey = z.infer<typeof indexKey>;

/** The partition is named by a digest: it may hold a person's id, and cursors end up in addresses and access logs. */
const content = indexKey.omit({ gsi1pk: true }).extend({ list: z.string() });

/** @returns base64url of the key as JSON, bound to the list (index partition) that it was made for */
export function encodeCursor({ gsi1pk, ...key }: IndexKey): string {
  return Buffer.from(JSON.stringify({ ...key, list: digest(gsi1pk) })).toString('base64url');
}

/** @throws DomainError `invalid-request` naming `cursor` unless this service made it for the same list */
export function decodeCursor(cursor: string, gsi1pk: string): IndexKey {
  const parsed = content.safeParse(json(cursor));
  if (!parsed.success || parsed.data.list !== digest(gsi1pk))
    throw new DomainError('invalid-request', 'The cursor is not one of this list.', [
      { field: 'cursor', message: 'must be a cursor that this list returned; leave it out to start again' },
    ]);
  const { list: _list, ...key } = parsed.data;
  return { ...key, gsi1pk };
}

function json(cursor: string): unknown {
  const bytes = Buffer.from(cursor, 'base64url');
  // The decoder skips what it does not know; a cursor that does not survive the way back was tampered with.
  if (bytes.toString('base64url') !== cursor) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function digest(partition: string): string {
  return createHash('sha256').update(partition).digest('base64url').slice(0, 16);
}
