import type { Flight, View } from './camera.ts';
import { viewAt } from './camera.ts';
import { sample } from './noise.ts';
import { between } from './random.ts';
import type { Random } from './random.ts';
import type { Move } from './prompt-words.ts';
import type { Terrain } from './terrain.ts';

function groundAt(terrain: Terrain, x: number, y: number): number {
  const scale = terrain.heights.size / 1024;
  return Math.max(terrain.waterLevel, sample(terrain.heights, x * scale, y * scale));
}

/** Looks for a place to start from where the skyline has character: high, and uneven. */
export function findStart(
  terrain: Terrain,
  altitude: number,
  clearance: number,
  random: Random,
): [number, number] {
  let best: [number, number] = [0, 0];
  let bestScore = -Infinity;
  for (let i = 0; i < 60; i++) {
    const x = random() * 1024;
    const y = random() * 1024;
    let sum = 0;
    let squares = 0;
    for (let k = 0; k <= 20; k++) {
      const side = (k - 10) / 18;
      let line = -1;
      for (let z = 90; z < 520; z += 20) {
        line = Math.max(line, (groundAt(terrain, x + side * z, y + z) - altitude) / z);
      }
      sum += line;
      squares += line * line;
    }
    const mean = sum / 21;
    const spread = Math.sqrt(Math.max(0, squares / 21 - mean * mean));
    // What stands in the way would lift the whole flight above the peaks, where they look small.
    let block = 0;
    for (let z = 0; z <= 120; z += 15) {
      block = Math.max(block, groundAt(terrain, x, y + z) + clearance - altitude);
    }
    const score = spread * 2.2 - Math.abs(mean - 0.06) - block * 0.012;
    if (score > bestScore) {
      bestScore = score;
      best = [x, y];
    }
  }
  return best;
}

/** The eye's path for a whole take, lifted in good time over whatever stands in its way. */
export function planPath(
  terrain: Terrain,
  move: Move,
  seed: number,
  flight: Flight,
  duration: number,
  clearance: number,
): (time: number) => View {
  const interval = 0.25;
  const count = Math.ceil(duration / interval) + 2;
  const needed = Float32Array.from({ length: count }, (_, i) => {
    const view = viewAt(move, seed, flight, i * interval, duration);
    let floor = view.altitude;
    for (let ahead = -10; ahead <= 60; ahead += 5) {
      for (let side = -12; side <= 12; side += 6) {
        const x = view.x + Math.sin(view.yaw) * ahead + side;
        const y = view.y + Math.cos(view.yaw) * ahead;
        const relief = Math.max(0, ahead - 20) * 0.12;
        floor = Math.max(floor, groundAt(terrain, x, y) + clearance - relief);
      }
    }
    return floor;
  });
  const reach = 10;
  const highest = needed.map((_, i) =>
    Math.max(...needed.slice(Math.max(0, i - reach), i + reach + 1)),
  );
  const smoothAt = (i: number): number => {
    let sum = 0;
    for (let k = -reach; k <= reach; k++) {
      sum += highest[Math.min(count - 1, Math.max(0, i + k))]!;
    }
    return sum / (reach * 2 + 1);
  };
  const path = Float32Array.from({ length: count }, (_, i) => smoothAt(i));
  return (time) => {
    const at = Math.min(count - 2, Math.floor(time / interval));
    const share = time / interval - at;
    const altitude = path[at]! + (path[at + 1]! - path[at]!) * share;
    return { ...viewAt(move, seed, flight, time, duration), altitude };
  };
}

export function startAt(random: Random, centre: number, spread: number): number {
  return centre + between(random, -spread, spread);
}
