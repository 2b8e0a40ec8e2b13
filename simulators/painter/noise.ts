import type { Random } from './random.ts';

/** A square field of numbers that repeats without a seam. `size` is a power of two. */
export interface Field {
  readonly size: number;
  readonly data: Float32Array;
}

export type Noise = (x: number, y: number, period: number) => number;

/**
 * Gradient noise in about -1..1 that repeats every `period` units (a power of two). Simplex noise
 * does not repeat on a plane, and a camera that flies for a minute would run off a map of it.
 */
export function createNoise(random: Random): Noise {
  const order = Uint8Array.from({ length: 256 }, (_, i) => i);
  for (let i = 255; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  const gx = Float32Array.from({ length: 256 }, (_, i) => Math.cos((i * Math.PI) / 128));
  const gy = Float32Array.from({ length: 256 }, (_, i) => Math.sin((i * Math.PI) / 128));
  return (x, y, period) => {
    const mask = (period - 1) & 255;
    const xi = Math.floor(x);
    const yi = Math.floor(y);
    const fx = x - xi;
    const fy = y - yi;
    const row0 = order[yi & mask]!;
    const row1 = order[(yi + 1) & mask]!;
    const x0 = xi & mask;
    const x1 = (xi + 1) & mask;
    const a = order[(row0 + x0) & 255]!;
    const b = order[(row0 + x1) & 255]!;
    const c = order[(row1 + x0) & 255]!;
    const d = order[(row1 + x1) & 255]!;
    const u = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
    const v = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
    const na = gx[a]! * fx + gy[a]! * fy;
    const nb = gx[b]! * (fx - 1) + gy[b]! * fy;
    const nc = gx[c]! * fx + gy[c]! * (fy - 1);
    const nd = gx[d]! * (fx - 1) + gy[d]! * (fy - 1);
    const top = na + (nb - na) * u;
    return 1.41 * (top + (nc + (nd - nc) * u - top) * v);
  };
}

export function fbm(noise: Noise, x: number, y: number, period: number, octaves: number): number {
  let sum = 0;
  let amplitude = 0.5;
  let scale = 1;
  for (let i = 0; i < octaves; i++) {
    sum += amplitude * noise(x * scale, y * scale, period * scale);
    amplitude *= 0.5;
    scale *= 2;
  }
  return sum;
}

/** Sharp crests: each octave is strongest where the one before it was high, as on eroded ranges. */
export function ridged(noise: Noise, x: number, y: number, period: number, octaves: number) {
  let sum = 0;
  let amplitude = 0.5;
  let weight = 1;
  let scale = 1;
  for (let i = 0; i < octaves; i++) {
    const crest = 1 - Math.abs(noise(x * scale, y * scale, period * scale));
    const signal = crest * crest * weight;
    sum += amplitude * signal;
    weight = Math.min(1, signal * 1.6);
    amplitude *= 0.54;
    scale *= 2;
  }
  return sum;
}

/** Bakes `value(u, v)` with u, v in 0..1 and stretches the result to exactly 0..1. */
export function bakeField(size: number, value: (u: number, v: number) => number): Field {
  const data = new Float32Array(size * size);
  let low = Infinity;
  let high = -Infinity;
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const here = value(x / size, y / size);
      data[i] = here;
      if (here < low) low = here;
      if (here > high) high = here;
    }
  }
  const scale = 1 / (high - low || 1);
  for (let i = 0; i < data.length; i++) data[i] = (data[i]! - low) * scale;
  return { size, data };
}

/** Bilinear sample; x and y in cells, repeating. */
export function sample(field: Field, x: number, y: number): number {
  const { size, data } = field;
  const mask = size - 1;
  const xi = Math.floor(x);
  const yi = Math.floor(y);
  const fx = x - xi;
  const row0 = (yi & mask) * size;
  const row1 = ((yi + 1) & mask) * size;
  const x0 = xi & mask;
  const x1 = (xi + 1) & mask;
  const top = data[row0 + x0]! + (data[row0 + x1]! - data[row0 + x0]!) * fx;
  const bottom = data[row1 + x0]! + (data[row1 + x1]! - data[row1 + x0]!) * fx;
  return top + (bottom - top) * (y - yi);
}
