import { type Batch, jobsOf, requireOpen, requireRows } from '../domain/batch.ts';
import type { Caller } from '../domain/membership.ts';
import type { Batches, Clock, Jobs, Members } from '../ports.ts';
import { batchFor } from './read-batch.ts';

/**
 * Has every row checked that was not yet, by the worker: it becomes valid or invalid, and nothing is signed. Asking again while
 * some are unchecked sends them again; afterwards it changes nothing.
 * @throws DomainError `batch-started`, `batch-not-ready` without rows
 */
export async function checkBatch(
  ports: { batches: Batches; members: Members; clock: Clock; jobs: Jobs },
  command: { caller: Caller; issuerId: string; batchId: string },
): Promise<Batch> {
  const batch = await batchFor(ports, command, 'run-batches');
  requireOpen(batch);
  requireRows(batch);
  if (batch.counts.unchecked === 0) return batch;
  const at = ports.clock.now().toISOString();
  await ports.batches.askCheck(batch, at);
  await ports.jobs.sendAll(jobsOf(batch));
  return { ...batch, checkAskedAt: at };
}
