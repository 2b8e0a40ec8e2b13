import type { TakeId } from '../ids.ts';
import type { MediaInfo, StoredBytes } from '../renditions/media.ts';
import type { Failure } from '../video/failure.ts';
import type { Score } from './score.ts';

export type TakeStatus = 'waiting' | 'generating' | 'stored' | 'scored' | 'failed' | 'cancelled';

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
