import { CsvError, parse } from 'csv-parse/sync';
import { mostRows } from '../domain/batch.ts';
import { type AskedRow, rowMembers } from '../domain/batch-row.ts';
import { DomainError, type FieldError } from '../domain/domain-error.ts';

/** Columns of results begin so; what follows is the id of the result. */
const resultColumn = 'result.';
/** The most that is told of one file. */
const mostErrors = 50;

/**
 * Reads the rows of a batch from CSV (RFC 4180, UTF-8, with a header). Cells are trimmed, an empty one is as good as none, and
 * none is ever more than text. Addresses in `evidence` stand apart by white space.
 * @throws DomainError `invalid-request` for a file whose rows cannot be told for sure
 */
export function readBatchCsv(bytes: Uint8Array): AskedRow[] {
  const [header, ...rows] = recordsOf(textOf(bytes));
  const columns = columnsOf(header ?? []);
  if (rows.length === 0) throw refused([{ field: '', message: 'has no rows below its header' }]);
  if (rows.length > mostRows) throw refused([{ field: '', message: `has more than ${mostRows} rows` }]);
  const ragged = rows.flatMap((cells, index) =>
    cells.length === columns.length
      ? []
      : [{ field: `row ${index + 1}`, message: `has ${cells.length} cells for ${columns.length} columns` }],
  );
  if (ragged.length > 0) throw refused(ragged);
  return rows.map((cells) => rowOf(columns, cells));
}

function textOf(bytes: Uint8Array): string {
  const encoding = 'must be in UTF-8';
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // What stands for a byte that was no UTF-8: API Gateway puts it there before anybody can see the byte.
    if (!/[\0\ufffd]/.test(text)) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw refused([{ field: '', message: encoding }]);
}

function recordsOf(text: string): string[][] {
  try {
    return parse(text, {
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    // Its message quotes what people wrote.
    if (error instanceof CsvError)
      throw refused([
        {
          field: `line ${Number(error.lines ?? 1)}`,
          message: quoting[error.code] ?? 'is not in order as CSV',
        },
      ]);
    throw error;
  }
}

const quoting: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'is where the file ends, inside of quotation marks',
  CSV_INVALID_CLOSING_QUOTE:
    'has something behind a closing quotation mark; inside of a cell, marks are doubled',
  INVALID_OPENING_QUOTE: 'has a quotation mark inside of a cell that does not begin with one',
};

function columnsOf(header: readonly string[]): readonly string[] {
  const known: ReadonlySet<string> = new Set(rowMembers);
  const problems = header.flatMap((name, index): FieldError[] => {
    const field = name || `column ${index + 1}`;
    if (name === '') return [{ field, message: 'has no name' }];
    if (header.indexOf(name) < index) return [{ field, message: 'is there twice' }];
    const isResult = name.startsWith(resultColumn) && name.length > resultColumn.length;
    return known.has(name) || isResult
      ? []
      : [{ field, message: `is not a column; there are ${rowMembers.join(', ')} and ${resultColumn}<id>` }];
  });
  const missing = ['key', 'name'].filter((name) => !header.includes(name));
  const all = [...problems, ...missing.map((field) => ({ field, message: 'is missing among the columns' }))];
  if (all.length > 0) throw refused(all);
  return header;
}

function rowOf(columns: readonly string[], cells: readonly string[]): AskedRow {
  const told = columns.flatMap((name, index): [string, string][] => {
    const cell = cells[index]?.trim();
    return cell ? [[name, cell]] : [];
  });
  const results = told.filter(([name]) => name.startsWith(resultColumn));
  const row = Object.fromEntries(told.filter(([name]) => !name.startsWith(resultColumn)));
  return {
    ...row,
    ...(row.evidence !== undefined && { evidence: row.evidence.split(/\s+/) }),
    ...(results.length > 0 && {
      results: Object.fromEntries(results.map(([name, cell]) => [name.slice(resultColumn.length), cell])),
    }),
  };
}

function refused(errors: readonly FieldError[]): DomainError {
  return new DomainError(
    'invalid-request',
    'The file cannot be read as the rows of a batch.',
    errors.slice(0, mostErrors),
  );
}
