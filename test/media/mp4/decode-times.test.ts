import { describe, expect, test } from 'vitest';
import { decodeEarly } from '../../../media/mp4/decode-times.ts';
import type { Sample } from '../../../media/mp4/fragment.ts';

const FRAME = 512;

/** Samples as x264 hands them over: even decode times, display times in frames. */
function encoded(...shown: number[]): Sample[] {
  return shown.map((frame, index) => ({
    duration: FRAME,
    offset: (frame - index) * FRAME,
    size: 1,
    sync: index === 0,
  }));
}

/** Decode and display instants, in frames. */
function instants(samples: Sample[]): { decoded: number[]; shown: number[]; end: number } {
  let time = 0;
  const decoded = samples.map(({ duration }) => (time += duration) - duration);
  const shown = samples.map(({ offset }, index) => (decoded[index] ?? 0) + offset);
  const inFrames = (ticks: number): number => ticks / FRAME;
  return { decoded: decoded.map(inFrames), shown: shown.map(inFrames), end: inFrames(time) };
}

const ORDERS: [string, number[]][] = [
  ['no reordering', [0, 1, 2, 3, 4]],
  ['one picture', [0]],
  ['one B picture each', [0, 2, 1, 4, 3, 6, 5]],
  ['a pyramid', [0, 4, 2, 1, 3, 8, 6, 5, 7]],
  ['a key frame on the way', [0, 4, 2, 1, 3, 5, 9, 7, 6, 8]],
  ['a last one without reordering', [0, 3, 1, 2, 4]],
];

describe.each(ORDERS)('%s', (_name, order) => {
  const before = encoded(...order);
  const after = instants(decodeEarly(before));

  test('no sample is shown before it is decoded, and the first at once', () => {
    for (const [index, time] of after.decoded.entries()) {
      expect(time).toBeLessThanOrEqual(after.shown[index] ?? -1);
    }
    expect(after.decoded[0]).toBe(0);
    expect(after.shown[0]).toBe(0);
  });

  test('each is shown when it was, and the segment ends when it did', () => {
    expect(after.shown).toEqual(order);
    expect(after.end).toBe(order.length);
  });

  test('decode times only grow, and none lasts past the end', () => {
    for (const { duration } of decodeEarly(before)) expect(duration).toBeGreaterThan(0);
    for (const [index, time] of after.shown.entries()) {
      const lasts = (after.decoded[index + 1] ?? after.end) - (after.decoded[index] ?? 0);
      expect(time + lasts).toBeLessThanOrEqual(after.end);
    }
  });
});

test('pictures in the order of their display keep their times', () => {
  const samples = encoded(0, 1, 2, 3);
  expect(decodeEarly(samples)).toEqual(samples);
});
