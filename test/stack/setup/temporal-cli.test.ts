import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ToolPlaces } from '../../../stack/setup/temporal-cli.ts';
import { ensureTemporalCli } from '../../../stack/setup/temporal-cli.ts';
import { readPinnedTool } from '../../../stack/setup/versions.ts';
import { scratchDir } from '../scratch.ts';
import { writeProgram } from './stand-in-program.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const pinned = readPinnedTool(root, 'temporal-cli', 'github.com/temporalio/cli').version;

function places(): ToolPlaces & { bin: string } {
  const bin = scratchDir();
  const cacheDir = join(scratchDir(), 'cache');
  mkdirSync(cacheDir);
  return { root, cacheDir, bin, inherited: { HOME: bin, PATH: `${bin}:/usr/bin:/bin` } };
}

test('a temporal on PATH that is new enough comes first', async () => {
  const at = places();
  writeProgram(at.cacheDir, `temporal-${pinned}`, 'exit 0');
  const onPath = writeProgram(at.bin, 'temporal', 'echo temporal version 1.5.0');
  expect(await ensureTemporalCli(at)).toBe(onPath);
});

test('a temporal on PATH that is too old is passed over for the cached one', async () => {
  const at = places();
  writeProgram(at.bin, 'temporal', 'echo temporal version 1.4.9');
  const cached = writeProgram(at.cacheDir, `temporal-${pinned}`, 'exit 0');
  expect(await ensureTemporalCli(at)).toBe(cached);
});

test('the pinned version in the cache comes before a downloaded one', async () => {
  const at = places();
  const other = writeProgram(at.cacheDir, 'temporal-1.9.0', 'exit 0');
  expect(await ensureTemporalCli(at)).toBe(other);
  const cached = writeProgram(at.cacheDir, `temporal-${pinned}`, 'exit 0');
  expect(await ensureTemporalCli(at)).toBe(cached);
});

/** As much of Go as the set-up uses: `build` writes its arguments to the file after `-o`. */
const GO = `
if [ "$1" = env ]; then echo go1.26.8; exit 0; fi
args="$*"
while [ "$1" != -o ]; do shift; done
echo "go: downloading something" >&2
echo "$args" > "$2"`;

test('with neither it is built, by its pinned version, and appears whole', async () => {
  const at = places();
  writeProgram(at.bin, 'go', GO);
  const built = await ensureTemporalCli(at);
  expect(built).toBe(join(at.cacheDir, `temporal-${pinned}`));
  expect(readFileSync(built, 'utf8')).toContain('github.com/temporalio/cli/cmd/temporal');
  expect(readdirSync(at.cacheDir)).toEqual([`temporal-${pinned}`]);
});

test('two set-ups at a time build it once', async () => {
  const at = places();
  const log = join(at.bin, 'builds');
  writeProgram(at.bin, 'go', `[ "$1" = build ] && echo one >> ${log} && sleep 0.3\n${GO}`);
  const both = await Promise.all([ensureTemporalCli(at), ensureTemporalCli(at)]);
  expect(new Set(both).size).toBe(1);
  expect(readFileSync(log, 'utf8')).toBe('one\n');
  expect(existsSync(join(at.cacheDir, 'temporal.lock'))).toBe(false);
});
