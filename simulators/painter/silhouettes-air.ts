import type { Draw } from './silhouette-drawing.ts';

type Flyer = 'bird' | 'balloon' | 'drone' | 'rocket' | 'plane';

export function drawAirborne(flyer: Flyer): Draw {
  switch (flyer) {
    case 'bird':
      return drawBird;
    case 'balloon':
      return drawBalloon;
    case 'drone':
      return drawDrone;
    case 'rocket':
      return drawRocket;
    case 'plane':
      return drawPlane;
    default:
      return flyer satisfies never;
  }
}

const drawBird: Draw = (c, phase, { body }) => {
  // Down-stroke slower than up-stroke, tips trailing behind the wrist.
  const beat = Math.sin(phase * Math.PI * 2 + 0.5 * Math.sin(phase * Math.PI * 2));
  const late = Math.sin(phase * Math.PI * 2 - 0.9);
  c.fillStyle = body;
  for (const side of [-1, 1]) {
    const wristX = side * 0.42;
    const wristY = -0.16 - 0.2 * beat;
    const tipX = side * (0.96 - 0.1 * Math.abs(late));
    const tipY = -0.05 - 0.42 * late;
    c.beginPath();
    c.moveTo(side * 0.03, -0.05);
    c.quadraticCurveTo(side * 0.2, wristY - 0.04, wristX, wristY);
    c.quadraticCurveTo(side * 0.72, wristY - 0.05 - 0.1 * late, tipX, tipY);
    c.quadraticCurveTo(side * 0.7, wristY + 0.16 - 0.05 * late, side * 0.5, wristY + 0.17);
    c.quadraticCurveTo(side * 0.2, 0.12 - 0.05 * beat, side * 0.04, 0.1);
    c.fill();
    // Feathers at the tip.
    for (let k = 0; k < 4; k++) {
      c.beginPath();
      c.moveTo(tipX - side * 0.22, tipY + 0.07 + k * 0.02);
      c.lineTo(tipX - side * (0.02 + k * 0.05), tipY + 0.05 + k * 0.045);
      c.lineTo(tipX - side * 0.26, tipY + 0.13 + k * 0.02);
      c.fill();
    }
  }
  c.beginPath();
  c.ellipse(0, 0.02, 0.075, 0.19, 0, 0, 7);
  c.fill();
  c.beginPath();
  c.arc(0, -0.18, 0.062, 0, 7);
  c.fill();
  c.beginPath();
  c.moveTo(-0.03, 0.14);
  c.lineTo(-0.12, 0.36);
  c.lineTo(0, 0.33);
  c.lineTo(0.12, 0.36);
  c.lineTo(0.03, 0.14);
  c.fill();
};

/** Half width of the envelope at one of its eight seams. */
function bulge(seam: number): number {
  return Math.sin((seam / 4) * (Math.PI / 2)) * 0.62;
}

const drawBalloon: Draw = (c, phase, { body, accent, light }) => {
  c.rotate(0.03 * Math.sin(phase * Math.PI * 2));
  const envelope = (): void => {
    c.beginPath();
    c.moveTo(-0.13, 0.5);
    c.bezierCurveTo(-0.3, 0.2, -0.62, 0.1, -0.6, -0.34);
    c.bezierCurveTo(-0.58, -0.78, -0.28, -0.95, 0, -0.95);
    c.bezierCurveTo(0.28, -0.95, 0.58, -0.78, 0.6, -0.34);
    c.bezierCurveTo(0.62, 0.1, 0.3, 0.2, 0.13, 0.5);
    c.closePath();
  };
  c.save();
  envelope();
  c.clip();
  for (let k = -4; k < 4; k++) {
    c.fillStyle = k % 2 === 0 ? accent : light;
    c.beginPath();
    c.moveTo(0, -0.97);
    c.bezierCurveTo(bulge(k) * 1.1, -0.9, bulge(k), 0.1, bulge(k) * 0.2, 0.52);
    c.lineTo(bulge(k + 1) * 0.2, 0.52);
    c.bezierCurveTo(bulge(k + 1), 0.1, bulge(k + 1) * 1.1, -0.9, 0, -0.97);
    c.fill();
  }
  const shade = c.createLinearGradient(-0.6, 0, 0.6, 0);
  shade.addColorStop(0, 'rgba(0,0,30,.0)');
  shade.addColorStop(1, 'rgba(0,0,30,.5)');
  c.fillStyle = shade;
  c.fillRect(-1, -1, 2, 2);
  c.restore();
  c.strokeStyle = body;
  c.lineWidth = 0.012;
  for (const x of [-0.11, -0.04, 0.04, 0.11]) {
    c.beginPath();
    c.moveTo(x, 0.5);
    c.lineTo(x * 0.8, 0.72);
    c.stroke();
  }
  c.fillStyle = body;
  c.beginPath();
  c.roundRect(-0.11, 0.71, 0.22, 0.17, 0.03);
  c.fill();
};

