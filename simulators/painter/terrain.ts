import type { GroundPlace } from './ground-place.ts';
import { smooth } from './colour.ts';
import type { Light } from './light.ts';
import { bakeField, createNoise, fbm, ridged } from './noise.ts';
import type { Field, Noise } from './noise.ts';

import { between, randomFrom } from './random.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import { woodsAt } from './ground-cover.ts';
import { shadeGround } from './shading.ts';

/** A repeating piece of ground, lit once for the whole take. Heights and lengths in cells. */
export interface Terrain {
  readonly heights: Field;
  /** Packed colour of every cell, light and shadow included. */
  readonly colours: Uint32Array;
  readonly highest: number;
  /** Rise per length that all but one slope in two hundred stay under. */
  readonly steepest: number;
  /** Water stands up to here; below every height where there is none. */
  readonly waterLevel: number;
  /** Top of the mist that lies in the valleys. */
  readonly mistTop: number;
  readonly mist: number;
}

interface Shape {
  readonly rise: number;
  readonly water: number;
  readonly value: (noise: Noise, random: Random) => (u: number, v: number) => number;
}

const mountainous =
  (frequency: number, valleys: number) =>
  (noise: Noise): ((u: number, v: number) => number) => {
    return (u, v) => {
      const wu = u + 0.045 * noise(u * 4 + 3.1, v * 4, 4);
      const wv = v + 0.045 * noise(u * 4, v * 4 + 7.7, 4);
      const range = smooth(-0.55, 0.5, fbm(noise, wu * 2, wv * 2, 2, 2));
      const crest = ridged(noise, wu * frequency, wv * frequency, frequency, 7);
      return crest * (valleys + (1 - valleys) * range) + 0.12 * range;
    };
  };

const SHAPES: Readonly<Record<GroundPlace, Shape>> = {
  mountains: { rise: 150, water: -1, value: mountainous(4, 0.4) },
  lake: {
    rise: 150,
    water: 0.34,
    value: (noise) => {
      const peaks = mountainous(4, 0.3)(noise);
      return (u, v) =>
        peaks(u, v) * smooth(0.05, 0.3, Math.abs(u - 0.5) + 0.06 * noise(u * 8, v * 8, 8)) ** 0.6;
    },
  },
  hills: {
    rise: 46,
    water: -1,
    value: (noise) => (u, v) => {
      const ground = fbm(noise, u * 8, v * 8, 8, 3) + 0.5 * fbm(noise, u * 2 + 5, v * 2, 2, 2);
      // Woods stand a little over the meadows; the shading finds them by the same noise.
      return ground + 0.07 * woodsAt(noise, u, v) * (0.6 + 0.4 * noise(u * 256, v * 256, 256));
    },
  },
  forest: {
    rise: 64,
    water: -1,
    value: (noise) => (u, v) => {
      const ground = fbm(noise, u * 4, v * 4, 4, 3);
      // Crowns: rounded bumps with dark gaps, two sizes.
      const crown = 1 - Math.abs(noise(u * 128, v * 128, 128));
      return ground + 0.05 * crown * crown + 0.03 * Math.abs(noise(u * 256, v * 256, 256));
    },
  },
  desert: {
    rise: 62,
    water: -1,
    value: (noise) => (u, v) => {
      const bend = 0.5 * fbm(noise, u * 4, v * 4, 4, 3);
      const wave = (((u * 7 + v * 3 + bend * 2.4) % 1) + 1) % 1;
      // Long windward slope, short lee slope with a sharp brink between them.
      const dune = wave < 0.72 ? smooth(0, 0.72, wave) : 1 - (wave - 0.72) / 0.28;
      const size = 0.4 + 0.6 * smooth(-0.4, 0.4, noise(u * 4 + 9, v * 4, 4));
      return dune * size * 0.7 + 0.5 * fbm(noise, u * 2, v * 2 + 4, 2, 2);
    },
  },
  canyon: {
    rise: 96,
    water: -1,
    value: (noise) => (u, v) => {
      const base = fbm(noise, u * 4, v * 4, 4, 6);
      const carved = Math.abs(base + 0.12 * noise(u * 16, v * 16, 16));
      const mesa = smooth(0.03, 0.13, carved) * 0.62 + smooth(0.17, 0.3, carved) * 0.38;
      return mesa + 0.03 * noise(u * 64, v * 64, 64) + 0.05 * base;
    },
  },
  coast: {
    rise: 90,
    water: 0.42,
    value: (noise) => (u, v) =>
      fbm(noise, u * 4, v * 4, 4, 6) +
      0.35 * ridged(noise, u * 4, v * 4, 4, 5) * smooth(-0.1, 0.4, noise(u * 2, v * 2, 2)),
  },
};

