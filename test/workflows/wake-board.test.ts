import { expect, test } from 'vitest';
import { openWakeBoard } from '../../workflows/run/wake-board.ts';

test('a wake-up is heard until it was looked at', () => {
  const board = openWakeBoard();
  board.wake(1);
  expect([board.isWoken(0), board.isWoken(1)]).toEqual([false, true]);
  board.clear(1);
  expect(board.isWoken(1)).toBe(false);
});

test('of wake-ups without end four are heard, for each take its own four', () => {
  const board = openWakeBoard();
  const heard = (take: number): boolean => {
    board.wake(take);
    const woken = board.isWoken(take);
    board.clear(take);
    return woken;
  };
  expect(Array.from({ length: 6 }, () => heard(0))).toEqual([true, true, true, true, false, false]);
  expect(heard(1)).toBe(true);
});

test('wake-ups that come before the look count once', () => {
  const board = openWakeBoard();
  for (let n = 0; n < 100; n += 1) board.wake(0);
  board.clear(0);
  board.wake(0);
  expect(board.isWoken(0)).toBe(true);
});
