import { defineConfig } from 'vitest/config';

/** Long runs, each minutes: `npm run soak`. */
export default defineConfig({
  test: {
    dir: 'test/soak',
    include: ['**/*.soak.ts'],
    pool: 'forks',
    testTimeout: 30 * 60_000,
    hookTimeout: 120_000,
  },
});
