import { describe, expect, test } from 'vitest';
import type { MotionTrace } from '../../../media/score/motion.ts';
import { readTimeline, type Timeline } from '../../../media/score/timeline.ts';

const FPS = 24;

/** Two seconds of even motion, with some frames changed. */
function timeline(change: Partial<Record<keyof MotionTrace, (frame: number) => number>>): Timeline {
  const frames = Array.from({ length: 2 * FPS }, (_, frame) => frame);
  const values = (key: keyof MotionTrace, usual: number): number[] =>
    frames.map((frame) => change[key]?.(frame) ?? usual);
  return readTimeline(
    {
      luma: values('luma', 120),
      dark: values('dark', 0),
      difference: values('difference', 3),
      blockDifference: values('blockDifference', 10),
      gradient: values('gradient', 6),
      incoherence: values('incoherence', 0.8),
    },
    FPS,
  );
}

test('even motion shows no fault', () => {
  const found = timeline({});
  expect(found).toMatchObject({
    flicker: { value: 0 },
    freeze: { value: 0 },
    duplicates: { value: 0 },
    black: { value: 0, frame: null },
    flash: { value: 0 },
    cut: { value: 0 },
    frozenShare: 0,
  });
  // Three levels a frame over a gradient of six: half a pixel.
  expect(found.speed.value).toBeCloseTo(12, 5);
});

describe('a freeze', () => {
  const stop = (from: number, to: number) => (frame: number) =>
    frame >= from && frame < to ? 0 : 3;

  test('is the longest run without change, at its place', () => {
    expect(timeline({ difference: stop(10, 22) }).freeze).toEqual({ value: 0.5, frame: 10 });
  });

  test('needs an abrupt edge: motion that dies away is calm, not a hitch', () => {
    const fading = (frame: number): number => Math.max(0.2, 3 - frame * 0.1);
    expect(timeline({ difference: fading }).freeze.value).toBe(0);
  });
});

test('a cadence fault is isolated repeats, not a stop', () => {
  const every4th = (frame: number): number => (frame % 4 === 0 ? 0.05 : 3);
  const found = timeline({ difference: every4th });
  expect(found.duplicates.value).toBeCloseTo(11 / 47, 5);
  expect(found.duplicates.frame).toBe(4);
  const stopped = timeline({ difference: (frame) => (frame >= 10 && frame < 30 ? 0 : 3) });
  expect(stopped.duplicates.value).toBe(0);
});

describe('brightness', () => {
  test('alternating levels are flicker, a fade is not', () => {
    const found = timeline({ luma: (frame) => 120 + (frame % 2) * 4 });
    expect(found.flicker.value).toBeCloseTo(4, 5);
    expect(timeline({ luma: (frame) => 60 + frame * 3 }).flicker.value).toBe(0);
  });

  test('flashes are counted in pairs, in the worst second', () => {
    // Dark for three frames, bright for three: four pairs a second.
    const found = timeline({ luma: (frame) => (frame % 6 < 3 ? 60 : 120) });
    expect(found.flash.value).toBeGreaterThanOrEqual(3.5);
    expect(found.flash.value).toBeLessThanOrEqual(4);
    expect(timeline({ luma: (frame) => (frame % 6 < 3 ? 110 : 120) }).flash.value).toBe(0);
    expect(timeline({ luma: (frame) => (frame < 24 ? 60 : 120) }).flash.value).toBe(0.5);
  });

  test('black is counted from 98 % of the picture', () => {
    expect(timeline({ dark: (frame) => (frame >= 36 ? 0.98 : 0.97) }).black).toEqual({
      value: 0.25,
      frame: 36,
    });
  });
});

test('a cut stands alone above its neighbours; fast motion does not', () => {
  expect(timeline({ difference: (frame) => (frame === 20 ? 40 : 3) }).cut).toEqual({
    value: 37,
    frame: 20,
  });
  expect(timeline({ difference: () => 40 }).cut.value).toBe(0);
});

describe('standing still', () => {
  test('is no change anywhere for half a second or longer', () => {
    const half = (frame: number): number => (frame >= 24 ? 0 : 3);
    const found = timeline({ difference: half, blockDifference: half });
    expect(found.frozenShare).toBeCloseTo(24 / 47, 5);
    const brief = (frame: number): number => (frame >= 24 && frame < 34 ? 0 : 3);
    expect(timeline({ difference: brief, blockDifference: brief }).frozenShare).toBe(0);
  });

  test('is not a still scene in which something small moves', () => {
    expect(timeline({ difference: () => 0.05, blockDifference: () => 6 }).frozenShare).toBe(0);
  });

  test('is not a slow drift over few details', () => {
    const drift = { difference: () => 0.08, blockDifference: () => 0.5, gradient: () => 0.4 };
    expect(timeline(drift).frozenShare).toBe(0);
  });

  test('is a still picture that its encoder goes on refining', () => {
    const refined = { difference: () => 0.05, blockDifference: () => 0.9 };
    expect(timeline(refined).frozenShare).toBe(1);
  });
});

test('one or two frames are measured without a number out of range', () => {
  for (const length of [0, 1, 2]) {
    const list = Array.from({ length }, () => 0);
    const found = readTimeline(
      {
        luma: list,
        dark: list,
        difference: list,
        blockDifference: list,
        gradient: list,
        incoherence: list,
      },
      FPS,
    );
    const { frozenShare, ...findings } = found;
    expect(Number.isFinite(frozenShare)).toBe(true);
    for (const { value } of Object.values(findings)) expect(Number.isFinite(value)).toBe(true);
  }
});
