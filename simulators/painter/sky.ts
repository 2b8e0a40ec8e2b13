import { clamp01, smooth } from './colour.ts';
import { addLight } from './frame.ts';
import type { Frame } from './frame.ts';
import type { Lens } from './lens.ts';
import { halfWidth } from './lens.ts';
import type { Light } from './light.ts';
import { bakeField, createNoise, fbm, sample } from './noise.ts';
import type { Field } from './noise.ts';
import { between, randomFrom } from './random.ts';
import type { Scene } from './scene.ts';
import { createAurora } from './aurora.ts';
import { createPlate, upscale } from './upscale.ts';
import type { SkyPlate } from './sky-plate.ts';

export interface Sky {
  readonly plate: SkyPlate;
  readonly clouds: Field;
  /** Computes the plate for one moment. */
  update(lens: Lens, flash: number): void;
  /** Fills the frame down to the horizon and puts stars and sun into it. */
  paint(frame: Frame, lens: Lens): void;
}

interface Star {
  readonly azimuth: number;
  readonly elevation: number;
  readonly size: number;
  readonly phase: number;
  readonly warmth: number;
}

export function bakeClouds(seed: number, size: number): Field {
  const noise = createNoise(randomFrom('clouds', seed));
  return bakeField(size, (u, v) => {
    const wu = u + 0.03 * noise(u * 4, v * 4, 4);
    const wv = v + 0.03 * noise(u * 4 + 9, v * 4 + 2, 4);
    const billow = 1 - Math.abs(fbm(noise, wu * 8, wv * 8, 8, 4)) * 1.6;
    return fbm(noise, wu * 4, wv * 4, 4, 5) + 0.22 * billow;
  });
}

