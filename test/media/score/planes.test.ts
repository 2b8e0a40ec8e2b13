import { describe, expect, test } from 'vitest';
import { detailOf } from '../../../media/score/detail.ts';
import { motionObserver } from '../../../media/score/motion.ts';
import type { Plane } from '../../../media/score/plane.ts';
import { stillObserver } from '../../../media/score/still.ts';

const WIDTH = 128;
const HEIGHT = 96;

function plane(luma: (x: number, y: number) => number): Plane {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) data[y * WIDTH + x] = luma(x, y);
  }
  return { data, width: WIDTH, height: HEIGHT };
}

/** The same "noise" in every run. */
function hash(x: number, y: number): number {
  let h = (x * 374_761_393 + y * 668_265_263) | 0;
  h = Math.imul(h ^ (h >>> 13), 1_274_126_177);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

describe('detail', () => {
  const sharp = (x: number, y: number): number => (((x >> 2) + (y >> 2)) % 2 === 0 ? 70 : 180);

  test('a soft edge has a higher re-blur ratio than a sharp one', () => {
    const soft = detailOf(plane((x) => 120 + 50 * Math.sin(x / 9)));
    expect(soft.blur).toBeGreaterThan(0.6);
    expect(detailOf(plane(sharp)).blur).toBeLessThan(soft.blur);
  });

  test('noise is measured in levels, and a flat picture has none', () => {
    expect(detailOf(plane(() => 120)).noise).toBe(0);
    const amplitude = 24;
    const noisy = detailOf(plane((x, y) => 120 + amplitude * (hash(x, y) - 0.5)));
    // A uniform spread has σ = amplitude / √12.
    expect(noisy.noise).toBeGreaterThan(4);
    expect(noisy.noise).toBeLessThan(9);
  });

  test('steps on an 8-pixel grid are blocking, wherever the grid begins', () => {
    for (const shift of [0, 3]) {
      const blocks = plane(
        (x, y) => 100 + 5 * (((x + shift) >> 3) % 2) + (hash(x, y) < 0.1 ? 1 : 0),
      );
      expect(detailOf(blocks).blocking).toBeGreaterThan(3);
    }
    expect(detailOf(plane((x, y) => 100 + 20 * hash(x, y))).blocking).toBeLessThan(1.25);
  });

  test('clipped pixels are counted at both ends', () => {
    const half = detailOf(plane((x) => (x < WIDTH / 2 ? 235 : 16)));
    expect([half.bright, half.dark]).toEqual([0.5, 0.5]);
  });

  test('the smallest pictures give numbers', () => {
    for (const side of [1, 2, 8, 16]) {
      const tiny = detailOf({ data: new Uint8Array(side * side), width: side, height: side });
      for (const value of Object.values(tiny)) expect(Number.isFinite(value)).toBe(true);
    }
  });
});

describe('stills', () => {
  const textured = (x: number, y: number): number => 60 + 120 * hash(x, y);

  test('bars count only where they are in every sample, and only their symmetric part', () => {
    const observer = stillObserver();
    observer.add(plane((x, y) => (y < 12 || y >= HEIGHT - 12 ? 16 : textured(x, y))));
    observer.add(plane((x, y) => (y < 30 || y >= HEIGHT - 12 ? 16 : textured(x, y))));
    expect(observer.summary().bars).toBeCloseTo(24 / HEIGHT, 5);
  });

  test('a dark picture is no bar', () => {
    const observer = stillObserver();
    observer.add(plane(() => 16));
    expect(observer.summary().bars).toBe(0);
  });

  test('few levels comb the histogram, many do not', () => {
    const many = stillObserver();
    many.add(plane((x) => 40 + x));
    const few = stillObserver();
    few.add(plane((x) => 40 + (x >> 4) * 16));
    expect(many.summary().banding).toBeLessThan(0.9);
    expect(few.summary().banding).toBeGreaterThan(1.3);
  });
});

describe('motion', () => {
  test('a small mover shows in its block and hardly in the mean', () => {
    const { add, trace } = motionObserver();
    add(plane(() => 100));
    add(plane((x, y) => (x < 8 && y < 8 ? 180 : 100)));
    expect(trace.difference[1]).toBeLessThan(0.5);
    expect(trace.blockDifference[1]).toBeCloseTo(20, 5);
  });

  test('a frame out of order does not fit between its neighbours', () => {
    const at = (shift: number): Plane => plane((x) => 120 + 60 * Math.sin((x + shift) / 6));
    const inOrder = motionObserver();
    for (const shift of [0, 2, 4, 6, 8]) inOrder.add(at(shift));
    const shuffled = motionObserver();
    for (const shift of [0, 6, 4, 2, 8]) shuffled.add(at(shift));
    expect(Math.max(...inOrder.trace.incoherence)).toBeLessThan(0.5);
    expect(Math.max(...shuffled.trace.incoherence)).toBeGreaterThan(1.2);
  });
});
