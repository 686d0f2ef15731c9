const day = 24 * 60 * 60 * 1000;

/** How many business days a decision may take where the definition promises none. */
export const usualTurnaround = 14;

/**
 * The same time of day so many business days later. Business days are Monday to Friday in UTC; holidays differ from place to
 * place and count as days.
 */
export function addBusinessDays(from: Date, days: number): Date {
  let time = from.getTime();
  for (let left = days; left > 0; ) {
    time += day;
    if (isBusinessDay(new Date(time))) left -= 1;
  }
  return new Date(time);
}

/** How many business days lie between two times: the days after `from` up to and with `to`. */
export function businessDaysBetween(from: Date, to: Date): number {
  let days = 0;
  for (let time = from.getTime() + day; time <= to.getTime(); time += day)
    if (isBusinessDay(new Date(time))) days += 1;
  return days;
}

function isBusinessDay(date: Date): boolean {
  return date.getUTCDay() !== 0 && date.getUTCDay() !== 6;
}
