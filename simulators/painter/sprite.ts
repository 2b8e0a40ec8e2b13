import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Frame } from './frame.ts';

/** A small picture with transparency, drawn once and copied into many frames. */
export interface Sprite {
  readonly width: number;
  readonly height: number;
  /** r, g, b, a; colour not multiplied by alpha. */
  readonly data: Uint8ClampedArray;
}

/** Reading pixels back from the canvas is slow: a sprite is drawn once and kept, never per frame. */
export function bakeSprite(
  width: number,
  height: number,
  draw: (context: SKRSContext2D) => void,
): Sprite {
  const w = Math.max(2, Math.ceil(width));
  const h = Math.max(2, Math.ceil(height));
  const context = createCanvas(w, h).getContext('2d');
  draw(context);
  return { width: w, height: h, data: context.getImageData(0, 0, w, h).data };
}

export interface Placing {
  /** Centre in picture pixels, fractions welcome. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly flip?: boolean;
  readonly alpha?: number;
  /** Rows from here down are left out: the waterline. */
  readonly below?: number;
}

/** Copies a sprite with bilinear sampling, so that slow motion does not step from pixel to pixel. */
export function blit(frame: Frame, sprite: Sprite, placing: Placing): void {
  const { scale, flip = false, alpha = 1 } = placing;
  const { width, height, pixels } = frame;
  const { data } = sprite;
  const left = placing.x - (sprite.width * scale) / 2;
  const top = placing.y - (sprite.height * scale) / 2;
  const x1 = Math.min(width, Math.ceil(left + sprite.width * scale));
  const y1 = Math.min(height, placing.below ?? height, Math.ceil(top + sprite.height * scale));
  for (let y = Math.max(0, Math.floor(top)); y < y1; y++) {
    const sy = (y + 0.5 - top) / scale - 0.5;
    const v = Math.floor(sy);
    const fy = sy - v;
    if (v < 0 || v >= sprite.height - 1) continue;
    for (let x = Math.max(0, Math.floor(left)); x < x1; x++) {
      let sx = (x + 0.5 - left) / scale - 0.5;
      if (flip) sx = sprite.width - 1 - sx;
      const u = Math.floor(sx);
      if (u < 0 || u >= sprite.width - 1) continue;
      const at = (v * sprite.width + u) * 4;
      const under = at + sprite.width * 4;
      const a00 = data[at + 3]!;
      const a01 = data[at + 7]!;
      const a10 = data[under + 3]!;
      const a11 = data[under + 7]!;
      if ((a00 | a01 | a10 | a11) === 0) continue;
      const fx = sx - u;
      const w00 = (1 - fx) * (1 - fy) * a00;
      const w01 = fx * (1 - fy) * a01;
      const w10 = (1 - fx) * fy * a10;
      const w11 = fx * fy * a11;
      const a = w00 + w01 + w10 + w11;
      if (a < 1) continue;
      const cover = (a / 255) * alpha;
      const keep = 1 - cover;
      const share = cover / a;
      const r =
        (data[at]! * w00 + data[at + 4]! * w01 + data[under]! * w10 + data[under + 4]! * w11) *
        share;
      const g =
        (data[at + 1]! * w00 +
          data[at + 5]! * w01 +
          data[under + 1]! * w10 +
          data[under + 5]! * w11) *
        share;
      const b =
        (data[at + 2]! * w00 +
          data[at + 6]! * w01 +
          data[under + 2]! * w10 +
          data[under + 6]! * w11) *
        share;
      const i = y * width + x;
      const old = pixels[i]!;
      pixels[i] =
        0xff000000 |
        ((((old >> 16) & 255) * keep + b) << 16) |
        ((((old >> 8) & 255) * keep + g) << 8) |
        ((old & 255) * keep + r);
    }
  }
}
