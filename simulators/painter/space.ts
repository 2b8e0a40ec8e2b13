import { viewAt } from './camera.ts';
import { clamp01, smooth } from './colour.ts';
import type { Rgb } from './colour.ts';
import { bakeField, createNoise, fbm, ridged, sample } from './noise.ts';
import { between, choose, randomFrom } from './random.ts';
import { createPlanet, planetSide } from './planet.ts';
import { splat } from './sky.ts';
import type { Setting, Stage } from './stage.ts';
import { createPlate, upscale } from './upscale.ts';

const NEBULAE: readonly [readonly [Rgb, Rgb], ...(readonly [Rgb, Rgb])[]] = [
  [
    [196, 62, 120],
    [52, 92, 196],
  ],
  [
    [40, 150, 160],
    [150, 60, 170],
  ],
  [
    [220, 120, 60],
    [70, 60, 160],
  ],
];

/** A lit planet before a nebula, with stars in three depths. */
export function createSpace(setting: Setting): Stage {
  const { scene, light, seed, width, height, duration } = setting;
  const random = randomFrom('space', seed);
  const noise = createNoise(random);
  const size = width * height > 150_000 ? 512 : 128;
  const gas = bakeField(size, (u, v) => {
    const wu = u + 0.1 * fbm(noise, u * 2 + 1, v * 2, 2, 3);
    const wv = v + 0.1 * fbm(noise, u * 2, v * 2 + 5, 2, 3);
    return fbm(noise, wu * 2, wv * 2, 2, 6) + 0.35 * ridged(noise, wu * 4, wv * 4, 4, 5);
  });
  const [first, second] = choose(random, NEBULAE);
  const gasA = light.grade(first);
  const gasB = light.grade(second);
  const side = planetSide(seed);
  const base = Math.min(width, height);
  const radius = base * between(random, 0.34, 0.62);
  const centreX = width * (0.5 + side * between(random, 0.12, 0.26));
  const centreY = height * between(random, 0.5, 0.72);
  const planet = createPlanet(setting, side);
  const stars = Array.from({ length: 1100 }, () => ({
    x: between(random, -1, 1),
    y: between(random, -1, 1),
    depth: between(random, 0.15, 1),
    size: 0.3 + random() ** 5 * 1.5,
    phase: random() * 6.3,
    warmth: random(),
  }));
  const plate = createPlate(width, height);
  const flight = { speed: 10, altitude: 0, startX: 0, startY: 0 };

  return {
    paint(frame, time) {
      const view = viewAt(scene.move, seed, flight, time, duration);
      // In open space a flight is felt through the stars; the planet only grows a little.
      const push = scene.move === 'fly' || scene.move === 'push' ? 1 : 0.35;
      const zoom = 1 + 0.022 * time * push;
      const slide = -view.yaw * 0.6 + (scene.move === 'pan' ? view.x * 0.004 : 0);
      const rise = view.pitch * 0.6;
      paintGas(zoom, slide, rise, time);
      upscale(frame, plate, height);
      const speed = 0.012 * push;
      const grow = Math.max(0.5, width / 1280);
      for (const star of stars) {
        const depth = (star.depth - ((time * speed) % 1) + 1) % 1 || 0.001;
        const near = 1 / (0.35 + depth);
        const x = width / 2 + (star.x * 0.62 * near + slide * near) * width * 0.8;
        const y = height / 2 + (star.y * 0.62 * near + rise * near) * width * 0.8;
        const shine = 0.75 + 0.25 * Math.sin(time * 2.2 + star.phase);
        const power = 240 * star.size * shine * clamp01((1 - depth) * 6) * clamp01(depth * 8);
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const radiusOf = (star.size > 0.9 ? 1.5 : 0.85) * grow;
        splat(frame, x, y, radiusOf, power * (0.8 + 0.2 * star.warmth), power * 0.9, power);
      }
      const px = centreX + slide * width * 0.7;
      const py = centreY + rise * width * 0.7;
      planet(frame, px, py, radius * zoom, time);
      return undefined;
    },
  };

  function paintGas(zoom: number, slide: number, rise: number, time: number): void {
    const span = (gas.size / (width * 1.25 * zoom)) * plate.scale;
    const toPlate = 1 / plate.scale;
    const v0 = gas.size / 2 - (height / 2 + rise * width * 0.4) * toPlate * span;
    const u0 = gas.size / 2 - (width / 2 + slide * width * 0.4) * toPlate * span + time * 0.25;
    for (let y = 0, at = 0; y < plate.height; y++) {
      const v = v0 + y * span;
      for (let x = 0; x < plate.width; x++, at += 3) {
        const u = u0 + x * span;
        const other = sample(gas, u * 0.6 + 70, v * 0.6 + 130);
        const glow = smooth(0.42, 0.95, sample(gas, u, v)) * 0.95;
        const hue = smooth(0.3, 0.7, other);
        const back = 1.05 + 0.6 * other;
        plate.colours[at] = 20 * back + (gasA[0] + (gasB[0] - gasA[0]) * hue) * glow;
        plate.colours[at + 1] = 24 * back + (gasA[1] + (gasB[1] - gasA[1]) * hue) * glow;
        plate.colours[at + 2] = 48 * back + (gasA[2] + (gasB[2] - gasA[2]) * hue) * glow;
      }
    }
  }
}
