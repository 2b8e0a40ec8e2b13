/**
 * `count` shares of a run, ascending, one in each equal part of it: a seed always gives the same. The
 * generator is Mulberry32 (public domain, Tommy Ettinger).
 */
export function seededMoments(seed: number, count: number): number[] {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  // Up to just before the end: a run that has ended cannot be hit any more.
  return Array.from({ length: count }, (_, part) => ((part + next()) / count) * 0.96);
}
