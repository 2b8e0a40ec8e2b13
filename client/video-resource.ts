import type { Stage } from '../domain/video/stages.ts';
import type { VideoStatus } from '../domain/video/status.ts';

/** The parts of the public video resource (`api.md`) that the command line shows. */
export interface VideoResource {
  id: string;
  status: VideoStatus;
  stage: Stage | null;
  progress: number;
  created_at: string;
  request: { prompt: string };
  candidates: {
    id: string;
    index: number;
    status: string;
    score: { total: number | null; verdict: string } | null;
    media_url: string | null;
    failure: FailureResource | null;
  }[];
  pick: { candidate: string; by: string; reason: string } | null;
  review: { required: boolean; due_at: string | null; recommended: string | null } | null;
  playback: { hls_url: string; player_url: string; poster_url: string } | null;
  failure: FailureResource | null;
  links: { self: string; events: string; operator: string | null };
}

interface FailureResource {
  code: string;
  message: string;
  retryable: boolean;
}
