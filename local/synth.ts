import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import type { ProcessWatch } from './lambda/instance.ts';
import { StartError } from './start-error.ts';
import { readAssembly } from './template/assembly.ts';

const INPUTS = [
  'bin',
  'lib',
  'functions',
  'src',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const STAMP = 'inputs.json';
const SYNTH_TIMEOUT_MS = 120_000;
const MAX_OUTPUT = 16_384;
const REPLACE_ATTEMPTS = 5;

/** What a synthesis came from and what it made, as digests. */
interface Stamp {
  inputs: string;
  outputs: string;
}

/** Where the app is, and how to say what happens. */
export interface SynthOptions {
  /** The root of the project. */
  root: string;
  cdkOut: string;
  log(line: string): void;
  watch: ProcessWatch;
}

/**
 * Synthesizes the CDK app into `cdkOut`, unless what is there was made from the present sources. Works without network and without an
 * AWS account. `cdkOut` changes only once a synthesis is complete.
 * @throws StartError with the app's own words if it does not synthesize.
 */
export async function ensureAssembly({ root, cdkOut, log, watch }: SynthOptions): Promise<void> {
  const inputs = digestTree(root, INPUTS);
  if (isFresh(cdkOut, inputs)) return;
  log('Synthesizing the template (the first time, and after each change of the sources) ...');
  const began = performance.now();
  const staging = join(root, '.cdk.staging');
  mkdirSync(staging, { recursive: true });
  removeAbandoned(staging);
  const draft = mkdtempSync(join(staging, 'synth-'));
  await runApp(root, draft, watch);
  writeFileSync(
    join(draft, STAMP),
    JSON.stringify({ inputs, outputs: digestOutputs(draft) } satisfies Stamp),
  );
  replaceFolder(draft, cdkOut);
  log(`Synthesized after ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

function isFresh(cdkOut: string, inputs: string): boolean {
  try {
    const stamp: Stamp = JSON.parse(readFileSync(join(cdkOut, STAMP), 'utf8'));
    if (stamp.inputs !== inputs || stamp.outputs !== digestOutputs(cdkOut)) return false;
    return readAssembly(cdkOut).every(({ assets }) => [...assets.values()].every((path) => existsSync(path)));
  } catch {
    return false;
  }
}

/** Templates and manifests; assets carry the digest of their content in their name. */
function digestOutputs(cdkOut: string): string {
  const names = readdirSync(cdkOut).filter((name) => name.endsWith('.json') && name !== STAMP);
  return digestTree(cdkOut, names.sort());
}

function digestTree(root: string, names: string[]): string {
  const hash = createHash('sha256');
  const visit = (path: string) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else if (stats?.isFile()) {
      hash.update(`${relative(root, path)}\0${stats.size}\0`).update(readFileSync(path));
    }
  };
  for (const name of names) visit(join(root, name));
  return hash.digest('hex');
}

// The `cdk` command runs just this program, after a second of loading itself; the app reads its feature flags from cdk.json.
async function runApp(root: string, outdir: string, watch: ProcessWatch): Promise<void> {
  const child = spawn(process.execPath, [join('bin', 'app.ts')], {
    cwd: root,
    // Validating the templates takes longer than making them, and belongs to `npm run check`; they are the same without.
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: SYNTH_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  if (child.pid !== undefined) watch.watch(child.pid);
  const { ok, output } = await outcome(child);
  if (child.pid !== undefined) watch.forget(child.pid);
  if (!ok) throw new StartError(`The CDK app does not synthesize:\n${output}`);
}

function outcome(child: ChildProcess): Promise<{ ok: boolean; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk).slice(-MAX_OUTPUT);
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code, signal) =>
      resolve({
        ok: code === 0,
        output: signal === null ? output.trim() : `${output.trim()}\nended by ${signal}`,
      }),
    );
  });
}

function replaceFolder(draft: string, target: string): void {
  const old = `${draft}-old`;
  for (let attempt = 1; ; attempt++) {
    rmSync(old, { recursive: true, force: true });
    try {
      if (existsSync(target)) renameSync(target, old);
      renameSync(draft, target);
      break;
    } catch (error) {
      // Another start may replace it at the same moment.
      if (attempt === REPLACE_ATTEMPTS) throw error;
    }
  }
  rmSync(old, { recursive: true, force: true });
}

/** Removes what an interrupted synthesis left, once nobody can still be at work on it. */
function removeAbandoned(staging: string): void {
  for (const name of readdirSync(staging)) {
    const path = join(staging, name);
    if (Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > SYNTH_TIMEOUT_MS) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
