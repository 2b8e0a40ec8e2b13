import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScratch, sweepScratch } from '../../../media/ffmpeg/scratch.ts';
import { clipDirectory } from '../clips.ts';

let directory: Awaited<ReturnType<typeof clipDirectory>>;
let root: string;

beforeAll(async () => {
  directory = await clipDirectory();
  root = join(directory.path, 'scratch');
});
afterAll(() => directory.remove());

test('an attempt’s directory goes with the attempt', async () => {
  {
    await using scratch = await openScratch(root);
    await writeFile(join(scratch.path, 'half.mp4'), 'x');
    expect(await readdir(root)).toHaveLength(1);
  }
  expect(await readdir(root)).toEqual([]);
});

test('what a killed worker left is swept, what a living one uses is not', async () => {
  const module = new URL('../../../media/ffmpeg/scratch.ts', import.meta.url).href;
  const script = `const { openScratch } = await import(${JSON.stringify(module)});
    await openScratch(${JSON.stringify(root)}); console.log('open'); setInterval(() => {}, 1000);`;
  const worker = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await once(worker.stdout, 'data');
  await using mine = await openScratch(root);
  expect(await sweepScratch(root)).toBe(0);
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  expect(await sweepScratch(root)).toBe(1);
  expect(await readdir(root)).toEqual([mine.path.slice(root.length + 1)]);
});

test('a process of the same number that started later is not the owner', async () => {
  const path = join(root, `attempt-${process.pid}-earlier`);
  await mkdir(path, { recursive: true });
  const owner = { pid: process.pid, startedAt: 'another boot/1' };
  await writeFile(join(path, '.owner.json'), JSON.stringify(owner));
  expect(await sweepScratch(root)).toBe(1);
});

test('a sweep touches nothing that is not an attempt, and needs no root', async () => {
  await mkdir(join(root, 'models'), { recursive: true });
  expect(await sweepScratch(root)).toBe(0);
  expect(await readdir(root)).toContain('models');
  expect(await sweepScratch(join(root, 'missing'))).toBe(0);
});
