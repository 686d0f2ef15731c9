import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const cores = availableParallelism();
const timeouts = { testTimeout: 30_000, hookTimeout: 90_000 };

/** Tests that put something in the place of a module, or of what Node offers: each has its modules for itself. */
const alone = [
  'test/credentials/**/{cryptosuites,lint-rehearsal,eddsa-rdfc-2022,interop,interop-*}.test.ts',
  'test/browser/**/*.test.ts',
];

/**
 * `npm run test:long`: what takes long and is not what changes daily. The stand-ins for AWS and the processes of the local runner, killed
 * and started again; the product with all that is off by default; every page in every state, scheme and language.
 */
const long = ['test/local/**/*.test.ts', 'test/e2e/{switched-on,page-states}.test.ts'];

/** They keep the cores busy by themselves: the server has processes of its own. */
const first = { maxWorkers: cores, sequence: { groupOrder: 0 } };
/** They wait a fourth of their time, for a database or for time to pass. */
const later = { maxWorkers: Math.ceil(cores * 1.5), sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'parts',
          ...later,
          include: ['test/**/*.test.ts'],
          exclude: ['test/{e2e,infra}/**', ...alone, ...long],
          // Loading the SDK and the JSON-LD processor once for each worker, not for each file, saves a fifth of the time.
          isolate: false,
          ...timeouts,
        },
      },
      { test: { name: 'alone', ...later, include: alone, ...timeouts } },
      // Bundles every function, which takes long and is one file: not as the last, when all others are done.
      {
        test: { name: 'infra', ...first, include: ['test/infra/**/*.test.ts'], isolate: false, ...timeouts },
      },
      { test: { name: 'long', ...first, include: long, ...timeouts } },
      {
        test: {
          name: 'e2e',
          ...first,
          include: ['test/e2e/**/*.test.ts'],
          exclude: long,
          isolate: false,
          // One server for all of them, from the synthesized template, as `npm start` runs it.
          globalSetup: ['test/e2e/global-setup.ts'],
          ...timeouts,
        },
      },
    ],
  },
});
