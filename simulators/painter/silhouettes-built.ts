import type { SKRSContext2D } from '@napi-rs/canvas';
import { randomFrom } from './random.ts';
import type { Random } from './random.ts';
import type { Draw } from './silhouette-drawing.ts';

type Built = 'boat' | 'ship' | 'car' | 'train' | 'lighthouse' | 'castle' | 'tree';

export function drawBuilt(built: Built): Draw {
  return DRAWINGS[built];
}

function polygon(c: SKRSContext2D, points: readonly (readonly [number, number])[]): void {
  c.beginPath();
  points.forEach(([x, y], i) => {
    if (i === 0) c.moveTo(x, y);
    else c.lineTo(x, y);
  });
  c.closePath();
  c.fill();
}

function sail(c: SKRSContext2D, x: number, top: number, foot: number, belly: number): void {
  c.beginPath();
  c.moveTo(x, top);
  c.quadraticCurveTo(x + belly * 1.25, (top + foot) / 2, x + belly, foot);
  c.lineTo(x, foot);
  c.fill();
}

const drawBoat: Draw = (c, phase, { body, accent, light }) => {
  c.rotate(0.045 * Math.sin(phase * Math.PI * 2));
  c.fillStyle = light;
  sail(c, 0.03, -0.92, 0.42, 0.5);
  c.fillStyle = accent;
  sail(c, -0.03, -0.8, 0.42, -0.4);
  c.fillStyle = body;
  c.fillRect(-0.02, -0.96, 0.04, 1.5);
  c.beginPath();
  c.moveTo(-0.62, 0.48);
  c.quadraticCurveTo(0, 0.58, 0.76, 0.44);
  c.quadraticCurveTo(0.6, 0.86, 0.34, 0.86);
  c.lineTo(-0.4, 0.86);
  c.quadraticCurveTo(-0.6, 0.8, -0.62, 0.48);
  c.fill();
};

const drawShip: Draw = (c, phase, { body, accent, light }) => {
  c.rotate(0.05 * Math.sin(phase * Math.PI * 2));
  for (const [x, top, size] of [
    [-0.48, -0.55, 0.8],
    [0, -0.9, 1],
    [0.44, -0.62, 0.85],
  ] as const) {
    c.fillStyle = body;
    c.fillRect(x - 0.015, top, 0.03, 1.3);
    for (let k = 0; k < 3; k++) {
      const y = top + 0.06 + k * 0.32 * size;
      const wide = (0.17 + 0.05 * k) * size;
      c.fillStyle = k === 1 ? accent : light;
      c.beginPath();
      c.moveTo(x - wide * 0.9, y);
      c.lineTo(x + wide * 0.9, y);
      c.quadraticCurveTo(x + wide * 1.4, y + 0.16 * size, x + wide, y + 0.28 * size);
      c.lineTo(x - wide, y + 0.28 * size);
      c.quadraticCurveTo(x - wide * 0.5, y + 0.14 * size, x - wide * 0.9, y);
      c.fill();
    }
  }
  c.fillStyle = body;
  c.beginPath();
  c.moveTo(-0.86, 0.3);
  c.lineTo(-0.62, 0.34);
  c.quadraticCurveTo(0, 0.56, 0.62, 0.38);
  c.lineTo(0.98, 0.2);
  c.quadraticCurveTo(0.82, 0.76, 0.6, 0.86);
  c.lineTo(-0.66, 0.86);
  c.quadraticCurveTo(-0.84, 0.7, -0.86, 0.3);
  c.fill();
};

