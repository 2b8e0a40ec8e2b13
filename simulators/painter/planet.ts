import { clamp01, mix, smooth } from './colour.ts';
import type { Rgb } from './colour.ts';
import { addLight } from './frame.ts';
import type { Frame } from './frame.ts';
import { bakeField, createNoise, fbm, ridged, sample } from './noise.ts';
import type { World } from './prompt-words.ts';
import { between, choose, randomFrom } from './random.ts';
import type { Setting } from './stage.ts';

interface Ball {
  readonly low: Rgb;
  readonly high: Rgb;
  readonly cap: Rgb;
  readonly air: Rgb;
  readonly banded: boolean;
  /** How likely it has a ring. */
  readonly ring: number;
}

const BALLS: Readonly<Record<World, Ball>> = {
  earth: {
    low: [22, 72, 138],
    high: [92, 128, 78],
    cap: [244, 248, 255],
    air: [110, 176, 255],
    banded: false,
    ring: 0,
  },
  mars: {
    low: [122, 58, 36],
    high: [214, 132, 84],
    cap: [246, 226, 206],
    air: [255, 170, 120],
    banded: false,
    ring: 0.1,
  },
  saturn: {
    low: [186, 142, 98],
    high: [240, 214, 172],
    cap: [160, 98, 66],
    air: [255, 220, 170],
    banded: true,
    ring: 1,
  },
  neptune: {
    low: [42, 62, 138],
    high: [98, 164, 212],
    cap: [206, 236, 255],
    air: [120, 200, 255],
    banded: true,
    ring: 0.5,
  },
  violet: {
    low: [72, 40, 98],
    high: [190, 106, 150],
    cap: [255, 214, 224],
    air: [230, 140, 255],
    banded: false,
    ring: 0.6,
  },
};

/** Brightness of the ring by distance, 1.3 to 2.1 planet radii. */
const RING = Float32Array.from({ length: 256 }, (_, i) => {
  const d = 1.3 + (i / 255) * 0.8;
  const band = 0.45 + 0.55 * Math.sin(d * 46) * Math.sin(d * 17 + 1);
  const gap = d > 1.72 && d < 1.77 ? 0.15 : 1;
  return band * smooth(1.3, 1.36, d) * smooth(2.1, 2, d) * gap;
});
const ARC = Float32Array.from({ length: 2049 }, (_, i) => Math.asin(i / 1024 - 1));

/** From a table: an arc sine per pixel of a planet took most of the frame. */
function arcSine(value: number): number {
  const at = (value + 1) * 1024;
  if (at <= 0) return ARC[0]!;
  if (at >= 2048) return ARC[2048]!;
  const low = at | 0;
  return ARC[low]! + (ARC[low + 1]! - ARC[low]!) * (at - low);
}

export type Planet = (frame: Frame, cx: number, cy: number, r: number, time: number) => void;

/** -1 when the planet of this seed stands left in the picture, 1 when right. */
export function planetSide(seed: number): -1 | 1 {
  return randomFrom('planet-side', seed)() < 0.5 ? -1 : 1;
}

