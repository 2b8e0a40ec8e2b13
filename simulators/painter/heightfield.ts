import type { Frame } from './frame.ts';
import type { Lens } from './lens.ts';
import type { Light } from './light.ts';
import type { Field } from './noise.ts';
import type { SkyPlate } from './sky-plate.ts';
import type { Terrain } from './terrain.ts';

/** Alpha of pixels where water is seen: the water pass looks for it and sets it opaque. */
export const WATER_MARK = 0xfe;

export interface Steps {
  readonly distances: Float32Array;
  readonly count: number;
  /** Share of its own colour that ground at this step has lost to the air. */
  readonly lost: Float32Array;
}

/** Distances at which each column looks at the ground: even near by, then growing with distance. */
export function planSteps(light: Light, fineness: number, far: number, near = 8): Steps {
  const distances: number[] = [];
  for (let z = near; z < far; z += Math.max(0.6, z * fineness)) distances.push(z);
  return {
    distances: Float32Array.from(distances),
    count: distances.length,
    lost: Float32Array.from(distances, (z) => {
      const fog = 1 - Math.exp(-z * light.thickness);
      // The map ends at `far`; the last stretch melts away whatever the weather.
      const edge = Math.max(0, (z - far * 0.7) / (far * 0.3));
      return fog + (1 - fog) * edge * edge;
    }),
  };
}

/**
 * Draws the ground column by column, front to back, so that nothing hidden is ever shaded
 * (the "voxel space" method). Ridge lines are anti-aliased by keeping the topmost, partly covered
 * pixel of a column open until the next thing behind it is known.
 */
