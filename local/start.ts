import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Before the rest is loaded, so that from the second start on nothing is compiled again.
enableCompileCache(join(root, 'node_modules', '.cache', 'assay'));
const [{ run }, { ensureAssembly }] = await Promise.all([import('./run.ts'), import('./synth.ts')]);

const cdkOut = join(root, 'cdk.out');
await run({
  cdkOut,
  synthesize: (watch, log) => ensureAssembly({ root, cdkOut, log, watch }),
});
