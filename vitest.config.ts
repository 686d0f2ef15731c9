import { defineConfig } from 'vitest/config';

const timeouts = { testTimeout: 30_000, hookTimeout: 90_000 };

export default defineConfig({
  test: {
    // Vitest leaves one core to others: on two cores that is half of the time.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'], ...timeouts } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // One server for all of them, from the synthesized template, as `npm start` runs it.
          globalSetup: ['test/e2e/global-setup.ts'],
          ...timeouts,
        },
      },
    ],
  },
});
