export const STAGES = ['generate', 'score', 'pick', 'ingest', 'transcode', 'publish'] as const;
export type Stage = (typeof STAGES)[number];

/** Share of a typical run's wall time; they sum to 1. Order is the order of the run. */
const WEIGHTS: Record<Stage, number> = {
  generate: 0.55,
  score: 0.1,
  pick: 0.02,
  ingest: 0.03,
  transcode: 0.27,
  publish: 0.03,
};

/** 0..1 over the whole run, for a stage of which `fraction` (0..1) is done. */
export function progressAt(stage: Stage, fraction: number): number {
  let before = 0;
  for (const earlier of STAGES) {
    if (earlier === stage) break;
    before += WEIGHTS[earlier];
  }
  const within = WEIGHTS[stage] * Math.min(1, Math.max(0, fraction));
  return Math.min(1, Math.round((before + within) * 1e4) / 1e4);
}
