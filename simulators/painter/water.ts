import { scaled, mix } from './colour.ts';
import type { Rgb } from './colour.ts';
import type { Frame } from './frame.ts';
import { WATER_MARK } from './heightfield.ts';
import type { Lens } from './lens.ts';
import type { Light } from './light.ts';
import { bakeField, createNoise, fbm } from './noise.ts';
import { randomFrom } from './random.ts';
import type { Scene } from './scene.ts';
import type { SkyPlate } from './sky-plate.ts';

export interface Water {
  /** Colours every pixel that the ground pass marked as water. */
  paint(frame: Frame, lens: Lens, plate: SkyPlate, level: number): void;
}

const SIZE = 256;
const MASK = SIZE - 1;

export function createWater(scene: Scene, light: Light, seed: number): Water {
  const noise = createNoise(randomFrom('water', seed));
  const swell = bakeField(SIZE, (u, v) => {
    const wave = fbm(noise, u * 4, v * 8, 4, 3);
    // Folded noise has narrow crests and wide troughs, as wind waves have.
    return wave - 0.5 * Math.abs(fbm(noise, u * 8 + 3, v * 16, 8, 4));
  });
  const slopeX = new Float32Array(SIZE * SIZE);
  const slopeY = new Float32Array(SIZE * SIZE);
  for (let y = 0, i = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++, i++) {
      const at = (dx: number, dy: number): number =>
        swell.data[((y + dy) & MASK) * SIZE + ((x + dx) & MASK)]!;
      slopeX[i] = (at(1, 0) - at(-1, 0)) * 12;
      slopeY[i] = (at(0, 1) - at(0, -1)) * 12;
    }
  }
  const rough =
    scene.place === 'lake'
      ? 0.32
      : scene.weather === 'storm'
        ? 1.5
        : scene.place === 'sea'
          ? 0.95
          : 0.6;
  const speed = scene.place === 'lake' ? 0.95 : scene.weather === 'storm' ? 2 : 1.2;
  const deep: Rgb = scaled(light.grade([26, 82, 108]), (light.ambient[1] / 255) * 1.25);
  const shallow: Rgb = mix(
    deep,
    scaled(light.grade([96, 206, 196]), (light.ambient[1] * 1.6) / 255),
    0.9,
  );
  const foamColour: Rgb = mix(light.cloudLit, [255, 255, 255], light.night ? 0 : 0.3);
  const foam = scene.weather === 'storm' ? 0.8 : scene.place === 'sea' ? 0.32 : 0;

  function paint(frame: Frame, lens: Lens, plate: SkyPlate, level: number): void {
    const { width, height, pixels } = frame;
    const { view, focal, horizon } = lens;
    const { time } = view;
    const sin = Math.sin(view.yaw);
    const cos = Math.cos(view.yaw);
    const eye = view.altitude - level;
    // Waves are drawn at the size the height of the eye calls for, as a painter would.
    const texels = 7 / Math.max(1, eye * 0.12);
    const [glowR, glowG, glowB] = light.glow;
    const sunRow = 2 * horizon - plate.sunY;
    const shine = (light.night ? 0.9 : 1.25) * (1 - light.cover * 0.45);
    const skyR = light.zenith[0] * 0.6 + light.middle[0] * 0.4;
    const skyG = light.zenith[1] * 0.6 + light.middle[1] * 0.4;
    const skyB = light.zenith[2] * 0.6 + light.middle[2] * 0.4;
    for (let y = Math.max(0, Math.floor(horizon)); y < height; y++) {
      const below = Math.max(0.35, y + 0.5 - horizon);
      const distance = (eye * focal) / below;
      const graze = below / focal;
      const calm = rough / (1 + distance * 0.0022 * texels);
      const stepU = (distance / focal) * cos * texels;
      const stepV = (-distance / focal) * sin * texels;
      let u = (view.x + distance * sin) * texels - (width / 2) * stepU;
      let v = (view.y + distance * cos) * texels - (width / 2) * stepV;
      u += time * 3.1 * speed;
      v -= time * 6.3 * speed;
      const ripple = calm * Math.min(1, 60 / (distance * texels) + 0.25);
      const air = 1 - Math.exp(-distance * light.thickness * 0.55);
      const spread = 1 / (0.004 + 0.02 * calm);
      for (let x = 0, at = y * width; x < width; x++, at++, u += stepU, v += stepV) {
        const mark = pixels[at]!;
        if (mark >>> 24 !== WATER_MARK) continue;
        const ui = Math.floor(u);
        const vi = Math.floor(v);
        const fu = u - ui;
        const fv = v - vi;
        const row0 = (vi & MASK) << 8;
        const row1 = ((vi + 1) & MASK) << 8;
        const u0 = ui & MASK;
        const u1 = (ui + 1) & MASK;
        const xa = slopeX[row0 + u0]! + (slopeX[row0 + u1]! - slopeX[row0 + u0]!) * fu;
        const xb = slopeX[row1 + u0]! + (slopeX[row1 + u1]! - slopeX[row1 + u0]!) * fu;
        const ya = slopeY[row0 + u0]! + (slopeY[row0 + u1]! - slopeY[row0 + u0]!) * fu;
        const yb = slopeY[row1 + u0]! + (slopeY[row1 + u1]! - slopeY[row1 + u0]!) * fu;
        const fine =
          (((v * 2.7 + time * 21) & MASK) << 8) + ((u * 2.9 - v * 0.8 + time * 13) & MASK);
        const nx = (xa + (xb - xa) * fv) * calm + slopeX[fine]! * ripple * 0.55;
        const ny = (ya + (yb - ya) * fv) * calm + slopeY[fine]! * ripple * 0.55;

        const tilt = graze + ny * 0.22;
        let fresnel = 1 - (tilt < 0 ? 0 : tilt > 0.9 ? 0.9 : tilt);
        fresnel = 0.05 + 0.92 * fresnel * fresnel * fresnel * fresnel;
        let my = (2 * horizon - y - Math.abs(ny) * focal * 0.16) | 0;
        const mx = (x + nx * focal * 0.09) | 0;
        if (my > horizon - 1) my = Math.floor(horizon - 1);
        let skyShare = 0;
        if (my < 0) {
          skyShare = Math.min(1, -my / (height * 0.4));
          my = 0;
        }
        const column = mx < 0 ? 0 : mx >= width ? width - 1 : mx;
        const seen = pixels[my * width + column]!;
        let sr = seen & 255;
        let sg = (seen >> 8) & 255;
        let sb = (seen >> 16) & 255;
        sr += (skyR - sr) * skyShare;
        sg += (skyG - sg) * skyShare;
        sb += (skyB - sb) * skyShare;
        const pale = 1 - (mark & 255) / 255;
        const lift = 1 + ny * 0.35;
        const br = (deep[0] + (shallow[0] - deep[0]) * pale) * lift;
        const bg = (deep[1] + (shallow[1] - deep[1]) * pale) * lift;
        const bb = (deep[2] + (shallow[2] - deep[2]) * pale) * lift;
        let r = br + (sr - br) * fresnel;
        let g = bg + (sg - bg) * fresnel;
        let b = bb + (sb - bb) * fresnel;
        const gx = (x - plate.sunX) / focal + nx * 0.42;
        const gy = (y - sunRow) / focal - ny * 0.5;
        const spark = gx * gx * spread + gy * gy * 2.2;
        if (spark < 5) {
          const power = shine * Math.exp(-spark) * (0.35 + 0.65 * fresnel);
          r += glowR * power;
          g += glowG * power;
          b += glowB * power;
        }
        if (foam > 0 && distance < 420) {
          const crest = (nx * 0.6 - ny) * 0.8 - 0.62 + foam * 0.35;
          if (crest > 0) {
            const white = Math.min(0.8, crest * 2.2) * foam * (1 - distance / 420);
            r += (foamColour[0] - r) * white;
            g += (foamColour[1] - g) * white;
            b += (foamColour[2] - b) * white;
          }
        } else if (pale > 0.72) {
          const surf = (pale - 0.72) * 3 * (0.5 + 0.5 * Math.sin(pale * 60 - time * 2.4 + nx * 4));
          r += (foamColour[0] - r) * surf;
          g += (foamColour[1] - g) * surf;
          b += (foamColour[2] - b) * surf;
        }
        const edge = Math.min(plate.width - 1, (x / plate.scale) | 0) * 3;
        r += (plate.rim[edge]! - r) * air;
        g += (plate.rim[edge + 1]! - g) * air;
        b += (plate.rim[edge + 2]! - b) * air;
        pixels[at] =
          0xff000000 |
          ((b > 255 ? 255 : b) << 16) |
          ((g > 255 ? 255 : g) << 8) |
          (r > 255 ? 255 : r);
      }
    }
  }

  return { paint };
}

/** Marks everything below the horizon as deep water, for the open sea. */
export function flood(frame: Frame, lens: Lens): void {
  const from = Math.max(0, Math.ceil(lens.horizon));
  frame.pixels.fill(((WATER_MARK << 24) | 255) >>> 0, from * frame.width);
}
