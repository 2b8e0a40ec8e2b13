import { viewAt } from './camera.ts';
import type { View } from './camera.ts';
import { findStart, planPath, startAt } from './flight-path.ts';
import { paintGround, planSteps } from './heightfield.ts';
import { packed } from './colour.ts';
import type { Frame } from './frame.ts';
import { lensFor } from './lens.ts';
import type { Lens } from './lens.ts';
import { flashAt } from './lightning.ts';
import { between, randomFrom } from './random.ts';
import { standsOnGround } from './silhouettes.ts';
import { createSky } from './sky.ts';
import type { SkyPlate } from './sky-plate.ts';
import type { Setting, Stage } from './stage.ts';
import { bakeDetail, bakeTerrain } from './terrain.ts';
import type { GroundPlace } from './ground-place.ts';
import { createWater, flood } from './water.ts';

interface Stand {
  /** Height of the eye above the lowest ground, as a share of the rise. */
  readonly eye: number;
  readonly clearance: number;
  /** Cells a second. */
  readonly speed: number;
  /** Where the horizon stands, share of the picture's height. */
  readonly level: number;
}

const STANDS: Readonly<Record<GroundPlace, Stand>> = {
  mountains: { eye: 0.7, clearance: 34, speed: 15, level: 0.43 },
  hills: { eye: 0.8, clearance: 13, speed: 10, level: 0.5 },
  forest: { eye: 0.95, clearance: 17, speed: 12, level: 0.44 },
  desert: { eye: 1.05, clearance: 14, speed: 9, level: 0.5 },
  canyon: { eye: 0.95, clearance: 42, speed: 13, level: 0.42 },
  lake: { eye: 0.42, clearance: 9, speed: 7, level: 0.56 },
  coast: { eye: 0.95, clearance: 26, speed: 13, level: 0.4 },
};

/** Ground seen from the air or from a hill: one lit height map, a sky over it, water in it. */
export function createLandscape(place: GroundPlace, setting: Setting): Stage {
  const { scene, light, seed, width, height, duration } = setting;
  const random = randomFrom('landscape', seed);
  const size = width * height > 150_000 ? 1024 : 256;
  const terrain = bakeTerrain(place, scene, light, seed, size);
  const stand = STANDS[place];
  const altitude = terrain.highest * stand.eye * between(random, 0.92, 1.1);
  const [foundX, foundY] = findStart(terrain, altitude, stand.clearance, random);
  const flight = {
    speed: stand.speed,
    altitude,
    startX: place === 'lake' ? startAt(random, 512, 16) : foundX,
    startY: foundY,
  };
  const viewOf: (time: number) => View = planPath(
    terrain,
    scene.move,
    seed,
    flight,
    duration,
    stand.clearance,
  );
  const sky = createSky(scene, light, seed, width, height);
  const water = terrain.waterLevel > 0 ? createWater(scene, light, seed) : undefined;
  const steps = planSteps(light, size === 1024 ? 0.003 : 0.01, 900);
  // A subject on its feet wants sky behind it, so the horizon makes room.
  const level = stand.level + (standsOnGround(scene.subject) ? 0.15 : 0);
  const detail = bakeDetail(seed);
  const flash = flashAt(scene, seed);
  return {
    paint(frame, time) {
      const lens = lensFor(viewOf(time), width, height, level);
      sky.update(lens, flash(time));
      sky.paint(frame, lens);
      fillBelow(frame, lens, sky.plate);
      paintGround(frame, lens, terrain, light, sky.plate, steps, sky.clouds, detail);
      water?.paint(frame, lens, sky.plate, terrain.waterLevel);
      const power = light.night ? 0.25 : 0.5 * (1 - light.cover * 0.5);
      return { x: sky.plate.sunX, y: sky.plate.sunY, power };
    },
  };
}

/** Rows under the horizon that no ground covers are far air, and never the frame before. */
export function fillBelow(frame: Frame, lens: Lens, plate: SkyPlate): void {
  const { width, pixels } = frame;
  const from = Math.min(frame.height, Math.max(0, Math.ceil(lens.horizon) + 1)) * width;
  for (let x = 0; x < width && from < pixels.length; x++) {
    const at = Math.min(plate.width - 1, (x / plate.scale) | 0) * 3;
    pixels[from + x] = packed([plate.rim[at]!, plate.rim[at + 1]!, plate.rim[at + 2]!]);
  }
  for (let at = from + width; at < pixels.length; at += width) {
    pixels.copyWithin(at, from, from + width);
  }
}

/** Nothing but sky and water. */
export function createSea(setting: Setting): Stage {
  const { scene, light, seed, width, height, duration } = setting;
  const random = randomFrom('sea', seed);
  const sky = createSky(scene, light, seed, width, height);
  const water = createWater(scene, light, seed);
  const altitude = scene.move === 'fly' ? between(random, 16, 24) : between(random, 7, 11);
  const level = between(random, 0.46, 0.56);
  const flight = { speed: 9, altitude, startX: random() * 500, startY: random() * 500 };
  const flash = flashAt(scene, seed);
  const swell = scene.weather === 'storm' ? 2.2 : 0.6;
  return {
    paint(frame, time) {
      const view = viewAt(scene.move, seed, flight, time, duration);
      const heave = swell * (Math.sin(time * 0.9) + 0.4 * Math.sin(time * 1.7 + 1));
      const lifted = {
        ...view,
        altitude: view.altitude + heave * 0.5,
        pitch: view.pitch + heave * 0.004,
      };
      const lens = lensFor(lifted, width, height, level);
      sky.update(lens, flash(time));
      sky.paint(frame, lens);
      flood(frame, lens);
      water.paint(frame, lens, sky.plate, 0);
      const power = light.night ? 0.15 : 0.4 * (1 - light.cover * 0.5);
      return { x: sky.plate.sunX, y: sky.plate.sunY, power };
    },
  };
}
