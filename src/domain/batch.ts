import * as z from 'zod';
import { rowFields } from './batch-row.ts';
import { DomainError, type FieldError } from './domain-error.ts';
import type { Job } from './job.ts';
import { personId } from './membership.ts';
import { line, slug, timestamp, ulid } from './text.ts';

/** The most rows of a batch. */
export const mostRows = 10_000;
/** Rows that are kept, checked and issued together. */
export const rowsPerPart = 20;
/** The most problems that are told of one row, and the most characters of each. */
const mostProblems = 5;
const longestProblem = 300;

/**
 * What became of a row. `valid` after the dry run, and while it waits to be issued; `taken`: its key has a credential
 * already, of an earlier batch; `failed`: it was not issued, for the reason that stands with it, until the batch is started again.
 */
export const rowState = z.enum(['unchecked', 'invalid', 'valid', 'issued', 'taken', 'failed']);
export type RowState = z.infer<typeof rowState>;

const problem = z.strictObject({ field: z.string(), message: z.string() });

/** One row of a batch. */
export const batchRow = z.strictObject({
  /** 1 for the first row of data. */
  number: z.int().min(1).max(mostRows),
  key: z.string().optional(),
  /** The credential that the row becomes: chosen with the row, so that it becomes one whatever is retried. */
  credentialId: ulid,
  state: rowState,
  /** Absent when the row could not be read. */
  fields: rowFields.optional(),
  problems: z.array(problem).optional(),
  /** The credential that its key has already. */
  takenBy: ulid.optional(),
});
export type BatchRow = z.infer<typeof batchRow>;

/** Some rows of a batch, kept together. */
export const batchPart = z.strictObject({
  batchId: ulid,
  /** Which setting of the rows it belongs to. */
  generation: z.int().positive(),
  /** 1 for the first rows. */
  number: z.int().positive(),
  revision: z.int().positive(),
  rows: z.array(batchRow).min(1).max(rowsPerPart),
});
export type BatchPart = z.infer<typeof batchPart>;

/** How many rows are in each state. */
export const rowCounts = z.strictObject({
  unchecked: z.int().nonnegative(),
  invalid: z.int().nonnegative(),
  valid: z.int().nonnegative(),
  issued: z.int().nonnegative(),
  taken: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});
export type RowCounts = Readonly<Record<RowState, number>>;

/** What every credential of a batch has in common. */
export const batchTemplate = z.strictObject({
  /** The Open Badges Achievement, as JSON text. */
  achievement: z.string(),
  credentialName: line(200).optional(),
  awardedDate: timestamp.optional(),
  validUntil: timestamp.optional(),
});
export type BatchTemplate = z.infer<typeof batchTemplate>;

/** Credentials of one achievement that are issued together. `open`: rows can be put and checked; `loading`: they are being put. */
export const batch = z.strictObject({
  id: ulid,
  issuerId: slug,
  name: line(200),
  by: personId,
  createdAt: timestamp,
  state: z.enum(['open', 'loading', 'started']),
  /** Counts how often rows were put. */
  generation: z.int().nonnegative(),
  counts: rowCounts,
  /** When a row last came into another state. */
  changedAt: timestamp,
  checkAskedAt: timestamp.optional(),
  started: z.strictObject({ at: timestamp, by: personId, skipInvalid: z.boolean() }).optional(),
});
export type Batch = z.infer<typeof batch>;

export const noRows: RowCounts = {
  unchecked: 0,
  invalid: 0,
  valid: 0,
  issued: 0,
  taken: 0,
  failed: 0,
};

export function countRows(rows: readonly Pick<BatchRow, 'state'>[]): RowCounts {
  const counts = { ...noRows };
  for (const { state } of rows) counts[state] += 1;
  return counts;
}