/** `side`: -1 when the planet stands left in the picture, 1 when right; the sun is opposite. */
export function createPlanet(setting: Setting, side: number): Planet {
  const { light, seed, width, height } = setting;
  const random = randomFrom('planet', seed);
  const noise = createNoise(random);
  const surface = bakeField(width * height > 150_000 ? 512 : 128, (u, v) => {
    const bend = 0.12 * fbm(noise, u * 4, v * 4, 4, 3);
    return fbm(noise, u * 4 + bend, v * 4 + bend, 4, 7) + 0.2 * ridged(noise, u * 8, v * 8, 8, 4);
  });
  const world =
    BALLS[setting.scene.world ?? choose(random, ['earth', 'mars', 'saturn', 'neptune', 'violet'])];
  const ring = random() < world.ring;
  const spin = between(random, 0.014, 0.024);
  const sunX = -side * 0.74;
  const sunY = -0.42;
  const sunZ = 0.5;
  const low = light.grade(world.low);
  const high = light.grade(world.high);
  const cap = light.grade(world.cap);
  const air = light.grade(world.air);
  const { banded } = world;
  const detail = surface.size / Math.PI;

  /** Packed colour of the ball at nx, ny (unit disc). */
  function ball(nx: number, ny: number, nz: number, turn: number): number {
    const latitude = arcSine(ny) * detail;
    const longitude = (arcSine(nx / Math.sqrt(Math.max(1e-6, 1 - ny * ny))) + turn) * detail;
    let relief: number;
    let white = 0;
    if (banded) {
      const stir = sample(surface, longitude, latitude * 2) - 0.5;
      relief = 0.25 + 0.75 * sample(surface, 7, latitude * 2.2 + 12 * stir) - 0.125 + stir * 0.3;
    } else {
      relief = sample(surface, longitude, latitude);
      white =
        smooth(
          0.55,
          0.75,
          sample(surface, longitude * 1.3 + turn * 20 + 200, latitude * 1.6 + 90),
        ) * 0.85;
    }
    const land = banded ? smooth(0.25, 0.75, relief) : smooth(0.49, 0.58, relief);
    const facing = nx * sunX + ny * sunY + nz * sunZ;
    const day = smooth(-0.12, 0.5, facing + (relief - 0.5) * 0.12);
    const veil = Math.max(white, smooth(0.72, 0.9, Math.abs(ny) + (relief - 0.5) * 0.3));
    const bright = (0.07 + 0.84 * day) * (0.8 + relief * 0.4);
    const rim = (1 - nz) ** 3 * (0.12 + day) * 0.9;
    const glint = land < 0.5 && !banded ? smooth(0.93, 1, facing) * 70 : 0;
    const tone = (i: 0 | 1 | 2): number => {
      const ground = low[i] + (high[i] - low[i]) * land;
      return Math.min(255, (ground + (cap[i] - ground) * veil) * bright + air[i] * rim + glint);
    };
    return 0xff000000 | (tone(2) << 16) | (tone(1) << 8) | tone(0);
  }

  function paintBall(frame: Frame, cx: number, cy: number, r: number, time: number): void {
    const { pixels } = frame;
    const halo = r * 1.12;
    const turn = time * spin;
    const x0 = Math.max(0, Math.floor((cx - halo) / 2) * 2);
    const x1 = Math.min(width, cx + halo);
    const y1 = Math.min(height, cy + halo);
    for (let y = Math.max(0, Math.floor((cy - halo) / 2) * 2); y < y1; y += 2) {
      for (let x = x0; x < x1; x += 2) {
        const bx = (x + 0.5 - cx) / r;
        const by = (y + 0.5 - cy) / r;
        const d2 = bx * bx + by * by;
        if (d2 > 1.26) continue;
        const at = y * width + x;
        // Four pixels at once but for the edge: the surface is soft, the edge is not.
        if (d2 < 0.93) {
          const colour = ball(bx, by, Math.sqrt(1 - d2), turn);
          pixels[at] = colour;
          pixels[at + 1] = colour;
          pixels[at + width] = colour;
          pixels[at + width + 1] = colour;
          continue;
        }
        for (let k = 0; k < 4; k++) edge(frame, x + (k & 1), y + (k >> 1), cx, cy, r, turn);
      }
    }
  }

  function edge(
    frame: Frame,
    x: number,
    y: number,
    cx: number,
    cy: number,
    r: number,
    turn: number,
  ): void {
    const nx = (x - cx) / r;
    const ny = (y - cy) / r;
    const d = Math.sqrt(nx * nx + ny * ny);
    if (d < 1) {
      frame.pixels[y * width + x] = ball(nx, ny, Math.sqrt(1 - d * d), turn);
      return;
    }
    const facing = clamp01((nx * sunX + ny * sunY) / d + 0.35);
    const power = Math.exp(-(d - 1) * 34) * (0.12 + 0.75 * facing);
    addLight(frame, x, y, air[0] * power, air[1] * power, air[2] * power);
  }

  function paintRing(frame: Frame, cx: number, cy: number, r: number, front: boolean): void {
    const slope = 0.24;
    const lean = side * 0.22;
    const tone = light.grade(mix(world.high, [255, 240, 220], 0.5));
    const thick = slope * 2.1 * r;
    const x1 = Math.min(width, cx + r * 2.1);
    for (let x = Math.max(0, Math.ceil(cx - r * 2.1)); x < x1; x++) {
      const dx = x - cx;
      const middle = cy + dx * lean;
      const first = Math.max(0, Math.ceil(front ? middle : middle - thick));
      const last = Math.min(height, front ? middle + thick : middle);
      const shade = (0.35 + 0.65 * clamp01((dx * sunX) / r + 0.75)) * 0.6;
      for (let y = first; y < last; y++) {
        const dy = (y - middle) / slope;
        const d2 = (dx * dx + dy * dy) / (r * r);
        if (d2 < 1.69 || d2 > 4.41) continue;
        const power = RING[((Math.sqrt(d2) - 1.3) * 318.7) | 0]! * shade;
        if (power > 0.01) addLight(frame, x, y, tone[0] * power, tone[1] * power, tone[2] * power);
      }
    }
  }

  return (frame, cx, cy, r, time) => {
    if (ring) paintRing(frame, cx, cy, r, false);
    paintBall(frame, cx, cy, r, time);
    if (ring) paintRing(frame, cx, cy, r, true);
  };
}
