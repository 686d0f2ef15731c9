import { defineConfig } from 'vitest/config';

const timeouts = { testTimeout: 30_000, hookTimeout: 90_000 };

/** Tests that put something in the place of a module, or of what Node offers: each has its modules for itself. */
const alone = [
  'test/credentials/**/{cryptosuites,lint-rehearsal,eddsa-rdfc-2022,interop,interop-*}.test.ts',
  'test/browser/**/*.test.ts',
];

/** Tests that start, kill and start again whole processes, which takes as long as processes take: `npm run test:processes`. */
const processes = ['test/local/runner-server.test.ts', 'test/local/*-durability.test.ts'];

export default defineConfig({
  test: {
    // Vitest leaves one core to others: on two cores that is half of the time. More than there are cores make nothing faster.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', ...alone, ...processes],
          // Loading the SDK and the JSON-LD processor once for each worker, not for each file, saves a fifth of the time.
          isolate: false,
          ...timeouts,
        },
      },
      { test: { name: 'alone', include: alone, ...timeouts } },
      { test: { name: 'processes', include: processes, ...timeouts } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          isolate: false,
          // One server for all of them, from the synthesized template, as `npm start` runs it.
          globalSetup: ['test/e2e/global-setup.ts'],
          ...timeouts,
        },
      },
    ],
  },
});
