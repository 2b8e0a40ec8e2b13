import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createFileStore } from '../../../providers/stores/file/file-store.ts';
import { describeStore } from './contract.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'promptreel-store-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

describeStore('a directory', async () => createFileStore({ root }));
