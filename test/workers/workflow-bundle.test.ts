import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workflowBundle } from '../../workers/workflow-bundle.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'promptreel-bundles-'));
});
afterAll(() => rm(dir, { recursive: true }));

test('a bundle is made once, whole, and used again', async () => {
  const cache = join(dir, 'made by the first');
  // Two workers that start together may both make it: each finds a whole one.
  const [path, same] = await Promise.all([workflowBundle(cache), workflowBundle(cache)]);
  expect(same).toBe(path);
  expect(await readdir(cache)).toHaveLength(1);
  expect(await readFile(path, 'utf8')).toContain('videoWorkflow');

  const { mtimeMs, ino } = await stat(path);
  expect(await workflowBundle(cache)).toBe(path);
  expect(await stat(path)).toMatchObject({ mtimeMs, ino });
});
