import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureFunctions } from './functions.ts';
import { type Candidate, type Cost, sideBySide } from './measure.ts';
import { rendering, site } from './page.ts';
import { canonicalization, issuing, verifying } from './proofs.ts';

/**
 * What issuing and verifying cost, beside what others take for the same on the same machine in the same run, and how large the
 * functions are and how quickly they start. Read the ratios: the milliseconds are those of this machine, now. Ends with 1 when
 * a target is missed. `--rounds 15 --starts 11 --json`
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    starts: { type: 'string', default: '11' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = wholeNumber(values.rounds);
const starts = wholeNumber(values.starts);

interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly measured: number;
  readonly reached: boolean;
}

const canonicalizing = await sideBySide(canonicalization(), rounds);
const issued = await sideBySide(await issuing(), rounds);
const verified = await measureVerifying();
const rendered = await sideBySide(await rendering(), rounds);
const sitePages = await sideBySide(site(), rounds);
const functions = await measureFunctions(starts);
const asked = [...new Set(functions.flatMap(({ answers }) => Object.keys(answers)))];

const targets: Target[] = [
  faster(
    'verify, against @digitalcredentials/verifier-core',
    5,
    verified,
    'assay, every check',
    '@digitalcredentials/verifier-core',
  ),
  faster(
    'issue, the proof alone, against @digitalbazaar/vc',
    2,
    issued,
    'assay, the proof alone',
    '@digitalbazaar/vc issue',
  ),
  faster(
    'issue, with lint and rehearsal, against @digitalbazaar/vc',
    2,
    issued,
    'assay, with lint, rehearsal and a check of the result',
    '@digitalbazaar/vc issue',
  ),
  atMost(
    'verification and page of a credential, ms of processor time',
    5,
    rendered.get('verification and page')?.median ?? Number.NaN,
  ),
  ...['definition', 'catalog'].map((name) =>
    atMost(`page of the ${name}, ms of processor time`, 5, sitePages.get(name)?.median ?? Number.NaN),
  ),
  ...functions
    .filter(({ name }) => name === 'credential')
    .flatMap((credential) => [
      atMost('what the credential function starts with, kB', 100, credential.bytes / 1_000),
      atMost(
        'start of the credential function, against an empty handler',
        1.5,
        credential.start.timesEmpty.median,
      ),
      atMost(
        'start and first answer of it as JSON, against an empty handler',
        1.5,
        credential.answers['a credential as JSON']?.timesEmpty.median ?? Number.NaN,
      ),
    ]),
];

if (values.json) {
  const plain = (costs: ReadonlyMap<string, Cost>) => Object.fromEntries(costs);
  const machine = { node: process.version, processors: availableParallelism(), rounds, starts };
  const results = {
    machine,
    canonicalizing: plain(canonicalizing),
    issuing: plain(issued),
    verifying: plain(verified),
    rendering: plain(rendered),
    site: plain(sitePages),
    functions,
    targets,
  };
  console.log(JSON.stringify(results, null, 2));
} else {
  console.log(
    `Node ${process.version}, ${availableParallelism()} processors, ${rounds} rounds, ${starts} starts`,
  );
  costs('Canonical statements of one award', canonicalizing);
  costs('Issuing one award (the key in memory)', issued);
  costs('Verifying one award (its status list at hand)', verified);
  costs('The page of one award', rendered);
  costs('Pages of the site', sitePages);
  table(
    'Functions',
    ['function', 'starts with, kB', 'later, kB', 'start, ms', 'against empty'],
    functions.map((one) => [
      one.name,
      (one.bytes / 1_000).toFixed(1),
      one.laterBytes === 0 ? '' : (one.laterBytes / 1_000).toFixed(1),
      spread(one.start.time),
      times(one.start.timesEmpty.median),
    ]),
  );
  table(
    'Start and first answer',
    ['function', 'asked for', 'ms', 'against empty'],
    asked.flatMap((ask) =>
      functions.flatMap((one) => {
        const { [ask]: taken } = one.answers;
        return taken === undefined
          ? []
          : [[one.name, ask, spread(taken.time), times(taken.timesEmpty.median)]];
      }),
    ),
  );
  for (const { name, parts } of functions.filter(({ name }) => name === 'credential'))
    table(
      `What the ${name} function starts with`,
      ['part', 'kB'],
      parts.slice(0, 15).map(([part, bytes]) => [part, (bytes / 1_000).toFixed(1)]),
    );
  table(
    'Targets',
    ['what', 'wanted', 'measured', ''],
    [
      ...targets.map(({ what, wanted, measured, reached }) => [
        what,
        wanted,
        measured.toFixed(1),
        reached ? 'reached' : 'NOT REACHED',
      ]),
    ],
  );
}

if (targets.some(({ reached }) => !reached)) process.exitCode = 1;

async function measureVerifying(): Promise<Map<string, Cost>> {
  const { candidates, restore }: { candidates: Candidate[]; restore: () => void } = await verifying();
  try {
    return await sideBySide(candidates, rounds);
  } finally {
    restore();
  }
}

function faster(
  what: string,
  wanted: number,
  costs: ReadonlyMap<string, Cost>,
  ours: string,
  theirs: string,
): Target {
  const measured = (costs.get(theirs)?.median ?? Number.NaN) / (costs.get(ours)?.median ?? Number.NaN);
  return { what, wanted: `${wanted} times faster`, measured, reached: measured >= wanted };
}

function atMost(what: string, wanted: number, measured: number): Target {
  return { what, wanted: `at most ${wanted}`, measured, reached: measured <= wanted };
}

function costs(title: string, all: ReadonlyMap<string, Cost>): void {
  const slowest = Math.max(...[...all.values()].map(({ median }) => median));
  table(
    title,
    ['who', 'processor time, ms', 'against the slowest'],
    [...all].map(([name, one]) => [name, spread(one), `${times(slowest / one.median)} faster`]),
  );
}

function spread({ median, quartiles: [low, high] }: Cost): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(1)} x`;
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  console.log(`\n${title}\n${line(head)}\n${widths.map((width) => '-'.repeat(width)).join('  ')}`);
  for (const row of rows) console.log(line(row));
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${text} is no number of rounds`);
  return number;
}
