import type { Draw } from './silhouette-drawing.ts';
import { drawAirborne } from './silhouettes-air.ts';
import { drawAnimal, drawPerson } from './silhouettes-animal.ts';
import { drawAstronaut } from './silhouettes-astronaut.ts';
import { drawBuilt } from './silhouettes-built.ts';
import { drawCat } from './silhouettes-cat.ts';
import { drawDeer } from './silhouettes-deer.ts';
import { drawWhale } from './silhouettes-whale.ts';
import type { Place, Subject } from './prompt-words.ts';

export interface Silhouette {
  /** Draws in a box of -1..1 by -1..1 at `phase` 0..1 of its cycle, facing right. */
  readonly draw: Draw;
  /** Where it belongs. */
  readonly realm: 'air' | 'water' | 'ground' | 'fixed';
  /** Height as a share of the picture's shorter side. */
  readonly size: number;
  /** Seconds per cycle. */
  readonly cycle: number;
  readonly company: number;
  /** Picture widths a second. */
  readonly pace: number;
}

function of(
  draw: Draw,
  realm: Silhouette['realm'],
  size: number,
  cycle: number,
  pace: number,
  company = 0,
): Silhouette {
  return { draw, realm, size, cycle, pace, company };
}

export const SILHOUETTES: Readonly<Record<Subject, Silhouette>> = {
  bird: of(drawAirborne('bird'), 'air', 0.26, 1.1, 0.035, 5),
  balloon: of(drawAirborne('balloon'), 'air', 0.4, 6, 0.012, 4),
  drone: of(drawAirborne('drone'), 'air', 0.26, 0.5, 0.03),
  rocket: of(drawAirborne('rocket'), 'air', 0.4, 0.4, 0.02),
  plane: of(drawAirborne('plane'), 'air', 0.3, 3, 0.05),
  boat: of(drawBuilt('boat'), 'water', 0.34, 4, 0.02),
  ship: of(drawBuilt('ship'), 'water', 0.44, 5, 0.014),
  whale: of(drawWhale, 'water', 0.66, 6, 0.006),
  car: of(drawBuilt('car'), 'ground', 0.3, 0.8, 0.02),
  train: of(drawBuilt('train'), 'ground', 0.42, 1, 0.06),
  horse: of(drawAnimal('horse'), 'ground', 0.36, 0.75, 0.03),
  deer: of(drawDeer, 'ground', 0.42, 1.5, 0.012),
  wolf: of(drawAnimal('wolf'), 'ground', 0.28, 0.8, 0.025),
  cat: of(drawCat, 'ground', 0.34, 1.2, 0.015),
  person: of(drawPerson, 'ground', 0.34, 1.2, 0.012),
  lighthouse: of(drawBuilt('lighthouse'), 'fixed', 0.62, 5, 0.003),
  castle: of(drawBuilt('castle'), 'fixed', 0.56, 5, 0.003),
  tree: of(drawBuilt('tree'), 'fixed', 0.6, 4, 0.003),
};

/** Nobody walks in space: who is there floats, and wears a suit. */
const ASTRONAUT = of(drawAstronaut, 'air', 0.5, 10, 0.008);

export function silhouetteOf(subject: Subject, place: Place): Silhouette {
  return place === 'space' && subject === 'person' ? ASTRONAUT : SILHOUETTES[subject];
}

export function standsOnGround(subject: Subject | undefined): boolean {
  if (!subject) return false;
  const { realm } = SILHOUETTES[subject];
  return realm === 'ground' || realm === 'fixed';
}
