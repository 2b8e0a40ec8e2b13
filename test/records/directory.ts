import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A directory that lasts as long as the tests around it. */
export function temporaryDirectory(): () => string {
  let path = '';
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'records-'));
  });
  afterAll(() => rm(path, { recursive: true, force: true }));
  return () => path;
}
