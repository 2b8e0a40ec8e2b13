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

/** What one judge found. `gates` is empty for a take that may be picked. */
export interface Judgement {
  name: string;
  /** Changes whenever the same bytes could get another total. */
  version: string;
  /** 0–100. */
  total: number;
  gates: { gate: Gate; detail: string }[];
  signals: Signal[];
}

/** `total` is null when every judge failed; a gated take is never picked. */
export interface Score {
  total: number | null;
  verdict: 'pass' | 'gated' | 'unscored';
  judges: Judgement[];
}
