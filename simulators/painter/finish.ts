import type { Frame } from './frame.ts';
import { hashCell } from './random.ts';

/** Last pass of every frame: bloom, light shafts, vignette, grain, and conversion for the encoder. */
export interface Finish {
  /** Bytes of one yuv420p picture (BT.709, limited range); the buffer is reused by the next call. */
  develop(frame: Frame, index: number, rays: Rays | undefined): Uint8Array;
}

/** Where shafts of light come from, in picture pixels; `power` 0..1. */
export interface Rays {
  readonly x: number;
  readonly y: number;
  readonly power: number;
}

const GRAIN = 1 << 16;

function lumaOf(p: number): number {
  return (p & 255) * 47 + ((p >> 8) & 255) * 157 + ((p >> 16) & 255) * 16;
}

const BLOOM = 0.32;
/** Enough to hide the steps of 8-bit gradients from the eye and from the encoder. */
const GRAIN_LEVELS = 2.2;

export function createFinish(width: number, height: number, monochrome: boolean): Finish {
  const colour = monochrome ? 0 : 1;
  const step = width * height > 200_000 ? 8 : 4;
  const lowWidth = Math.ceil(width / step) + 1;
  const lowHeight = Math.ceil(height / step) + 1;
  const low = new Float32Array(lowWidth * lowHeight * 3);
  const spare = new Float32Array(lowWidth * lowHeight * 3);
  const shafts = new Float32Array(lowWidth * lowHeight * 3);
  const output = new Uint8Array((width * height * 3) / 2);
  const noise = Float32Array.from(
    { length: GRAIN + 1 },
    (_, i) =>
      ((hashCell(i, 1) & 0xffff) / 65_536 + (hashCell(i, 2) & 0xffff) / 65_536 - 1) * GRAIN_LEVELS,
  );
  const across = Float32Array.from(
    { length: width },
    (_, x) => ((x + 0.5) / width - 0.5) ** 2 * 0.5,
  );
  const line = new Float32Array(lowWidth * 3);

  function gather(frame: Frame): void {
    const { pixels } = frame;
    for (let y = 0, i = 0; y < lowHeight; y++) {
      for (let x = 0; x < lowWidth; x++, i += 3) {
        let r = 0;
        let g = 0;
        let b = 0;
        // Four taps of the block are enough for something that is blurred next.
        for (let k = 0; k < 4; k++) {
          const py = Math.min(height - 1, y * step + ((k >> 1) * step) / 2);
          const px = Math.min(width - 1, x * step + ((k & 1) * step) / 2);
          const pixel = pixels[py * width + px]!;
          r += pixel & 255;
          g += (pixel >> 8) & 255;
          b += (pixel >> 16) & 255;
        }
        // Only what is nearly white may glow, or a bright day would drown in its own light.
        const over = Math.max(0, Math.max(r, g, b) / 1020 - 0.7) / 0.3;
        const keep = over * over * 0.22;
        low[i] = r * keep;
        low[i + 1] = g * keep;
        low[i + 2] = b * keep;
      }
    }
  }

  /** Smears the bright parts away from the light: what stands before it cuts gaps, as in mist. */
  function cast(rays: Rays): void {
    const cx = rays.x / step;
    const cy = rays.y / step;
    const taps = 14;
    for (let y = 0, i = 0; y < lowHeight; y++) {
      for (let x = 0; x < lowWidth; x++, i += 3) {
        let r = 0;
        let g = 0;
        let b = 0;
        let weight = rays.power / taps;
        for (let k = 1; k <= taps; k++) {
          const pull = 1 - k * 0.058;
          const sx = (cx + (x - cx) * pull) | 0;
          const sy = (cy + (y - cy) * pull) | 0;
          if (sx >= 0 && sy >= 0 && sx < lowWidth && sy < lowHeight) {
            const at = (sy * lowWidth + sx) * 3;
            r += low[at]! * weight;
            g += low[at + 1]! * weight;
            b += low[at + 2]! * weight;
          }
          weight *= 0.94;
        }
        shafts[i] = r;
        shafts[i + 1] = g;
        shafts[i + 2] = b;
      }
    }
  }

  function develop(frame: Frame, index: number, rays: Rays | undefined): Uint8Array {
    gather(frame);
    const shafted = rays !== undefined && rays.power > 0.01;
    if (shafted) cast(rays);
    blur(low, spare, 3);
    blur(spare, low, lowWidth * 3);
    blur(low, spare, 6);
    blur(spare, low, lowWidth * 6);
    for (let i = 0; i < low.length; i++) {
      low[i] = low[i]! * BLOOM + (shafted ? shafts[i]! : 0);
    }
    const { pixels } = frame;
    const uAt = width * height;
    const vAt = uAt + uAt / 4;
    for (let y = 0; y < height; y += 2) {
      const fy = (y / step) % 1;
      const base = ((y / step) | 0) * lowWidth * 3;
      const under = Math.min(lowHeight - 1, ((y / step) | 0) + 1) * lowWidth * 3;
      for (let i = 0; i < line.length; i++)
        line[i] = low[base + i]! * (1 - fy) + low[under + i]! * fy;
      const down = ((y + 0.5) / height - 0.5) ** 2 * 0.62;
      let grain0 = hashCell(y, index, 7) & (GRAIN - 1);
      let grain1 = hashCell(y, index, 9) & (GRAIN - 1);
      for (let x = 0; x < width; x += 2) {
        const i = ((x / step) | 0) * 3;
        const fx = (x / step) % 1;
        const addR = line[i]! + (line[i + 3]! - line[i]!) * fx;
        const addG = line[i + 1]! + (line[i + 4]! - line[i + 1]!) * fx;
        const addB = line[i + 2]! + (line[i + 5]! - line[i + 2]!) * fx;
        const edge = 1 - across[x]! - down;
        const at = y * width + x;
        const p0 = pixels[at]!;
        const p1 = pixels[at + 1]!;
        const p2 = pixels[at + width]!;
        const p3 = pixels[at + width + 1]!;
        const glow = (addR * 0.1826 + addG * 0.6142 + addB * 0.062) * edge + 16;
        // Luma of 8-bit channels in 1/256: 47, 157, 16 are BT.709's weights times 219/255.
        const ye = edge / 256;
        const y0 = lumaOf(p0) * ye + glow + noise[grain0]!;
        const y1 = lumaOf(p1) * ye + glow + noise[grain0 + 1]!;
        const y2 = lumaOf(p2) * ye + glow + noise[grain1]!;
        const y3 = lumaOf(p3) * ye + glow + noise[grain1 + 1]!;
        grain0 = (grain0 + 2) & (GRAIN - 1);
        grain1 = (grain1 + 2) & (GRAIN - 1);
        output[at] = y0 > 235 ? 235 : y0 < 16 ? 16 : y0;
        output[at + 1] = y1 > 235 ? 235 : y1 < 16 ? 16 : y1;
        output[at + width] = y2 > 235 ? 235 : y2 < 16 ? 16 : y2;
        output[at + width + 1] = y3 > 235 ? 235 : y3 < 16 ? 16 : y3;
        // Sums of four stay under 16 bits, so red and blue can be added in one number.
        const rb = (p0 & 0xff00ff) + (p1 & 0xff00ff) + (p2 & 0xff00ff) + (p3 & 0xff00ff);
        const gs = (p0 & 0xff00) + (p1 & 0xff00) + (p2 & 0xff00) + (p3 & 0xff00);
        const r = ((rb & 0xffff) * 0.25 + addR) * edge;
        const g = (gs * (0.25 / 256) + addG) * edge;
        const b = ((rb >>> 16) * 0.25 + addB) * edge;
        const chroma = (y >> 1) * (width >> 1) + (x >> 1);
        const u = 128.5 + (0.4392 * b - 0.1006 * r - 0.3386 * g) * colour;
        const v = 128.5 + (0.4392 * r - 0.3989 * g - 0.0403 * b) * colour;
        output[uAt + chroma] = u > 240 ? 240 : u < 16 ? 16 : u;
        output[vAt + chroma] = v > 240 ? 240 : v < 16 ? 16 : v;
      }
    }
    return output;
  }

  return { develop };
}

function blur(source: Float32Array, target: Float32Array, stride: number): void {
  const last = source.length - 1;
  for (let i = 0; i < source.length; i++) {
    const a = source[i < stride ? i : i - stride]!;
    const b = source[i + stride > last ? i : i + stride]!;
    const c = source[i < stride * 2 ? i : i - stride * 2]!;
    const d = source[i + stride * 2 > last ? i : i + stride * 2]!;
    target[i] = source[i]! * 0.3 + (a + b) * 0.22 + (c + d) * 0.13;
  }
}
