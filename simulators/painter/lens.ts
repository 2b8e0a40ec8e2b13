import type { View } from './camera.ts';

/** A view made concrete for a picture size: pixels instead of angles. */
export interface Lens {
  readonly width: number;
  readonly height: number;
  /** Pixels per unit of tangent. */
  readonly focal: number;
  /** Row of the horizon, fractional; may lie outside the picture. */
  readonly horizon: number;
  readonly view: View;
}

/** `level`: where the horizon stands when the camera is level, as a share of the height. */
export function lensFor(view: View, width: number, height: number, level: number): Lens {
  // From the area, not the width: a portrait picture would otherwise see the world through a slit.
  const focal = 1.1 * Math.sqrt(width * height) * view.zoom;
  return { width, height, focal, horizon: height * level + view.pitch * focal, view };
}

/** Radians right of the camera's heading that still are in the picture. */
export function halfWidth(lens: Lens): number {
  return Math.atan(lens.width / 2 / lens.focal);
}
