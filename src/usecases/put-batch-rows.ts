import { describedAs, describedResults } from '../credentials/row-results.ts';
import { type Batch, type BatchRow, mostRows, requireOpen, shortened } from '../domain/batch.ts';
import { type AskedRow, type ReadRow, readRows } from '../domain/batch-row.ts';
import { DomainError, type FieldError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Batches, Clock, Members, NewId } from '../ports.ts';
import { batchFor } from './read-batch.ts';

/**
 * Puts these rows in the place of those that the batch has. Rows that cannot be read are kept as invalid, so that the report can
 * tell of them; the others are to be checked.
 * @throws DomainError `batch-started`; `invalid-request` when results are named that the achievement does not describe
 */
export async function putBatchRows(
  ports: { batches: Batches; members: Members; newId: NewId; clock: Clock },
  command: {
    caller: Caller;
    issuerId: string;
    batchId: string;
    rows: readonly AskedRow[];
  },
): Promise<Batch> {
  const batch = await batchFor(ports, command, 'run-batches');
  requireOpen(batch);
  const { rows } = command;
  if (rows.length === 0 || rows.length > mostRows)
    throw refused([{ field: '', message: `must have 1 to ${mostRows} rows` }]);
  await requireKnownResults(ports, batch, rows);
  const made = readRows(rows).map((row, index) => batchRowOf(row, index + 1, ports.newId()));
  return ports.batches.putRows(batch, made, ports.clock.now().toISOString());
}

async function requireKnownResults(
  { batches }: { batches: Batches },
  { id }: Batch,
  rows: readonly AskedRow[],
): Promise<void> {
  const named = new Set(rows.flatMap(({ results }) => (isNamed(results) ? Object.keys(results) : [])));
  if (named.size === 0) return;
  const template = await batches.template(id);
  if (!template) throw new Error(`the template of batch ${id} is missing`);
  const described = describedResults(JSON.parse(template.achievement));
  const unknown = [...named].filter((name) => !describedAs(described, name));
  if (unknown.length > 0)
    throw refused(
      unknown.map((name) => ({ field: `result.${name}`, message: 'is not described by the achievement' })),
    );
}

/** What has no names is told of row by row. */
function isNamed(results: unknown): results is object {
  return typeof results === 'object' && results !== null && !Array.isArray(results);
}

function refused(errors: readonly FieldError[]): DomainError {
  return new DomainError('invalid-request', 'These cannot be the rows of the batch.', shortened(errors));
}

function batchRowOf({ key, fields, problems }: ReadRow, number: number, credentialId: string): BatchRow {
  return {
    number,
    ...(key !== undefined && { key }),
    credentialId,
    ...(fields ? { state: 'unchecked', fields } : { state: 'invalid', problems: shortened(problems) }),
  };
}
