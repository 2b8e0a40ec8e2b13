import type { Failure } from './failure.ts';
import type { TakeId, VideoId } from '../ids.ts';
import type { MediaInfo, Rendition, StoredBytes } from '../renditions/media.ts';
import type { VideoPlan, VideoRequest } from './request.ts';
import { takeSeed } from './request.ts';
import type { ReviewState } from '../review/review.ts';
import type { Judgement } from '../takes/score.ts';
import type { Stage } from './stages.ts';
import { takeId } from '../ids.ts';

export const TERMINAL_STATUSES = ['published', 'failed', 'rejected', 'cancelled'] as const;
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];
export type VideoStatus = 'queued' | 'in_progress' | 'awaiting_review' | TerminalStatus;

export type TakeStatus = 'waiting' | 'generating' | 'stored' | 'scored' | 'failed' | 'cancelled';

/** `total` is null when every judge failed; a gated take is never picked. */
export interface Score {
  total: number | null;
  verdict: 'pass' | 'gated' | 'unscored';
  judges: Judgement[];
}

/** One take: a variation from its purchase to its score. */
export interface Take {
  id: TakeId;
  index: number;
  model: string;
  seed: number;
  status: TakeStatus;
  /** Where the take is kept, once stored. */
  key: string | null;
  stored: StoredBytes | null;
  media: MediaInfo | null;
  score: Score | null;
  failure: Failure | null;
}

export interface Choice {
  candidate: TakeId;
  by: 'score' | 'reviewer' | 'policy' | 'only';
  reason: string;
}

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

/** What the object store keeps of a video, for as long as the video exists. */
export interface VideoRecord {
  schemaVersion: 1;
  id: VideoId;
  tenant: string;
  createdAt: string;
  request: VideoRequest;
  /** SHA-256 of the Idempotency-Key it was made under, so that deleting can free the key. */
  keyDigest: string | null;
  snapshot: VideoSnapshot;
}

/** What a run is started with. */
export interface VideoInput {
  id: VideoId;
  tenant: string;
  plan: VideoPlan;
  /** RFC 3339 UTC. */
  acceptedAt: string;
}

/** What a run that published answers to whoever awaits it; the rest is in the record. */
export interface PublishedVideo {
  id: VideoId;
  status: 'published';
  publishedAt: string | null;
  candidate: TakeId | null;
  version: number | null;
}

export function publishedVideo(input: VideoInput, snapshot: VideoSnapshot): PublishedVideo {
  return {
    id: input.id,
    status: 'published',
    publishedAt: snapshot.publishedAt,
    candidate: snapshot.pick?.candidate ?? null,
    version: snapshot.media?.version ?? null,
  };
}

export function isTerminal(status: VideoStatus): status is TerminalStatus {
  return (TERMINAL_STATUSES as readonly string[]).includes(status);
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
