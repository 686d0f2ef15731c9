import {
  type Batch,
  type BatchPart,
  type BatchRow,
  countRows,
  partsOf,
  rowsPerPart,
} from '../domain/batch.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Batches } from '../ports.ts';
import { batches, batchParts, batchTemplates } from './dynamo-items.ts';
import { type Action, absent, type Table } from './dynamo-table.ts';

/** Parts that are written or removed at once. */
const atOnce = 20;

/** Batches in the table. An issuer's list is newest first. */
export function dynamoBatches(table: Table): Batches {
  const change = async (id: string, action: Omit<Extract<Action, { update: unknown }>, 'update'>) =>
    table.write([{ update: batches.key(id), refuse: changed, ...action }]);

  /** The rows are not those that they were, so nobody shall read them until they are all there. */
  async function beginLoading({ id, generation, state }: Batch, next: Batch): Promise<void> {
    await change(id, {
      change:
        'SET #state = :loading, #generation = :next, #counts = :counts, #changedAt = :at REMOVE #checkAskedAt',
      when: '#generation = :generation AND #state = :state AND #state <> :started',
      values: {
        loading: 'loading',
        next: next.generation,
        counts: next.counts,
        at: next.changedAt,
        generation,
        state,
        started: 'started',
      },
    });
  }

  /** A run that was overtaken by a later one never writes over its parts. */
  async function putPart(part: BatchPart): Promise<void> {
    await table.write([
      {
        put: batchParts.item(part),
        when: `${absent} OR #generation < :generation`,
        values: { generation: part.generation },
        refuse: changed,
      },
    ]);
  }

  return {
    create: (batch, template) =>
      table.write([
        { put: batches.item(batch), when: absent },
        { put: batchTemplates.item(batch.id, template), when: absent },
      ]),
    find: (id) => table.get(batches.kind, batches.key(id)),
    template: (id) => table.get(batchTemplates.kind, batchTemplates.key(id)),
    ofIssuer: (issuerId, page) => table.page(batches.kind, batches.ofIssuer(issuerId), page),
    async putRows(before, rows, at) {
      const { checkAskedAt: _, ...kept } = before;
      const loading: Batch = {
        ...kept,
        state: 'loading',
        generation: before.generation + 1,
        counts: countRows(rows),
        changedAt: at,
      };
      await beginLoading(before, loading);
      const parts = partsFrom(loading, rows);
      await inTurns(parts, putPart);
      const left = Array.from({ length: partsOf(before) }, (_, index) => index + 1).slice(parts.length);
      await inTurns(left, (number) => table.write([{ remove: batchParts.key(before.id, number) }]));
      await change(before.id, {
        change: 'SET #state = :open',
        when: '#generation = :generation AND #state = :loading',
        values: { open: 'open', generation: loading.generation, loading: 'loading' },
      });
      return { ...loading, state: 'open' };
    },
    async part({ id, generation }, number) {
      const found = await table.get(batchParts.kind, batchParts.key(id, number));
      return found?.generation === generation ? found : undefined;
    },
    record: (before, after, counts, at) =>
      table.write([
        {
          put: batchParts.item(after),
          when: '#revision = :revision AND #generation = :generation',
          values: { revision: before.revision, generation: before.generation },
          refuse: changed,
        },
        {
          update: batches.key(before.batchId),
          change: `SET #changedAt = :at, ${Object.keys(counts).map(countUp).join(', ')}`,
          when: '#generation = :generation',
          values: {
            at,
            generation: before.generation,
            ...counts,
          },
          refuse: changed,
        },
      ]),
    askCheck: ({ id, generation }, at) =>
      change(id, {
        change: 'SET #checkAskedAt = :at',
        when: '#generation = :generation AND #state = :open',
        values: { at, generation, open: 'open' },
      }),
    start: ({ id, generation, counts }, started) =>
      change(id, {
        change: 'SET #state = :next, #started = :started',
        when: '#generation = :generation AND #state = :open AND #counts = :counts',
        values: { next: 'started', started, generation, open: 'open', counts },
      }),
  };
}

function partsFrom({ id, generation }: Batch, rows: readonly BatchRow[]): BatchPart[] {
  return Array.from({ length: Math.ceil(rows.length / rowsPerPart) }, (_, index) => ({
    batchId: id,
    generation,
    number: index + 1,
    revision: 1,
    rows: rows.slice(index * rowsPerPart, (index + 1) * rowsPerPart),
  }));
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const run = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, run));
}

const countUp = (state: string) => `#counts.#${state} = #counts.#${state} + :${state}`;

function changed(): DomainError {
  return new DomainError('conflict', 'The batch was changed meanwhile: read it again.');
}
