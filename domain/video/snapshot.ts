import type { VideoId } from '../ids.ts';
import { takeId } from '../ids.ts';
import type { MediaInfo, Rendition } from '../renditions/media.ts';
import type { ReviewState } from '../review/review.ts';
import type { Choice, Take } from '../takes/take.ts';
import type { Failure } from './failure.ts';
import type { VideoPlan } from './request.ts';
import { takeSeed } from './request.ts';
import type { Stage } from './stages.ts';
import type { VideoStatus } from './status.ts';

/** The published tree: which version of it, and what is on the ladder. */
export interface PublishedMedia extends MediaInfo {
  version: number;
  renditions: Rendition[];
}

/**
 * Everything about a run that changes. The workflow's query answers it, the record keeps it, and the
 * API renders it: one shape whoever answers.
 */
export interface VideoSnapshot {
  status: VideoStatus;
  stage: Stage | null;
  /** 0..1, never decreases. */
  progress: number;
  /** RFC 3339 UTC, as all times here. */
  updatedAt: string;
  publishedAt: string | null;
  candidates: Take[];
  pick: Choice | null;
  review: ReviewState;
  media: PublishedMedia | null;
  failure: Failure | null;
  cost: { amountMicros: number };
}

/** The snapshot of a request that was accepted a moment ago. */
export function acceptedSnapshot(video: VideoId, plan: VideoPlan, at: string): VideoSnapshot {
  return {
    status: 'queued',
    stage: 'generate',
    progress: 0,
    updatedAt: at,
    publishedAt: null,
    candidates: Array.from({ length: plan.variations }, (_, index) => ({
      id: takeId(video, index),
      index,
      model: plan.model,
      seed: takeSeed(plan, index),
      status: 'waiting',
      key: null,
      stored: null,
      media: null,
      score: null,
      failure: null,
    })),
    pick: null,
    review: {
      required: plan.review.mode === 'always',
      recommended: null,
      dueAt: null,
      onDeadline: plan.review.onDeadline,
      decision: null,
    },
    media: null,
    failure: null,
    cost: { amountMicros: 0 },
  };
}
