import * as z from 'zod';

/** Some words in a row, with the spaces between them, that stayed, went or came. */
export const wordRun = z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() });
export type WordRun = z.infer<typeof wordRun>;

/** Pairs of words that are compared at most. A definition with nothing but such texts is compared in a fraction of a second. */
const maxPairs = 40_000;

/** How one text became another, word by word; undefined where they are too long to compare. */
export function differingWords(before: string, after: string): WordRun[] | undefined {
  const [olds, news] = [piecesOf(before), piecesOf(after)];
  const start = commonStart(olds, news);
  const end = commonStart(olds.slice(start).toReversed(), news.slice(start).toReversed());
  const [gone, come] = [olds.slice(start, olds.length - end), news.slice(start, news.length - end)];
  if (gone.length * come.length > maxPairs) return undefined;
  return joined([
    ...same(olds.slice(0, start)),
    ...between(gone, come),
    ...same(end === 0 ? [] : olds.slice(-end)),
  ]);
}

/** Words, each with the spaces after it, so that they join to the text. */
function piecesOf(text: string): string[] {
  return text.match(/\s*\S+\s*|\s+/gu) ?? [];
}

function commonStart(one: readonly string[], other: readonly string[]): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return at;
  return length;
}

const same = (pieces: readonly string[]) => pieces.map((text): WordRun => ({ kind: 'same', text }));

/** The longest common subsequence, from a table of its lengths. */
function between(gone: readonly string[], come: readonly string[]): WordRun[] {
  const width = come.length + 1;
  const lengths = new Uint16Array((gone.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = gone.length - 1; row >= 0; row--)
    for (let column = come.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        gone[row] === come[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const runs: WordRun[] = [];
  let [row, column] = [0, 0];
  while (row < gone.length || column < come.length) {
    const [old, young] = [gone[row], come[column]];
    if (old !== undefined && old === young) {
      runs.push({ kind: 'same', text: old });
      row++;
      column++;
    } else if (old !== undefined && (young === undefined || at(row + 1, column) >= at(row, column + 1))) {
      runs.push({ kind: 'removed', text: old });
      row++;
    } else {
      runs.push({ kind: 'added', text: young ?? '' });
      column++;
    }
  }
  return runs;
}

function joined(runs: readonly WordRun[]): WordRun[] {
  const found: WordRun[] = [];
  for (const run of runs) {
    const last = found.at(-1);
    if (last?.kind === run.kind) found[found.length - 1] = { ...run, text: last.text + run.text };
    else found.push(run);
  }
  return found;
}
