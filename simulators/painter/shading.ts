import { clamp01, mix, packed, smooth } from './colour.ts';
import type { Rgb } from './colour.ts';
import type { Light } from './light.ts';
import { fbm } from './noise.ts';
import type { Field, Noise } from './noise.ts';
import type { Scene } from './scene.ts';
import { GRASS, woodsAt } from './ground-cover.ts';
import type { GroundPlace } from './ground-place.ts';

interface Ground {
  readonly place: GroundPlace;
  readonly scene: Scene;
  readonly light: Light;
  readonly heights: Field;
  readonly rise: number;
  readonly waterLevel: number;
  readonly noise: Noise;
}

/** `height` 0..1 of the rise, `flat` 1 on level ground, `grain` about -1..1. */
type Material = (height: number, flat: number, grain: number, wooded: number) => Rgb;

const ROCK: Rgb = [118, 106, 104];
const DARK_ROCK: Rgb = [78, 72, 80];
const SNOW: Rgb = [246, 248, 255];
const SAND: Rgb = [226, 182, 122];
const STRATA: readonly Rgb[] = [
  [196, 104, 62],
  [222, 146, 92],
  [168, 82, 54],
  [234, 176, 122],
  [186, 96, 66],
];

function rock(grain: number): Rgb {
  return mix(DARK_ROCK, ROCK, clamp01(0.55 + grain));
}

function materialFor(place: GroundPlace, scene: Scene): Material {
  const [grass, wood] = GRASS[scene.season];
  const winter = scene.season === 'winter';
  switch (place) {
    case 'mountains':
    case 'lake': {
      const line = winter ? 0.1 : 0.5;
      return (height, flat, grain) => {
        const low = mix(wood, grass, clamp01(0.4 + grain * 1.4));
        const meadow = smooth(0.55, 0.3, height + grain * 0.08) * smooth(0.45, 0.7, flat);
        const ground = mix(rock(grain), low, meadow);
        const snow = smooth(line - 0.06, line + 0.1, height + grain * 0.12);
        return mix(ground, SNOW, snow * smooth(0.32, 0.52, flat + grain * 0.12));
      };
    }
    case 'hills':
      return (height, _flat, grain, wooded) => {
        const meadow = mix(
          mix(wood, grass, clamp01(0.6 + grain * 1.2)),
          [206, 196, 112],
          height * 0.25,
        );
        const tree = mix(wood, scene.season === 'autumn' ? [214, 120, 44] : [34, 70, 44], 0.55);
        return mix(meadow, mix(tree, [30, 44, 34], clamp01(0.3 - grain)), wooded * 0.9);
      };
    case 'forest':
      return (height, _flat, grain) => {
        const leaf = mix(wood, grass, clamp01(0.3 + grain * 1.5));
        return mix(leaf, [40, 62, 46], winter ? 0.25 : 0.3 - height * 0.2);
      };
    case 'desert':
      return (_height, flat, grain) =>
        mix(
          mix(SAND, [206, 150, 96], clamp01(0.4 + grain * 0.8)),
          [184, 126, 84],
          smooth(0.8, 0.5, flat) * 0.4,
        );
    case 'canyon':
      return (height, flat, grain) => {
        const band = height * 16 + grain * 1.2;
        const at = Math.floor(band);
        const layer = STRATA[((at % 5) + 5) % 5] ?? SAND;
        const next = STRATA[(((at + 1) % 5) + 5) % 5] ?? SAND;
        const wall = mix(layer, next, smooth(0.7, 1, band - at));
        const top = winter ? SNOW : mix(SAND, [150, 134, 84], clamp01(grain + 0.3));
        return mix(wall, top, smooth(0.72, 0.9, flat) * 0.75);
      };
    case 'coast':
      return (height, flat, grain) => {
        const shore = smooth(0.47, 0.44, height + grain * 0.01);
        const green = mix(wood, grass, clamp01(0.45 + grain * 1.5));
        const land = mix(rock(grain), green, smooth(0.35, 0.6, flat));
        return mix(land, [240, 218, 172], shore);
      };
    default:
      return place satisfies never;
  }
}

/**
 * Colour of every cell: material, sun with cast shadows, and the sky's light dimmed in hollows.
 * The light comes from further to the side than the sun is seen, which no eye notices and which
 * gives ridges a lit and a dark flank instead of a row of silhouettes.
 */