export function createSky(
  scene: Scene,
  light: Light,
  seed: number,
  width: number,
  height: number,
): Sky {
  const random = randomFrom('sky', seed);
  const soft = createPlate(width, height);
  const { scale } = soft;
  const plate: SkyPlate = {
    ...soft,
    veil: new Float32Array(soft.width * soft.height),
    rim: new Float32Array(soft.width * 3),
    sunX: 0,
    sunY: 0,
  };
  const clouds = bakeClouds(seed, width >= 400 ? 512 : 128);
  const texel = clouds.size;
  const windX = between(random, -0.012, 0.012);
  const windY = between(random, -0.016, -0.006);
  const offset = random();
  const hurry = scene.weather === 'storm' ? 2.4 : 1.3;
  const aurora = scene.aurora ? createAurora(seed, light) : undefined;
  const stars: Star[] = Array.from({ length: Math.round(1700 * light.stars) }, () => ({
    azimuth: between(random, -1.4, 1.4),
    elevation: random() ** 1.3 * 0.95 + 0.015,
    size: 0.32 + random() ** 6 * 1.8,
    phase: random() * 6.28,
    warmth: random(),
  }));
  const threshold = 0.5 + (0.5 - light.cover) * 0.5;

  function update(lens: Lens, flash: number): void {
    const { view, focal, horizon } = lens;
    const { time, yaw } = view;
    // Kept inside the frame whatever its shape: the sun is what most of these pictures are about.
    const reach = Math.min(1, (halfWidth(lens) * 0.8) / 0.42);
    const sunAt = light.sunAzimuth * reach - yaw;
    plate.sunX = lens.width / 2 + Math.tan(sunAt) * focal;
    const lift = Math.min(light.sunElevation, (horizon / focal) * 0.78);
    plate.sunY = horizon - lift * focal;
    const sinYaw = Math.sin(yaw);
    const cosYaw = Math.cos(yaw);
    const sunCloudX = Math.sin(light.sunAzimuth * reach) * 0.045 * texel;
    const sunCloudY = Math.cos(light.sunAzimuth * reach) * 0.045 * texel;
    const haloWidth = focal * (light.night ? 0.1 : 0.2);
    const { colours, veil, rim } = plate;
    const [zr, zg, zb] = light.zenith;
    const [mr, mg, mb] = light.middle;
    const [hr, hg, hb] = light.horizon;
    const [gr, gg, gb] = light.glow;
    const [lr, lg, lb] = light.cloudLit;
    const [dr, dg, db] = light.cloudShade;
    const open = 1 - 0.55 * smooth(0.6, 0.85, light.cover);
    const strong = open * (light.night ? 0.5 : light.sunElevation > 0.2 ? 0.72 : 1);
    for (let x = 0; x < plate.width; x++) {
      const side = (x * scale - plate.sunX) / focal;
      const near = strong * Math.exp(-side * side * 5);
      rim[x * 3] = hr + (gr - hr) * near * 0.55;
      rim[x * 3 + 1] = hg + (gg - hg) * near * 0.55;
      rim[x * 3 + 2] = hb + (gb - hb) * near * 0.55;
    }
    const last = Math.min(plate.height, Math.ceil(horizon / scale) + 2);
    for (let y = 0; y < last; y++) {
      const py = y * scale;
      const e = Math.max(0, (horizon - py) / focal);
      // Two bands with a soft knee; a straight ramp from zenith to horizon looks like plastic.
      const low = Math.exp(-e * 7.5);
      const top = smooth(0.1, 0.75, e);
      const br = mr + (zr - mr) * top;
      const bg = mg + (zg - mg) * top;
      const bb = mb + (zb - mb) * top;
      const up = 1 / (e + 0.1);
      const fade = smooth(0.0, 0.16, e);
      for (let x = 0; x < plate.width; x++) {
        const px = x * scale;
        const at = y * plate.width + x;
        const sx = (px - plate.sunX) / haloWidth;
        const sy = (py - plate.sunY) / haloWidth;
        const d2 = sx * sx + sy * sy;
        const halo = strong * (0.3 / (1 + d2 * 0.7) + 0.7 / (1 + d2 * 16));
        let r = br + (rim[x * 3]! - br) * low;
        let g = bg + (rim[x * 3 + 1]! - bg) * low;
        let b = bb + (rim[x * 3 + 2]! - bb) * low;
        const shine = halo < 1 ? halo : 1;
        r += (gr - r) * shine * 0.85;
        g += (gg - g) * shine * 0.85;
        b += (gb - b) * shine * 0.85;
        const cx = (px - lens.width / 2) / focal;
        const wx = cx * cosYaw + sinYaw;
        const wy = cosYaw - cx * sinYaw;
        const u = (offset + wx * up * 0.11 + view.x * 0.00016 + windX * time * hurry) * texel;
        const v = (wy * up * 0.11 + view.y * 0.00016 - windY * time * hurry) * texel;
        const base = sample(clouds, u, v);
        const detail = sample(clouds, u * 3.1 + time * 0.9, v * 3.1 + 40);
        const density = base * 0.72 + detail * 0.28;
        let cover = (density - threshold + 0.06) / 0.2;
        if (cover > 0) {
          if (cover > 1) cover = 1;
          const alpha = cover * cover * (3 - 2 * cover) * fade;
          const ahead = sample(clouds, u + sunCloudX, v + sunCloudY);
          // Thinner towards the sun means this side is lit.
          let lighted = clamp01(
            0.5 + (base - ahead) * 3.2 + (detail - 0.5) * 0.5 - (cover - 0.5) * 0.35,
          );
          lighted = lighted * (1 - 0.25 * flash) + flash * 0.4;
          const silver = shine * (1 - cover * 0.6) * 1.1;
          const cr = dr + (lr - dr) * lighted + gr * silver * 0.45;
          const cg = dg + (lg - dg) * lighted + gg * silver * 0.45;
          const cb = db + (lb - db) * lighted + gb * silver * 0.4;
          r += (cr - r) * alpha;
          g += (cg - g) * alpha;
          b += (cb - b) * alpha;
          veil[at] = alpha;
        } else {
          veil[at] = 0;
        }
        const boost = 1 + flash * 0.22;
        colours[at * 3] = r * boost;
        colours[at * 3 + 1] = g * boost;
        colours[at * 3 + 2] = b * (boost + flash * 0.06);
      }
    }
    aurora?.(plate, lens);
  }

  function paint(frame: Frame, lens: Lens): void {
    upscale(frame, plate, lens.horizon);
    if (stars.length > 0) paintStars(frame, lens);
    paintDisc(frame, lens);
  }

  function paintStars(frame: Frame, lens: Lens): void {
    const grow = Math.max(0.6, frame.width / 1280);
    for (const star of stars) {
      const angle = star.azimuth - lens.view.yaw;
      const x = lens.width / 2 + Math.tan(angle) * lens.focal;
      const y = lens.horizon - Math.tan(star.elevation) * lens.focal * 1.1;
      if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) continue;
      const veiled = plate.veil[((y / scale) | 0) * plate.width + ((x / scale) | 0)]!;
      const twinkle = 0.75 + 0.25 * Math.sin(lens.view.time * 2.6 + star.phase);
      const power = 255 * star.size * twinkle * (1 - veiled) * light.stars;
      const warm = 0.82 + 0.18 * star.warmth;
      splat(
        frame,
        x,
        y,
        star.size > 0.9 ? 1.5 * grow : 0.9 * grow,
        power * warm,
        power * 0.92,
        power,
      );
    }
  }

  function paintDisc(frame: Frame, lens: Lens): void {
    const radius = Math.max(1, lens.focal * (light.night ? 0.026 : 0.02));
    const at = Math.floor(plate.sunY / scale) * plate.width + Math.floor(plate.sunX / scale);
    // Under a closed sky the sun is a brightness, not a disc.
    const clear = (1 - 0.75 * (plate.veil[at] ?? 0)) * smooth(0.8, 0.6, light.cover);
    if (clear <= 0) return;
    const [r, g, b] = light.glow;
    const x0 = Math.floor(plate.sunX - radius * 1.3);
    const y0 = Math.floor(plate.sunY - radius * 1.3);
    for (let y = y0; y <= plate.sunY + radius * 1.3; y++) {
      for (let x = x0; x <= plate.sunX + radius * 1.3; x++) {
        const d = Math.hypot(x - plate.sunX, y - plate.sunY) / radius;
        const power = clear * smooth(1.12, 0.88, d) * (light.night ? 0.85 : 1);
        if (power > 0) addLight(frame, x, y, r * power, g * power, b * power);
      }
    }
  }

  return { plate, clouds, update, paint };
}

/** A small soft dot of light. */
export function splat(
  frame: Frame,
  x: number,
  y: number,
  radius: number,
  r: number,
  g: number,
  b: number,
): void {
  const reach = Math.max(1, Math.ceil(radius));
  const cx = Math.floor(x);
  const cy = Math.floor(y);
  for (let j = -reach; j <= reach; j++) {
    for (let i = -reach; i <= reach; i++) {
      const dx = cx + i + 0.5 - x;
      const dy = cy + j + 0.5 - y;
      const power = Math.exp((-(dx * dx + dy * dy) * 1.6) / (radius * radius));
      if (power > 0.03) addLight(frame, cx + i, cy + j, r * power, g * power, b * power);
    }
  }
}
