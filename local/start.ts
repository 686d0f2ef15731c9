import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';
import { seed } from './seed.ts';
import { ensureAssembly } from './synth.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cdkOut = join(root, 'cdk.out');
await run({
  cdkOut,
  seed,
  synthesize: (watch, log) => ensureAssembly({ root, cdkOut, log, watch }),
});
