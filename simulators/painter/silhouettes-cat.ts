import type { SKRSContext2D } from '@napi-rs/canvas';
import { limb } from './silhouette-drawing.ts';
import type { Draw } from './silhouette-drawing.ts';

/** A cat strolling, tail up and swaying. */
export const drawCat: Draw = (c, phase, { body, shade, light }) => {
  const swing = phase * Math.PI * 2;
  const bob = 0.012 * Math.sin(swing * 2);
  c.lineCap = 'round';
  c.fillStyle = shade;
  leg(c, 0.28, swing + Math.PI, 0.15);
  leg(c, -0.4, swing + Math.PI * 1.5, 0.2);
  c.fillStyle = body;
  tail(c, swing);
  outline(c, bob);
  c.fill();
  leg(c, -0.44, swing + Math.PI * 0.5, 0.24);
  leg(c, 0.34, swing, 0.17);
  coat(c, shade, light, bob);
  head(c, bob, { body, shade, light });
};

function outline(c: SKRSContext2D, bob: number): void {
  c.beginPath();
  c.moveTo(-0.62, 0.5);
  c.bezierCurveTo(-0.66, 0.26, -0.5, 0.12, -0.28, 0.11 + bob);
  c.bezierCurveTo(-0.06, 0.1 + bob, 0.08, 0.19, 0.24, 0.17);
  c.bezierCurveTo(0.34, 0.16, 0.4, 0.1, 0.48, 0.06 + bob);
  c.bezierCurveTo(0.62, 0.3, 0.56, 0.52, 0.46, 0.6);
  c.bezierCurveTo(0.2, 0.7, -0.06, 0.66, -0.24, 0.62);
  c.bezierCurveTo(-0.44, 0.72, -0.6, 0.68, -0.62, 0.5);
  c.closePath();
}

function leg(c: SKRSContext2D, x: number, swing: number, thick: number): void {
  const step = Math.sin(swing) * 0.13;
  const lift = Math.max(0, Math.cos(swing)) * 0.07;
  limb(c, [
    [x, 0.48, thick],
    [x + step * 0.5 + lift * 0.4, 0.74 - lift * 0.5, thick * 0.56],
    [x + step, 0.93 - lift, 0.075],
    [x + step + 0.05, 0.945 - lift, 0.07],
  ]);
}

function tail(c: SKRSContext2D, swing: number): void {
  const sway = 0.07 * Math.sin(swing);
  const hook = 0.07 * Math.sin(swing - 1);
  limb(
    c,
    Array.from({ length: 12 }, (_, k) => {
      const t = k / 11;
      const x = -0.56 - 0.26 * Math.sin(t * 2.2) + sway * t + hook * t * t + 0.1 * t ** 3;
      return [x, 0.36 - 0.78 * t + 0.12 * t ** 4, 0.1 - 0.035 * t] as const;
    }),
  );
}

function coat(c: SKRSContext2D, shade: string, light: string, bob: number): void {
  c.save();
  outline(c, bob);
  c.clip();
  c.strokeStyle = shade;
  c.globalAlpha = 0.55;
  c.lineWidth = 0.04;
  for (let k = 0; k < 6; k++) {
    const x = -0.5 + k * 0.14;
    c.beginPath();
    c.moveTo(x, 0.08);
    c.quadraticCurveTo(x + 0.07, 0.26, x + 0.01, 0.4);
    c.stroke();
  }
  c.fillStyle = light;
  c.globalAlpha = 0.5;
  c.beginPath();
  c.ellipse(0.58, 0.44, 0.12, 0.2, 0.2, 0, 7);
  c.fill();
  c.globalAlpha = 0.22;
  c.beginPath();
  c.ellipse(0, 0.68, 0.42, 0.09, 0, 0, 7);
  c.fill();
  c.restore();
}

function head(
  c: SKRSContext2D,
  bob: number,
  { body, shade, light }: { body: string; shade: string; light: string },
): void {
  const x = 0.56;
  const y = 0.06 + bob;
  for (const [ear, ink] of [
    [0.12, shade],
    [-0.1, body],
  ] as const) {
    c.fillStyle = ink;
    c.beginPath();
    c.moveTo(x + ear - 0.09, y - 0.1);
    c.quadraticCurveTo(x + ear - 0.07, y - 0.24, x + ear - 0.01, y - 0.3);
    c.quadraticCurveTo(x + ear + 0.07, y - 0.24, x + ear + 0.1, y - 0.1);
    c.fill();
  }
  c.fillStyle = body;
  c.beginPath();
  c.ellipse(x, y, 0.215, 0.195, 0, 0, 7);
  c.fill();
  c.beginPath();
  c.ellipse(x + 0.12, y + 0.07, 0.1, 0.085, 0, 0, 7);
  c.fill();
  c.fillStyle = light;
  c.globalAlpha = 0.6;
  c.beginPath();
  c.ellipse(x + 0.14, y + 0.105, 0.075, 0.05, 0, 0, 7);
  c.fill();
  c.globalAlpha = 0.7;
  c.strokeStyle = light;
  c.lineWidth = 0.008;
  for (const k of [-0.03, 0.03, 0.09]) {
    c.beginPath();
    c.moveTo(x + 0.16, y + 0.08);
    c.lineTo(x + 0.34, y + 0.06 + k);
    c.stroke();
  }
  c.globalAlpha = 1;
  c.fillStyle = 'rgb(20,18,16)';
  c.beginPath();
  c.ellipse(x + 0.09, y - 0.02, 0.022, 0.032, 0, 0, 7);
  c.ellipse(x + 0.21, y + 0.055, 0.02, 0.015, 0, 0, 7);
  c.fill();
}
