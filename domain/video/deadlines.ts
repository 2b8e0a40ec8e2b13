import type { VideoPlan } from './request.ts';
import { REQUEST_DEFAULTS } from './request.ts';

/** When the parts of a run must be over, in milliseconds since the epoch. */
export interface Budget {
  /** The whole run. */
  runEndsAt: number;
  /** Takes that are not stored by then are given up, so that the others can still be published. */
  generateEndsAt: number;
}

/**
 * Generating may take this share of the time that is not the reviewer's: the rest of a run needs
 * about a third of a typical run's wall time (see the weights in `stages.ts`).
 */
const GENERATE_SHARE = 0.7;
/** Of the same time, what a review must leave for ingest, transcode and publish. */
const FINISH_SHARE = 0.25;

/** How a run ends, in milliseconds. */
export const ENDING = {
  /** Storage may be down when a run ends; after this long the sweep closes the record instead. */
  closingMs: 8 * 60_000,
  /** Cleaning up is tried this long before the end is told. */
  firstCleaningMs: 10_000,
  /** And this long again afterwards: an outage of ten minutes leaves no job at work and no take stored. */
  lastCleaningMs: 15 * 60_000,
} as const;

/**
 * Beyond the run's own deadline the server ends it without any cleaning up: never while it may still
 * be ending itself, on workers that are a little late.
 */
export const BACKSTOP_SECONDS =
  (ENDING.closingMs + ENDING.firstCleaningMs + ENDING.lastCleaningMs) / 1_000 + 120;

export function budget(plan: VideoPlan, startedAt: number): Budget {
  return {
    runEndsAt: startedAt + plan.deadline * 1_000,
    generateEndsAt: startedAt + productionSeconds(plan) * GENERATE_SHARE * 1_000,
  };
}

/** Until when a person asked at `askedAt` may decide: their own deadline, cut so that a run still ends in time. */
export function reviewDueAt(plan: VideoPlan, limits: Budget, askedAt: number): number {
  const latest = limits.runEndsAt - productionSeconds(plan) * FINISH_SHARE * 1_000;
  return Math.max(askedAt, Math.min(askedAt + plan.review.deadline * 1_000, latest));
}

/**
 * What is left of the deadline beside the review. Where a short deadline would leave too little, the
 * review gives way: making the video gets half, or as much as it gets without any review.
 */
function productionSeconds({ deadline, review }: VideoPlan): number {
  const reviewer = review.mode === 'never' ? 0 : review.deadline;
  return Math.max(deadline - reviewer, Math.min(deadline / 2, REQUEST_DEFAULTS.deadline));
}
