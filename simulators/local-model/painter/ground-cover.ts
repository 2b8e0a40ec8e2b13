import { smooth } from './colour.ts';
import type { Noise } from './noise.ts';

/** 1 in a wood, 0 in the open: clumps with ragged edges. */
export function woodsAt(noise: Noise, u: number, v: number): number {
  const clump = noise(u * 16 + 3, v * 16, 16) + 0.45 * noise(u * 64, v * 64 + 5, 64);
  return smooth(0.34, 0.44, clump + 0.25 * noise(u * 256, v * 256, 256));
}