const MIST: Readonly<Record<GroundPlace, number>> = {
  mountains: 0.75,
  lake: 0.3,
  hills: 0.3,
  forest: 0.6,
  desert: 0.12,
  canyon: 0.25,
  coast: 0.1,
};

/** `size` is a power of two: 1024 for a large picture, less for thumbnails. */
export function bakeTerrain(
  place: GroundPlace,
  scene: Scene,
  light: Light,
  seed: number,
  size: number,
): Terrain {
  const random = randomFrom('terrain', seed);
  const noise = createNoise(random);
  const shape = SHAPES[place];
  const rise = shape.rise * between(random, 0.9, 1.12);
  const heights = bakeField(size, shape.value(noise, random));
  const { data } = heights;
  for (let i = 0; i < data.length; i++) data[i] = data[i]! * rise;
  // Cliffs need more: the ground pass trusts no slope steeper than it can step over.
  for (let pass = 0; pass < (place === 'canyon' ? 5 : 1); pass++) soften(heights);
  const waterLevel = shape.water < 0 ? -1e6 : shape.water * rise;
  const misty =
    scene.weather === 'fog' ? 1 : scene.time === 'sunrise' || scene.time === 'morning' ? 0.9 : 0.5;
  return {
    heights,
    colours: shadeGround({ place, scene, light, heights, rise, waterLevel, noise }),
    highest: rise,
    steepest: steepSlope(heights),
    waterLevel,
    mistTop: rise * (place === 'mountains' ? between(random, 0.3, 0.42) : 0.5),
    mist: Math.min(1, MIST[place] * misty * (scene.weather === 'fog' ? 2 : 1)),
  };
}

/** Creases finer than a cell would show as rows of teeth along every diagonal ridge. */
function soften(field: Field): void {
  const { size, data } = field;
  const mask = size - 1;
  const pass = new Float32Array(data.length);
  for (let y = 0; y < size; y++) {
    const row = y * size;
    for (let x = 0; x < size; x++) {
      const sides = data[row + ((x - 1) & mask)]! + data[row + ((x + 1) & mask)]!;
      pass[row + x] = data[row + x]! * 0.5 + sides * 0.25;
    }
  }
  for (let y = 0; y < size; y++) {
    const up = ((y - 1) & mask) * size;
    const down = ((y + 1) & mask) * size;
    for (let x = 0, row = y * size; x < size; x++) {
      data[row + x] = pass[row + x]! * 0.5 + (pass[up + x]! + pass[down + x]!) * 0.25;
    }
  }
}

/**
 * Roughness finer than the map, as a change of tone in about -1..1: small crags lit from the side.
 * Repeats every 64 cells, which nothing shows because it is only seen from near.
 */
export function bakeDetail(seed: number): Field {
  const size = 512;
  const noise = createNoise(randomFrom('detail', seed));
  const crags = bakeField(size, (u, v) => ridged(noise, u * 16, v * 16, 16, 5));
  const mask = size - 1;
  const data = new Float32Array(size * size);
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const beside = crags.data[y * size + ((x + 2) & mask)]!;
      const below = crags.data[((y + 2) & mask) * size + x]!;
      const tone = (crags.data[i]! * 2 - beside - below) * 4.5 + (crags.data[i]! - 0.5) * 0.7;
      data[i] = Math.max(-1, Math.min(1, tone));
    }
  }
  return { size, data };
}

function steepSlope({ size, data }: Field): number {
  const slopes: number[] = [];
  // A prime stride touches all parts of the map and few enough cells to sort.
  for (let i = 0; i < data.length - size - 1; i += 53) {
    slopes.push(Math.hypot(data[i + 1]! - data[i]!, data[i + size]! - data[i]!));
  }
  slopes.sort((a, b) => a - b);
  return (slopes[Math.floor(slopes.length * 0.995)] ?? 1) * (size / 1024);
}
