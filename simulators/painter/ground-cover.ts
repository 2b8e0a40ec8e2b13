import { smooth } from './colour.ts';
import type { Rgb } from './colour.ts';
import type { Noise } from './noise.ts';
import type { Season } from './prompt-words.ts';

/** Grass, and what grows in the hollows. */
export const GRASS: Readonly<Record<Season, readonly [Rgb, Rgb]>> = {
  spring: [
    [122, 168, 74],
    [84, 138, 66],
  ],
  summer: [
    [112, 146, 62],
    [70, 112, 52],
  ],
  autumn: [
    [196, 142, 60],
    [168, 86, 42],
  ],
  winter: [
    [232, 238, 248],
    [178, 188, 206],
  ],
};

/** 1 in a wood, 0 in the open: clumps with ragged edges. */
export function woodsAt(noise: Noise, u: number, v: number): number {
  const clump = noise(u * 16 + 3, v * 16, 16) + 0.45 * noise(u * 64, v * 64 + 5, 64);
  return smooth(0.34, 0.44, clump + 0.25 * noise(u * 256, v * 256, 256));
}
