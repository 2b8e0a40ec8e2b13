/** An exact ratio, e.g. 30000/1001 frames per second. */
export interface Fraction {
  num: number;
  den: number;
}

export function toNumber(fraction: Fraction): number {
  return fraction.num / fraction.den;
}

/** Rates that players and screens are made for (Apple HLS authoring 1.18), and what models emit. */
const NATURAL: readonly Fraction[] = [
  ...[8, 10, 12, 15, 16, 24, 25, 30, 48, 50, 60].map((num) => ({ num, den: 1 })),
  ...[24_000, 30_000, 48_000, 60_000].map((num) => ({ num, den: 1001 })),
];

/** 24 and 23.976 are 0.1 % apart: a quarter of it tells them apart. */
const SAME_RATE = 0.00025;

/**
 * Highest rate that the ladder carries (Apple HLS authoring 1.18), with what a phone's clock is off:
 * its "60" is 60.058 a second, and half of it would be half the pictures.
 */
const MAX_FRAME_RATE = 60 * 1.01;

/**
 * The exact rate behind a measured one. Containers round timestamps to milliseconds, so a measured
 * 29.9699 has to find its way back to 30000/1001 or sound and picture drift apart.
 */
export function frameRateOf(measured: number, tolerance = SAME_RATE): Fraction {
  const nearest = NATURAL.toSorted(
    (a, b) => Math.abs(toNumber(a) - measured) - Math.abs(toNumber(b) - measured),
  )[0];
  if (nearest && Math.abs(toNumber(nearest) - measured) <= measured * tolerance) return nearest;
  return { num: Math.round(measured * 1000), den: 1000 };
}

/** The rate to publish a source at: its own, halved until screens can keep up, at least 1. */
export function publishedRate(source: Fraction): Fraction {
  if (toNumber(source) < 1) return { num: 1, den: 1 };
  let { num, den } = source;
  while (num / den > MAX_FRAME_RATE) den *= 2;
  return { num, den };
}
