import * as z from 'zod';

/** How long something is valid, in whole months or years of the calendar. */
export const validFor = z.union([
  z.strictObject({ months: z.int().min(1).max(600) }),
  z.strictObject({ years: z.int().min(1).max(50) }),
]);
export type ValidFor = z.infer<typeof validFor>;

/**
 * The end of a period that starts at `from`, in UTC: the same day and time of a later month. Where that month is too short
 * it is its last day, so that what starts on 31 January lasts until the end of February.
 */
export function endOf(from: Date, period: ValidFor): Date {
  const months = 'months' in period ? period.months : period.years * 12;
  const end = new Date(from);
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + months);
  const days = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(from.getUTCDate(), days));
  return end;
}
