import { expect, test } from 'vitest';
import { TooManyWaiting, openTurns } from '../../../api/runs/update-turns.ts';

function job() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { promise, resolve, reject, begun: false };
}

test('at most ten of one run are under way, in the order they came, and others are not held up', async () => {
  const inTurn = openTurns();
  const jobs = Array.from({ length: 12 }, () => job());
  const done = jobs.map((each) =>
    inTurn('vid_1', () => {
      each.begun = true;
      return each.promise;
    }),
  );
  await inTurn('vid_2', async () => undefined);
  const begun = () => jobs.filter((each) => each.begun).length;
  expect(begun()).toBe(10);
  jobs[3]?.resolve();
  await done[3];
  expect([begun(), jobs[10]?.begun]).toEqual([11, true]);
  // One that fails makes room as well.
  jobs[4]?.reject(new Error('refused'));
  await expect(done[4]).rejects.toThrow('refused');
  expect(begun()).toBe(12);
  for (const each of jobs) each.resolve();
  await Promise.allSettled(done);
});

test('who would have to wait behind hundreds is told so at once', async () => {
  const inTurn = openTurns();
  const blocked = job();
  const waiting = Array.from({ length: 210 }, () => inTurn('vid_1', () => blocked.promise));
  await expect(inTurn('vid_1', async () => undefined)).rejects.toThrow(TooManyWaiting);
  blocked.resolve();
  await Promise.all(waiting);
});
