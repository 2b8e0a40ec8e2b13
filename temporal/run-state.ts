import type { RunEnd } from '../domain/video/lost-run.ts';

/** A run that Temporal knows: still carried, or ended in one of these ways. */
export type RunState = 'open' | Exclude<RunEnd, 'absent'>;

const ENDS: Record<string, Exclude<RunState, 'open'>> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed_out',
};

/** By the name of its status; one that we do not know yet has not ended. */
export function runState(status: string): RunState {
  return ENDS[status] ?? 'open';
}
