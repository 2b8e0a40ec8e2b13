import type { Draw } from './silhouette-drawing.ts';

/** Where the water's surface is in the drawing. */
const WATERLINE = 0.8;
const HALF = 0.66;

/** A breach takes this part of the cycle; before and after it the whale is under water. */
const LEAP_FROM = 0.1;
const LEAP_TO = 0.86;

export interface Breach {
  /** 0 before the snout shows, 1 when the body has fallen back. */
  readonly share: number;
  readonly x: number;
  readonly y: number;
  /** Radians, negative with the snout up. */
  readonly angle: number;
  /** Where the body goes through the surface. */
  readonly foot: number;
}

/** The arc of the leap: steeply out, over at the top with the fluke still in the water, down on the chest. */
export function breachAt(phase: number): Breach {
  const share = Math.min(1, Math.max(0, (phase - LEAP_FROM) / (LEAP_TO - LEAP_FROM)));
  const x = -0.3 + 0.56 * share;
  const y = WATERLINE + 0.66 - 1.03 * Math.sin(Math.PI * share) ** 0.85;
  const angle = -1.25 + 0.6 * share + 1.1 * share ** 2;
  const along = Math.abs(Math.sin(angle)) < 0.05 ? 0 : (WATERLINE - y) / Math.sin(angle);
  const foot = x + Math.max(-HALF, Math.min(HALF, along)) * Math.cos(angle);
  return { share, x, y, angle, foot };
}

export const drawWhale: Draw = (c, phase, { body, shade, light }) => {
  const { share, x, y, angle } = breachAt(phase);
  if (share <= 0 || share >= 1) return;
  c.translate(x, y);
  c.rotate(angle);
  c.scale(HALF, HALF);
  // The far fin, the body, its pleated belly, then the near fin over them.
  c.fillStyle = shade;
  fin(c, 0.28, -0.12, 0.4 + 0.3 * share);
  c.fillStyle = body;
  c.beginPath();
  c.moveTo(1, 0.06);
  c.bezierCurveTo(0.92, -0.14, 0.6, -0.27, 0.2, -0.27);
  c.bezierCurveTo(-0.1, -0.27, -0.4, -0.14, -0.74, -0.02);
  c.bezierCurveTo(-0.82, -0.14, -0.94, -0.24, -1.04, -0.24);
  c.bezierCurveTo(-1.02, -0.12, -0.96, -0.02, -0.86, 0.04);
  c.bezierCurveTo(-0.96, 0.1, -1.02, 0.2, -1.02, 0.3);
  c.bezierCurveTo(-0.9, 0.28, -0.78, 0.18, -0.72, 0.08);
  c.bezierCurveTo(-0.4, 0.2, 0.1, 0.33, 0.5, 0.27);
  c.bezierCurveTo(0.78, 0.24, 0.96, 0.18, 1, 0.06);
  c.fill();
  c.beginPath();
  c.moveTo(-0.16, -0.22);
  c.quadraticCurveTo(-0.32, -0.36, -0.38, -0.31);
  c.quadraticCurveTo(-0.36, -0.22, -0.4, -0.14);
  c.fill();
  c.fillStyle = light;
  c.globalAlpha = 0.55;
  c.beginPath();
  c.moveTo(0.99, 0.08);
  c.bezierCurveTo(0.7, 0.1, 0.4, 0.1, 0.14, 0.14);
  c.bezierCurveTo(-0.1, 0.18, -0.3, 0.16, -0.5, 0.15);
  c.bezierCurveTo(-0.2, 0.26, 0.2, 0.33, 0.5, 0.27);
  c.bezierCurveTo(0.78, 0.24, 0.96, 0.18, 0.99, 0.08);
  c.fill();
  c.strokeStyle = shade;
  c.globalAlpha = 0.6;
  c.lineWidth = 0.016;
  for (let k = 0; k < 4; k++) {
    c.beginPath();
    c.moveTo(0.94 - k * 0.03, 0.115 + k * 0.035);
    c.quadraticCurveTo(0.5, 0.14 + k * 0.038, 0.02 - k * 0.04, 0.18 + k * 0.03);
    c.stroke();
  }
  c.globalAlpha = 1;
  c.fillStyle = shade;
  fin(c, 0.3, 0.12, 1 - 0.9 * share);
  c.beginPath();
  c.arc(0.62, 0.04, 0.018, 0, 7);
  c.fill();
};

/** The long flipper of a humpback, thrown out as it turns. */
function fin(c: Parameters<Draw>[0], x: number, y: number, spread: number): void {
  c.save();
  c.translate(x, y);
  c.rotate(spread);
  c.beginPath();
  c.moveTo(0.08, 0);
  c.bezierCurveTo(0.08, 0.2, -0.02, 0.44, -0.16, 0.6);
  c.bezierCurveTo(-0.2, 0.44, -0.18, 0.16, -0.1, -0.02);
  c.fill();
  c.restore();
}
