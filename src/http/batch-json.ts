import type { AskedRow } from '../domain/batch-row.ts';

/**
 * A row of a batch as JSON, with the members that CSV has as columns. `evidence` is an address or a list of them, `results` an object of
 * texts or numbers.
 */
export function rowOfJson(row: Readonly<Record<string, unknown>>): AskedRow {
  const { evidence, results } = row;
  const isObject = typeof results === 'object' && results !== null && !Array.isArray(results);
  return {
    ...row,
    ...(typeof evidence === 'string' && { evidence: [evidence] }),
    ...(isObject && {
      results: Object.fromEntries(
        Object.entries(results).map(([id, value]) => [id, typeof value === 'number' ? String(value) : value]),
      ),
    }),
  };
}
