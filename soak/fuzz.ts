import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

/*
 * Tries properties many times more often than the default suite does: that a change of any signed byte is found, that nothing
 * which anyone posts makes verification fail or take long, that the short way to what is signed says what the JSON-LD processor says, and
 * that every award is carried by what people said, and that a search finds what is there. Run with `npm run fuzz` (`-- --factor 5` for a short one). A failure prints the seed and the path with which fast-check repeats it.
 */

const { values } = parseArgs({ options: { factor: { type: 'string', default: '100' } } });
const files = [
  'test/credentials/mutations.test.ts',
  'test/credentials/cryptosuites.test.ts',
  'test/credentials/verify-hostile.test.ts',
  'test/credentials/rdf/direct.test.ts',
  'test/functions/verify-fuzz.test.ts',
  'test/usecases/case-model.test.ts',
  'test/usecases/search-catalog.test.ts',
  'test/usecases/version-pinning.test.ts',
  'test/domain/signable.test.ts',
  'test/http/definition-file.test.ts',
  'test/credentials/baking/extract.test.ts',
];
const run = spawn(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project=parts',
    '--project=alone',
    '--testTimeout=3600000',
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, FUZZ_FACTOR: values.factor } },
);
run.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
