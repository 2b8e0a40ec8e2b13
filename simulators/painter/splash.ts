import type { Rgb } from './colour.ts';
import { mixPixel } from './frame.ts';
import type { Frame } from './frame.ts';
import { between, randomFrom } from './random.ts';
import { breachAt } from './silhouettes-whale.ts';

interface Drop {
  /** Share of the leap at which it is thrown up. */
  readonly born: number;
  readonly speed: number;
  readonly sideways: number;
  readonly size: number;
}

interface Spot {
  readonly x: number;
  readonly waterline: number;
  readonly heading: number;
  readonly phase: number;
}

export type Splash = (frame: Frame, spot: Spot) => void;

/** Water thrown up where the whale comes out and, more of it, where it falls; foam lies between. */
export function createSplash(seed: number, size: number, foam: Rgb): Splash {
  const random = randomFrom('splash', seed);
  const drops: readonly Drop[] = Array.from({ length: 760 }, (_, i) => {
    const fall = i % 2 === 0;
    return {
      born: fall ? between(random, 0.6, 0.92) : between(random, -0.02, 0.4),
      speed: between(random, 0.3, fall ? 1.5 : 0.9) * Math.sqrt(random()),
      sideways: between(random, -0.62, 0.62) * random(),
      size: size * between(random, 0.003, 0.011),
    };
  });
  const half = size / 2;
  return (frame, { x, waterline, heading, phase }) => {
    const { share, foot } = breachAt(phase);
    const rise = Math.min(1, share * 6) * Math.min(1, Math.max(0, (1 - phase) * 7));
    lather(
      frame,
      x + heading * foot * half,
      waterline,
      size * (0.24 + 0.14 * share),
      rise,
      phase,
      foam,
    );
    for (const { born, speed, sideways, size: wide } of drops) {
      const age = (phase - 0.1) / 0.76 - born;
      if (age < 0) continue;
      // Gravity brings the fastest down again after about half the leap.
      const height = speed * age * 2.4 - 4.6 * age * age;
      if (height < 0) continue;
      const from = breachAt(0.1 + 0.76 * Math.max(0, born));
      const px = x + heading * (from.foot + sideways * age * 1.4) * half;
      dot(frame, px, waterline - height * half, wide * (1 + age), foam, 0.8 - age);
    }
  };
}

/** Restless foam on the water, flattened by perspective. */
function lather(
  frame: Frame,
  x: number,
  y: number,
  reach: number,
  strength: number,
  phase: number,
  foam: Rgb,
): void {
  for (let k = 0; k < 90; k++) {
    const angle = k * 2.39996;
    const far = Math.sqrt((k + 0.5) / 90);
    const stir = Math.sin(phase * 50 + k * 1.7);
    const px = x + Math.cos(angle) * far * reach * (0.8 + 0.06 * stir);
    const py = y + Math.sin(angle) * far * reach * 0.16 - Math.max(0, stir) * reach * 0.05;
    dot(frame, px, py, reach * 0.085 * (1.3 - far), foam, strength * (0.62 - 0.4 * far));
  }
}

function dot(frame: Frame, x: number, y: number, radius: number, c: Rgb, alpha: number): void {
  const r = Math.max(0.8, radius);
  const { width, height } = frame;
  for (let py = Math.max(0, Math.floor(y - r)); py < Math.min(height, y + r); py++) {
    for (let px = Math.max(0, Math.floor(x - r)); px < Math.min(width, x + r); px++) {
      const soft = 1 - ((px + 0.5 - x) ** 2 + (py + 0.5 - y) ** 2) / (r * r);
      if (soft > 0 && alpha > 0) {
        mixPixel(frame, py * width + px, c[0], c[1], c[2], Math.min(1, soft * alpha));
      }
    }
  }
}
