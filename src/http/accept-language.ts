/** Most ranges that are looked at: readers have few languages. */
const most = 20;

/**
 * The languages that a reader wants, best first: the one that was asked for in the address, then those of Accept-Language
 * (RFC 9110, section 12.5.4). What is malformed is passed over.
 */
export function wantedLanguages(asked: string | undefined, header: string | undefined): string[] {
  const ranges = (header ?? '')
    .split(',', most)
    .map((part) =>
      /^\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}|\*)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/.exec(part),
    )
    .filter((match) => match !== null)
    .map(([, range = '', weight = '1']) => ({ range, weight: Number(weight) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ range }) => range);
  return asked === undefined ? ranges : [asked, ...ranges];
}
