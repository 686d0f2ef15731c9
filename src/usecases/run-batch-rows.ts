import {
  applyOutcomes,
  type Batch,
  type BatchPart,
  type BatchRow,
  isDue,
  partsOfJob,
  type RowOutcome,
} from '../domain/batch.ts';
import type { Job } from '../domain/job.ts';
import type { Batches, Issuances, SigningTasks } from '../ports.ts';
import { onceOfRow } from './due-of-row.ts';
import type { PublicAddress } from './finish-intent.ts';
import { prepareRow, type RowSetting } from './prepare-row.ts';
import type { RehearsalPorts } from './rehearse-issuance.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import { signNow } from './sign-now.ts';

export interface BatchRowsPorts extends RehearsalPorts {
  readonly batches: Batches;
  readonly issuances: Issuances;
  readonly signingTasks: SigningTasks;
  /** Told of each row that has to wait, and why. */
  readonly onFailure: (error: unknown, row: { readonly batchId: string; readonly row: number }) => void;
}

/** How a job is run. */
export interface RowsRun extends PublicAddress {
  readonly job: Job;
  /** How often the job was handed out, this time included. */
  readonly attempt: number;
  /** Nobody comes back to this job: what is not issued by its end has failed. */
  readonly isLast: boolean;
  /** Whether there is time for one more row. */
  readonly hasTime: () => boolean;
}

/** Rows in a run that the signer fails one after the other before the rest is left for later. */
const mostFailures = 3;

/**
 * Works on some rows of a batch: checks them, or issues them once the batch is started. Every row stands for itself: one that fails
 * holds up no other. What was done is recorded with its counts in one step; a run that dies before that is done again, and comes
 * upon the same credentials.
 * @returns whether rows are left to be done, so that the job has to come again
 */
export async function runBatchRows(ports: BatchRowsPorts, run: RowsRun): Promise<{ readonly left: number }> {
  const batch = await ports.batches.find(run.job.batchId);
  const template = batch && (await ports.batches.template(batch.id));
  if (!batch || !template || batch.state === 'loading') return { left: 0 };
  const issuer = await ports.issuers.find(batch.issuerId);
  if (!issuer) throw new Error(`issuer ${batch.issuerId} is missing`);
  const keys = await ports.issuers.keys(issuer.id);
  const setting = {
    issuer,
    template,
    by: batch.started?.by ?? batch.by,
    at: batch.started ? new Date(batch.started.at) : ports.clock.now(),
    publicUrl: run.publicUrl,
    formerPublicUrls: run.formerPublicUrls,
  };
  // The same for every row.
  const steady = {
    ...ports,
    issuers: { ...ports.issuers, find: async () => issuer, keys: async () => keys },
  };
  let left = 0;
  for (const number of partsOfJob(run.job)) {
    const part = await ports.batches.part(batch, number);
    if (part) left += await runPart(steady, { run, batch, part, setting });
  }
  return { left };
}

interface OnePart {
  readonly run: RowsRun;
  readonly batch: Batch;
  readonly part: BatchPart;
  readonly setting: RowSetting;
}

/** @returns how many rows are left to be done */
async function runPart(ports: BatchRowsPorts, { run, batch, part, setting }: OnePart): Promise<number> {
  const isStarted = batch.state === 'started';
  const waiting = part.rows.filter((row) => (isStarted ? isDue(row) : row.state === 'unchecked'));
  const outcomes = new Map<number, RowOutcome>();
  let failures = 0;
  for (const row of turned(waiting, run.attempt)) {
    if (failures === mostFailures || !run.hasTime()) break;
    const step = isStarted ? issueRow : checkRow;
    const outcome = await step(ports, setting, row).catch((error: unknown) => {
      ports.onFailure(error, { batchId: batch.id, row: row.number });
      return undefined;
    });
    if (outcome) outcomes.set(row.number, outcome);
    failures = outcome ? 0 : failures + 1;
  }
  const undone = waiting.filter((row) => !outcomes.has(row.number));
  if (run.isLast) for (const row of undone) outcomes.set(row.number, isStarted ? notSigned : notChecked);
  await record(ports, batch, part, outcomes);
  return run.isLast ? 0 : undone.length;
}

/** Begins with other rows each time, so that some that always fail do not keep those behind them from their turn. */
function turned<T>(rows: readonly T[], attempt: number): readonly T[] {
  const shift = ((attempt - 1) * mostFailures) % Math.max(1, rows.length);
  return [...rows.slice(shift), ...rows.slice(0, shift)];
}

const notSigned: RowOutcome = {
  state: 'failed',
  problems: [
    {
      field: '',
      message: 'could not be signed, however often it was tried; start the batch again to resume',
    },
  ],
};
const notChecked: RowOutcome = {
  state: 'invalid',
  problems: [{ field: '', message: 'could not be checked, however often it was tried; put the rows again' }],
};

async function checkRow(
  ports: BatchRowsPorts,
  setting: RowSetting,
  { key, fields, credentialId }: BatchRow,
): Promise<RowOutcome> {
  if (key === undefined || fields === undefined) throw new Error('a row to be checked cannot be read');
  const taken = await ports.issuances.startedUnder(setting.issuer.id, onceOfRow(key));
  if (taken !== undefined && taken !== credentialId) return { state: 'taken', takenBy: taken };
  const prepared = await prepareRow(ports, setting, { credentialId, fields });
  return 'problems' in prepared ? { state: 'invalid', problems: prepared.problems } : { state: 'valid' };
}

/** @throws Error when the signer could not sign it: it is journalled, and waits */
async function issueRow(
  ports: BatchRowsPorts,
  setting: RowSetting,
  { key, fields, credentialId }: BatchRow,
): Promise<RowOutcome> {
  if (key === undefined || fields === undefined) throw new Error('a row to be issued cannot be read');
  const once = onceOfRow(key);
  let journalled = await ports.issuances.startedUnder(setting.issuer.id, once);
  if (journalled === undefined) {
    const prepared = await prepareRow(ports, setting, { credentialId, fields });
    if ('problems' in prepared) return { state: 'failed', problems: prepared.problems };
    journalled = await ports.issuances.start(prepared.due, once);
  }
  if (journalled !== credentialId) return { state: 'taken', takenBy: journalled };
  let cause: unknown;
  const onSigningFailure = (error: unknown) => {
    cause = error;
  };
  const { issued } = await signNow({ ...ports, onSigningFailure }, credentialId);
  if (issued) return { state: 'issued' };
  throw cause ?? new Error('the signer left the credential unfinished');
}

/** Adds what this run has found to what others recorded meanwhile. */
async function record(
  { batches, clock }: BatchRowsPorts,
  batch: Batch,
  part: BatchPart,
  outcomes: ReadonlyMap<number, RowOutcome>,
): Promise<void> {
  let before: BatchPart | undefined = part;
  await retryOnConflict(async () => {
    const found = before ?? (await batches.part(batch, part.number));
    before = undefined;
    const after = found && applyOutcomes(found, outcomes);
    if (found && after) await batches.record(found, after.part, after.change, clock.now().toISOString());
  });
}
