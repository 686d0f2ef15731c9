import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const cores = availableParallelism();
const timeouts = { testTimeout: 30_000, hookTimeout: 90_000 };

/** Tests that put something in the place of a module, or of what Node offers: each has its modules for itself. */
const alone = [
  'test/credentials/**/{cryptosuites,lint-rehearsal,eddsa-rdfc-2022,interop,interop-*}.test.ts',
  'test/browser/**/*.test.ts',
];

/** Tests that take long, and are not about what changes daily: processes killed and started again, every page in every state. `npm run test:long` */
const long = [
  'test/local/runner-{server,synth,database}.test.ts',
  'test/local/*-durability.test.ts',
  'test/e2e/page-states.test.ts',
];

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
          exclude: ['test/e2e/**', ...alone, ...long],
          // Loading the SDK and the JSON-LD processor once for each worker, not for each file, saves a fifth of the time.
          isolate: false,
          ...timeouts,
        },
      },
      { test: { name: 'alone', ...later, include: alone, ...timeouts } },
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
