const pattern =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d{1,20}))?(?<zone>Z|[+-]\d\d:\d\d)?$/;
const minuteInMs = 60_000;

/**
 * The point in time of an XML Schema 1.1 dateTime, in milliseconds since 1970. Not what `Date.parse` takes: that accepts
 * 30 February, and reads a time without an offset in the zone of the machine.
 * @returns undefined when it is not one, or has no offset (then it is not a dateTimeStamp, and not a point in time)
 */
export function instantOf(text: string): number | undefined {
  const time = parse(text);
  return time?.offset === undefined ? undefined : time.local - time.offset * minuteInMs;
}

/** Whether a text is an XML Schema 1.1 dateTime, with or without an offset. */
export function isDateTime(text: string): boolean {
  return parse(text) !== undefined;
}

function parse(text: string): { local: number; offset: number | undefined } | undefined {
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const [year, month, day, hour, minute, second] = (
    ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
  ).map((part) => Number(groups[part])) as [number, number, number, number, number, number];
  const offset = parseOffset(groups.zone);
  const milliseconds = Number(`${groups.fraction ?? ''}000`.slice(0, 3));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 0;
  if (!isDay || hour > 23 || minute > 59 || second > 59 || Number.isNaN(offset)) return undefined;
  date.setUTCHours(hour, minute, second, milliseconds);
  return { local: date.getTime(), offset };
}

/** Minutes east of UTC; NaN beyond the 14 hours that XML Schema allows. */
function parseOffset(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  if (zone === 'Z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  const offset = hours * 60 + minutes;
  if (minutes > 59 || offset > 14 * 60) return Number.NaN;
  return zone.startsWith('-') ? -offset : offset;
}
