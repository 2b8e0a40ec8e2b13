import type { SKRSContext2D } from '@napi-rs/canvas';
import { limb } from './silhouette-drawing.ts';
import type { Draw } from './silhouette-drawing.ts';

/** A stag at a walk, two points to each antler. */
export const drawDeer: Draw = (c, phase, { body, shade, light }) => {
  const swing = phase * Math.PI * 2;
  const nod = 0.012 * Math.sin(swing * 2);
  c.fillStyle = shade;
  foreleg(c, 0.28, swing + Math.PI * 1.5);
  hindleg(c, -0.3, swing + Math.PI * 0.5);
  antler(c, 0.06, nod, 0.92);
  c.fillStyle = body;
  hindleg(c, -0.38, swing + Math.PI * 1.5);
  foreleg(c, 0.34, swing + Math.PI * 0.5);
  outline(c, nod);
  c.fill();
  pale(c, light, nod);
  c.fillStyle = body;
  antler(c, 0, nod, 1);
  c.fillStyle = shade;
  ear(c, nod);
  c.beginPath();
  c.arc(0.6, -0.51 + nod, 0.016, 0, 7);
  c.arc(0.765, -0.415 + nod, 0.022, 0, 7);
  c.fill();
};

function outline(c: SKRSContext2D, nod: number): void {
  c.beginPath();
  c.moveTo(-0.52, 0.12);
  c.bezierCurveTo(-0.52, -0.04, -0.4, -0.09, -0.24, -0.06);
  c.bezierCurveTo(-0.04, -0.02, 0.1, -0.04, 0.24, -0.12);
  c.bezierCurveTo(0.36, -0.2, 0.4, -0.34, 0.45, -0.48 + nod);
  c.bezierCurveTo(0.48, -0.6 + nod, 0.58, -0.62 + nod, 0.64, -0.53 + nod);
  c.bezierCurveTo(0.7, -0.48 + nod, 0.76, -0.46 + nod, 0.785, -0.42 + nod);
  c.bezierCurveTo(0.79, -0.37 + nod, 0.73, -0.35 + nod, 0.68, -0.37 + nod);
  c.bezierCurveTo(0.62, -0.37 + nod, 0.57, -0.36 + nod, 0.56, -0.3);
  c.bezierCurveTo(0.55, -0.14, 0.54, 0.02, 0.45, 0.14);
  c.bezierCurveTo(0.38, 0.26, 0.3, 0.26, 0.18, 0.24);
  c.bezierCurveTo(0, 0.22, -0.1, 0.18, -0.22, 0.16);
  c.bezierCurveTo(-0.32, 0.3, -0.46, 0.34, -0.5, 0.26);
  c.closePath();
}

/** Belly, throat and rump are pale, which lifts the animal off the ground behind it. */
function pale(c: SKRSContext2D, light: string, nod: number): void {
  c.save();
  outline(c, nod);
  c.clip();
  c.fillStyle = light;
  for (const [x, y, wide, high, alpha] of [
    [-0.02, 0.28, 0.34, 0.11, 0.3],
    [-0.02, 0.29, 0.3, 0.07, 0.3],
    [0.58, -0.22, 0.08, 0.16, 0.3],
    [0.73, -0.37 + nod, 0.07, 0.03, 0.4],
    [-0.54, 0.12, 0.07, 0.13, 0.55],
  ] as const) {
    c.globalAlpha = alpha;
    c.beginPath();
    c.ellipse(x, y, wide, high, 0, 0, 7);
    c.fill();
  }
  c.restore();
  c.fillStyle = light;
  c.globalAlpha = 0.7;
  c.beginPath();
  c.ellipse(-0.54, 0.1, 0.03, 0.085, 0.25, 0, 7);
  c.fill();
  c.globalAlpha = 1;
}

function foreleg(c: SKRSContext2D, x: number, swing: number): void {
  const step = Math.sin(swing) * 0.13;
  const lift = Math.max(0, Math.cos(swing)) * 0.09;
  limb(c, [
    [x, 0.08, 0.17],
    [x + step * 0.2, 0.28, 0.09],
    [x + step * 0.5 + lift * 0.6, 0.58 - lift * 0.5, 0.052],
    [x + step, 0.9 - lift, 0.032],
    [x + step + 0.025, 0.955 - lift, 0.045],
  ]);
}

function hindleg(c: SKRSContext2D, x: number, swing: number): void {
  const step = Math.sin(swing) * 0.13;
  const lift = Math.max(0, Math.cos(swing)) * 0.08;
  limb(c, [
    [x, 0.1, 0.26],
    [x + 0.08 + step * 0.4, 0.34 - lift * 0.3, 0.12],
    [x - 0.07 + step * 0.7, 0.62 - lift * 0.8, 0.055],
    [x - 0.02 + step, 0.9 - lift, 0.034],
    [x + 0.005 + step, 0.955 - lift, 0.046],
  ]);
}

function ear(c: SKRSContext2D, nod: number): void {
  c.beginPath();
  c.ellipse(0.41, -0.57 + nod, 0.095, 0.034, 0.42, 0, 7);
  c.fill();
}

/** One swept beam and two tines: more of them read as ironwork at this size. */
function antler(c: SKRSContext2D, shift: number, nod: number, size: number): void {
  const at = (x: number, y: number, width: number): [number, number, number] => [
    0.52 + shift + x * size,
    -0.57 + nod + y * size,
    width,
  ];
  limb(c, [
    at(0, 0, 0.04),
    at(-0.08, -0.09, 0.034),
    at(-0.115, -0.2, 0.03),
    at(-0.085, -0.3, 0.024),
    at(-0.01, -0.375, 0.016),
    at(0.05, -0.4, 0.008),
  ]);
  limb(c, [at(-0.04, -0.05, 0.026), at(0.05, -0.1, 0.018), at(0.09, -0.17, 0.008)]);
  limb(c, [at(-0.112, -0.22, 0.024), at(-0.02, -0.23, 0.016), at(0.035, -0.28, 0.008)]);
}
