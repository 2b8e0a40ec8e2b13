import type { SKRSContext2D } from '@napi-rs/canvas';

export interface Inks {
  /** Body colour, dark. */
  readonly body: string;
  /** The same away from the light: far legs, folds, stripes. */
  readonly shade: string;
  /** A second, coloured part: sail, envelope, lamp. */
  readonly accent: string;
  readonly light: string;
  /** Where the light comes from in the drawing: -1 left, 1 right. */
  readonly side: number;
}

export type Draw = (context: SKRSContext2D, phase: number, inks: Inks) => void;

/** x, y and the width there. */
export type Joint = readonly [x: number, y: number, width: number];

/** A leg, an arm, an antler: thick where it begins, thin where it ends, round at every joint. */
export function limb(c: SKRSContext2D, joints: readonly Joint[]): void {
  joints.forEach(([x, y, width], i) => {
    c.beginPath();
    c.arc(x, y, width / 2, 0, 7);
    c.fill();
    const next = joints[i + 1];
    if (!next) return;
    const [nx, ny, narrow] = next;
    const length = Math.hypot(nx - x, ny - y) || 1;
    const ux = (ny - y) / length / 2;
    const uy = (x - nx) / length / 2;
    c.beginPath();
    c.moveTo(x + ux * width, y + uy * width);
    c.lineTo(nx + ux * narrow, ny + uy * narrow);
    c.lineTo(nx - ux * narrow, ny - uy * narrow);
    c.lineTo(x - ux * width, y - uy * width);
    c.fill();
  });
}

/** What is drawn already gets darker away from the light. */
export function shadeAway(c: SKRSContext2D, side: number, depth: number): void {
  const fall = c.createLinearGradient(side * 0.7, -0.6, -side * 0.6, 0.6);
  fall.addColorStop(0, 'rgba(8,12,34,0)');
  fall.addColorStop(0.35, 'rgba(8,12,34,0)');
  fall.addColorStop(1, `rgba(8,12,34,${depth})`);
  c.globalCompositeOperation = 'source-atop';
  c.fillStyle = fall;
  c.fillRect(-1, -1, 2, 2);
  c.globalCompositeOperation = 'source-over';
}
