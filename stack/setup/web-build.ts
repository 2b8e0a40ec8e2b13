import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from '../early/lock.mjs';
import { Problem, explainOutput } from '../early/problem.mjs';
import { runStep } from '../early/steps.mjs';
import { runProgram } from './run-program.ts';

/** What the pages are made of. Types of the API are theirs too, and leave nothing in what is built. */
const SOURCES = ['web', 'client', 'domain', 'package-lock.json'];
const DIGEST = '.digest';

/**
 * Builds the pages into `web/dist`, once per state of their sources. They appear there whole: a stack
 * that runs has read its own at its start.
 * @throws Problem with what the build said.
 */
export async function ensureWebBuild(root: string): Promise<void> {
  const target = join(root, 'web', 'dist');
  const isBuilt = (): boolean => readDigest(target) === digestOf(root);
  if (isBuilt()) return;
  const unlock = await waitForLock(join(root, 'web', 'dist.lock'), (owner) =>
    console.error(`  … another set-up (pid ${owner?.pid}) is building the pages`),
  );
  try {
    if (!isBuilt()) await runStep('Building the pages', () => build(root, target));
  } finally {
    unlock();
  }
}

async function build(root: string, target: string): Promise<void> {
  const digest = digestOf(root);
  const draft = `${target}-new`;
  const old = `${target}-old`;
  rmSync(draft, { recursive: true, force: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', 'web', '--outDir', draft, '--emptyOutDir', '--logLevel', 'warn'];
  const result = await runProgram(process.execPath, args, { cwd: root, endsWithUs: true });
  if (result.code !== 0) {
    const last = `${result.stdout}${result.stderr}`.trim().split('\n').slice(-8).join('\n');
    throw new Problem(explainOutput(result.stderr, `The pages could not be built:\n${last}`));
  }
  writeFileSync(join(draft, DIGEST), digest);
  rmSync(old, { recursive: true, force: true });
  if (existsSync(target)) renameSync(target, old);
  renameSync(draft, target);
  rmSync(old, { recursive: true, force: true });
}

function readDigest(folder: string): string | null {
  const path = join(folder, DIGEST);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function digestOf(root: string): string {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) {
    for (const file of filesOf(root, source)) {
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** Paths from the root, without what was built. */
function filesOf(root: string, source: string): string[] {
  if (/\.\w+$/.test(source)) return [source];
  return readdirSync(join(root, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.startsWith('web/dist'))
    .toSorted();
}
