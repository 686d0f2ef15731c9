import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyOutcomes,
  type Batch,
  type BatchPart,
  countRows,
  jobsOf,
  noRows,
  partsOfJob,
  phaseOf,
  type RowCounts,
  type RowOutcome,
  type RowState,
  requireOpen,
  requireStartable,
  rowState,
} from '../../src/domain/batch.ts';
import { ending } from '../support/refusal.ts';

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const outcomes: Record<RowOutcome['state'], RowOutcome> = {
  valid: { state: 'valid' },
  invalid: { state: 'invalid', problems: [{ field: 'email', message: 'is none' }] },
  issued: { state: 'issued' },
  taken: { state: 'taken', takenBy: id },
  failed: { state: 'failed', problems: [{ field: '', message: 'broke' }] },
};
const partOf = (...states: RowState[]): BatchPart => ({
  batchId: id,
  generation: 1,
  number: 1,
  revision: 1,
  rows: states.map((state, index) => ({
    number: index + 1,
    key: `k${index}`,
    credentialId: id,
    state,
    fields: { name: 'Ada' },
    ...(state === 'failed' && { problems: [{ field: '', message: 'before' }] }),
  })),
});
const batchOf = (
  state: Batch['state'],
  counts: Partial<RowCounts> = {},
  more: Partial<Batch> = {},
): Batch => ({
  id,
  issuerId: 'riverbend',
  name: 'Spring',
  by: 'anna',
  createdAt: '2026-11-23T10:15:00.000Z',
  state,
  generation: 1,
  counts: { ...noRows, ...counts },
  changedAt: '2026-11-23T10:15:00.000Z',
  ...more,
});

describe('what a row can become', () => {
  const allowed: Record<RowState, RowOutcome['state'][]> = {
    unchecked: ['valid', 'invalid', 'taken'],
    invalid: [],
    valid: ['issued', 'taken', 'failed'],
    issued: [],
    taken: [],
    failed: ['issued', 'taken', 'failed'],
  };
  const cases = rowState.options.flatMap((from) =>
    (Object.keys(outcomes) as RowOutcome['state'][]).map((to) => ({
      from,
      to,
      can: allowed[from].includes(to),
    })),
  );
  it.each(cases)('$from to $to: $can', ({ from, to, can }) => {
    const after = applyOutcomes(partOf(from), new Map([[1, outcomes[to]]]));
    if (can) expect(after?.part.rows[0]?.state).toBe(to);
    else expect(after).toBeUndefined();
  });

  it('tells what changes and drops what no longer holds', () => {
    const after = applyOutcomes(
      partOf('valid', 'failed', 'valid', 'invalid'),
      new Map([
        [1, outcomes.failed],
        [2, outcomes.issued],
        [4, outcomes.issued],
        [9, outcomes.issued],
      ]),
    );
    expect(after?.change).toEqual({ ...noRows, valid: -1, issued: 1 });
    expect(after?.part.revision).toBe(2);
    expect(after?.part.rows.map(({ state, problems }) => [state, problems?.[0]?.message])).toEqual([
      ['failed', 'broke'],
      ['issued', undefined],
      ['valid', undefined],
      ['invalid', undefined],
    ]);
  });

  it('shortens a long tale', () => {
    const problems = Array.from({ length: 9 }, () => ({ field: 'x', message: 'y'.repeat(1000) }));
    const row = applyOutcomes(partOf('valid'), new Map([[1, { state: 'failed', problems }]]))?.part.rows[0];
    expect(row?.problems).toHaveLength(5);
    expect(row?.problems?.[0]?.message).toHaveLength(300);
  });

  it('counts as the rows are, whatever comes in whatever order', () => {
    const state = fc.constantFrom(...rowState.options);
    const outcome = fc.constantFrom(...Object.values(outcomes));
    const run = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), outcome), { maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(state, { minLength: 1, maxLength: 20 }),
        fc.array(run, { maxLength: 8 }),
        (states, runs) => {
          let part = partOf(...states);
          const counts: Record<RowState, number> = { ...countRows(part.rows) };
          for (const entries of runs) {
            const after = applyOutcomes(part, new Map(entries));
            for (const of of rowState.options) counts[of] += after?.change[of] ?? 0;
            part = after?.part ?? part;
          }
          expect(counts).toEqual(countRows(part.rows));
        },
      ),
    );
  });
});

describe('a batch', () => {
  it.each<[batch: Batch, skipInvalid: boolean, end: string | undefined]>([
    [batchOf('open'), true, 'batch-not-ready'],
    [batchOf('loading', { valid: 1 }), true, 'batch-not-ready'],
    [batchOf('open', { unchecked: 1, valid: 5 }), true, 'batch-not-ready'],
    [batchOf('open', { invalid: 1, valid: 5 }), false, 'batch-not-ready'],
    [batchOf('open', { invalid: 1, valid: 5 }), true, undefined],
    [batchOf('open', { valid: 5 }), false, undefined],
    [batchOf('open', { taken: 5 }), false, undefined],
  ])('is ready to start or not (%#)', (batch, skipInvalid, end) => {
    expect(ending(() => requireStartable(batch, { skipInvalid }))).toBe(end);
  });

  it('takes no other rows once it is started', () => {
    expect(ending(() => requireOpen(batchOf('started')))).toBe('batch-started');
    expect(ending(() => requireOpen(batchOf('loading')))).toBeUndefined();
  });

  it.each<[phase: string, batch: Batch]>([
    ['empty', batchOf('open')],
    ['loading', batchOf('loading', { unchecked: 1 })],
    ['unchecked', batchOf('open', { unchecked: 1, invalid: 1 })],
    ['checking', batchOf('open', { unchecked: 1, valid: 9 }, { checkAskedAt: '2026-11-23T10:15:00.000Z' })],
    ['checked', batchOf('open', { invalid: 1, valid: 9 })],
    ['issuing', batchOf('started', { valid: 1, issued: 9 })],
    ['finished', batchOf('started', { invalid: 1, failed: 2, issued: 9 })],
  ])('stands at %s', (phase, batch) => {
    expect(phaseOf(batch)).toBe(phase);
  });

  it('is as many jobs as it takes, each row in one', () => {
    const jobs = jobsOf(batchOf('open', { unchecked: 40, invalid: 1 }));
    expect(jobs.map(({ from, to }) => [from, to])).toEqual([
      [0, 20],
      [20, 40],
      [40, 41],
    ]);
    expect(jobs.map(partsOfJob)).toEqual([[1], [2], [3]]);
    expect(partsOfJob({ kind: 'batch-rows', batchId: id, from: 19, to: 41 })).toEqual([1, 2, 3]);
  });
});
