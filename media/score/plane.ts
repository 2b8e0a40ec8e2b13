/** Luma of one picture, 8 bit, limited range, rows without padding. */
export interface Plane {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Index into sorted numbers at a share of them, 0..1; 0 for none. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return sorted[Math.max(0, index)] ?? 0;
}

export function sortedCopy(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).toSorted();
}

export function median(values: Iterable<number>): number {
  return percentile(sortedCopy(values), 0.5);
}
