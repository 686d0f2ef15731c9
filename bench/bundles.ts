import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { type EnvName, type FunctionName, functionEnvironment } from '../src/env.ts';
import { type Cost, cost } from './measure.ts';

/** The bundle of one function: its size, what it is made of, and how long a new process takes to load it. */
export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  /** Bytes by package or folder, the largest first. */
  readonly parts: readonly (readonly [name: string, bytes: number])[];
  /** Milliseconds from the start of the process to its end, the module loaded. */
  readonly start: Cost;
  /** Milliseconds of it for loading the module. */
  readonly load: Cost;
}

const root = join(import.meta.dirname, '..');
const empty = 'an empty handler';

const environment: Record<EnvName, string> = {
  TABLE_NAME: 'bench',
  EVIDENCE_BUCKET: 'bench',
  SIGNING_KEY_ID: 'arn:aws:kms:eu-west-1:111122223333:key/bench',
  SIGNER_FUNCTION_NAME: 'bench',
  PUBLIC_URL: 'https://awards.example',
  FORMER_PUBLIC_URLS: '',
  OIDC_ISSUER: 'https://sign-in.example/',
  OPERATOR_EMAIL: '',
};

/** Each function bundled as it is deployed, and an empty handler, started in turn in new processes. */
export async function bundles(areas: readonly FunctionName[], rounds: number): Promise<Bundle[]> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    const built = await Promise.all(areas.map((area) => bundle(area, folder)));
    const all = [bundleOfNothing(folder), ...built];
    const times = all.map(() => ({ start: [] as number[], load: [] as number[] }));
    for (let round = -1; round < rounds; round += 1)
      for (const [index, { file }] of all.entries()) {
        const { start, load } = startOnce(file);
        // The first round fills the file cache.
        if (round < 0) continue;
        times[index]?.start.push(start);
        times[index]?.load.push(load);
      }
    return all.map(({ name, bytes, parts }, index) => ({
      name,
      bytes,
      parts,
      start: cost(times[index]?.start ?? []),
      load: cost(times[index]?.load ?? []),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Built {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly parts: readonly (readonly [string, number])[];
}

function bundleOfNothing(folder: string): Built {
  const text = 'export const handler = async () => ({ statusCode: 204 });\n';
  const file = join(folder, 'empty.mjs');
  writeFileSync(file, text);
  return { name: empty, file, bytes: text.length, parts: [] };
}

/** The options are those of `lib/constructs/function-code.ts`. */
async function bundle(area: FunctionName, folder: string): Promise<Built> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, 'functions', area, 'index.ts')],
    outfile: join(folder, area, 'index.mjs'),
    absWorkingDir: root,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as createRequireOfModule } from 'node:module'; const require = createRequireOfModule(import.meta.url);",
    },
    alias: { '@digitalbazaar/http-client': 'node:module' },
    minify: true,
    keepNames: true,
    logLevel: 'error',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`${area} has no bundle`);
  mkdirSync(join(folder, area), { recursive: true });
  writeFileSync(output.path, output.contents);
  return { name: area, file: output.path, bytes: output.contents.length, parts: partsOf(metafile) };
}

function partsOf({ outputs }: Metafile): [string, number][] {
  const sizes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const part =
        /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/').slice(0, 2).join('/');
      sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
    }
  return [...sizes].sort(([, one], [, other]) => other - one);
}

const loading = `const before = performance.now();
const { handler } = await import(process.argv[1]);
const load = performance.now() - before;
if (typeof handler !== 'function') throw new Error('no handler');
process.stdout.write(String(load), () => process.exit(0));`;

function startOnce(file: string): { start: number; load: number } {
  const before = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', loading, file],
    { encoding: 'utf8', timeout: 30_000, env: { ...environment, AWS_REGION: 'eu-west-1' } },
  );
  const start = performance.now() - before;
  if (status !== 0) throw new Error(`${file} does not load: ${stderr}`);
  return { start, load: Number(stdout) };
}

/** The functions that anybody may call, and the one that signs. */
export const measuredFunctions = (Object.keys(functionEnvironment) as FunctionName[]).filter((area) =>
  ['docs', 'catalog', 'credential', 'verify', 'signer'].includes(area),
);