const drawCar: Draw = (c, phase, { body, accent, light }) => {
  const bump = 0.008 * Math.sin(phase * Math.PI * 2);
  c.translate(0, 0.42 + bump);
  c.fillStyle = accent;
  c.beginPath();
  c.moveTo(-0.94, 0.3);
  c.quadraticCurveTo(-0.98, 0.06, -0.82, 0.02);
  c.quadraticCurveTo(-0.6, -0.02, -0.46, -0.12);
  c.quadraticCurveTo(-0.22, -0.3, 0.06, -0.3);
  c.quadraticCurveTo(0.3, -0.28, 0.46, -0.06);
  c.quadraticCurveTo(0.84, 0, 0.92, 0.12);
  c.quadraticCurveTo(0.98, 0.2, 0.94, 0.32);
  c.closePath();
  c.fill();
  c.fillStyle = body;
  polygon(c, [
    [-0.4, -0.08],
    [-0.2, -0.23],
    [0.02, -0.24],
    [0.02, -0.06],
  ]);
  polygon(c, [
    [0.07, -0.06],
    [0.07, -0.24],
    [0.24, -0.2],
    [0.38, -0.06],
  ]);
  for (const x of [-0.58, 0.58]) {
    c.fillStyle = body;
    c.beginPath();
    c.arc(x, 0.32, 0.19, 0, 7);
    c.fill();
    c.strokeStyle = light;
    c.lineWidth = 0.02;
    c.beginPath();
    c.arc(x, 0.32, 0.1, 0, 7);
    for (let k = 0; k < 5; k++) {
      const turn = ((k + phase) / 5) * Math.PI * 2;
      c.moveTo(x, 0.32);
      c.lineTo(x + Math.cos(turn) * 0.1, 0.32 + Math.sin(turn) * 0.1);
    }
    c.stroke();
  }
  const beam = c.createRadialGradient(0.9, 0.12, 0, 0.9, 0.12, 0.14);
  beam.addColorStop(0, 'rgba(255,250,225,1)');
  beam.addColorStop(1, 'rgba(255,240,190,0)');
  c.fillStyle = beam;
  c.fillRect(0.7, -0.1, 0.3, 0.4);
  const rear = c.createRadialGradient(-0.92, 0.12, 0, -0.92, 0.12, 0.1);
  rear.addColorStop(0, 'rgba(255,60,50,1)');
  rear.addColorStop(1, 'rgba(255,30,30,0)');
  c.fillStyle = rear;
  c.fillRect(-1, -0.1, 0.3, 0.4);
};

const drawTrain: Draw = (c, phase, { body, accent, light }) => {
  c.translate(0, 0.62 + 0.004 * Math.sin(phase * Math.PI * 2));
  for (let car = 0; car < 3; car++) {
    const x = 0.3 - car * 0.66;
    c.fillStyle = accent;
    c.beginPath();
    if (car === 0) {
      c.moveTo(x, -0.12);
      c.quadraticCurveTo(x + 0.42, -0.12, x + 0.68, 0.16);
      c.lineTo(x + 0.66, 0.24);
      c.lineTo(x, 0.24);
    } else {
      c.roundRect(x, -0.12, 0.63, 0.36, 0.03);
    }
    c.fill();
    c.fillStyle = light;
    for (let k = 0; k < (car === 0 ? 3 : 6); k++)
      c.fillRect(x + 0.05 + k * 0.1, -0.03, 0.066, 0.09);
    c.fillStyle = body;
    c.fillRect(x, 0.22, car === 0 ? 0.62 : 0.64, 0.05);
    for (const wheel of [0.1, 0.22, 0.42, 0.54]) {
      c.beginPath();
      c.arc(x + wheel, 0.3, 0.05, 0, 7);
      c.fill();
    }
  }
  c.fillRect(-1, 0.345, 2, 0.02);
};

const drawLighthouse: Draw = (c, _phase, { body, accent, light }) => {
  c.fillStyle = body;
  c.beginPath();
  c.moveTo(-0.75, 1);
  c.quadraticCurveTo(-0.4, 0.78, -0.2, 0.8);
  c.lineTo(0.3, 0.8);
  c.quadraticCurveTo(0.6, 0.84, 0.8, 1);
  c.fill();
  for (let k = 0; k < 5; k++) {
    const y0 = 0.82 - k * 0.27;
    const y1 = y0 - 0.27;
    const wide = 0.2 - k * 0.018;
    c.fillStyle = k % 2 === 0 ? light : accent;
    polygon(c, [
      [-wide, y0],
      [wide, y0],
      [wide - 0.018, y1],
      [0.018 - wide, y1],
    ]);
  }
  c.fillStyle = body;
  c.fillRect(-0.16, -0.57, 0.32, 0.04);
  c.fillRect(-0.09, -0.76, 0.025, 0.2);
  c.fillRect(0.065, -0.76, 0.025, 0.2);
  polygon(c, [
    [-0.13, -0.75],
    [0, -0.93],
    [0.13, -0.75],
  ]);
  c.fillStyle = 'rgba(255,240,190,1)';
  c.fillRect(-0.065, -0.74, 0.13, 0.17);
};

