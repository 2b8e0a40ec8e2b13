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
  const before = begin(stage);
  const within = WEIGHTS[stage] * Math.min(1, Math.max(0, fraction));
  return Math.min(1, Math.round((before + within) * 1e4) / 1e4);
}

/** 0..1 of the stage itself, for a run that is so far in all. Null where there is no stage. */
export function fractionOfStage(stage: Stage | null, progress: number): number | null {
  if (stage === null) return null;
  const within = (progress - begin(stage)) / WEIGHTS[stage];
  return Math.min(1, Math.max(0, Math.round(within * 1e3) / 1e3));
}

function begin(stage: Stage): number {
  return STAGES.slice(0, STAGES.indexOf(stage)).reduce((sum, each) => sum + WEIGHTS[each], 0);
}
