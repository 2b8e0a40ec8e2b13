import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ourFiles, ROOT } from '../architecture/tree.ts';
import type { Break } from './breaks.ts';
import { readBreaks, withBreak } from './breaks.ts';

/** A break that makes a test wait for ever is noticed as well. */
const PATIENCE_MS = 240_000;
const ENOUGH = 0.95;

/** `npm run test:breaks [-- part of a file's name]`: breaks a copy of the tree, one line at a time. */
async function main(wanted: string | undefined): Promise<number> {
  const all = await readBreaks(import.meta.dirname);
  const breaks = all.filter(({ file }) => wanted === undefined || file.includes(wanted));
  const copy = await copyOfTree();
  let caught = 0;
  try {
    for (const each of breaks) {
      const noticed = await isNoticed(copy, each);
      if (noticed) caught += 1;
      process.stdout.write(`  ${noticed ? 'caught' : 'MISSED'}  ${each.file}: ${each.breaks}\n`);
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
  process.stdout.write(`${caught} of ${breaks.length} breaks caught\n`);
  process.stdout.write(`${caught} passed, ${breaks.length - caught} failed\n`);
  return caught >= ENOUGH * breaks.length ? 0 : 1;
}

async function copyOfTree(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'promptreel-breaks-'));
  for (const path of await ourFiles()) await cp(join(ROOT, path), join(copy, path));
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

async function isNoticed(copy: string, each: Break): Promise<boolean> {
  const path = join(copy, each.file);
  const sound = await readFile(path, 'utf8');
  await writeFile(path, withBreak(sound, each));
  try {
    return (await runTests(copy, each.tests)) !== 0;
  } finally {
    await writeFile(path, sound);
  }
}

/** The status of vitest; null after a time-out. */
function runTests(copy: string, tests: readonly string[]): Promise<number | null> {
  const vitest = join(copy, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--bail=1', ...tests], {
    cwd: copy,
    stdio: 'ignore',
    timeout: PATIENCE_MS,
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

process.exitCode = await main(process.argv[2]);
