import { describe, expect, it } from 'vitest';
import { endOf, validFor } from '../../src/domain/validity-period.ts';
import { faults } from '../support/refusal.ts';

describe('how long an award is valid', () => {
  it.each([
    ['2026-03-02T10:00:00.000Z', { years: 3 }, '2029-03-02T10:00:00.000Z'],
    ['2026-03-02T10:00:00.000Z', { months: 1 }, '2026-04-02T10:00:00.000Z'],
    ['2026-12-31T23:59:59.000Z', { months: 1 }, '2027-01-31T23:59:59.000Z'],
    ['2026-01-31T12:00:00.000Z', { months: 1 }, '2026-02-28T12:00:00.000Z'],
    ['2028-01-31T12:00:00.000Z', { months: 1 }, '2028-02-29T12:00:00.000Z'],
    ['2028-02-29T12:00:00.000Z', { years: 1 }, '2029-02-28T12:00:00.000Z'],
    ['2028-02-29T12:00:00.000Z', { years: 4 }, '2032-02-29T12:00:00.000Z'],
    ['2026-05-31T00:00:00.000Z', { months: 18 }, '2027-11-30T00:00:00.000Z'],
    ['2026-03-02T10:00:00.000Z', { years: 50 }, '2076-03-02T10:00:00.000Z'],
  ])('from %s for %j ends at %s', (from, period, end) => {
    const start = new Date(from);
    expect(endOf(start, period).toISOString()).toBe(end);
    expect(start.toISOString()).toBe(from);
  });

  it.each([
    {},
    { years: 0 },
    { years: 51 },
    { years: 1.5 },
    { years: '3' },
    { months: 0 },
    { months: 601 },
    { years: 1, months: 6 },
    { days: 30 },
    3,
    null,
  ])('is not %j', (period) => {
    expect(faults(validFor, period)).not.toEqual([]);
  });
});
