import { clamp01 } from './colour.ts';
import type { Lens } from './lens.ts';
import type { Light } from './light.ts';
import { between, randomFrom } from './random.ts';
import type { SkyPlate } from './sky-plate.ts';

interface Curtain {
  readonly height: number;
  readonly reach: number;
  readonly phase: number;
  readonly speed: number;
  readonly power: number;
}

/** Curtains of light: each has a wavy lower edge and rays that fade upwards from green to violet. */
export function createAurora(seed: number, light: Light): (plate: SkyPlate, lens: Lens) => void {
  const random = randomFrom('aurora', seed);
  const curtains: Curtain[] = Array.from({ length: 3 }, (_, i) => ({
    height: 0.12 + 0.11 * i + between(random, -0.02, 0.03),
    reach: between(random, 0.16, 0.28),
    phase: random() * 20,
    speed: between(random, 0.1, 0.2),
    power: 1 - i * 0.22,
  }));
  const foot = light.grade([90, 255, 160]);
  const crown = light.grade([170, 90, 235]);
  return (plate, lens) => {
    const { colours, veil, scale } = plate;
    const { time, yaw } = lens.view;
    for (const curtain of curtains) {
      for (let x = 0; x < plate.width; x++) {
        const angle = (x * scale - lens.width / 2) / lens.focal + yaw;
        const t = time * curtain.speed;
        const p = angle * 2.2 + curtain.phase;
        const fold =
          Math.sin(p + t * 2) +
          0.5 * Math.sin(p * 2.3 - t * 3.1) +
          0.24 * Math.sin(p * 5.1 + t * 4);
        const rays =
          0.55 +
          0.25 * Math.sin(angle * 34 + fold * 7 + t * 5) +
          0.2 * Math.sin(angle * 71 - t * 8 + fold * 9);
        const body = clamp01(0.62 + 0.5 * Math.sin(p * 0.8 - t * 1.7)) * rays * curtain.power;
        const base = lens.horizon - (curtain.height + 0.035 * fold) * lens.focal;
        const reach = curtain.reach * lens.focal * (0.75 + 0.35 * rays);
        const first = Math.max(0, Math.floor((base - reach * 2) / scale));
        const last = Math.min(plate.height - 1, Math.ceil((base + reach * 0.08) / scale));
        for (let y = first; y <= last; y++) {
          const up = (base - y * scale) / reach;
          const edge = up < 0 ? 1 + up * 12 : 1;
          if (edge <= 0) continue;
          const power = body * edge * Math.exp(-Math.max(0, up) * 1.9) * 0.78;
          const at = y * plate.width + x;
          const clear = power * (1 - veil[at]! * 0.7);
          const high = clamp01(up * 0.9);
          colours[at * 3] = colours[at * 3]! + (foot[0] + (crown[0] - foot[0]) * high) * clear;
          colours[at * 3 + 1] =
            colours[at * 3 + 1]! + (foot[1] + (crown[1] - foot[1]) * high) * clear;
          colours[at * 3 + 2] =
            colours[at * 3 + 2]! + (foot[2] + (crown[2] - foot[2]) * high) * clear;
        }
      }
    }
  };
}
