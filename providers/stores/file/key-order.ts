import { setImmediate as turn } from 'node:timers/promises';

/** Sorted at a stretch: a millisecond or two. */
const RUN = 4_096;

/**
 * By UTF-8 bytes, as buckets do. JavaScript compares UTF-16 units, which differs only where one side has
 * a surrogate; the plain comparison is ten times faster.
 */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const SURROGATE = /[\ud800-\udfff]/;

/** In the order of keys, leaving the event loop to others every few milliseconds. */
export async function sortKeys(keys: string[]): Promise<string[]> {
  const plain = !keys.some((key) => SURROGATE.test(key));
  const compare = plain ? (a: string, b: string) => (a < b ? -1 : 1) : compareKeys;
  let runs: string[][] = [];
  for (let at = 0; at < keys.length; at += RUN) {
    const run = keys.slice(at, at + RUN);
    // Without a function it is compared natively, by the same order.
    runs.push(plain ? run.toSorted() : run.toSorted(compare));
    if (keys.length > RUN) await turn();
  }
  while (runs.length > 1) {
    const merged: string[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(
  left: string[],
  right: string[],
  compare: (a: string, b: string) => number,
): Promise<string[]> {
  const merged: string[] = [];
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    const [a, b] = [left[l], right[r]];
    if (b === undefined || (a !== undefined && compare(a, b) <= 0)) {
      merged.push(a ?? '');
      l += 1;
    } else {
      merged.push(b);
      r += 1;
    }
    if (merged.length % (4 * RUN) === 0) await turn();
  }
  return merged;
}

/** Index of the first that is at or after `key`, in a sorted list. */
export function firstFrom(sorted: readonly string[], key: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(sorted[middle] ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
