/** Red, green and blue in 0..255 of BT.709 video (gamma-coded, as the palettes were chosen by eye). */
export type Rgb = readonly [number, number, number];

export function mix(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

export function scaled(a: Rgb, factor: number): Rgb {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

/** `by` is 255-based: multiplying with white changes nothing. */
export function lit(albedo: Rgb, by: Rgb): Rgb {
  return [(albedo[0] * by[0]) / 255, (albedo[1] * by[1]) / 255, (albedo[2] * by[2]) / 255];
}

export function luma(a: Rgb): number {
  return 0.2126 * a[0] + 0.7152 * a[1] + 0.0722 * a[2];
}

function clampByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

export function packed(a: Rgb): number {
  const [r, g, b] = a;
  return ((255 << 24) | (clampByte(b) << 16) | (clampByte(g) << 8) | clampByte(r)) >>> 0;
}

export function css(a: Rgb, alpha = 1): string {
  return `rgba(${Math.round(clampByte(a[0]))},${Math.round(clampByte(a[1]))},${Math.round(clampByte(a[2]))},${alpha})`;
}

export function smooth(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

export function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
