import { clamp01, mix, smooth } from './colour.ts';
import type { Rgb } from './colour.ts';
import type { Mood } from './prompt-words.ts';
import { bakeClouds } from './sky.ts';
import { sample } from './noise.ts';
import { between, choose, randomFrom } from './random.ts';
import type { Setting, Stage } from './stage.ts';
import { createPlate, upscale } from './upscale.ts';

type Ramp = readonly [Rgb, Rgb, Rgb, Rgb];

const RAMPS: readonly [Ramp, ...Ramp[]] = [
  [
    [24, 20, 66],
    [112, 44, 150],
    [244, 92, 120],
    [255, 214, 150],
  ],
  [
    [10, 40, 70],
    [18, 112, 138],
    [86, 204, 190],
    [246, 242, 206],
  ],
  [
    [34, 16, 44],
    [150, 30, 70],
    [250, 120, 60],
    [255, 226, 160],
  ],
  [
    [16, 24, 74],
    [58, 76, 190],
    [140, 150, 250],
    [250, 210, 240],
  ],
  [
    [20, 48, 44],
    [60, 120, 84],
    [206, 190, 96],
    [255, 244, 206],
  ],
];
const MOOD_RAMPS: Partial<Readonly<Record<Mood, Ramp>>> = {
  neon: [
    [20, 10, 60],
    [90, 20, 190],
    [250, 30, 170],
    [80, 240, 255],
  ],
  red: [
    [44, 8, 24],
    [140, 16, 34],
    [236, 62, 48],
    [255, 204, 160],
  ],
  golden: [
    [52, 28, 14],
    [150, 84, 24],
    [240, 172, 62],
    [255, 240, 190],
  ],
  teal: [
    [6, 40, 56],
    [12, 112, 126],
    [70, 206, 196],
    [226, 255, 240],
  ],
  pastel: [
    [176, 170, 214],
    [244, 186, 206],
    [252, 220, 196],
    [206, 236, 230],
  ],
};

/** Folds of lit cloth or liquid: a height field bent by itself, shaded as if a lamp stood beside it. */
export function createAbstract(setting: Setting): Stage {
  const { scene, light, seed, width, height } = setting;
  const random = randomFrom('abstract', seed);
  const field = bakeClouds(seed, 256);
  const ramp = (scene.mood && MOOD_RAMPS[scene.mood]) ?? choose(random, RAMPS);
  const colours = ramp.map((colour) => light.grade(colour));
  const plate = createPlate(width, height);
  const { scale } = plate;
  const relief = new Float32Array(plate.width * plate.height);
  const angle = random() * Math.PI * 2;
  const size = between(random, 84, 120);
  const folds = between(random, 5, 8);
  const spin = between(random, -0.05, 0.05);

  return {
    paint(frame, time) {
      const unit = size / Math.sqrt(plate.width * plate.height);
      const sin = Math.sin(angle + time * spin);
      const cos = Math.cos(angle + time * spin);
      for (let y = 0, at = 0; y < plate.height; y++) {
        const py = (y - plate.height / 2) * unit;
        for (let x = 0; x < plate.width; x++, at++) {
          const px = (x - plate.width / 2) * unit;
          const u = px * cos - py * sin;
          const v = px * sin + py * cos;
          const bendX = sample(field, u * 0.55 + time * 2.1, v * 0.55);
          const bendY = sample(field, u * 0.55 + 90, v * 0.55 - time * 1.7);
          const fold = sample(field, u * 0.4 + bendX * 46 + 40, v * 0.4 + bendY * 46 + time * 0.8);
          relief[at] = Math.sin(fold * folds * 2 + bendX * 6 + time * 0.35) * 0.5 + fold * 1.2;
        }
      }
      shade(time);
      upscale(frame, plate, height);
      return undefined;
    },
  };

  function shade(time: number): void {
    const step = 2.2 / (scale === 3 ? 1 : scale === 2 ? 1.4 : 0.6);
    const lampX = Math.cos(time * 0.21 + angle);
    const lampY = Math.sin(time * 0.17 + angle);
    for (let y = 0, at = 0; y < plate.height; y++) {
      for (let x = 0; x < plate.width; x++, at++) {
        const right = relief[x + 1 < plate.width ? at + 1 : at]!;
        const under = relief[y + 1 < plate.height ? at + plate.width : at]!;
        const dx = (right - relief[at]!) * plate.width * 0.016 * step;
        const dy = (under - relief[at]!) * plate.width * 0.016 * step;
        const tone = clamp01(relief[at]! * 0.46 + 0.28) * 2.999;
        const index = Math.floor(tone);
        const body = mix(
          colours[index]!,
          colours[index + 1] ?? colours[3]!,
          smooth(0, 1, tone - index),
        );
        const lamp = dx * lampX + dy * lampY;
        const bright = 0.94 + Math.max(-0.42, Math.min(0.5, lamp * 0.42));
        const gloss = smooth(0.35, 1.5, lamp) * 88;
        plate.colours[at * 3] = body[0] * bright + gloss;
        plate.colours[at * 3 + 1] = body[1] * bright + gloss;
        plate.colours[at * 3 + 2] = body[2] * bright + gloss;
      }
    }
  }
}
