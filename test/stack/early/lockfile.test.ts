import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface LockEntry {
  version?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const lock: { packages: Record<string, LockEntry> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);

/** Where npm finds a package for the one at `path`: beside it or further out. */
function resolve(path: string, name: string): LockEntry | undefined {
  for (let dir = path; ; dir = dir.slice(0, Math.max(0, dir.lastIndexOf('/node_modules/')))) {
    const entry = lock.packages[`${dir === '' ? '' : `${dir}/`}node_modules/${name}`];
    if (entry !== undefined || dir === '') return entry;
  }
}

// npm drops what its registry does not offer, and `npm ci` then refuses the lockfile elsewhere.
test('the lockfile names the optional packages of every platform', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([, range]) => /^\d+\.\d+\.\d+$/.test(range))
      .filter(([name, range]) => resolve(path, name)?.version !== range)
      .map(([name, range]) => `${name}@${range}`),
  );
  expect(missing).toEqual([]);
});

test('the lockfile binds nobody to a registry', () => {
  const bound = Object.values(lock.packages).filter((entry) => entry.resolved !== undefined);
  expect(bound).toEqual([]);
});
