import * as z from 'zod';
import type { FieldError } from './domain-error.ts';
import { holderDid } from './holder-did.ts';
import { line, passage, token, webAddress } from './text.ts';

/** The members of a row beside its results. In CSV they are the columns, and `result.<id>` is one for each result. */
export const rowMembers = [
  'key',
  'name',
  'email',
  'did',
  'narrative',
  'evidence',
  'evidenceNarrative',
  'awardedDate',
  'validUntil',
] as const;

/** The most bytes of UTF-8 that a row may have as JSON text. */
export const rowLimit = 16 * 1024;

const seconds = (value: string) => new Date(value).toISOString().replace(/\.\d+Z$/, 'Z');

/** A day, which is its beginning in UTC, or a date and time with its offset; kept in UTC and whole seconds. */
export const rowTime = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'must be a day (2026-05-31) or a date and time with its offset',
  })
  .transform(seconds);

const keptTime = z.iso.datetime();

/** What is kept of a row that can be read: all that one credential has for itself. */
export const rowFields = z.strictObject({
  name: line(200),
  email: z.email().max(254).optional(),
  did: holderDid.optional(),
  narrative: passage(5000).optional(),
  /** Addresses of what shows it. */
  evidence: z.array(webAddress).min(1).max(20).optional(),
  evidenceNarrative: passage(5000).optional(),
  /** What was reached, by the id of the result: the name or id of a level, or a value. */
  results: z.record(z.string(), token(200)).optional(),
  awardedDate: keptTime.optional(),
  validUntil: keptTime.optional(),
});
export type RowFields = z.infer<typeof rowFields>;

/** What names a row, within its issuer and for ever. Written alike where it reads alike. */
export const rowKey = token(100).transform((key) => key.normalize('NFC'));

const askedRow = rowFields.extend({
  key: rowKey,
  awardedDate: rowTime.optional(),
  validUntil: rowTime.optional(),
});

/** A row as it was sent: the texts of its cells, none of them empty. */
export type AskedRow = Readonly<Record<string, unknown>>;

/** A row as it was read, or what keeps it from being read. The key is there when it is one. */
export type ReadRow = { readonly key?: string } & (
  | { readonly fields: RowFields; readonly problems?: undefined }
  | { readonly fields?: undefined; readonly problems: readonly FieldError[] }
);

/** Reads the rows of a batch in their order. A key that is there twice is refused wherever it is. */
export function readRows(asked: readonly AskedRow[]): ReadRow[] {
  const read = asked.map(readRow);
  const first = new Map<string, number>();
  const twice = new Map<string, number>();
  for (const [index, { key }] of read.entries()) {
    if (key === undefined) continue;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    else twice.set(key, twice.get(key) ?? earlier);
  }
  return read.map((row, index) => {
    const { key } = row;
    const earlier = key === undefined ? undefined : twice.get(key);
    if (key === undefined || earlier === undefined) return row;
    const message = `is there more than once, ${index === earlier ? 'here first' : `first in row ${earlier + 1}`}`;
    return { key, problems: [...(row.problems ?? []), { field: 'key', message }] };
  });
}

function readRow(asked: AskedRow): ReadRow {
  const named = rowKey.safeParse(asked.key);
  const key = named.success ? { key: named.data } : {};
  const parsed = askedRow.safeParse(asked);
  if (!parsed.success)
    return {
      ...key,
      problems: parsed.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((field) => ({ field, message: 'is not a member of a row' }))
          : [{ field: fieldOf(issue.path), message: wording(issue) }],
      ),
    };
  const { key: _, ...fields } = parsed.data;
  const size = new TextEncoder().encode(JSON.stringify(fields)).length;
  if (size > rowLimit)
    return { ...key, problems: [{ field: '', message: `has ${size} bytes, above ${rowLimit}` }] };
  return { ...key, fields };
}

function fieldOf([member, part]: readonly PropertyKey[]): string {
  if (member === 'results' && part !== undefined) return `result.${String(part)}`;
  return String(member ?? '');
}

function wording(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : issue.message;
}
