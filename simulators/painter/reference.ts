import { createCanvas, loadImage } from '@napi-rs/canvas';
import { luma } from './colour.ts';
import type { Rgb } from './colour.ts';
import type { Frame } from './frame.ts';
import { mixPixel } from './frame.ts';
import { smooth } from './colour.ts';
import type { Sprite } from './sprite.ts';

/** A picture the clip starts from. */
export interface Reference {
  /** Four colours, dark to light. */
  readonly colours: readonly Rgb[];
  /** Lays the picture over a frame, slowly approached, gone after the first third of the clip. */
  fade(frame: Frame, time: number, duration: number): void;
}

/** @throws Error when the file is no picture that Skia reads (PNG, JPEG, WebP, GIF, AVIF, SVG). */
export async function loadReference(
  path: string,
  width: number,
  height: number,
): Promise<Reference> {
  const image = await loadImage(path).catch((error: unknown) => {
    throw new Error('the input image could not be read', { cause: error });
  });
  // A margin all round, which the approach uses up.
  const w = Math.ceil(width * 1.12);
  const h = Math.ceil(height * 1.12);
  const context = createCanvas(w, h).getContext('2d');
  const fill = Math.max(w / image.width, h / image.height);
  context.drawImage(
    image,
    (w - image.width * fill) / 2,
    (h - image.height * fill) / 2,
    image.width * fill,
    image.height * fill,
  );
  const sprite: Sprite = { width: w, height: h, data: context.getImageData(0, 0, w, h).data };
  return {
    colours: toneColours(sprite),
    fade(frame, time, duration) {
      const alpha = 1 - smooth(duration * 0.08, duration * 0.36, time);
      if (alpha <= 0) return;
      const zoom = 1 - 0.1 * Math.min(1, time / (duration * 0.4));
      lay(frame, sprite, zoom, alpha);
    },
  };
}

function lay(frame: Frame, { width, height, data }: Sprite, zoom: number, alpha: number): void {
  for (let y = 0; y < frame.height; y++) {
    const sy = Math.floor(height / 2 + (y - frame.height / 2) * zoom);
    for (let x = 0; x < frame.width; x++) {
      const sx = Math.floor(width / 2 + (x - frame.width / 2) * zoom);
      const at = (sy * width + sx) * 4;
      mixPixel(frame, y * frame.width + x, data[at]!, data[at + 1]!, data[at + 2]!, alpha);
    }
  }
}

/** Mean colour of each quarter of the pixels when sorted by brightness. */
function toneColours({ data }: Sprite): Rgb[] {
  const step = Math.max(1, Math.floor(data.length / 4 / 4096)) * 4;
  const samples: Rgb[] = [];
  for (let i = 0; i < data.length; i += step) samples.push([data[i]!, data[i + 1]!, data[i + 2]!]);
  samples.sort((a, b) => luma(a) - luma(b));
  const quarter = Math.ceil(samples.length / 4);
  return [0, 1, 2, 3].map((k) => {
    const part = samples.slice(k * quarter, (k + 1) * quarter);
    const sum = part.reduce<Rgb>((a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]], [0, 0, 0]);
    // Never black: a tint needs a direction.
    const count = Math.max(1, part.length);
    return [sum[0] / count + 4, sum[1] / count + 4, sum[2] / count + 4];
  });
}
