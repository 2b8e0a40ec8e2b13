import { mixPixel } from './frame.ts';
import type { Frame } from './frame.ts';
import { splat } from './sky.ts';
import type { Sprite } from './sprite.ts';

/** Upside-down image in the water, broken by ripples. */
export function mirror(
  frame: Frame,
  sprite: Sprite,
  x: number,
  waterline: number,
  size: number,
  time: number,
  flip: boolean,
): void {
  const { width, height } = frame;
  const reach = Math.min(height - waterline, Math.floor(size * 0.62));
  for (let j = 0; j < reach; j++) {
    const row = Math.floor(sprite.height * 0.9 - j * 1.35);
    if (row < 0) return;
    const wobble = Math.sin(j * 0.5 + time * 3.2) * (1 + j * 0.05);
    const alpha = 0.5 * (1 - j / reach);
    for (let i = 0; i < sprite.width; i++) {
      const px = Math.round(x + i - sprite.width / 2 + wobble);
      if (px < 0 || px >= width) continue;
      const at = (row * sprite.width + (flip ? sprite.width - 1 - i : i)) * 4;
      const cover = (sprite.data[at + 3]! / 255) * alpha;
      if (cover < 0.01) continue;
      const pixel = (waterline + j) * width + px;
      mixPixel(frame, pixel, sprite.data[at]!, sprite.data[at + 1]!, sprite.data[at + 2]!, cover);
    }
  }
}

/** The lamp turns once in six seconds; it swells and fades, it never flashes. */
export function beam(frame: Frame, x: number, y: number, time: number, size: number): void {
  const turn = (time / 6) * Math.PI * 2;
  const facing = Math.max(0, Math.cos(turn));
  const power = 60 + 195 * facing ** 2;
  splat(frame, x, y, size * (0.05 + 0.06 * facing), power, power * 0.94, power * 0.76);
  const length = Math.sin(turn) * frame.width * 0.5;
  const steps = Math.floor(Math.abs(length));
  for (let k = 0; k < steps; k++) {
    const px = Math.round(x + Math.sign(length) * k);
    if (px < 0 || px >= frame.width) continue;
    const half = size * 0.012 + k * 0.05;
    const light = 0.26 * (1 - k / Math.max(1, steps)) * Math.abs(Math.sin(turn));
    for (
      let row = Math.max(0, Math.floor(y - half));
      row < Math.min(frame.height, y + half);
      row++
    ) {
      const soft = 1 - Math.abs(row + 0.5 - y) / half;
      if (soft > 0) mixPixel(frame, row * frame.width + px, 255, 244, 206, light * soft);
    }
  }
}
