import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Draw } from './silhouette-drawing.ts';

type Animal = 'horse' | 'wolf';

interface Build {
  /** Length of body, depth of chest, length of leg, thickness of leg. */
  readonly body: number;
  readonly chest: number;
  readonly leg: number;
  readonly limb: number;
  readonly neck: number;
  readonly head: number;
  readonly stride: number;
}

const BUILDS: Readonly<Record<Animal, Build>> = {
  horse: { body: 0.46, chest: 0.22, leg: 0.6, limb: 0.075, neck: 0.46, head: 0.22, stride: 0.55 },
  wolf: { body: 0.48, chest: 0.16, leg: 0.46, limb: 0.065, neck: 0.2, head: 0.24, stride: 0.5 },
};

export function drawAnimal(animal: Animal): Draw {
  const build = BUILDS[animal];
  return (c, phase, { body }) => {
    c.fillStyle = body;
    c.strokeStyle = body;
    c.lineCap = 'round';
    c.lineJoin = 'round';
    const swing = phase * Math.PI * 2;
    const bob = 0.025 * Math.sin(swing * 2);
    const hip = 0.98 - build.leg + bob;
    const gait =
      animal === 'horse' ? [0, 0.5, 2.6, 3.1] : [0, Math.PI, Math.PI * 0.5, Math.PI * 1.5];
    gait.forEach((offset, i) => {
      const x = i < 2 ? build.body * 0.86 : -build.body * 0.86;
      leg(c, x, hip, build, swing + offset, i < 2 ? 1 : -1);
    });
    torso(c, hip, build);
    const nx = build.body * 0.9;
    const ny = hip - build.chest * 0.5;
    const hx = nx + build.neck * 0.62;
    const hy = ny - build.neck * (animal === 'wolf' ? 0.55 : 0.95) + bob;
    c.lineWidth = build.chest * 1.1;
    c.beginPath();
    c.moveTo(nx - 0.06, ny + 0.02);
    c.quadraticCurveTo(nx + 0.04, ny - build.neck * 0.5, hx - 0.02, hy + 0.03);
    c.stroke();
    head(c, animal, hx, hy, build);
    tail(c, hip, build, swing);
  };
}

function leg(
  c: SKRSContext2D,
  x: number,
  y: number,
  build: Build,
  swing: number,
  bend: number,
): void {
  const angle = Math.sin(swing) * build.stride;
  const lift = Math.max(0, Math.cos(swing)) * build.stride;
  const kneeX = x + Math.sin(angle) * build.leg * 0.5;
  const kneeY = y + Math.cos(angle) * build.leg * 0.5;
  const lower = angle - bend * lift * 0.9 * (bend > 0 ? 1 : -1);
  c.lineWidth = build.limb * 1.5;
  c.beginPath();
  c.moveTo(x, y - 0.04);
  c.lineTo(kneeX, kneeY);
  c.stroke();
  c.lineWidth = build.limb;
  c.beginPath();
  c.moveTo(kneeX, kneeY);
  c.lineTo(kneeX + Math.sin(lower) * build.leg * 0.46, kneeY + Math.cos(lower) * build.leg * 0.46);
  c.stroke();
}

function torso(c: SKRSContext2D, hip: number, build: Build): void {
  const { body, chest } = build;
  const rear = -body * 1.12;
  const front = body * 1.12;
  c.beginPath();
  c.moveTo(rear, hip);
  c.bezierCurveTo(
    rear - 0.02,
    hip - chest * 1.1,
    rear + 0.18,
    hip - chest * 1.15,
    rear * 0.55,
    hip - chest,
  );
  c.bezierCurveTo(
    -body * 0.2,
    hip - chest * 0.75,
    body * 0.3,
    hip - chest * 0.8,
    front * 0.75,
    hip - chest * 1.15,
  );
  c.bezierCurveTo(
    front,
    hip - chest * 1.1,
    front * 1.08,
    hip - chest * 0.1,
    front * 0.95,
    hip + chest * 0.45,
  );
  c.bezierCurveTo(
    body * 0.6,
    hip + chest * 0.95,
    -body * 0.1,
    hip + chest * 0.55,
    -body * 0.5,
    hip + chest * 0.5,
  );
  c.bezierCurveTo(rear * 0.9, hip + chest * 0.7, rear - 0.02, hip + chest * 0.5, rear, hip);
  c.fill();
}

