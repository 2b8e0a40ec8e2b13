import { defineConfig } from 'vitest/config';

/** What takes long and says nothing that a quicker test does not hint at: `npm run test:full`. */
const FULL = 'test/**/*.full.test.ts';

/** `npm test`. What needs the whole product runs by itself, after everything else, one file at a time. */
export default defineConfig({
  test: {
    pool: 'forks',
    globalSetup: 'test/built-pages.ts',
    projects: [
      {
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/system/**', FULL],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          exclude: [FULL],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