const drawDrone: Draw = (c, phase, { body, accent }) => {
  c.rotate(0.04 * Math.sin(phase * Math.PI * 2));
  c.fillStyle = body;
  c.strokeStyle = body;
  c.beginPath();
  c.roundRect(-0.24, -0.1, 0.48, 0.2, 0.09);
  c.fill();
  c.beginPath();
  c.arc(0, 0.14, 0.08, 0, 7);
  c.fill();
  c.lineWidth = 0.045;
  for (const side of [-1, 1]) {
    for (const depth of [0, 1]) {
      const x = side * (0.62 - depth * 0.14);
      const y = -0.16 - depth * 0.1;
      c.beginPath();
      c.moveTo(side * 0.2, -0.04);
      c.lineTo(x, y);
      c.stroke();
      c.globalAlpha = 0.5;
      c.beginPath();
      c.ellipse(x, y - 0.05, 0.3 - depth * 0.06, 0.022, 0.05 * Math.sin(phase * 40), 0, 7);
      c.fill();
      c.globalAlpha = 1;
    }
    c.beginPath();
    c.moveTo(side * 0.14, 0.08);
    c.lineTo(side * 0.24, 0.28);
    c.stroke();
  }
  c.fillStyle = accent;
  c.beginPath();
  c.arc(0.2, 0, 0.025, 0, 7);
  c.fill();
};

const drawRocket: Draw = (c, phase, { body, accent, light }) => {
  const flicker = 0.85 + 0.15 * Math.sin(phase * Math.PI * 2);
  const flame = c.createLinearGradient(0, 0.5, 0, 0.98);
  flame.addColorStop(0, 'rgba(255,250,220,1)');
  flame.addColorStop(0.35, 'rgba(255,190,80,.9)');
  flame.addColorStop(1, 'rgba(255,90,30,0)');
  c.fillStyle = flame;
  c.beginPath();
  c.moveTo(-0.1, 0.5);
  c.quadraticCurveTo(-0.14, 0.7, 0, 0.5 + 0.48 * flicker);
  c.quadraticCurveTo(0.14, 0.7, 0.1, 0.5);
  c.fill();
  c.fillStyle = accent;
  for (const side of [-1, 1]) {
    c.beginPath();
    c.moveTo(side * 0.14, 0.14);
    c.quadraticCurveTo(side * 0.36, 0.3, side * 0.32, 0.6);
    c.lineTo(side * 0.12, 0.46);
    c.fill();
  }
  const hull = c.createLinearGradient(-0.18, 0, 0.18, 0);
  hull.addColorStop(0, '#f4f6fb');
  hull.addColorStop(1, body);
  c.fillStyle = hull;
  c.beginPath();
  c.moveTo(0, -0.95);
  c.bezierCurveTo(0.24, -0.6, 0.22, 0.1, 0.12, 0.52);
  c.lineTo(-0.12, 0.52);
  c.bezierCurveTo(-0.22, 0.1, -0.24, -0.6, 0, -0.95);
  c.fill();
  c.fillStyle = light;
  c.beginPath();
  c.arc(0, -0.35, 0.075, 0, 7);
  c.fill();
};

const drawPlane: Draw = (c, phase, { body, light }) => {
  c.rotate(-0.06 + 0.02 * Math.sin(phase * Math.PI * 2));
  c.fillStyle = body;
  c.beginPath();
  c.moveTo(0.95, 0.02);
  c.quadraticCurveTo(0.84, -0.09, 0.6, -0.1);
  c.lineTo(-0.62, -0.08);
  c.lineTo(-0.86, -0.4);
  c.lineTo(-0.97, -0.4);
  c.lineTo(-0.9, -0.02);
  c.quadraticCurveTo(-0.5, 0.1, 0.6, 0.09);
  c.quadraticCurveTo(0.86, 0.09, 0.95, 0.02);
  c.fill();
  c.beginPath();
  c.moveTo(0.24, 0.02);
  c.lineTo(-0.3, 0.4);
  c.lineTo(-0.44, 0.4);
  c.lineTo(-0.12, 0.02);
  c.fill();
  c.fillStyle = light;
  for (let k = 0; k < 12; k++) c.fillRect(-0.46 + k * 0.09, -0.045, 0.035, 0.035);
};