/** All rows of a batch. */
export function totalOf({ counts }: Pick<Batch, 'counts'>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export function partsOf(batch: Pick<Batch, 'counts'>): number {
  return Math.ceil(totalOf(batch) / rowsPerPart);
}

/** The work that a batch is: one job for each part. What is to be done with it, the batch says when it is done. */
export function jobsOf(batch: Pick<Batch, 'id' | 'counts'>): Job[] {
  const total = totalOf(batch);
  return Array.from({ length: partsOf(batch) }, (_, index) => ({
    kind: 'batch-rows',
    batchId: batch.id,
    from: index * rowsPerPart,
    to: Math.min(total, (index + 1) * rowsPerPart),
  }));
}

/** The numbers of the parts in which the rows of a job are. */
export function partsOfJob({ from, to }: Job): number[] {
  const first = Math.floor(from / rowsPerPart);
  const behind = Math.ceil(to / rowsPerPart);
  return Array.from({ length: behind - first }, (_, index) => first + index + 1);
}

/** What became of one row in a run. */
export type RowOutcome =
  | { readonly state: 'valid' | 'issued' }
  | { readonly state: 'taken'; readonly takenBy: string }
  | { readonly state: 'invalid' | 'failed'; readonly problems: readonly FieldError[] };

/** What a row can still become. What is issued stays issued, whatever a late run has to say. */
const next: Readonly<Record<RowState, readonly RowState[]>> = {
  unchecked: ['valid', 'invalid', 'taken'],
  invalid: [],
  valid: ['issued', 'taken', 'failed'],
  failed: ['issued', 'taken', 'failed'],
  issued: [],
  taken: [],
};

/** A row that was not issued yet and shall be. */
export function isDue({ state }: Pick<BatchRow, 'state'>): boolean {
  return state === 'valid' || state === 'failed';
}

/**
 * A part after a run, and by how much each count changes with it. `undefined`: the run tells nothing new.
 * @param outcomes by number of the row
 */
export function applyOutcomes(
  part: BatchPart,
  outcomes: ReadonlyMap<number, RowOutcome>,
): { readonly part: BatchPart; readonly change: RowCounts } | undefined {
  const rows = part.rows.map((row) => {
    const outcome = outcomes.get(row.number);
    return outcome && next[row.state].includes(outcome.state) ? withOutcome(row, outcome) : row;
  });
  if (rows.every((row, index) => row === part.rows[index])) return undefined;
  const [before, after] = [countRows(part.rows), countRows(rows)];
  const change = { ...noRows };
  for (const state of rowState.options) change[state] = after[state] - before[state];
  return { part: { ...part, revision: part.revision + 1, rows }, change };
}

function withOutcome({ problems: _, ...row }: BatchRow, outcome: RowOutcome): BatchRow {
  return 'problems' in outcome
    ? { ...row, state: outcome.state, problems: shortened(outcome.problems) }
    : { ...row, ...outcome };
}

/** As much of what is wrong with a row as is told. */
export function shortened(problems: readonly FieldError[]): FieldError[] {
  return problems.slice(0, mostProblems).map(({ field, message }) => ({
    field: field.slice(0, longestProblem),
    message: message.slice(0, longestProblem),
  }));
}

/** @throws DomainError `batch-started` once issuing has begun */
export function requireOpen({ state }: Batch): void {
  if (state === 'started')
    throw new DomainError('batch-started', 'This batch is being issued; make another one for other rows.');
}

/**
 * @throws DomainError `batch-not-ready` without rows, while rows are being put or are not all checked, or while some are
 * invalid and shall not be skipped
 */
export function requireStartable(batch: Batch, { skipInvalid }: { skipInvalid: boolean }): void {
  const refused = (detail: string) => new DomainError('batch-not-ready', detail);
  const { counts, state } = batch;
  if (state === 'loading') throw refused('The rows were not put to the end: put them again.');
  if (totalOf(batch) === 0) throw refused('The batch has no rows.');
  if (counts.unchecked > 0)
    throw refused(`${counts.unchecked} rows are not checked: ask for the check and wait for it.`);
  if (counts.invalid > 0 && !skipInvalid)
    throw refused(`${counts.invalid} rows are invalid: put the rows right, or send skipInvalid.`);
}

/** @throws DomainError `batch-not-ready` without rows, or while they are being put */
export function requireRows(batch: Batch): void {
  if (batch.state === 'loading')
    throw new DomainError('batch-not-ready', 'The rows were not put to the end: put them again.');
  if (totalOf(batch) === 0) throw new DomainError('batch-not-ready', 'The batch has no rows.');
}

/** Milliseconds after which a job that nobody gave up would long have come back. */
const longestPause = 60 * 60_000;

/** Whether work is under way of which nothing is heard any more, so that somebody has to ask for it again. */
export function isStalled(batch: Batch, now: Date): boolean {
  const { checkAskedAt, started, changedAt } = batch;
  const isWorking = ['checking', 'issuing'].includes(phaseOf(batch));
  const heard = [changedAt, started?.at ?? changedAt, checkAskedAt ?? changedAt].map((at) => Date.parse(at));
  return isWorking && now.getTime() - Math.max(...heard) > longestPause;
}

/** Where a batch stands, in a word. */
export type BatchPhase = 'empty' | 'loading' | 'unchecked' | 'checking' | 'checked' | 'issuing' | 'finished';

export function phaseOf(batch: Batch): BatchPhase {
  const { state, counts, checkAskedAt } = batch;
  if (state === 'loading') return 'loading';
  if (state === 'started') return counts.valid > 0 ? 'issuing' : 'finished';
  if (totalOf(batch) === 0) return 'empty';
  if (counts.unchecked === 0) return 'checked';
  return checkAskedAt === undefined ? 'unchecked' : 'checking';
}
