export const TERMINAL_STATUSES = ['published', 'failed', 'rejected', 'cancelled'] as const;
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];
export type VideoStatus = 'queued' | 'in_progress' | 'awaiting_review' | TerminalStatus;

export function isTerminal(status: VideoStatus): status is TerminalStatus {
  return TERMINAL_STATUSES.some((each) => each === status);
}
