import { credentialUrl } from '../../src/credentials/addresses.ts';
import { type Batch, type BatchRow, isStalled, mostRows, phaseOf, totalOf } from '../../src/domain/batch.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import { httpApi } from '../../src/http/api.ts';
import { readBatchCsv } from '../../src/http/batch-csv.ts';
import { rowOfJson } from '../../src/http/batch-json.ts';
import { type ReportLine, reportCsv } from '../../src/http/batch-report.ts';
import { batchContract } from '../../src/http/contracts/batch.ts';
import { answer } from '../../src/http/operation.ts';
import { preferredType } from '../../src/http/request.ts';
import type { Batches, Jobs, Members, NewId } from '../../src/ports.ts';
import { checkBatch } from '../../src/usecases/check-batch.ts';
import { createBatch } from '../../src/usecases/create-batch.ts';
import type { PublicAddress } from '../../src/usecases/finish-intent.ts';
import { putBatchRows } from '../../src/usecases/put-batch-rows.ts';
import { listBatches, readBatch, readBatchRows } from '../../src/usecases/read-batch.ts';
import type { RehearsalPorts } from '../../src/usecases/rehearse-issuance.ts';
import { startBatch } from '../../src/usecases/start-batch.ts';

export interface BatchPorts extends RehearsalPorts {
  readonly batches: Batches;
  readonly jobs: Jobs;
  readonly members: Members;
  readonly newId: NewId;
}

/** The most bytes of a report: what Lambda can answer with, less what JSON adds. */
const maxReport = 5_000_000;

/** Batches: what is to be issued to many people. The work itself is the worker's. */
export function batchHandler(ports: BatchPorts, address: PublicAddress) {
  const { publicUrl } = address;
  const view = (batch: Batch) => batchView(batch, ports.clock.now());
  return httpApi(
    { area: 'batch', contract: batchContract, publicUrl },
    {
      'POST /issuers/{issuer}/batches': async ({ caller, path, body }) => {
        const batch = await createBatch(ports, { caller, issuerId: path.issuer, asked: body, ...address });
        const location = `${publicUrl}/issuers/${batch.issuerId}/batches/${batch.id}`;
        return answer(201, view(batch), { location });
      },
      'GET /issuers/{issuer}/batches': async ({ caller, path, query }) => {
        const page = await listBatches(ports, { caller, issuerId: path.issuer, page: query });
        return answer(200, { ...page, items: page.items.map(view) });
      },
      'GET /issuers/{issuer}/batches/{batch}': async ({ caller, path }) =>
        answer(200, view(await readBatch(ports, ofBatch(caller, path)))),
      'PUT /issuers/{issuer}/batches/{batch}/rows': async ({ caller, path, body, file }) => {
        const rows = file ? readBatchCsv(file.bytes) : body.map(rowOfJson);
        return answer(200, view(await putBatchRows(ports, { ...ofBatch(caller, path), rows })));
      },
      'GET /issuers/{issuer}/batches/{batch}/rows': async ({ caller, path, query, accept }) => {
        const { state, cursor: after = 0 } = query;
        const asCsv = preferredType(accept, ['application/json', 'text/csv']) === 'text/csv';
        const limit = asCsv ? mostRows : query.limit;
        const asked = { ...(state && { state }), after, limit };
        const { batch, rows, next } = await readBatchRows(ports, { ...ofBatch(caller, path), asked });
        const lines = rows.map((row) => lineOf(batch, row, publicUrl));
        if (asCsv)
          return { status: 200 as const, text: wholeReport(lines), mediaType: 'text/csv; charset=utf-8' };
        return answer(200, { items: lines, ...(next !== undefined && { cursor: String(next) }) });
      },
      'POST /issuers/{issuer}/batches/{batch}/check': async ({ caller, path }) =>
        answer(202, view(await checkBatch(ports, ofBatch(caller, path)))),
      'POST /issuers/{issuer}/batches/{batch}/start': async ({ caller, path, body }) =>
        answer(202, view(await startBatch(ports, { ...ofBatch(caller, path), ...body }))),
    },
  );
}

function ofBatch<C>(caller: C, { issuer, batch }: { issuer: string; batch: string }) {
  return { caller, issuerId: issuer, batchId: batch };
}

function batchView(batch: Batch, now: Date) {
  const { id, issuerId, name, createdAt, by, changedAt, started, counts } = batch;
  const { unchecked, invalid, taken, issued, failed } = counts;
  return {
    id,
    issuer: issuerId,
    name,
    phase: phaseOf(batch),
    stalled: isStalled(batch, now),
    rows: {
      total: totalOf(batch),
      unchecked,
      valid: counts.valid + issued + failed,
      invalid,
      taken,
      waiting: started ? counts.valid : 0,
      issued,
      failed,
    },
    createdAt,
    createdBy: by,
    changedAt,
    ...(started && { startedAt: started.at, startedBy: started.by }),
  };
}

function lineOf(batch: Batch, row: BatchRow, publicUrl: string) {
  const { number, key, state, problems, credentialId, takenBy } = row;
  const issued = state === 'issued' ? credentialId : takenBy;
  return {
    row: number,
    ...(key !== undefined && { key }),
    state: state === 'valid' && batch.started ? ('waiting' as const) : state,
    ...(problems && { problems }),
    ...(issued !== undefined && { credential: credentialUrl(publicUrl, issued) }),
  };
}

function wholeReport(lines: readonly ReportLine[]): string {
  const text = reportCsv(lines);
  if (Buffer.byteLength(text) > maxReport)
    throw new DomainError(
      'payload-too-large',
      'The report is too long for one file: ask for one state, or for JSON.',
    );
  return text;
}