export function paintGround(
  frame: Frame,
  lens: Lens,
  terrain: Terrain,
  light: Light,
  plate: SkyPlate,
  steps: Steps,
  clouds: Field,
  detail: Field,
): void {
  const { width, height, pixels } = frame;
  const { view, focal, horizon } = lens;
  const { heights, colours, highest, steepest, waterLevel, mistTop, mist } = terrain;
  const { data, size } = heights;
  const mask = size - 1;
  const toMap = size / 1024;
  const { distances, lost, count } = steps;
  const sin = Math.sin(view.yaw);
  const cos = Math.cos(view.yaw);
  const cameraX = view.x * toMap;
  const cameraY = view.y * toMap;
  const eye = view.altitude;
  const [hazeR, hazeG, hazeB] = light.haze;
  const cloudMask = clouds.size - 1;
  const cloudData = clouds.data;
  const detailData = detail.data;
  const drift = view.time * 1.6;
  const shade = 0.34 * Math.min(1, light.cover * 1.6);
  const mistScale = mist / Math.max(1, mistTop);
  for (let x = 0; x < width; x++) {
    const cx = (x + 0.5 - width / 2) / focal;
    const dirX = (sin + cx * cos) * toMap;
    const dirY = (cos - cx * sin) * toMap;
    const rim = Math.min(plate.width - 1, (x / plate.scale) | 0) * 3;
    const rimR = plate.rim[rim]!;
    const rimG = plate.rim[rim + 1]!;
    const rimB = plate.rim[rim + 2]!;
    // Row above which nothing of this column is painted yet, and its open pixel.
    let top = height;
    let openR = 0;
    let openG = 0;
    let openB = 0;
    let open = 0;
    // Step s, or its part k of n where a step alone would paint too tall a stretch in one colour.
    let s = 0;
    let k = 0;
    let n = 1;
    while (s < count) {
      const step = s;
      const whole = n === 1;
      const z = whole
        ? distances[s]!
        : distances[s - 1]! + ((distances[s]! - distances[s - 1]!) * k) / n;
      if (whole) {
        s++;
      } else if (++k > n) {
        n = 1;
        s++;
      }
      const perPixel = focal / z;
      // Nothing further out can rise above this row.
      if (eye < highest && horizon - (highest - eye) * perPixel >= top) continue;
      if (eye >= highest && horizon + (eye - highest) * perPixel >= top) continue;
      const mapX = cameraX + dirX * z;
      const mapY = cameraY + dirY * z;
      const xi = Math.floor(mapX);
      const yi = Math.floor(mapY);
      const fx = mapX - xi;
      const fy = mapY - yi;
      const row0 = (yi & mask) * size;
      const row1 = ((yi + 1) & mask) * size;
      const x0 = xi & mask;
      const x1 = (xi + 1) & mask;
      const h00 = data[row0 + x0]!;
      const h10 = data[row1 + x0]!;
      const upper = h00 + (data[row0 + x1]! - h00) * fx;
      const lower = h10 + (data[row1 + x1]! - h10) * fx;
      let ground = upper + (lower - upper) * fy;
      const wet = ground < waterLevel;
      if (wet) ground = waterLevel;
      const y = horizon + (eye - ground) * perPixel;
      if (y >= top) {
        // Hidden: nothing on slopes this steep can surface before that far ahead.
        const skip =
          ((y - top) / perPixel / (steepest * (distances[step + 1]! - distances[step]!))) | 0;
        if (skip > 0 && n === 1) s += skip;
        continue;
      }

      if (whole && step > 0 && top - y > 5 && !wet && y > -height) {
        n = Math.min(8, ((top - y) / 2.5) | 0);
        k = 1;
        s = step;
        continue;
      }
      let r: number;
      let g: number;
      let b: number;
      let away = lost[step]!;
      if (wet) {
        // Depth below the surface, for the water pass: shallow water is paler.
        const deep = Math.min(255, (waterLevel - upper) * 14);
        r = deep;
        g = away * 255;
        b = 0;
        const from = Math.max(0, Math.ceil(y));
        for (let row = Math.ceil(top) - 1; row >= from; row--) {
          pixels[row * width + x] = (WATER_MARK << 24) | (g << 8) | r;
        }
        top = from;
        open = 0;
        if (top <= 0) break;
        continue;
      }
      const wx = (fx * 256) | 0;
      const wy = (fy * 256) | 0;
      const w11 = (wx * wy) >> 8;
      const w01 = wx - w11;
      const w10 = wy - w11;
      const w00 = 256 - wx - wy + w11;
      const c00 = colours[row0 + x0]!;
      const c01 = colours[row0 + x1]!;
      const c10 = colours[row1 + x0]!;
      const c11 = colours[row1 + x1]!;
      const rb =
        ((Math.imul(c00 & 0xff00ff, w00) +
          Math.imul(c01 & 0xff00ff, w01) +
          Math.imul(c10 & 0xff00ff, w10) +
          Math.imul(c11 & 0xff00ff, w11)) >>>
          8) &
        0xff00ff;
      g =
        (Math.imul((c00 >> 8) & 255, w00) +
          Math.imul((c01 >> 8) & 255, w01) +
          Math.imul((c10 >> 8) & 255, w10) +
          Math.imul((c11 >> 8) & 255, w11)) /
        256;
      r = rb & 255;
      b = rb >>> 16;
      // Cloud shadow over everything, fine texture on what is near: the map has one cell a metre.
      const cloudRow = (((mapY * 0.5) | 0) & cloudMask) * clouds.size;
      const cloud = cloudData[cloudRow + (((mapX * 0.5 + drift) | 0) & cloudMask)]!;
      let tone = 1 + shade * (0.55 - cloud);
      if (z < 420) {
        const near = 1 - z / 420;
        // Height takes part, or cliffs would show one sample drawn out into a vertical streak.
        const across = mapX * 4 + ground * 1.9;
        const along = mapY * 4 + ground * 2.3;
        const coarse = detailData[(((along | 0) & 511) << 9) + ((across | 0) & 511)]!;
        const fine = detailData[((((along * 4.2) | 0) & 511) << 9) + (((across * 4.2) | 0) & 511)]!;
        tone += (coarse + fine * near) * 0.3 * near;
      }
      r *= tone;
      g *= tone;
      b *= tone;
      if (ground < mistTop) {
        away +=
          (1 - away) *
          Math.min(
            0.94,
            (mistTop - ground) * mistScale * (0.35 + cloud * 1.5) * Math.min(1, (z * z) / 60_000),
          );
      }
      r += (hazeR + (rimR - hazeR) * away - r) * away;
      g += (hazeG + (rimG - hazeG) * away - g) * away;
      b += (hazeB + (rimB - hazeB) * away - b) * away;
      if (r > 255) r = 255;
      if (g > 255) g = 255;
      if (b > 255) b = 255;

      const first = Math.floor(y);
      const covered = 1 - (y - first);
      const openRow = Math.ceil(top) - 1;
      if (open > 0 && first >= openRow) {
        // Still within the open pixel: take a share of it.
        const share = Math.min(1 - open, top - y);
        openR += r * share;
        openG += g * share;
        openB += b * share;
        open += share;
        top = y;
        continue;
      }
      let row = openRow;
      if (open > 0) {
        const rest = 1 - open;
        if (row >= 0 && row < height) {
          pixels[row * width + x] =
            0xff000000 |
            ((openB + b * rest) << 16) |
            ((openG + g * rest) << 8) |
            (openR + r * rest);
        }
        row--;
      }
      const colour = 0xff000000 | (b << 16) | (g << 8) | r;
      const stop = Math.max(first, -1);
      for (; row > stop; row--) pixels[row * width + x] = colour;
      openR = r * covered;
      openG = g * covered;
      openB = b * covered;
      open = covered;
      top = y;
      if (top <= 0) break;
    }
    const row = Math.ceil(top) - 1;
    if (open > 0 && row >= 0 && row < height) {
      const old = pixels[row * width + x]!;
      const rest = 1 - open;
      pixels[row * width + x] =
        0xff000000 |
        ((openB + ((old >> 16) & 255) * rest) << 16) |
        ((openG + ((old >> 8) & 255) * rest) << 8) |
        (openR + (old & 255) * rest);
    }
  }
}
