import { lit, mix, scaled } from './colour.ts';
import type { Rgb } from './colour.ts';
import { mixPixel } from './frame.ts';
import type { Frame } from './frame.ts';
import { GRASS } from './ground-cover.ts';
import type { Light } from './light.ts';
import { choose, randomFrom } from './random.ts';
import type { Scene } from './scene.ts';
import type { Setting } from './stage.ts';

/** A dark rise in the foreground for the subject to stand on. Returns the row of its edge at x. */
export function createKnoll(
  setting: Setting,
  centre: number,
): (frame: Frame, time: number, x: number) => number {
  const { light, seed, width, height, scene } = setting;
  const random = randomFrom('knoll', seed);
  const grassy = scene.place !== 'desert' && scene.place !== 'canyon' && scene.season !== 'winter';
  const [r, g, b] = knollTone(scene, light, grassy);
  // Against a low sun or under a storm they would be confetti on a silhouette.
  const flowers =
    grassy && BLOOMING.has(scene.season) && openDay(scene) > 0.5 ? bloom(seed, light) : [];
  const phase = random() * 9;
  const blades = Float32Array.from({ length: 2048 }, () => random());
  const edgeAt = (x: number, slide: number): number => {
    const u = x / width;
    const rise = Math.exp(-(((u - centre) / 0.42) ** 2));
    const wave =
      Math.sin(u * 5 + slide + phase) * 0.012 + Math.sin(u * 13 + slide * 2.6 + phase) * 0.004;
    return height * (0.955 - 0.13 * rise + wave);
  };
  return (frame, time, at) => {
    const slide = time * 0.1;
    const unit = height / 720;
    for (let x = 0; x < width; x++) {
      const edge = edgeAt(x, slide);
      let tip = edge;
      if (grassy) {
        const k = Math.floor(x / Math.max(1, 2.2 * unit) + slide * 46);
        const sway = 0.75 + 0.25 * Math.sin(time * 1.7 + x * 0.012);
        tip -= blades[k & 2047]! ** 2 * 15 * unit * sway;
      }
      for (let y = Math.max(0, Math.floor(tip)); y < height; y++) {
        const covered = Math.min(1, y + 1 - tip);
        const deep = 1 - 0.35 * ((y - edge) / height) * 4;
        mixPixel(frame, y * width + x, r * deep, g * deep, b * deep, covered);
      }
    }
    for (const flower of flowers) {
      // Carried along with the blades, which shift one column every 1/46 of the slide.
      const span = width * 1.1;
      const drift = (flower.x * span - slide * 46 * 2.2 * unit) % span;
      const x = (drift + span) % span;
      const y = edgeAt(x, slide) + (flower.depth * 0.13 - 0.008) * height;
      const sway = Math.sin(time * 1.7 + flower.x * 40) * 1.5 * unit;
      paintFlower(frame, x + sway, y, (2.2 + 5 * flower.depth) * unit, flower.colour);
    }
    return edgeAt(at, slide);
  };
}

const BLOOMING: ReadonlySet<Scene['season']> = new Set(['spring', 'summer']);

const HOURS: Readonly<Record<Scene['time'], number>> = {
  sunrise: 0.8,
  morning: 1,
  noon: 1,
  sunset: 0.3,
  dusk: 0.1,
  night: 0,
};

/** How much of its own colour the ground shows, 0..1. */
function openDay({ time, weather }: Scene): number {
  return HOURS[time] * (weather === 'storm' ? 0.3 : weather === 'rain' ? 0.6 : 1);
}

/** Dark, so that feet and trunks stand on something; but grass by day is grass. */
function knollTone(scene: Scene, light: Light, grassy: boolean): Rgb {
  const winter = scene.season === 'winter';
  const tone = winter ? mix(light.ambient, [255, 255, 255], 0.12) : scaled(light.ambient, 0.3);
  const dark = light.grade(mix(tone, [20, 22, 26], 0.35));
  if (!grassy || light.night) return dark;
  const green = light.gradeGround(mix(GRASS[scene.season][1], GRASS[scene.season][0], 0.5));
  const day = openDay(scene);
  return mix(dark, lit(green, mix(light.ambient, [255, 250, 230], 0.6)), 0.1 + 0.85 * day);
}

interface Flower {
  readonly x: number;
  /** 0 at the edge of the knoll, 1 nearest to the eye. */
  readonly depth: number;
  readonly colour: Rgb;
}

const PETALS: readonly [Rgb, ...Rgb[]] = [
  [255, 250, 244],
  [255, 224, 110],
  [246, 158, 190],
  [196, 160, 236],
  [255, 250, 244],
];

function bloom(seed: number, light: Light): readonly Flower[] {
  const random = randomFrom('flowers', seed);
  const day = mix(light.ambient, [255, 255, 255], Math.min(0.9, 0.5 + light.sunElevation));
  const flowers = Array.from({ length: 260 }, () => ({
    x: random(),
    depth: random() ** 1.4,
    colour: lit(choose(random, PETALS), day),
  }));
  return flowers.toSorted((a, b) => a.depth - b.depth);
}

function paintFlower(frame: Frame, x: number, y: number, radius: number, colour: Rgb): void {
  const r = Math.max(0.9, radius);
  const { width, height } = frame;
  for (let py = Math.max(0, Math.floor(y - r)); py < Math.min(height, y + r); py++) {
    for (let px = Math.max(0, Math.floor(x - r)); px < Math.min(width, x + r); px++) {
      const dx = (px + 0.5 - x) / r;
      const dy = (py + 0.5 - y) / (r * 0.75);
      const away = dx * dx + dy * dy;
      // Five petals when it is near enough for them to be seen.
      const rim = r > 2.5 ? 0.72 + 0.28 * Math.cos(5 * Math.atan2(dy, dx)) : 1;
      const cover = Math.min(1, Math.max(0, (rim - away) * 2.5));
      if (cover <= 0) continue;
      const [red, green, blue] = away < 0.1 && r > 2 ? HEART : colour;
      mixPixel(frame, py * width + px, red, green, blue, cover * 0.92);
    }
  }
}

const HEART: Rgb = [236, 178, 60];
