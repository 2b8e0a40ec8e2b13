/**
 * What API, workers and stack must agree on byte for byte. Pure: the workflow sandbox, the stack and
 * the API all import it.
 */

/**
 * What each role of a worker polls. The first of a role is polled since the first version, and for as
 * long as a run of it may be open.
 */
export const ROLE_QUEUES = {
  /** Workflow tasks only. */
  workflow: ['workflow'],
  /**
   * Network calls: generators, storage and records; looks at jobs that are still at work, so that
   * thousands of them never stand before a purchase or a publication; and links of callers, whose
   * servers may be as slow as they like.
   */
  io: ['io', 'check', 'fetch'],
  /** ffmpeg and everything else that is bound by the processor. */
  media: ['media'],
} as const satisfies Record<string, readonly QueueKind[]>;

/** What a queue serves; an account's own isolates its generator from all others. */
export type QueueKind = 'workflow' | 'io' | 'check' | 'fetch' | 'media' | `generate-${string}`;

export const taskQueue = (serves: QueueKind): string => `promptreel-${serves}`;

export const WORKFLOWS = {
  video: 'videoWorkflow',
  erase: 'eraseWorkflow',
  sweep: 'sweepWorkflow',
} as const;

/** Sent by API, CLI or UI; a signal and an update share the name `review` and its reducer. */
export const MESSAGES = { review: 'review', wake: 'wake', state: 'state' } as const;

/** What a run's start is told of its caller, and its activities after it. */
export const REQUEST_ID_HEADER = 'promptreel-request-id';
/** OpenTelemetry's, by the name that its interceptors give it. */
export const TRACE_HEADER = '_tracer-data';

/** Never encrypted by Temporal: no prompt, no person, no secret in any of them. */
export const SEARCH_ATTRIBUTES = {
  VideoTenant: 'Keyword',
  VideoStage: 'Keyword',
  VideoModel: 'Keyword',
  VideoOutcome: 'Keyword',
  VideoLabels: 'KeywordList',
  VideoReviewDueAt: 'Datetime',
} as const;

export const eraseWorkflowId = (video: string): string => `erase-${video}`;
export const SWEEP_SCHEDULE_ID = 'promptreel-sweep';
