import { expect, test } from 'vitest';
import { identityOf, isAlive, startTimeOf } from '../../../stack/early/process-identity.mjs';
import { startIdleProcess } from '../idle-process.ts';
import { waitFor } from '../wait-for.ts';

test('a process is known by the time it was started at', () => {
  const before = Date.now();
  const started = startTimeOf(startIdleProcess());
  // The boot time that it is reckoned from is known to the second only.
  expect(Math.abs((started ?? 0) - before)).toBeLessThan(2500);
});

test('a living process is alive under its own identity', () => {
  expect(isAlive(identityOf(process.pid))).toBe(true);
});

test('a pid that another process has taken over is not alive', () => {
  const pid = startIdleProcess();
  expect(isAlive({ pid, started_at: '2020-01-01T00:00:00.000Z' })).toBe(false);
});

test('a process that ended is not alive', async () => {
  const identity = identityOf(startIdleProcess());
  process.kill(identity?.pid ?? 0, 'SIGKILL');
  const gone = await waitFor('the end', () => (isAlive(identity) ? undefined : true));
  expect(gone).toBe(true);
});

test.each([0, -1, Number.NaN, 1.5])('%s is no process', (pid) => {
  expect(startTimeOf(pid)).toBeUndefined();
});

test('an identity with a damaged time is nobody', () => {
  expect(isAlive({ pid: process.pid, started_at: 'yesterday' })).toBe(false);
});
