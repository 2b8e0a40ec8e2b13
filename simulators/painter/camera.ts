import { smooth } from './colour.ts';
import type { Move } from './prompt-words.ts';
import { between, randomFrom } from './random.ts';

/** Where the eye is at one moment. Lengths in ground cells, angles in radians. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly altitude: number;
  /** Direction of view; 0 looks along +y. */
  readonly yaw: number;
  /** Above 0 looks up. Kept small: it is a shift of the horizon, not a true rotation. */
  readonly pitch: number;
  /** Magnification; 1 is a wide lens of about 62 degrees on a wide picture. */
  readonly zoom: number;
  /** Seconds since the first frame. */
  readonly time: number;
}

export interface Flight {
  /** Cells a second when the move is a flight. */
  readonly speed: number;
  readonly altitude: number;
  readonly startX: number;
  readonly startY: number;
}

/** Path of the eye without regard to the ground; scenes lift it over what stands there. */
export function viewAt(
  move: Move,
  seed: number,
  flight: Flight,
  time: number,
  duration: number,
): View {
  const random = randomFrom('camera', seed);
  const side = random() < 0.5 ? -1 : 1;
  const phase = random() * Math.PI * 2;
  const strength = between(random, 0.85, 1.15);
  const done = time / duration;
  // Eased over the whole take, yet never at rest: a take that stops is taken for a frozen one.
  const eased = 0.55 * done + 0.45 * smooth(0, 1, done);
  const span = Math.min(duration, 8) * strength;
  const sway = Math.sin(time * 0.55 + phase);
  const base = {
    x: flight.startX,
    y: flight.startY,
    altitude: flight.altitude,
    yaw: 0.006 * sway,
    pitch: 0.003 * Math.sin(time * 0.43 + phase * 2),
    zoom: 1,
    time,
  };
  const forward = flight.speed * time * strength;
  switch (move) {
    case 'fly': {
      // Slow banks from side to side; the integral of the heading keeps the path true to the view.
      const yaw = 0.13 * side * Math.sin(time * 0.24 + phase);
      const drift = (-0.13 * side * flight.speed * Math.cos(time * 0.24 + phase)) / 0.24;
      return {
        ...base,
        x: base.x + drift,
        y: base.y + forward,
        altitude: flight.altitude * (0.94 + 0.16 * eased),
        yaw,
        pitch: base.pitch - 0.03 * eased,
      };
    }
    case 'pan':
      return {
        ...base,
        x: base.x + side * flight.speed * 0.5 * time,
        y: base.y + forward * 0.12,
        yaw: base.yaw + side * (eased - 0.5) * 0.05 * span,
      };
    case 'push':
      return { ...base, y: base.y + forward * 0.55, zoom: 1 + 0.034 * span * eased };
    case 'orbit': {
      const angle = side * (eased - 0.5) * 0.11 * span;
      // About as far away as what the flight would reach in a quarter of a minute.
      const radius = flight.speed * 15;
      return {
        ...base,
        x: base.x - Math.sin(angle) * radius,
        y: base.y + radius - Math.cos(angle) * radius,
        yaw: angle,
      };
    }
    case 'tilt':
      return {
        ...base,
        y: base.y + forward * 0.2,
        pitch: side * 0.15 * (eased - 0.5) * Math.min(2, span / 3) + base.pitch,
      };
    case 'static':
      // Locked for the eye; the breath of a push keeps every frame a new one even at night.
      return { ...base, y: base.y + forward * 0.05, zoom: 1 + 0.004 * span * eased };
    default:
      return move satisfies never;
  }
}
