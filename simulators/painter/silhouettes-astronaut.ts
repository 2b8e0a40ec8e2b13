import type { SKRSContext2D } from '@napi-rs/canvas';
import { limb, shadeAway } from './silhouette-drawing.ts';
import type { Draw, Joint } from './silhouette-drawing.ts';

const SEAM = 'rgb(126,134,152)';
const FOLD = 'rgb(186,192,206)';

/** A figure in a pressure suit: adrift, limbs bent, slowly rolling to and fro. */
export const drawAstronaut: Draw = (c, phase, { accent, light, side }) => {
  const turn = phase * Math.PI * 2;
  const drift = Math.sin(turn + 0.8);
  c.lineCap = 'round';
  c.save();
  c.rotate(-0.3 + 0.24 * Math.sin(turn));
  c.scale(0.94, 0.94);
  sleeve(c, light, FOLD, [
    [-0.02, -0.2, 0.2],
    [0.34, -0.3 + 0.04 * drift, 0.17],
    [0.56, -0.52 + 0.07 * drift, 0.13],
  ]);
  sleeve(c, FOLD, SEAM, [
    [-0.1, 0.2, 0.26],
    [0.04, 0.54 - 0.03 * drift, 0.21],
    [-0.26, 0.74 - 0.06 * drift, 0.17],
    [-0.32, 0.82 - 0.06 * drift, 0.18],
  ]);
  pack(c, accent);
  torso(c, light, accent);
  sleeve(c, light, FOLD, [
    [0.08, 0.2, 0.28],
    [0.4, 0.42 + 0.04 * drift, 0.23],
    [0.22, 0.76 + 0.05 * drift, 0.18],
    [0.28, 0.84 + 0.05 * drift, 0.19],
  ]);
  sleeve(c, light, FOLD, [
    [0.02, -0.18, 0.23],
    [0.2, 0.1 - 0.05 * drift, 0.19],
    [0.5, 0.08 - 0.12 * drift, 0.15],
  ]);
  c.strokeStyle = accent;
  c.lineWidth = 0.045;
  c.beginPath();
  c.moveTo(0.03, 0.03);
  c.lineTo(0.2, -0.03);
  c.stroke();
  helmet(c, light);
  c.restore();
  shadeAway(c, side, 0.82);
};

/** One limb of the suit: an edge all round it, rings at the joints, a grey glove or boot at the end. */
function sleeve(c: SKRSContext2D, suit: string, edge: string, joints: readonly Joint[]): void {
  c.fillStyle = edge;
  limb(
    c,
    joints.map(([x, y, width]) => [x, y, width + 0.03]),
  );
  c.fillStyle = suit;
  limb(c, joints);
  const end = joints.at(-1)!;
  const before = joints.at(-2)!;
  c.fillStyle = SEAM;
  limb(c, [
    [end[0] * 0.8 + before[0] * 0.2, end[1] * 0.8 + before[1] * 0.2, end[2] * 1.02],
    [end[0], end[1], end[2] * 1.05],
  ]);
  c.strokeStyle = edge;
  c.lineWidth = 0.014;
  for (const [x, y, width] of joints.slice(1, -1)) {
    for (const k of [-0.26, 0.26]) {
      c.beginPath();
      c.arc(x, y + k * width, width * 0.42, 0.5, 2.6);
      c.stroke();
    }
  }
}

function pack(c: SKRSContext2D, accent: string): void {
  c.fillStyle = SEAM;
  c.beginPath();
  c.roundRect(-0.46, -0.5, 0.36, 0.74, 0.08);
  c.fill();
  c.fillStyle = FOLD;
  c.beginPath();
  c.roundRect(-0.44, -0.48, 0.3, 0.68, 0.07);
  c.fill();
  c.fillStyle = SEAM;
  c.fillRect(-0.44, -0.12, 0.3, 0.02);
  c.fillStyle = accent;
  c.fillRect(-0.4, -0.38, 0.05, 0.16);
}

function torso(c: SKRSContext2D, suit: string, accent: string): void {
  c.fillStyle = suit;
  c.beginPath();
  c.moveTo(-0.24, -0.3);
  c.bezierCurveTo(-0.12, -0.4, 0.2, -0.4, 0.27, -0.26);
  c.bezierCurveTo(0.32, -0.06, 0.3, 0.12, 0.24, 0.3);
  c.bezierCurveTo(0.1, 0.38, -0.14, 0.38, -0.24, 0.28);
  c.bezierCurveTo(-0.32, 0.1, -0.32, -0.14, -0.24, -0.3);
  c.fill();
  c.strokeStyle = FOLD;
  c.lineWidth = 0.025;
  c.beginPath();
  c.moveTo(-0.27, 0.16);
  c.quadraticCurveTo(0, 0.25, 0.27, 0.15);
  c.stroke();
  // The controls on the chest, and the hose from there to the pack.
  c.fillStyle = FOLD;
  c.beginPath();
  c.roundRect(0.06, -0.2, 0.19, 0.16, 0.03);
  c.fill();
  c.fillStyle = accent;
  c.fillRect(0.09, -0.17, 0.05, 0.03);
  c.fillStyle = SEAM;
  c.fillRect(0.16, -0.17, 0.06, 0.1);
  c.strokeStyle = SEAM;
  c.lineWidth = 0.022;
  c.beginPath();
  c.moveTo(0.1, -0.06);
  c.quadraticCurveTo(-0.12, 0.1, -0.3, -0.06);
  c.stroke();
}

function helmet(c: SKRSContext2D, suit: string): void {
  c.fillStyle = FOLD;
  c.beginPath();
  c.ellipse(0.04, -0.36, 0.22, 0.07, 0, 0, 7);
  c.fill();
  c.fillStyle = suit;
  c.beginPath();
  c.arc(0.04, -0.58, 0.27, 0, 7);
  c.fill();
  c.fillStyle = FOLD;
  c.beginPath();
  c.ellipse(0.12, -0.57, 0.2, 0.185, 0.1, 0, 7);
  c.fill();
  // A gold film over black glass: sky above, the planet's light below.
  const glass = c.createLinearGradient(0.02, -0.74, 0.2, -0.4);
  glass.addColorStop(0, 'rgb(255,214,120)');
  glass.addColorStop(0.3, 'rgb(168,104,34)');
  glass.addColorStop(0.62, 'rgb(30,24,34)');
  glass.addColorStop(1, 'rgb(120,84,52)');
  c.fillStyle = glass;
  c.beginPath();
  c.ellipse(0.13, -0.57, 0.172, 0.155, 0.1, 0, 7);
  c.fill();
  c.fillStyle = 'rgba(255,252,236,.92)';
  c.beginPath();
  c.ellipse(0.08, -0.645, 0.05, 0.022, -0.5, 0, 7);
  c.fill();
}
