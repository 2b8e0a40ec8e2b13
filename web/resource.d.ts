/** The video as the API answers it: the part of its public shape that this page reads. */
export type VideoStatus =
  'queued' | 'in_progress' | 'awaiting_review' | 'published' | 'failed' | 'rejected' | 'cancelled';

export interface Failure {
  code: string;
  message: string;
  stage?: string | null;
  retryable?: boolean;
}

export interface Signal {
  name: string;
  value: number;
  unit: string;
  score: number;
  at: number | null;
}

export interface Judgement {
  name: string;
  version: string;
  total: number;
  signals: Signal[];
  gates?: { gate: string; detail: string }[];
}

export interface Take {
  id: string;
  index: number;
  model: string;
  seed: number;
  status: 'waiting' | 'generating' | 'stored' | 'scored' | 'failed' | 'cancelled';
  score: { total: number | null; verdict: string; judges: Judgement[] } | null;
  media_url: string | null;
  media: { width: number; height: number; duration: number } | null;
  failure: Failure | null;
}

export interface Decision {
  decision: 'approve' | 'reject' | 'choose';
  reviewer: string;
  reason?: string | null;
  candidate?: string | null;
}

export interface Review {
  required: boolean;
  recommended: string | null;
  due_at: string | null;
  on_deadline: 'publish_best' | 'reject';
  decision: Decision | null;
}

export interface Video {
  id: string;
  status: VideoStatus;
  stage: string | null;
  /** 0..1, never decreases. */
  progress: number;
  created_at: string;
  updated_at: string;
  published_at: string | null;
  request: { prompt: string; model?: string };
  candidates: Take[];
  pick: { candidate: string; by: string; reason: string } | null;
  review: Review | null;
  playback: { hls_url: string; player_url: string; poster_url: string } | null;
  media: {
    width: number;
    height: number;
    duration: number;
    frame_rate: number;
    renditions: { height: number; bandwidth: number }[];
  } | null;
  failure: Failure | null;
  links?: { self?: string; events?: string; operator?: string | null };
}

/** RFC 9457, as every refusal of the API is. */
export interface Problem {
  title?: string;
  status?: number;
  code?: string;
  detail?: string;
  request_id?: string;
  errors?: { pointer?: string; detail?: string }[];
}
