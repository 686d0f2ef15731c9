import { describe, expect, it } from 'vitest';
import { addBusinessDays, businessDaysBetween } from '../../src/domain/business-days.ts';

const at = (text: string) => new Date(`${text}Z`);

describe('business days', () => {
  it.each<[from: string, days: number, to: string]>([
    ['2026-03-02T10:00', 0, '2026-03-02T10:00'],
    ['2026-03-02T10:00', 4, '2026-03-06T10:00'],
    // Friday to Monday.
    ['2026-03-06T23:59', 1, '2026-03-09T23:59'],
    // From within a weekend.
    ['2026-03-07T10:00', 1, '2026-03-09T10:00'],
    ['2026-03-08T10:00', 1, '2026-03-09T10:00'],
    ['2026-03-02T10:00', 14, '2026-03-20T10:00'],
    // Over the end of a leap February.
    ['2028-02-28T10:00', 2, '2028-03-01T10:00'],
  ])('%s and %i of them is %s', (from, days, to) => {
    expect(addBusinessDays(at(from), days)).toEqual(at(to));
    expect(businessDaysBetween(at(from), at(to))).toBe(days);
  });

  it('counts none backwards', () => {
    expect(businessDaysBetween(at('2026-03-09T10:00'), at('2026-03-02T10:00'))).toBe(0);
  });
});
