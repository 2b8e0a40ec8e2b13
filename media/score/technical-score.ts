import type { Signal } from '../../domain/takes/score.ts';
import type { TakeMeasures } from './measure-take.ts';
import type { Detail } from './detail.ts';
import { median } from './plane.ts';

/**
 * One fault: from `fine` on its penalty grows, at `worst` it is full. Values, weights and their
 * validation (720 degraded pairs of 30 clips) are from the project's scoring study; a change to
 * any of them is a new `TECHNICAL_VERSION`.
 */
interface Fault {
  unit: string;
  fine: number;
  worst: number;
  /** Share of the total that a full penalty takes. */
  weight: number;
}

const FAULTS = {
  blur: { unit: 're-blur ratio', fine: 0.48, worst: 0.68, weight: 0.55 },
  soft: { unit: 'fine to coarse detail', fine: 0.52, worst: 0.42, weight: 0.2 },
  block: { unit: 'grid to neighbouring steps', fine: 1.25, worst: 3, weight: 0.55 },
  flatstep: { unit: 'share of steps', fine: 0.12, worst: 0.35, weight: 0.35 },
  noise: { unit: 'levels', fine: 1.5, worst: 6, weight: 0.55 },
  banding: { unit: 'deviation of histogram', fine: 0.9, worst: 1.3, weight: 0.35 },
  flicker: { unit: 'levels', fine: 0.6, worst: 3, weight: 0.65 },
  incoherent: { unit: 'misfit between neighbours', fine: 1.22, worst: 1.9, weight: 0.4 },
  freeze: { unit: 'seconds', fine: 0.25, worst: 0.9, weight: 0.6 },
  duplicates: { unit: 'share of frames', fine: 0.06, worst: 0.22, weight: 0.45 },
  speed: { unit: 'px/s at 320 px', fine: 0.5, worst: 0.1, weight: 0.6 },
  black: { unit: 'share of frames', fine: 0.01, worst: 0.2, weight: 0.8 },
  bars: { unit: 'share of picture', fine: 0.03, worst: 0.25, weight: 0.4 },
  bright: { unit: 'share of pixels', fine: 0.03, worst: 0.2, weight: 0.35 },
  crushed: { unit: 'share of pixels', fine: 0.25, worst: 0.7, weight: 0.15 },
  luma: { unit: 'mean level', fine: 60, worst: 25, weight: 0.15 },
  flash: { unit: 'pairs per second', fine: 3, worst: 4, weight: 0.9 },
  cut: { unit: 'levels', fine: 12, worst: 30, weight: 0.15 },
} as const satisfies Record<string, Fault>;

type FaultName = keyof typeof FAULTS;

/** Changes whenever the same bytes could get another total. */
export const TECHNICAL_VERSION = '1';

/** The evidence, one signal a fault, and the total: 100 · Π(1 − weight · penalty). */
export function technicalScore(measures: TakeMeasures): { total: number; signals: Signal[] } {
  const found = findings(measures);
  const names = Object.keys(FAULTS).filter(isFaultName);
  let product = 1;
  const signals = names.map((name) => {
    const { unit, fine, worst, weight } = FAULTS[name];
    const { value, frame } = found[name];
    const penalty = clamp((value - fine) / (worst - fine));
    product *= 1 - weight * penalty;
    return {
      name,
      unit,
      value: round(value, 4),
      score: round(100 * (1 - penalty), 1),
      // A place is evidence only where there is something to see.
      at: penalty > 0 && frame !== null ? round(frame / measures.fps, 3) : null,
    };
  });
  return { total: round(100 * product, 1), signals };
}

const isFaultName = (name: string): name is FaultName => name in FAULTS;

interface Found {
  value: number;
  frame: number | null;
}

function findings({ timeline, details, still }: TakeMeasures): Record<FaultName, Found> {
  const { flicker, incoherent, freeze, duplicates, speed, black, flash, cut, luma } = timeline;
  const typical = (
    key: Exclude<keyof Detail, 'frame'>,
    worstIs: 'high' | 'low' = 'high',
  ): Found => {
    const sign = worstIs === 'high' ? 1 : -1;
    const worst = details.toSorted((a, b) => sign * (b[key] - a[key]))[0];
    return { value: median(details.map((detail) => detail[key])), frame: worst?.frame ?? null };
  };
  return {
    blur: typical('blur'),
    soft: typical('sharpness', 'low'),
    block: typical('blocking'),
    flatstep: typical('flatSteps'),
    noise: typical('noise'),
    banding: { value: still.banding, frame: null },
    flicker,
    incoherent,
    freeze,
    duplicates,
    speed,
    black,
    flash,
    cut,
    luma,
    bars: { value: still.bars, frame: null },
    bright: typical('bright'),
    crushed: typical('dark'),
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
