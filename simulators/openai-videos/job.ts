/** What a caller asked for, checked and with every default filled in. */
export interface JobRequest {
  model: string;
  prompt: string;
  negativePrompt: string | null;
  width: number;
  height: number;
  /** Frames per second. */
  fps: number;
  durationSeconds: number;
  seed: number;
  audio: boolean;
  /** Echoed back untouched, so that a caller can find its own job in the list. */
  metadata: Record<string, string> | null;
  webhookUrl: string | null;
}

export type JobStatus = 'queued' | 'in_progress' | 'completed' | 'failed';

export interface JobError {
  code: string;
  message: string;
}

/** One job as it lies on disk. Times are whole unix seconds, as on the wire. */
export interface Job {
  id: string;
  request: JobRequest;
  status: JobStatus;
  createdAt: number;
  completedAt: number | null;
  /** When the clip is thrown away. */
  expiresAt: number | null;
  error: JobError | null;
  /** File name of the input image beside the job, if there is one. */
  imageFile: string | null;
  idempotencyKey: string | null;
  /** SHA-256 of what was asked under that key: the same key with another body is a mistake. */
  bodyHash: string;
  /** How often rendering was begun; more than one after a crash. */
  attempts: number;
  /** The record outlives a delete, so that its idempotency key cannot start a second job. */
  deleted: boolean;
  webhook: 'none' | 'due' | 'delivered' | 'given_up';
}

/** The `video` object of the protocol. `progress` is 0–100. */
export function wireJob(job: Job, progress: number): Record<string, unknown> {
  const { request } = job;
  return {
    id: job.id,
    object: 'video',
    model: request.model,
    status: job.status,
    progress: job.status === 'completed' ? 100 : progress,
    created_at: job.createdAt,
    completed_at: job.completedAt,
    expires_at: job.expiresAt,
    prompt: request.prompt,
    negative_prompt: request.negativePrompt,
    seconds: String(request.durationSeconds),
    size: `${request.width}x${request.height}`,
    fps: request.fps,
    seed: request.seed,
    generate_sound: request.audio,
    remixed_from_video_id: null,
    metadata: request.metadata,
    error: job.error,
  };
}
