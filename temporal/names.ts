/**
 * What API, workers and stack must agree on byte for byte. Pure: the workflow sandbox, the stack and
 * the API all import it.
 */
export const TASK_QUEUES = {
  /** Workflow tasks only. */
  workflow: 'promptreel-workflow',
  /** Short network calls: generators, storage, records. */
  io: 'promptreel-io',
  /** ffmpeg and everything else that is bound by the processor. */
  media: 'promptreel-media',
} as const;

export const WORKFLOWS = {
  video: 'videoWorkflow',
  erase: 'eraseWorkflow',
  sweep: 'sweepWorkflow',
} as const;

/** Sent by API, CLI or UI; a signal and an update share the name `review` and its reducer. */
export const MESSAGES = { review: 'review', wake: 'wake', state: 'state' } as const;

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
