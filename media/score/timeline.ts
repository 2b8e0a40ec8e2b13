import type { MotionTrace } from './motion.ts';
import { median, percentile, sortedCopy } from './plane.ts';

/** A measured value and the frame where it shows most; null when it has no place. */
interface Finding {
  value: number;
  frame: number | null;
}

export interface Timeline {
  flicker: Finding;
  incoherent: Finding;
  freeze: Finding;
  duplicates: Finding;
  speed: Finding;
  black: Finding;
  flash: Finding;
  cut: Finding;
  luma: Finding;
  /** Share of the clip that stands still for half a second or longer. */
  frozenShare: number;
}

/** Share of black pixels from which a frame is black: blackdetect's `pic_th`. */
const BLACK_FRAME = 0.98;

export function readTimeline(trace: MotionTrace, fps: number): Timeline {
  return {
    flicker: flicker(trace.luma),
    incoherent: at90(trace.incoherence),
    freeze: freeze(trace.difference, fps),
    duplicates: duplicates(trace.difference),
    speed: speed(trace, fps),
    black: share(trace.dark, (dark) => dark >= BLACK_FRAME),
    flash: flashes(trace.luma, fps),
    cut: cut(trace.difference),
    luma: { value: mean(trace.luma), frame: null },
    frozenShare: frozenShare(trace, fps),
  };
}

/** Reversals of the whole picture's brightness, by the smaller of the two steps. */
function flicker(luma: readonly number[]): Finding {
  let sum = 0;
  let worst = 0;
  let frame: number | null = null;
  for (let t = 2; t < luma.length; t++) {
    const first = luma[t - 1]! - luma[t - 2]!;
    const second = luma[t]! - luma[t - 1]!;
    if (first * second >= 0) continue;
    const reversal = Math.min(Math.abs(first), Math.abs(second));
    sum += reversal;
    if (reversal > worst) [worst, frame] = [reversal, t - 1];
  }
  return { value: luma.length < 3 ? 0 : sum / (luma.length - 2), frame };
}

function at90(values: readonly number[]): Finding {
  const inner = values.slice(1, -1);
  return { value: percentile(sortedCopy(inner), 0.9), frame: indexOfMax(values) };
}

/** Longest run without change that begins or ends abruptly: a hitch, not a calm scene. */
function freeze(difference: readonly number[], fps: number): Finding {
  const moving = difference.slice(1);
  const limit = Math.min(0.35, Math.max(0.05, 0.08 * percentile(sortedCopy(moving), 0.75)));
  let best: Finding = { value: 0, frame: null };
  for (const [from, to] of runs(difference, (step) => step < limit)) {
    const calm = median(difference.slice(from, to));
    const abrupt = (step: number | undefined): boolean =>
      step !== undefined && step > 6 * calm && step > 0.4;
    const seconds = (to - from) / fps;
    const hitch = abrupt(from > 1 ? difference[from - 1] : undefined) || abrupt(difference[to]);
    if (hitch && seconds > best.value) best = { value: seconds, frame: from };
  }
  return best;
}

/** More repeats in a row than this are a stop, which `freeze` sees. */
const LONGEST_REPEAT = 3;

/** Isolated frames that repeat the one before while everything around them moves. */
function duplicates(difference: readonly number[]): Finding {
  let count = 0;
  let frame: number | null = null;
  for (const [t, step] of difference.entries()) {
    const around = difference.slice(Math.max(1, t - 5), t + 6);
    const limit = 0.3 * percentile(sortedCopy(around), 0.75);
    if (t === 0 || step >= 1 || step >= limit) continue;
    // Within a long stop nothing around moves either, but at its ends something does.
    let from = t;
    let to = t + 1;
    while (from > 1 && difference[from - 1]! < limit) from--;
    while (to < difference.length && difference[to]! < limit) to++;
    if (to - from > LONGEST_REPEAT) continue;
    count++;
    frame ??= t;
  }
  return { value: difference.length < 2 ? 0 : count / (difference.length - 1), frame };
}

/** Pixels a second of the small picture. */
function speed({ difference, gradient }: MotionTrace, fps: number): Finding {
  const moved = difference.slice(1).map((step, i) => step / Math.max(0.2, gradient[i + 1]!));
  return { value: median(moved) * fps, frame: null };
}

const SWING = 20;

/** Pairs of opposing swings of the whole picture in the worst second (after WCAG 2.3.1). */
function flashes(luma: readonly number[], fps: number): Finding {
  const turns: number[] = [];
  let extreme = luma[0] ?? 0;
  let direction = 0;
  for (const [t, level] of luma.entries()) {
    const swing = level - extreme;
    if (direction !== 0 && swing * direction > 0) extreme = level;
    else if (Math.abs(swing) >= SWING) {
      turns.push(t);
      [extreme, direction] = [level, Math.sign(swing)];
    }
  }
  let value = 0;
  let frame: number | null = null;
  for (const [index, t] of turns.entries()) {
    const inSecond = turns.filter((other, i) => i >= index && other < t + fps).length / 2;
    if (inSecond > value) [value, frame] = [inSecond, t];
  }
  return { value, frame };
}

function cut(difference: readonly number[]): Finding {
  let value = 0;
  let frame: number | null = null;
  for (let t = 1; t < difference.length; t++) {
    const beside = Math.max(t > 1 ? difference[t - 1]! : 0, difference[t + 1] ?? 0);
    const peak = difference[t]! - beside;
    if (peak > value) [value, frame] = [peak, t];
  }
  return { value, frame };
}

/**
 * Below both a frame counts as standing still: what an encoder's refinement of a still picture
 * leaves, but less than a bird that crosses the sky.
 */
const STILL_MEAN = 0.1;
const STILL_BLOCK = 1.5;
/** A drifting sky changes little as well, but by its few gradients it moves. */
const STILL_SPEED = 0.5;
/** Nothing but rounding. */
const SAME = 0.01;

function frozenShare(trace: MotionTrace, fps: number): number {
  const { difference, blockDifference, gradient } = trace;
  if (difference.length < 2) return 0;
  const stands = difference.map((step, t) => {
    const moved = (step / Math.max(0.01, gradient[t]!)) * fps;
    const small = step < STILL_MEAN && blockDifference[t]! < STILL_BLOCK;
    return Number(step < SAME || (small && moved < STILL_SPEED));
  });
  let frames = 0;
  for (const [from, to] of runs(stands, (flag) => flag === 1)) {
    if ((to - from) / fps >= Math.min(0.5, (difference.length - 1) / fps)) frames += to - from;
  }
  return frames / (difference.length - 1);
}

/** Half-open runs of the frames from 1 on that pass. */
function* runs(
  values: readonly number[],
  passes: (value: number) => boolean,
): Generator<[from: number, to: number]> {
  for (let t = 1; t < values.length; t++) {
    if (!passes(values[t]!)) continue;
    const from = t;
    while (t < values.length && passes(values[t]!)) t++;
    yield [from, t];
  }
}

function share(values: readonly number[], passes: (value: number) => boolean): Finding {
  const frame = values.findIndex(passes);
  const count = values.filter(passes).length;
  return { value: count / Math.max(1, values.length), frame: frame < 0 ? null : frame };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function indexOfMax(values: readonly number[]): number | null {
  let best: number | null = null;
  for (const [index, value] of values.entries()) {
    if (value > (best === null ? 0 : values[best]!)) best = index;
  }
  return best;
}
