/** One line of the report of a batch, as it is answered. */
export interface ReportLine {
  readonly row: number;
  readonly key?: string | undefined;
  readonly state: string;
  readonly problems?: readonly { readonly field: string; readonly message: string }[] | undefined;
  readonly credential?: string | undefined;
}

/** The report of a batch as CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function reportCsv(lines: readonly ReportLine[]): string {
  const header = ['row', 'key', 'state', 'problems', 'credential'];
  const rows = lines.map(({ row, key = '', state, problems = [], credential = '' }) => [
    String(row),
    key,
    state,
    problems.map(({ field, message }) => (field ? `${field} ${message}` : message)).join('; '),
    credential,
  ]);
  return [header, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const safe = /^[\s]*[=+\-@]|^[\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
