import { viewAt } from './camera.ts';
import type { View } from './camera.ts';
import { clamp01, lit, mix, scaled } from './colour.ts';
import type { Rgb } from './colour.ts';
import type { Frame } from './frame.ts';
import { lensFor } from './lens.ts';
import type { Lens } from './lens.ts';
import { hashCell, randomFrom } from './random.ts';
import type { Season } from './prompt-words.ts';
import { createSky } from './sky.ts';
import type { Setting, Stage } from './stage.ts';
import { bakeDetail } from './terrain.ts';

const LEAVES: Readonly<Record<Season, readonly [Rgb, Rgb]>> = {
  spring: [
    [146, 196, 84],
    [236, 178, 196],
  ],
  summer: [
    [92, 148, 62],
    [48, 104, 52],
  ],
  autumn: [
    [232, 152, 52],
    [190, 78, 40],
  ],
  winter: [
    [206, 216, 232],
    [140, 152, 172],
  ],
};
const FAR = 46;
const CROWNS = 5.4;
/** Height of each storey of leaves, and how coarse its boughs are. */
const STOREYS = [
  [7.4, 5],
  [5.4, 7],
] as const;

/** Among the trunks: every picture column is traced from cell to cell, one tree in most of them. */
export function createWoods(setting: Setting): Stage {
  const { scene, light, seed, width, height, duration } = setting;
  const random = randomFrom('woods', seed);
  const salt = Math.floor(random() * 1e6);
  const sky = createSky(scene, light, seed, width, height);
  const detail = bakeDetail(seed).data;
  const flight = { speed: 1.1, altitude: 1.1, startX: random() * 40, startY: random() * 40 };
  const [young, grown] = LEAVES[scene.season];
  const leafA = light.grade(young);
  const leafB = light.grade(grown);
  // Moonlight under leaves is what one knows is there, not what one sees.
  const lift = light.night ? 1.35 : 1;
  const shine = scaled(mix(light.ambient, light.sun, 0.4), lift);
  const bark = lit(light.grade([104, 84, 70]), scaled(mix(light.ambient, light.sun, 0.16), lift));
  const rimLight = lit(light.grade([186, 150, 118]), light.sun);
  const moss = lit(mix(leafB, [60, 74, 44], 0.5), shine);
  const floorTone =
    scene.season === 'winter' ? light.grade([212, 220, 236]) : mix(leafB, [96, 78, 54], 0.5);
  const floorLit = lit(mix(floorTone, leafA, 0.4), mix(light.ambient, light.sun, 0.75));
  const floorDark = lit(floorTone, scaled(light.ambient, 0.75 * lift));
  const leafLit = lit(leafA, mix(light.ambient, light.sun, 0.7));
  const leafDark = lit(leafB, scaled(light.ambient, 0.8 * lift));
  const air = new Float32Array(width * 3);
  const dense = 0.03 + light.thickness * 7;

  function viewOf(time: number): View {
    const view = viewAt(scene.move, seed, flight, time, duration);
    const stride = scene.move === 'fly' || scene.move === 'push' ? 1 : 0.4;
    return {
      ...view,
      x:
        flight.startX +
        (scene.move === 'pan' ? (view.x - flight.startX) * 0.9 : 0.3 * Math.sin(time * 0.3)),
      y: flight.startY + time * flight.speed * stride * 0.8,
      altitude: 1.1 + 0.02 * Math.sin(time * 2.2),
      yaw: view.yaw * 0.7,
    };
  }

  return {
    paint(frame, time) {
      const lens = lensFor(viewOf(time), width, height, 0.6);
      sky.update(lens, 0);
      sky.paint(frame, lens);
      breathe(frame, lens);
      paintFloor(frame, lens);
      paintCrowns(frame, lens);
      for (let x = 0; x < width; x++) traceColumn(frame, lens, x);
      return {
        x: sky.plate.sunX,
        y: Math.min(sky.plate.sunY, height * 0.3),
        power: light.night ? 0.5 : 1,
      };
    },
  };

  /** Air between the trunks per column, brightest towards the sun. */
  function breathe(frame: Frame, lens: Lens): void {
    for (let x = 0; x < width; x++) {
      const side = (x - sky.plate.sunX) / width;
      const glow = Math.exp(-side * side * 7) * (light.night ? 0.45 : 0.85);
      const tone = mix(light.haze, light.glow, glow);
      air[x * 3] = tone[0];
      air[x * 3 + 1] = tone[1];
      air[x * 3 + 2] = tone[2];
    }
    const { pixels } = frame;
    for (let y = 0; y < Math.min(height, lens.horizon + 1); y++) {
      const share = 0.9 * Math.exp((-(lens.horizon - y) / lens.focal) * 2.4);
      for (let x = 0, at = y * width; x < width; x++, at++)
        blend(pixels, at, x, pixels[at]!, share);
    }
  }

  function blend(pixels: Uint32Array, at: number, x: number, colour: number, share: number): void {
    put(pixels, at, x, colour & 255, (colour >> 8) & 255, (colour >> 16) & 255, share);
  }

  /** Writes a colour that has lost `away` of itself to the air of its column. */
  function put(
    pixels: Uint32Array,
    at: number,
    x: number,
    r: number,
    g: number,
    b: number,
    away: number,
  ): void {
    const red = r + (air[x * 3]! - r) * away;
    const green = g + (air[x * 3 + 1]! - g) * away;
    const blue = b + (air[x * 3 + 2]! - b) * away;
    pixels[at] =
      0xff000000 |
      ((blue > 255 ? 255 : blue) << 16) |
      ((green > 255 ? 255 : green) << 8) |
      (red > 255 ? 255 : red);
  }

  function paintFloor(frame: Frame, lens: Lens): void {
    const { view, focal, horizon } = lens;
    for (let y = Math.max(0, Math.floor(horizon)); y < height; y++) {
      const distance = (view.altitude * focal) / Math.max(0.6, y + 0.5 - horizon);
      const away = 1 - Math.exp(-distance * dense);
      const grow = Math.min(1, 5 / distance);
      for (let x = 0, at = y * width; x < width; x++, at++) {
        const cx = (x - width / 2) / focal;
        const wx = view.x + (Math.sin(view.yaw) + cx) * distance;
        const wy = view.y + distance;
        const fine = detail[((((wy * 70) | 0) & 511) << 9) + (((wx * 70) | 0) & 511)]! * grow;
        const patch = detail[((((wy * 7 + 40) | 0) & 511) << 9) + (((wx * 7) | 0) & 511)]!;
        const sun = clamp01(patch * 0.9 + 0.28 + fine * 0.3);
        put(
          frame.pixels,
          at,
          x,
          floorDark[0] + (floorLit[0] - floorDark[0]) * sun,
          floorDark[1] + (floorLit[1] - floorDark[1]) * sun,
          floorDark[2] + (floorLit[2] - floorDark[2]) * sun,
          away,
        );
      }
    }
  }

  /** Leaves overhead in two storeys, with gaps in which the sky is seen. */
  function paintCrowns(frame: Frame, lens: Lens): void {
    const { view, focal, horizon } = lens;
    const { pixels } = frame;
    const sway = Math.sin(view.time * 0.9) * 0.05;
    for (const [storey, coarse] of STOREYS) {
      for (let y = 0; y < Math.min(height, horizon); y++) {
        const distance = ((storey - view.altitude) * focal) / (horizon - y);
        if (distance > FAR * 0.8) break;
        const away = 1 - Math.exp(-distance * dense * 0.9);
        for (let x = 0, at = y * width; x < width; x++, at++) {
          const cx = (x - width / 2) / focal;
          const wx = view.x + (Math.sin(view.yaw) + cx) * distance + sway * storey;
          const wy = view.y + distance + sway;
          const bough = detail[((((wy * coarse) | 0) & 511) << 9) + (((wx * coarse) | 0) & 511)]!;
          const leaf = detail[((((wy * 31 + storey) | 0) & 511) << 9) + (((wx * 31) | 0) & 511)]!;
          const cover = bough * 0.9 + leaf * 0.5 + 0.12;
          if (cover <= 0) continue;
          const sun = clamp01(0.45 + leaf * 0.6 - bough * 0.25);
          const old = pixels[at]!;
          const keep = 1 - Math.min(0.96, cover * 5);
          const r = leafDark[0] + (leafLit[0] - leafDark[0]) * sun;
          const g = leafDark[1] + (leafLit[1] - leafDark[1]) * sun;
          const b = leafDark[2] + (leafLit[2] - leafDark[2]) * sun;
          const lr = r + (air[x * 3]! - r) * away;
          const lg = g + (air[x * 3 + 1]! - g) * away;
          const lb = b + (air[x * 3 + 2]! - b) * away;
          put(
            pixels,
            at,
            x,
            lr + ((old & 255) - lr) * keep,
            lg + (((old >> 8) & 255) - lg) * keep,
            lb + (((old >> 16) & 255) - lb) * keep,
            0,
          );
        }
      }
    }
  }

  function traceColumn(frame: Frame, lens: Lens, x: number): void {
    const { view, focal } = lens;
    const cx = (x + 0.5 - width / 2) / focal;
    const dx = Math.sin(view.yaw) + cx * Math.cos(view.yaw);
    const dy = Math.cos(view.yaw) - cx * Math.sin(view.yaw);
    let cellX = Math.floor(view.x);
    let cellY = Math.floor(view.y);
    const stepX = dx > 0 ? 1 : -1;
    const stepY = dy > 0 ? 1 : -1;
    const growX = Math.abs(1 / (dx || 1e-9));
    const growY = Math.abs(1 / (dy || 1e-9));
    let nextX = (dx > 0 ? cellX + 1 - view.x : view.x - cellX) * growX;
    let nextY = (dy > 0 ? cellY + 1 - view.y : view.y - cellY) * growY;
    for (let near = 0; near < FAR;) {
      const id = hashCell(cellX, cellY, salt);
      // A path is kept free along the way of the camera.
      const free = Math.abs(cellX + 0.5 - flight.startX) < 1.1;
      if (id % 100 < 40 && !free) {
        const radius = 0.05 + ((id >>> 8) & 255) / 2400;
        const ox = cellX + 0.2 + (((id >>> 16) & 255) / 255) * 0.6 - view.x;
        const oy = cellY + 0.2 + (((id >>> 24) & 255) / 255) * 0.6 - view.y;
        const length = dx * dx + dy * dy;
        const along = (ox * dx + oy * dy) / length;
        const beside = (ox * dy - oy * dx) / Math.sqrt(length);
        if (along > 0.5 && Math.abs(beside) < radius) {
          paintTrunk(frame, lens, x, along, beside / radius, id);
          return;
        }
      }
      near = Math.min(nextX, nextY);
      if (nextX < nextY) {
        nextX += growX;
        cellX += stepX;
      } else {
        nextY += growY;
        cellY += stepY;
      }
    }
  }

  /** `side` is -1..1 across the trunk. */
  function paintTrunk(
    frame: Frame,
    lens: Lens,
    x: number,
    distance: number,
    side: number,
    id: number,
  ): void {
    const { view, focal, horizon } = lens;
    const perUnit = focal / distance;
    const from = Math.max(0, Math.floor(horizon - (CROWNS + 1.5 - view.altitude) * perUnit));
    const to = Math.min(height, Math.floor(horizon + view.altitude * perUnit));
    const away = 1 - Math.exp(-distance * dense);
    const toSun = sky.plate.sunX < x ? -1 : 1;
    const rim = Math.max(0, side * toSun - 0.35) * 1.2;
    const round = 0.55 + 0.45 * Math.sqrt(1 - side * side);
    const column = ((side * 26 + id) | 0) & 511;
    for (let y = from, at = from * width + x; y < to; y++, at += width) {
      const level = view.altitude - (y - horizon) / perUnit;
      const grain = detail[((((level * 34) | 0) & 511) << 9) + column]!;
      const green = clamp01(0.8 - level * 1.2 + grain * 0.3) * 0.7;
      const tone = round * (0.92 + grain * 0.35);
      const r = (bark[0] + (moss[0] - bark[0]) * green) * tone + rimLight[0] * rim;
      const g = (bark[1] + (moss[1] - bark[1]) * green) * tone + rimLight[1] * rim;
      const b = (bark[2] + (moss[2] - bark[2]) * green) * tone + rimLight[2] * rim;
      put(frame.pixels, at, x, r, g, b, away);
    }
  }
}
