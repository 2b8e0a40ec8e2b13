/** One measured property of a take. */
export interface Signal {
  name: string;
  value: number;
  /** What `value` counts, e.g. `share of frames`, `levels`, `px/s`. */
  unit: string;
  /** 0–100, 100 is faultless. */
  score: number;
  /** Seconds into the take where it shows most, if it has a place. */
  at: number | null;
}

/** Faults that put a take out of the running whatever its score. */
export type Gate = 'undecodable' | 'black' | 'frozen' | 'wrong_size' | 'wrong_duration';

/** What one judge concluded. `gates` is empty for a take that may be picked. */
export interface Verdict {
  name: string;
  /** Changes whenever the same bytes could get another total. */
  version: string;
  /** 0–100. */
  total: number;
  gates: { gate: Gate; detail: string }[];
}

/** The same with its evidence. */
export interface Judgement extends Verdict {
  signals: Signal[];
}

/**
 * `total` is null when every judge failed; a gated take is never picked. Signals stand in records and
 * answers; what a run carries says only where they are.
 */
export interface Score {
  total: number | null;
  verdict: 'pass' | 'gated' | 'unscored';
  judges: (Verdict & Partial<Judgement>)[];
  /** Key of the evidence beside the take; absent where the judges' signals are here. */
  evidence?: string | null;
}