function head(c: SKRSContext2D, animal: Animal, x: number, y: number, build: Build): void {
  const length = build.head;
  c.beginPath();
  c.ellipse(x + length * 0.4, y + length * 0.18, length * 0.62, length * 0.3, 0.45, 0, 7);
  c.fill();
  c.beginPath();
  c.arc(x, y, length * 0.42, 0, 7);
  c.fill();
  for (const ear of [-0.2, 0.12]) {
    c.beginPath();
    c.moveTo(x + length * (ear - 0.16), y - length * 0.2);
    c.lineTo(x + length * ear, y - length * 0.82);
    c.lineTo(x + length * (ear + 0.22), y - length * 0.2);
    c.fill();
  }
  if (animal === 'horse') {
    c.lineWidth = 0.07;
    c.beginPath();
    c.moveTo(x - length * 0.2, y - length * 0.3);
    c.quadraticCurveTo(x - 0.2, y + 0.1, x - 0.3, y + 0.34);
    c.stroke();
  }
}

function tail(c: SKRSContext2D, hip: number, build: Build, swing: number): void {
  const x = -build.body * 1.14;
  const y = hip - build.chest * 0.45;
  const wave = 0.06 * Math.sin(swing);
  c.lineWidth = 0.085;
  c.beginPath();
  c.moveTo(x, y);
  c.quadraticCurveTo(x - 0.22, y - 0.02 + wave, x - 0.28, y + 0.24 + wave);
  c.stroke();
}

/** Walks with swinging arms and a pack on the back: read as traveller or hiker alike. */
export const drawPerson: Draw = (c, phase, { body, accent }) => {
  const swing = Math.sin(phase * Math.PI * 2);
  const bob = 0.018 * Math.cos(phase * Math.PI * 4);
  c.strokeStyle = body;
  c.fillStyle = body;
  c.lineCap = 'round';
  c.lineJoin = 'round';
  for (const side of [-1, 1]) {
    const step = swing * side;
    const kneeX = 0.16 * step + 0.03;
    const footX = 0.27 * step - (step < 0 ? 0.05 : 0);
    const lift = step < 0 ? 0.05 * (1 + step) : 0;
    c.lineWidth = 0.13;
    c.beginPath();
    c.moveTo(0, 0.22 + bob);
    c.lineTo(kneeX, 0.58 + bob * 0.5);
    c.lineTo(footX, 0.93 - lift);
    c.stroke();
    c.lineWidth = 0.09;
    c.beginPath();
    c.moveTo(footX, 0.94 - lift);
    c.lineTo(footX + 0.1, 0.95 - lift);
    c.stroke();
    c.beginPath();
    c.moveTo(0.02, -0.32 + bob);
    c.lineTo(-0.14 * step + 0.05, -0.06 + bob);
    c.lineTo(-0.22 * step + 0.1, 0.16 + bob);
    c.stroke();
  }
  c.beginPath();
  c.moveTo(-0.15, -0.42 + bob);
  c.quadraticCurveTo(0.02, -0.54 + bob, 0.15, -0.4 + bob);
  c.lineTo(0.13, 0.26 + bob);
  c.lineTo(-0.13, 0.26 + bob);
  c.fill();
  c.beginPath();
  c.arc(0.05, -0.66 + bob, 0.135, 0, 7);
  c.fill();
  c.fillStyle = accent;
  c.beginPath();
  c.roundRect(-0.31, -0.4 + bob, 0.2, 0.46, 0.07);
  c.fill();
};