const drawCastle: Draw = (c, phase, { body, accent }) => {
  c.fillStyle = body;
  const tower = (x: number, wide: number, top: number, cone: boolean): void => {
    c.fillRect(x - wide, top, wide * 2, 1 - top);
    if (cone) {
      polygon(c, [
        [x - wide * 1.3, top],
        [x, top - wide * 3],
        [x + wide * 1.3, top],
      ]);
      return;
    }
    for (let k = -2; k <= 2; k++)
      c.fillRect(x + k * wide * 0.5 - wide * 0.14, top - 0.06, wide * 0.28, 0.08);
  };
  tower(0, 0.62, 0.46, false);
  tower(-0.62, 0.14, 0.24, true);
  tower(0.6, 0.16, 0.12, true);
  tower(-0.2, 0.17, -0.12, true);
  tower(0.2, 0.12, -0.36, true);
  tower(0, 0.3, 0.22, false);
  // Pennants in the wind and lights at home.
  c.fillStyle = accent;
  for (const [x, y] of [
    [-0.2, -0.62],
    [0.2, -0.72],
  ] as const) {
    const wave = 0.03 * Math.sin(phase * Math.PI * 4 + x);
    polygon(c, [
      [x, y],
      [x + 0.16, y + 0.04 + wave],
      [x, y + 0.09],
    ]);
  }
  c.fillStyle = 'rgba(255,214,130,.95)';
  for (const [x, y] of [
    [-0.62, 0.4],
    [0.6, 0.3],
    [-0.2, 0.06],
    [0.2, -0.2],
    [-0.06, 0.4],
    [0.1, 0.62],
    [-0.34, 0.66],
    [0.36, 0.66],
  ] as const) {
    c.fillRect(x - 0.018, y, 0.036, 0.08);
  }
};

const drawTree: Draw = (c, phase, { body, accent }) => {
  const random = randomFrom('tree');
  const wind = Math.sin(phase * Math.PI * 2);
  c.strokeStyle = body;
  c.lineCap = 'round';
  const leaves: [number, number, number][] = [];
  branch(c, random, { x: 0, y: 1, angle: -Math.PI / 2, length: 0.5, wide: 0.11, wind }, 6, leaves);
  leaves.forEach(([x, y, size], i) => {
    // Dark ones first and below, coloured ones over them: a crown with a lit side.
    c.fillStyle = i % 4 === 0 ? body : accent;
    c.globalAlpha = i % 4 === 0 ? 0.5 : 0.55;
    c.beginPath();
    c.ellipse(x + wind * 0.012, y, size, size * 0.7, i, 0, 7);
    c.fill();
  });
  c.globalAlpha = 1;
};

interface Twig {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly length: number;
  readonly wide: number;
  readonly wind: number;
}

function branch(
  c: SKRSContext2D,
  random: Random,
  twig: Twig,
  depth: number,
  leaves: [number, number, number][],
): void {
  const bend = twig.angle + twig.wind * 0.012 * (7 - depth);
  const x = twig.x + Math.cos(bend) * twig.length;
  const y = twig.y + Math.sin(bend) * twig.length;
  c.lineWidth = twig.wide;
  c.beginPath();
  c.moveTo(twig.x, twig.y);
  c.lineTo(x, y);
  c.stroke();
  const clusters = depth < 4 ? 3 : 0;
  for (let k = 0; k < clusters; k++) {
    leaves.push([
      x + (random() - 0.5) * 0.16,
      y + (random() - 0.6) * 0.14,
      0.025 + random() * 0.045,
    ]);
  }
  if (depth === 0) return;
  for (const side of [-1, 1]) {
    const angle = bend + side * (0.3 + random() * 0.36);
    const length = twig.length * (0.66 + random() * 0.12);
    branch(
      c,
      random,
      { x, y, angle, length, wide: twig.wide * 0.66, wind: twig.wind },
      depth - 1,
      leaves,
    );
  }
}

const DRAWINGS: Readonly<Record<Built, Draw>> = {
  boat: drawBoat,
  ship: drawShip,
  car: drawCar,
  train: drawTrain,
  lighthouse: drawLighthouse,
  castle: drawCastle,
  tree: drawTree,
};
