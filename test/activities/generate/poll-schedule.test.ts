import { expect, test } from 'vitest';
import { LONGEST_LOOK, nextLook } from '../../../activities/generate/poll-schedule.ts';

const look = (attempt: number, ageSeconds: number, webhooks = false) =>
  nextLook({ attempt, ageSeconds, webhooks });

test('a young job is looked at every few seconds', () => {
  expect([1, 2, 3, 4].map((attempt) => look(attempt, 0))).toEqual([1, 1.5, 2, 2]);
  expect(look(40, 60)).toBe(15);
});

test('the older a job, the rarer the looks, and never rarer than every five minutes', () => {
  expect(look(40, 1_000)).toBe(100);
  expect(look(40, 100_000)).toBe(300);
});

test('where webhooks come, an old job is looked at half as often, up to twelve minutes', () => {
  expect(look(40, 1_000, true)).toBe(200);
  expect(look(40, 100_000, true)).toBe(LONGEST_LOOK);
  expect(LONGEST_LOOK).toBe(720);
});
