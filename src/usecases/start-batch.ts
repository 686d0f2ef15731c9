import { type Batch, jobsOf, requireStartable } from '../domain/batch.ts';
import type { Caller } from '../domain/membership.ts';
import type { Batches, Clock, Jobs, Members } from '../ports.ts';
import { batchFor } from './read-batch.ts';

/**
 * Begins to issue the valid rows of a batch, by the worker. Asking again resumes what is left: rows that wait, and rows that
 * failed. Who started it first stays the one who asked.
 * @throws DomainError `batch-not-ready` unless every row is checked, and valid or to be skipped
 */
export async function startBatch(
  ports: { batches: Batches; members: Members; clock: Clock; jobs: Jobs },
  command: { caller: Caller; issuerId: string; batchId: string; skipInvalid: boolean },
): Promise<Batch> {
  const batch = await batchFor(ports, command, 'run-batches');
  const started = batch.state === 'started' ? batch : await begin(ports, batch, command);
  if (started.counts.valid + started.counts.failed > 0) await ports.jobs.sendAll(jobsOf(started));
  return started;
}

async function begin(
  ports: { batches: Batches; clock: Clock },
  batch: Batch,
  { caller, skipInvalid }: { caller: Caller; skipInvalid: boolean },
): Promise<Batch> {
  requireStartable(batch, { skipInvalid });
  const started = { at: ports.clock.now().toISOString(), by: caller.person, skipInvalid };
  await ports.batches.start(batch, started);
  return { ...batch, state: 'started', started };
}
