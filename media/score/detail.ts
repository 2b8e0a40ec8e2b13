import { percentile, sortedCopy, type Plane } from './plane.ts';

/** What one picture at its native size says. */
export interface Detail {
  /** Crete's re-blur ratio, 0..1: how little is lost by blurring once more. */
  blur: number;
  /** Mean |Laplacian| over that at half the size: low for an enlarged picture. */
  sharpness: number;
  /** Steps at an 8-px grid over steps beside it. */
  blocking: number;
  /** Share of coarse steps among the steps between flat areas. */
  flatSteps: number;
  /** Immerkær's σ of the calmest blocks, levels. */
  noise: number;
  /** Shares of clipped pixels. */
  bright: number;
  dark: number;
}

/** Every second row and column is enough for averages, and halves the cost at 1080p. */
const STRIDE = 2;

export function detailOf(plane: Plane): Detail {
  const noise = immerkaer(plane);
  const half = halved(plane);
  const fine = laplacian(plane);
  const coarse = laplacian(half);
  return {
    blur: Math.max(reblur(plane, 1), reblur(plane, plane.width)),
    // A flat picture has no detail to miss.
    sharpness: coarse < 0.5 ? 1 : fine / coarse,
    blocking: Math.max(grid(plane, 1), grid(plane, plane.width)),
    flatSteps: noise >= 2 ? 0 : flatSteps(plane),
    noise,
    ...clipped(plane),
  };
}

/** Taps of the box that blurs once more. */
const TAPS = 9;

/** F. Crete et al., "The blur effect", 2007: along rows (`step` 1) or columns (`step` width). */
function reblur({ data, width, height }: Plane, step: number): number {
  const alongRows = step === 1;
  const length = alongRows ? width : height;
  const lines = alongRows ? height : width;
  const between = alongRows ? width : 1;
  if (length <= TAPS + 1) return 0;
  let steps = 0;
  let kept = 0;
  for (let line = 0; line < lines; line += STRIDE) {
    const base = line * between;
    let window = 0;
    for (let i = 0; i < TAPS; i++) window += data[base + i * step]!;
    for (let i = TAPS; i < length; i++) {
      const entering = data[base + i * step]!;
      const leaving = data[base + (i - TAPS) * step]!;
      const middle = base + (i - (TAPS >> 1)) * step;
      const sharp = Math.abs(data[middle]! - data[middle - step]!);
      const blurred = Math.abs(entering - leaving) / TAPS;
      window += entering - leaving;
      steps += sharp;
      if (sharp > blurred) kept += sharp - blurred;
    }
  }
  return steps === 0 ? 0 : (steps - kept) / steps;
}

function halved({ data, width, height }: Plane): Plane {
  const w = width >> 1;
  const h = height >> 1;
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      out[y * w + x] =
        (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]! + 2) >> 2;
    }
  }
  return { data: out, width: w, height: h };
}

function laplacian({ data, width, height }: Plane): number {
  let sum = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y += STRIDE) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around = data[at - 1]! + data[at + 1]! + data[at - width]! + data[at + width]!;
      sum += Math.abs(4 * data[at]! - around);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** Beyond it a step is an object's edge, not a block's. */
const EDGE = 24;
const GRID = 8;
/** Keeps a smooth picture's rounding from looking like a grid. */
const FLOOR = 0.15;

function grid({ data, width, height }: Plane, step: number): number {
  const alongRows = step === 1;
  const length = alongRows ? width : height;
  const lines = alongRows ? height : width;
  const between = alongRows ? width : 1;
  if (length < GRID * 3) return 0;
  const phase = new Float64Array(GRID);
  const counts = new Float64Array(GRID);
  for (let line = 0; line < lines; line += STRIDE) {
    const base = line * between;
    for (let i = 1; i < length; i++) {
      const at = base + i * step;
      phase[i % GRID]! += Math.min(EDGE, Math.abs(data[at]! - data[at - step]!));
      counts[i % GRID]! += 1;
    }
  }
  const means = Array.from(phase, (sum, index) => sum / counts[index]!);
  let best = 0;
  for (let at = 0; at < GRID; at++) {
    const beside = (means[(at + 1) % GRID]! + means[(at + GRID - 1) % GRID]!) / 2;
    best = Math.max(best, (means[at]! + FLOOR) / (beside + FLOOR));
  }
  return best;
}

/** Steps between two plateaus: coarse quantisation leaves few fine ones. */
function flatSteps({ data, width, height }: Plane): number {
  let fine = 0;
  let coarse = 0;
  for (let y = 0; y < height; y += STRIDE) {
    for (let x = 3; x < width - 2; x++) {
      const at = y * width + x;
      const step = Math.abs(data[at]! - data[at - 1]!);
      if (step === 0 || step > EDGE) continue;
      const flatBefore = Math.abs(data[at - 1]! - data[at - 3]!) <= 1;
      const flatAfter = Math.abs(data[at + 2]! - data[at]!) <= 1;
      if (!flatBefore || !flatAfter) continue;
      if (step >= 4) coarse++;
      else fine++;
    }
  }
  const steps = fine + coarse;
  // A handful of steps is an accident, not a texture.
  return steps < (width * height) / 2000 ? 0 : coarse / steps;
}

const NOISE_BLOCK = 16;
/** Too dark or too bright pixels clip their noise away. */
const MID_TONES: readonly [number, number] = [32, 220];

/** J. Immerkær, "Fast noise variance estimation", 1996; the calmest fifth of the blocks. */
function immerkaer({ data, width, height }: Plane): number {
  const sigmas: number[] = [];
  for (let top = 1; top + NOISE_BLOCK < height; top += NOISE_BLOCK) {
    for (let left = 1; left + NOISE_BLOCK < width; left += NOISE_BLOCK) {
      let sum = 0;
      let luma = 0;
      for (let y = top; y < top + NOISE_BLOCK; y++) {
        for (let x = left; x < left + NOISE_BLOCK; x++) {
          const at = y * width + x;
          const up = at - width;
          const down = at + width;
          const corners = data[up - 1]! + data[up + 1]! + data[down - 1]! + data[down + 1]!;
          const sides = data[up]! + data[down]! + data[at - 1]! + data[at + 1]!;
          sum += Math.abs(corners - 2 * sides + 4 * data[at]!);
          luma += data[at]!;
        }
      }
      const pixels = NOISE_BLOCK * NOISE_BLOCK;
      const mean = luma / pixels;
      if (mean < MID_TONES[0] || mean > MID_TONES[1]) continue;
      sigmas.push((Math.sqrt(Math.PI / 2) * sum) / (6 * pixels));
    }
  }
  return percentile(sortedCopy(sigmas), 0.2);
}

function clipped({ data }: Plane): { bright: number; dark: number } {
  let bright = 0;
  let dark = 0;
  for (const value of data) {
    if (value >= 233) bright++;
    else if (value <= 18) dark++;
  }
  return { bright: bright / data.length, dark: dark / data.length };
}
