import { viewAt } from './camera.ts';
import { clamp01, mix, smooth } from './colour.ts';
import type { Rgb } from './colour.ts';
import { addLight } from './frame.ts';
import type { Frame } from './frame.ts';
import { bakeField, createNoise, fbm, ridged, sample } from './noise.ts';
import type { Field } from './noise.ts';
import { between, choose, randomFrom } from './random.ts';
import { splat } from './sky.ts';
import type { Setting, Stage } from './stage.ts';

interface World {
  readonly low: Rgb;
  readonly high: Rgb;
  readonly cap: Rgb;
  readonly air: Rgb;
  readonly banded: boolean;
}

const WORLDS: readonly [World, ...World[]] = [
  {
    low: [22, 72, 138],
    high: [92, 128, 78],
    cap: [244, 248, 255],
    air: [110, 176, 255],
    banded: false,
  },
  {
    low: [122, 58, 36],
    high: [214, 132, 84],
    cap: [246, 226, 206],
    air: [255, 170, 120],
    banded: false,
  },
  {
    low: [186, 142, 98],
    high: [240, 214, 172],
    cap: [160, 98, 66],
    air: [255, 220, 170],
    banded: true,
  },
  {
    low: [42, 62, 138],
    high: [98, 164, 212],
    cap: [206, 236, 255],
    air: [120, 200, 255],
    banded: true,
  },
  {
    low: [72, 40, 98],
    high: [190, 106, 150],
    cap: [255, 214, 224],
    air: [230, 140, 255],
    banded: false,
  },
];

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
  const surface = bakeField(size, (u, v) => {
    const bend = 0.12 * fbm(noise, u * 4, v * 4, 4, 3);
    return fbm(noise, u * 4 + bend, v * 4 + bend, 4, 7) + 0.2 * ridged(noise, u * 8, v * 8, 8, 4);
  });
  const gas = bakeField(size, (u, v) => {
    const wu = u + 0.1 * fbm(noise, u * 2 + 1, v * 2, 2, 3);
    const wv = v + 0.1 * fbm(noise, u * 2, v * 2 + 5, 2, 3);
    return fbm(noise, wu * 2, wv * 2, 2, 6) + 0.35 * ridged(noise, wu * 4, wv * 4, 4, 5);
  });
  const world = choose(random, WORLDS);
  const [gasA, gasB] = choose(random, NEBULAE).map((colour) => light.grade(colour)) as [Rgb, Rgb];
  const side = random() < 0.5 ? -1 : 1;
  const base = Math.min(width, height);
  const radius = base * between(random, 0.34, 0.62);
  const centreX = width * (0.5 + side * between(random, 0.12, 0.26));
  const centreY = height * between(random, 0.5, 0.72);
  const ring = random() < 0.45;
  const sun: readonly [number, number, number] = [-side * 0.74, -0.42, 0.42];
  const spin = between(random, 0.012, 0.022);
  const stars = Array.from({ length: 1100 }, () => ({
    x: between(random, -1, 1),
    y: between(random, -1, 1),
    depth: between(random, 0.15, 1),
    size: 0.3 + random() ** 5 * 1.5,
    phase: random() * 6.3,
    warmth: random(),
  }));
  const plateScale = width >= 900 ? 3 : width >= 400 ? 2 : 1;
  const flight = { speed: 10, altitude: 0, startX: 0, startY: 0 };

  return {
    paint(frame, time) {
      const view = viewAt(scene.move, seed, flight, time, duration);
      // In open space a flight is felt through the stars; the planet only grows a little.
      const push = scene.move === 'fly' || scene.move === 'push' ? 1 : 0.35;
      const zoom = 1 + 0.022 * time * push;
      const slide = -view.yaw * 0.6 + (scene.move === 'pan' ? view.x * 0.004 : 0);
      const rise = view.pitch * 0.6;
      paintGas(frame, gas, gasA, gasB, plateScale, zoom, slide, rise, time);
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
      if (ring) paintRing(frame, px, py, radius * zoom, false);
      paintPlanet(frame, px, py, radius * zoom, time);
      if (ring) paintRing(frame, px, py, radius * zoom, true);
      return undefined;
    },
  };

  function paintPlanet(frame: Frame, cx: number, cy: number, r: number, time: number): void {
    const { pixels } = frame;
    const halo = r * 1.12;
    const low = light.grade(world.low);
    const high = light.grade(world.high);
    const cap = light.grade(world.cap);
    const air = light.grade(world.air);
    const turn = time * spin;
    const texel = surface.size;
    const detail = texel / Math.PI / 2;
    for (let y = Math.max(0, Math.ceil(cy - halo)); y < Math.min(height, cy + halo); y++) {
      const ny = (y - cy) / r;
      for (let x = Math.max(0, Math.ceil(cx - halo)); x < Math.min(width, cx + halo); x++) {
        const nx = (x - cx) / r;
        const d2 = nx * nx + ny * ny;
        const at = y * width + x;
        const old = pixels[at]!;
        let red = old & 255;
        let green = (old >> 8) & 255;
        let blue = (old >> 16) & 255;
        if (d2 < 1) {
          const nz = Math.sqrt(1 - d2);
          const latitude = Math.asin(ny) * detail * 2;
          const longitude = (Math.atan2(nx, nz) + turn) * detail * 2;
          const relief = world.banded
            ? sample(surface, longitude * 0.5, latitude * 5) * 0.35 +
              0.65 *
                sample(surface, 7, latitude * 2.2 + 12 * sample(surface, longitude, latitude * 2))
            : sample(surface, longitude, latitude);
          const cloud = sample(surface, longitude * 1.3 + turn * 20 + 200, latitude * 1.6 + 90);
          const land = world.banded ? smooth(0.25, 0.75, relief) : smooth(0.49, 0.58, relief);
          const facing = nx * sun[0] + ny * sun[1] + nz * sun[2];
          const day = smooth(-0.12, 0.5, facing + (relief - 0.5) * 0.12);
          const ice = smooth(0.72, 0.9, Math.abs(ny) + (relief - 0.5) * 0.3);
          const white = world.banded ? 0 : smooth(0.55, 0.75, cloud) * 0.85;
          const veil = Math.max(ice, white);
          const bright = 0.06 + 0.84 * day;
          const grainy = 0.8 + relief * 0.4;
          const glint = land < 0.5 && !world.banded ? smooth(0.93, 1, facing) * 70 : 0;
          const edge = (1 - nz) ** 3 * (0.12 + day);
          red = (low[0] + (high[0] - low[0]) * land) * grainy;
          green = (low[1] + (high[1] - low[1]) * land) * grainy;
          blue = (low[2] + (high[2] - low[2]) * land) * grainy;
          red = (red + (cap[0] - red) * veil) * bright + air[0] * edge * 0.9 + glint;
          green = (green + (cap[1] - green) * veil) * bright + air[1] * edge * 0.9 + glint;
          blue = (blue + (cap[2] - blue) * veil) * bright + air[2] * edge * 0.9 + glint;
        } else {
          const d = Math.sqrt(d2);
          const facing = clamp01((nx * sun[0] + ny * sun[1]) / d + 0.35);
          const power = Math.exp(-(d - 1) * 34) * (0.12 + 0.75 * facing);
          red += air[0] * power;
          green += air[1] * power;
          blue += air[2] * power;
        }
        pixels[at] =
          0xff000000 |
          ((blue > 255 ? 255 : blue) << 16) |
          ((green > 255 ? 255 : green) << 8) |
          (red > 255 ? 255 : red);
      }
    }
  }

  function paintRing(frame: Frame, cx: number, cy: number, r: number, front: boolean): void {
    const slope = 0.24;
    const lean = side * 0.22;
    const tone = light.grade(mix(world.high, [255, 240, 220], 0.5));
    const reach = r * 2.15;
    const first = Math.max(0, Math.ceil(cy - reach * 0.75));
    for (let y = first; y < Math.min(height, cy + reach * 0.75); y++) {
      for (let x = Math.max(0, Math.ceil(cx - reach)); x < Math.min(width, cx + reach); x++) {
        const dx = x - cx;
        const dy = y - cy - dx * lean;
        if (dy > 0 !== front) continue;
        const d = Math.hypot(dx, dy / slope) / r;
        if (d < 1.3 || d > 2.1) continue;
        const band = 0.45 + 0.55 * Math.sin(d * 46) * Math.sin(d * 17 + 1);
        const alpha =
          band * smooth(1.3, 1.36, d) * smooth(2.1, 2.0, d) * (d > 1.72 && d < 1.77 ? 0.15 : 1);
        if (alpha <= 0.02) continue;
        const shade = 0.35 + 0.65 * clamp01((dx * sun[0]) / r + 0.75);
        addLight(
          frame,
          x,
          y,
          tone[0] * alpha * shade * 0.6,
          tone[1] * alpha * shade * 0.6,
          tone[2] * alpha * shade * 0.6,
        );
      }
    }
  }

  function paintGas(
    frame: Frame,
    field: Field,
    a: Rgb,
    b: Rgb,
    step: number,
    zoom: number,
    slide: number,
    rise: number,
    time: number,
  ): void {
    const span = field.size / (width * 1.25 * zoom);
    const { pixels } = frame;
    for (let y = 0; y < height; y += step) {
      const v = (y - height / 2 - rise * width * 0.4) * span + field.size / 2;
      for (let x = 0; x < width; x += step) {
        const u = (x - width / 2 - slide * width * 0.4) * span + field.size / 2 + time * 0.25;
        const cloud = sample(field, u, v);
        const other = sample(field, u * 0.6 + 70, v * 0.6 + 130);
        const glow = smooth(0.42, 0.95, cloud);
        const hue = smooth(0.3, 0.7, other);
        const back = 0.9 + 0.6 * other;
        const r = 20 * back + (a[0] + (b[0] - a[0]) * hue) * glow * 0.95;
        const g = 24 * back + (a[1] + (b[1] - a[1]) * hue) * glow * 0.95;
        const c = 48 * back + (a[2] + (b[2] - a[2]) * hue) * glow * 0.95;
        const colour =
          0xff000000 |
          ((c > 255 ? 255 : c) << 16) |
          ((g > 255 ? 255 : g) << 8) |
          (r > 255 ? 255 : r);
        for (let j = 0; j < step && y + j < height; j++) {
          pixels.fill(
            colour >>> 0,
            (y + j) * width + x,
            (y + j) * width + Math.min(width, x + step),
          );
        }
      }
    }
  }
}
