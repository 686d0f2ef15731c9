import {
  type Batch,
  type BatchPart,
  type BatchRow,
  partsOf,
  type RowState,
  rowsPerPart,
  totalOf,
} from '../domain/batch.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Batches, Members, Page, PageRequest } from '../ports.ts';
import { requireRightIn } from './standing.ts';

interface Ports {
  readonly batches: Batches;
  readonly members: Members;
}
interface OfBatch {
  readonly caller: Caller;
  readonly issuerId: string;
  readonly batchId: string;
}

/** Parts that are read at once. */
const atOnce = 20;

export async function readBatch(ports: Ports, command: OfBatch): Promise<Batch> {
  return batchFor(ports, command, 'read-batches');
}

/** @throws DomainError `forbidden`, or `not-found` also for another issuer's batch (invariant 7) */
export async function batchFor(
  ports: Ports,
  { caller, issuerId, batchId }: OfBatch,
  right: 'read-batches' | 'run-batches',
): Promise<Batch> {
  await requireRightIn(ports, { caller, issuerId }, right);
  const batch = await ports.batches.find(batchId);
  if (batch?.issuerId !== issuerId) throw new DomainError('not-found', 'This issuer has no such batch.');
  return batch;
}

export async function listBatches(
  ports: Ports,
  { caller, issuerId, page }: { caller: Caller; issuerId: string; page: PageRequest },
): Promise<Page<Batch>> {
  await requireRightIn(ports, { caller, issuerId }, 'read-batches');
  return ports.batches.ofIssuer(issuerId, page);
}

/** Which rows are asked for: those of one state, behind the row `after`. */
export interface RowsRequest {
  readonly state?: RowState | undefined;
  readonly after: number;
  readonly limit: number;
}

/** Rows in their order; `next` is the number of the last row that was looked at, when there are more. */
export interface RowsPage {
  readonly batch: Batch;
  readonly rows: readonly BatchRow[];
  readonly next?: number;
}

/** The report of a batch, row by row. @throws DomainError as `batchFor`; `batch-not-ready` while rows are being put */
export async function readBatchRows(
  ports: Ports,
  command: OfBatch & { asked: RowsRequest },
): Promise<RowsPage> {
  const batch = await readBatch(ports, command);
  if (batch.state === 'loading')
    throw new DomainError('batch-not-ready', 'The rows were not put to the end: put them again.');
  const { state, after, limit } = command.asked;
  const rows: BatchRow[] = [];
  const last = partsOf(batch);
  for (let first = Math.floor(after / rowsPerPart) + 1; first <= last; first += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, last - first + 1) }, (_, index) => first + index);
    const parts = await Promise.all(numbers.map((number) => partOf(ports, batch, number)));
    for (const row of parts.flatMap((part) => part.rows)) {
      if (row.number <= after || (state !== undefined && row.state !== state)) continue;
      rows.push(row);
      if (rows.length === limit)
        return { batch, rows, ...(row.number < totalOf(batch) && { next: row.number }) };
    }
  }
  return { batch, rows };
}

async function partOf({ batches }: Ports, batch: Batch, number: number): Promise<BatchPart> {
  const part = await batches.part(batch, number);
  if (!part) throw new DomainError('conflict', 'The rows were put anew meanwhile: read them again.');
  return part;
}
