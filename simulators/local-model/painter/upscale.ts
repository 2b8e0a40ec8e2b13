import type { Frame } from './frame.ts';

/** A picture in floats at a fraction of the frame's size. */
export interface Plate {
  readonly width: number;
  readonly height: number;
  /** Frame pixels per plate pixel. */
  readonly scale: number;
  /** r, g, b of each plate pixel, 0..255 and above. */
  readonly colours: Float32Array;
}

/** For pictures so soft that a third of the width is enough. */
export function createPlate(width: number, height: number): Plate {
  const scale = width >= 900 ? 3 : width >= 400 ? 2 : 1;
  const w = Math.ceil(width / scale) + 1;
  const h = Math.ceil(height / scale) + 1;
  return { width: w, height: h, scale, colours: new Float32Array(w * h * 3) };
}

/** Bilinear enlargement of the plate down to the horizon. */
export function upscale(frame: Frame, plate: Plate, horizon: number): void {
  const { width, pixels } = frame;
  const { scale, colours } = plate;
  const rows = Math.min(frame.height, Math.max(1, Math.ceil(horizon) + 2));
  const line = new Float32Array(plate.width * 3);
  for (let y = 0; y < rows; y++) {
    const yy = y / scale;
    const y0 = Math.min(plate.height - 2, Math.floor(yy));
    const fy = yy - y0;
    const a = y0 * plate.width * 3;
    const b = a + plate.width * 3;
    for (let i = 0; i < line.length; i++) {
      const value = colours[a + i]! + (colours[b + i]! - colours[a + i]!) * fy;
      line[i] = value > 255 ? 255 : value;
    }
    let at = y * width;
    for (let x = 0; x < width;) {
      const i = ((x / scale) | 0) * 3;
      const r0 = line[i]!;
      const g0 = line[i + 1]!;
      const b0 = line[i + 2]!;
      const rs = (line[i + 3]! - r0) / scale;
      const gs = (line[i + 4]! - g0) / scale;
      const bs = (line[i + 5]! - b0) / scale;
      for (let k = 0; k < scale && x < width; k++, x++) {
        pixels[at++] = 0xff000000 | ((b0 + bs * k) << 16) | ((g0 + gs * k) << 8) | (r0 + rs * k);
      }
    }
  }
}
