import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { retryDelay } from '../../../activities/kit/retry-delay.ts';

/** Milliseconds, in an activity that may still take so many seconds. */
function delay(seconds: number, leftSeconds: number, longest?: number): Promise<number> {
  const scheduleToCloseTimeoutMs = leftSeconds * 1_000;
  const info = { scheduledTimestampMs: Date.now(), scheduleToCloseTimeoutMs };
  const run = async (): Promise<number> => retryDelay(seconds, longest);
  return new MockActivityEnvironment(info).run(run);
}

test('what is asked for is waited, down to a second', async () => {
  expect(await delay(42, 3_600)).toBe(42_000);
  expect(await delay(0, 3_600)).toBe(1_000);
});

test('nobody is waited for longer than five minutes, or what we allow ourselves', async () => {
  expect(await delay(7_200, 36_000)).toBe(300_000);
  expect(await delay(Number.POSITIVE_INFINITY, 36_000)).toBe(300_000);
  expect(await delay(7_200, 36_000, 720)).toBe(720_000);
});

test('a delay ends before the deadline does, with room for one more look', async () => {
  const last = await delay(300, 100);
  expect(last).toBeGreaterThan(90_000);
  expect(last).toBeLessThanOrEqual(95_000);
});
