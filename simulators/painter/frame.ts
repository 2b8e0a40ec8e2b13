/** One picture in memory, row by row, one packed 0xAABBGGRR number a pixel. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

export function createFrame(width: number, height: number): Frame {
  return { width, height, pixels: new Uint32Array(width * height) };
}

/** Adds light to one pixel, `amount` 0..255 a channel. */
export function addLight(frame: Frame, x: number, y: number, r: number, g: number, b: number) {
  if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) return;
  const at = (y | 0) * frame.width + (x | 0);
  const old = frame.pixels[at]!;
  const red = Math.min(255, (old & 255) + r);
  const green = Math.min(255, ((old >> 8) & 255) + g);
  const blue = Math.min(255, ((old >> 16) & 255) + b);
  frame.pixels[at] = 0xff000000 | (blue << 16) | (green << 8) | red;
}

/** Mixes a colour into one pixel. */
export function mixPixel(
  frame: Frame,
  at: number,
  r: number,
  g: number,
  b: number,
  alpha: number,
): void {
  const old = frame.pixels[at]!;
  const keep = 1 - alpha;
  frame.pixels[at] =
    0xff000000 |
    ((((old >> 16) & 255) * keep + b * alpha) << 16) |
    ((((old >> 8) & 255) * keep + g * alpha) << 8) |
    ((old & 255) * keep + r * alpha);
}
