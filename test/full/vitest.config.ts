import { defineConfig } from 'vitest/config';

/** What `npm test` leaves out because it takes long: `npm run test:full`, one file at a time. */
export default defineConfig({
  test: {
    include: ['test/**/*.full.test.ts'],
    pool: 'forks',
    globalSetup: 'test/built-pages.ts',
    fileParallelism: false,
    maxWorkers: 1,
    passWithNoTests: true,
    testTimeout: 20 * 60_000,
    hookTimeout: 120_000,
  },
});
