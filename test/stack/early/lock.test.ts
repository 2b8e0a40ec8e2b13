import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tryLock, waitForLock } from '../../../stack/early/lock.mjs';
import { identityOf } from '../../../stack/early/process-identity.mjs';
import { startIdleProcess } from '../idle-process.ts';
import { scratchDir } from '../scratch.ts';

const deadOwner = { pid: 999_999_999, started_at: '2020-01-01T00:00:00.000Z' };

function lockedBy(owner: unknown): string {
  const path = join(scratchDir(), 'a.lock');
  writeFileSync(path, JSON.stringify(owner));
  return path;
}

test('a free lock is taken and says by whom', () => {
  const path = join(scratchDir(), 'deep', 'a.lock');
  expect(tryLock(path).status).toBe('locked');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(identityOf(process.pid));
});

test('a lock held by a living process is left alone', () => {
  const owner = identityOf(startIdleProcess());
  expect(tryLock(lockedBy(owner))).toEqual({ status: 'held', owner });
});

test('a dead owner’s lock is taken over', () => {
  const path = lockedBy(deadOwner);
  expect(tryLock(path).status).toBe('locked');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
});

test('a lock whose owner’s pid now belongs to another process is taken over', () => {
  const path = lockedBy({ pid: startIdleProcess(), started_at: deadOwner.started_at });
  expect(tryLock(path).status).toBe('locked');
});

test('a damaged lock is taken over once it is old', () => {
  const path = join(scratchDir(), 'a.lock');
  writeFileSync(path, '{"pi');
  expect(tryLock(path).status).toBe('held');
  utimesSync(path, 1, 1);
  expect(tryLock(path).status).toBe('locked');
});

test('a takeover that was broken off does not block the next one', () => {
  const path = lockedBy(deadOwner);
  writeFileSync(`${path}.takeover`, JSON.stringify(deadOwner));
  expect(tryLock(path).status).toBe('locked');
});

test('a released lock is gone, with nothing left beside it', () => {
  const path = join(scratchDir(), 'a.lock');
  const lock = tryLock(path);
  if (lock.status === 'locked') lock.release();
  expect(readdirSync(dirname(path))).toEqual([]);
});

test('releasing does not remove the lock of whoever has it now', () => {
  const path = join(scratchDir(), 'a.lock');
  const lock = tryLock(path);
  writeFileSync(path, JSON.stringify(deadOwner));
  if (lock.status === 'locked') lock.release();
  expect(existsSync(path)).toBe(true);
});

test('a second process that waits gets the lock when the first lets go', async () => {
  const path = join(scratchDir(), 'a.lock');
  const first = tryLock(path);
  const told: unknown[] = [];
  const waiting = waitForLock(path, (owner) => told.push(owner));
  if (first.status === 'locked') first.release();
  const release = await waiting;
  expect(told).toEqual([identityOf(process.pid)]);
  release();
});

test('of many processes that find one dead owner exactly one takes over', async () => {
  const path = lockedBy(deadOwner);
  const lockModule = join(dirname(fileURLToPath(import.meta.url)), '../../../stack/early/lock.mjs');
  // Holds on until stdin ends, so that nobody's takeover looks like a second dead owner.
  const script = `import { tryLock } from ${JSON.stringify(lockModule)};
    process.stdout.write(tryLock(${JSON.stringify(path)}).status + '\\n');
    process.stdin.resume().on('end', () => process.exit(0));`;
  const racers = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const answers = await Promise.all(
    racers.map(
      (racer) =>
        new Promise<string>((resolve) => racer.stdout.once('data', (d) => resolve(`${d}`))),
    ),
  );
  for (const racer of racers) racer.stdin.end();
  expect(answers.filter((answer) => answer.trim() === 'locked')).toHaveLength(1);
});
