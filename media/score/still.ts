import type { Plane } from './plane.ts';

/** What all native samples say together. */
export interface StillSummary {
  /** Share of the picture that is black bars, the symmetric part. */
  bars: number;
  /** Relative deviation of the luma histogram from its 17-bin mean. */
  banding: number;
}

/** A bar's lines: flat and dark in every sample. */
const BAR_DEVIATION = 3;
const BAR_LUMA = 28;

export function stillObserver(): { add: (plane: Plane) => void; summary: () => StillSummary } {
  const histogram = new Float64Array(256);
  let rows: Uint8Array | null = null;
  let columns: Uint8Array | null = null;
  const add = (plane: Plane): void => {
    for (const value of plane.data) histogram[value]! += 1;
    rows = both(rows, barLines(plane, plane.width, 1));
    columns = both(columns, barLines(plane, 1, plane.width));
  };
  return {
    add,
    summary: () => ({
      bars: Math.max(symmetricShare(rows), symmetricShare(columns)),
      banding: combing(histogram),
    }),
  };
}

/** 1 for each line that could be a bar's; a line advances by `next`, its pixels by `step`. */
function barLines({ data, width, height }: Plane, next: number, step: number): Uint8Array {
  const byRow = step === 1;
  const count = byRow ? height : width;
  const length = byRow ? width : height;
  const flags = new Uint8Array(count);
  for (let line = 0; line < count; line++) {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < length; i++) {
      const value = data[line * next + i * step]!;
      sum += value;
      squares += value * value;
    }
    const mean = sum / length;
    const deviation = Math.sqrt(Math.max(0, squares / length - mean * mean));
    flags[line] = deviation < BAR_DEVIATION && mean < BAR_LUMA ? 1 : 0;
  }
  return flags;
}

function both(so: Uint8Array | null, now: Uint8Array): Uint8Array {
  return so ? now.map((flag, index) => flag & (so[index] ?? 0)) : now;
}

function symmetricShare(flags: Uint8Array | null): number {
  if (!flags) return 0;
  const end = flags.indexOf(0);
  // A wholly dark picture has no bars: that is the black signal's case.
  if (end < 0) return 0;
  const after = flags.length - 1 - flags.lastIndexOf(0);
  return (2 * Math.min(end, after)) / flags.length;
}

const SMOOTHING = 17;

/** A histogram with gaps is a picture of few levels; between its 1st and 99th percentile. */
function combing(histogram: Float64Array): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  let low = 0;
  let high = 255;
  for (let level = 0; level < 256; level++) {
    seen += histogram[level]!;
    if (seen <= total * 0.01) low = level;
    if (seen >= total * 0.99) {
      high = level;
      break;
    }
  }
  // Fewer levels than the smoothing spans cannot show a comb.
  if (high - low < SMOOTHING * 2) return 0;
  const reach = SMOOTHING >> 1;
  let off = 0;
  let mass = 0;
  for (let level = low; level <= high; level++) {
    let sum = 0;
    for (let i = level - reach; i <= level + reach; i++) sum += histogram[i] ?? 0;
    off += Math.abs(histogram[level]! - sum / SMOOTHING);
    mass += histogram[level]!;
  }
  return mass === 0 ? 0 : off / mass;
}