export function shadeGround(ground: Ground): Uint32Array {
  const { heights, light, rise, place, noise } = ground;
  const { size, data } = heights;
  const mask = size - 1;
  const azimuth = light.sunAzimuth + Math.sign(light.sunAzimuth) * 1.3;
  const elevation = Math.max(0.3, Math.min(0.8, light.sunElevation * 1.4 + 0.1));
  const sunX = Math.sin(azimuth) * Math.cos(elevation);
  const sunY = Math.cos(azimuth) * Math.cos(elevation);
  const sunZ = Math.sin(elevation);
  const shadow = castShadows(
    heights,
    Math.sin(azimuth),
    Math.cos(azimuth),
    Math.tan(elevation) * 0.8,
  );
  const hollow = blurred(heights, Math.max(2, size >> 6));
  const material = materialFor(place, ground.scene);
  // Cells are as wide as at 1024 whatever the map's size, so slopes are measured in the same unit.
  const cell = 1024 / size;
  const colours = new Uint32Array(size * size);
  for (let y = 0, i = 0; y < size; y++) {
    const up = ((y - 1) & mask) * size;
    const down = ((y + 1) & mask) * size;
    const row = y * size;
    for (let x = 0; x < size; x++, i++) {
      const height = data[i]!;
      const dx = (data[row + ((x + 1) & mask)]! - data[row + ((x - 1) & mask)]!) / (2 * cell);
      const dy = (data[down + x]! - data[up + x]!) / (2 * cell);
      const flat = 1 / Math.sqrt(1 + dx * dx + dy * dy);
      const grain = 0.9 * fbm(noise, (x * 64) / size, (y * 64) / size, 64, 3);
      const wooded = place === 'hills' ? woodsAt(noise, x / size, y / size) : 0;
      const albedo = light.gradeGround(material(height / rise, flat, grain, wooded));
      const facing = (-dx * sunX - dy * sunY + sunZ) * flat;
      const direct = Math.max(0, facing) * (1 - shadow[i]!);
      const open = clamp01(0.84 + (height - hollow[i]!) * 0.035) * (0.66 + 0.34 * flat);
      const r = albedo[0] * (light.sun[0] * direct + light.ambient[0] * open);
      const g = albedo[1] * (light.sun[1] * direct + light.ambient[1] * open);
      const b = albedo[2] * (light.sun[2] * direct + light.ambient[2] * open);
      colours[i] = packed([r / 255, g / 255, b / 255]);
    }
  }
  return colours;
}

/** Share of shadow per cell, one sweep with the light: each cell takes the shadow line of the last. */
function castShadows(field: Field, sunX: number, sunY: number, slope: number): Float32Array {
  const { size, data } = field;
  const mask = size - 1;
  const rows = Math.abs(sunY) >= Math.abs(sunX);
  const major = rows ? sunY : sunX;
  const drift = (rows ? sunX : sunY) / Math.abs(major);
  const step = major > 0 ? -1 : 1;
  const fall = slope * Math.hypot(1, drift) * (1024 / size);
  const index = (a: number, b: number): number => (rows ? a * size + b : b * size + a);
  const line = new Float32Array(size).fill(-1e9);
  const next = new Float32Array(size);
  const shadow = new Float32Array(size * size);
  // Twice around, because the ground repeats and the first rows must know the last ones' shadows.
  for (let k = 0; k < size * 2; k++) {
    const a = ((step > 0 ? k : -k - 1) + size * 2) & mask;
    for (let b = 0; b < size; b++) {
      const from = b + drift;
      const b0 = Math.floor(from);
      const carried = line[b0 & mask]! + (line[(b0 + 1) & mask]! - line[b0 & mask]!) * (from - b0);
      const height = data[index(a, b)]!;
      shadow[index(a, b)] = clamp01((carried - fall - height) / 5);
      next[b] = Math.max(height, carried - fall);
    }
    line.set(next);
  }
  return shadow;
}

/** Mean height of the neighbourhood, box filter in both directions. */
function blurred(field: Field, radius: number): Float32Array {
  const { size, data } = field;
  const mask = size - 1;
  const pass = new Float32Array(size * size);
  const result = new Float32Array(size * size);
  const count = radius * 2 + 1;
  for (let y = 0; y < size; y++) {
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += data[y * size + (k & mask)]!;
    for (let x = 0; x < size; x++) {
      pass[y * size + x] = sum / count;
      sum += data[y * size + ((x + radius + 1) & mask)]! - data[y * size + ((x - radius) & mask)]!;
    }
  }
  for (let x = 0; x < size; x++) {
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += pass[(k & mask) * size + x]!;
    for (let y = 0; y < size; y++) {
      result[y * size + x] = sum / count;
      sum += pass[((y + radius + 1) & mask) * size + x]! - pass[((y - radius) & mask) * size + x]!;
    }
  }
  return result;
}
