import { hashCell, randomFrom } from './random.ts';
import type { Rgb } from './colour.ts';
import type { Light } from './light.ts';
import type { Scene } from './scene.ts';

export interface Building {
  /** 0 for streets and squares. */
  readonly height: number;
  readonly wall: Rgb;
  readonly roof: Rgb;
  readonly id: number;
  /** Windows across one wall, and storeys per unit of height. */
  readonly windows: number;
  readonly storeys: number;
  /** Share of windows with a light on. */
  readonly awake: number;
  readonly sign: Rgb | undefined;
}

/** Streets every so many cells. */
export const BLOCK_X = 4;
const BLOCK_Y = 5;
const MEMORY = 64;

const WALLS: readonly Rgb[] = [
  [178, 170, 164],
  [132, 146, 164],
  [164, 122, 104],
  [206, 192, 170],
  [98, 112, 132],
  [150, 158, 162],
];
const SIGNS: readonly Rgb[] = [
  [255, 60, 170],
  [40, 220, 255],
  [255, 150, 60],
  [150, 90, 255],
  [80, 255, 170],
];

export function isStreet(x: number, y: number): boolean {
  return ((x % BLOCK_X) + BLOCK_X) % BLOCK_X === 0 || ((y % BLOCK_Y) + BLOCK_Y) % BLOCK_Y === 0;
}

/** The buildings of a town that repeats every 64 cells, which no camera lives to see. */
export function planCity(
  scene: Scene,
  light: Light,
  seed: number,
): (x: number, y: number) => Building {
  const salt = Math.floor(randomFrom('city', seed)() * 1e6);
  const lamps = light.night
    ? 0.42
    : scene.time === 'dusk'
      ? 0.34
      : scene.time === 'noon'
        ? 0.02
        : 0.14;
  const neon = scene.mood === 'neon' || scene.mood === 'pink' || scene.mood === 'purple';
  const plan: Building[] = [];
  for (let y = 0; y < MEMORY; y++) {
    for (let x = 0; x < MEMORY; x++) plan.push(buildingAt(x, y));
  }

  function buildingAt(x: number, y: number): Building {
    const id = hashCell(x, y, salt);
    const roll = (id & 1023) / 1023;
    const second = ((id >>> 10) & 1023) / 1023;
    const third = ((id >>> 20) & 1023) / 1023;
    // Quarters of towers among lower ones.
    const centre = 0.5 + 0.5 * Math.sin(x * 0.196 + salt) * Math.sin(y * 0.196 + salt * 1.7);
    const tower = third > 0.62 ? 1.4 + 6.2 * second * centre : 0;
    const park = roll > 0.965;
    const street = isStreet(x, y) || park;
    const wall = light.grade(WALLS[id % WALLS.length] ?? [150, 150, 150]);
    const signed = light.sun[0] < 260 && (neon ? second > 0.35 : second > 0.8);
    return {
      height: street ? 0 : 0.55 + 1.5 * roll * roll + 0.6 * centre + tower,
      wall,
      roof: light.grade(park ? [88, 128, 70] : third < 0.15 ? [112, 138, 92] : [126, 124, 126]),
      id,
      windows: 7 + (id % 5),
      storeys: 7 + ((id >>> 4) % 4),
      awake: lamps * (0.5 + second),
      sign: signed ? SIGNS[(id >>> 7) % SIGNS.length] : undefined,
    };
  }

  return (x, y) => plan[(y & (MEMORY - 1)) * MEMORY + (x & (MEMORY - 1))]!;
}
