import type { Plane } from './plane.ts';

/** What the small pictures (long side ≤ 320 px) say, one entry a frame. Levels are 0–255. */
export interface MotionTrace {
  /** Mean luma. */
  luma: number[];
  /** Share of pixels that count as black. */
  dark: number[];
  /** Mean absolute difference from the frame before; [0] is 0. */
  difference: number[];
  /** Largest difference of any 16-px block: a small mover in a still scene shows here alone. */
  blockDifference: number[];
  /** Mean gradient, which turns a difference into pixels moved. */
  gradient: number[];
  /** How badly a frame fits between its neighbours; [t] is about t, ends are 0. */
  incoherence: number[];
}

/** ffmpeg's blackdetect: `pix_th` 0.10 of the limited range above 16. */
const BLACK_LEVEL = 37;

const BLOCK = 16;

/** Added to the motion below a frame so that noise in a still scene is not called incoherent. */
const STILL = 0.4;

/** Takes small pictures one by one and keeps only numbers and the last two pictures. */
export function motionObserver(): { add: (plane: Plane) => void; trace: MotionTrace } {
  const trace: MotionTrace = {
    luma: [],
    dark: [],
    difference: [],
    blockDifference: [],
    gradient: [],
    incoherence: [],
  };
  let before: Uint8Array | null = null;
  let last: Uint8Array | null = null;
  const add = (plane: Plane): void => {
    const { luma, dark, gradient } = still(plane);
    trace.luma.push(luma);
    trace.dark.push(dark);
    trace.gradient.push(gradient);
    const { mean, block } = last ? differences(plane, last) : { mean: 0, block: 0 };
    trace.difference.push(mean);
    trace.blockDifference.push(block);
    if (before && last) {
      trace.incoherence[trace.incoherence.length - 1] = misfit(before, last, plane.data);
    }
    trace.incoherence.push(0);
    before = last;
    last = plane.data;
  };
  return { add, trace };
}

function still({ data, width, height }: Plane): { luma: number; dark: number; gradient: number } {
  let sum = 0;
  let black = 0;
  let steps = 0;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const value = data[row + x]!;
      sum += value;
      if (value <= BLACK_LEVEL) black++;
      const right = x + 1 < width ? data[row + x + 1]! : value;
      const below = y + 1 < height ? data[row + x + width]! : value;
      steps += Math.abs(right - value) + Math.abs(below - value);
    }
  }
  const pixels = width * height;
  return { luma: sum / pixels, dark: black / pixels, gradient: steps / (2 * pixels) };
}

function differences(plane: Plane, last: Uint8Array): { mean: number; block: number } {
  const { data, width, height } = plane;
  const across = Math.ceil(width / BLOCK);
  const blocks = new Float64Array(across * Math.ceil(height / BLOCK));
  let total = 0;
  for (let y = 0; y < height; y++) {
    const blockRow = Math.floor(y / BLOCK) * across;
    for (let from = 0, block = blockRow; from < width; from += BLOCK, block++) {
      const end = y * width + Math.min(from + BLOCK, width);
      let sum = 0;
      for (let at = y * width + from; at < end; at++) sum += Math.abs(data[at]! - last[at]!);
      blocks[block]! += sum;
      total += sum;
    }
  }
  return { mean: total / (width * height), block: Math.max(...blocks) / (BLOCK * BLOCK) };
}

/** Distance of a frame from the middle of its neighbours, over half their own distance. */
function misfit(before: Uint8Array, frame: Uint8Array, after: Uint8Array): number {
  let off = 0;
  let moved = 0;
  for (let at = 0; at < frame.length; at++) {
    const a = before[at]!;
    const b = after[at]!;
    off += Math.abs(frame[at]! - (a + b) / 2);
    moved += Math.abs(b - a);
  }
  return off / frame.length / ((0.5 * moved) / frame.length + STILL);
}
