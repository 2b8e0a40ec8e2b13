import type { Failure } from './failure.ts';
import { failure } from './failure.ts';
import type { VideoSnapshot } from './snapshot.ts';
import { isTerminal } from './status.ts';

/** How a run ended according to the server, when it could not write its own end. */
export type RunEnd = 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed_out' | 'absent';

/** What a run that is over can still tell of its end. */
export interface RunsOwnEnd {
  /** Its own view, from its history. */
  snapshot: VideoSnapshot | null;
  /** What it failed with: a code and a reason for the caller. */
  failure: Pick<Failure, 'code' | 'message'> | null;
}

/**
 * The end of a video whose run wrote none. What the run itself says counts first, then what it failed
 * with, and only then how the server says it ended. `known` is the newest snapshot beside its own.
 */
export function endOfLostRun(
  known: VideoSnapshot,
  end: RunEnd,
  own: RunsOwnEnd,
  at: string,
): VideoSnapshot {
  const last = own.snapshot ?? known;
  if (isTerminal(last.status) || own.failure === null) return closeLostRun(last, end, at);
  const { code, message } = own.failure;
  const status = code === 'review_rejected' ? 'rejected' : 'failed';
  return { ...ended(last, at), status, failure: failure(code, message, last.stage) };
}

/** The end by nothing but what the server says. */
export function closeLostRun(snapshot: VideoSnapshot, end: RunEnd, at: string): VideoSnapshot {
  if (isTerminal(snapshot.status)) return snapshot;
  if (end !== 'cancelled') {
    return { ...ended(snapshot, at), status: 'failed', failure: reasonFor(end, snapshot) };
  }
  // A run that is cancelled throws its takes away before it ends.
  const candidates = ended(snapshot, at).candidates.map((take) => ({ ...take, key: null }));
  return { ...ended(snapshot, at), candidates, status: 'cancelled' };
}

function ended(snapshot: VideoSnapshot, at: string): VideoSnapshot {
  const candidates = snapshot.candidates.map((take) =>
    take.status === 'waiting' || take.status === 'generating'
      ? { ...take, status: 'cancelled' as const }
      : take,
  );
  return { ...snapshot, candidates, stage: null, updatedAt: at };
}

function reasonFor(end: Exclude<RunEnd, 'cancelled'>, { stage }: VideoSnapshot): Failure {
  switch (end) {
    case 'timed_out':
      return failure('deadline_exceeded', 'The run was stopped when its time was over.', stage);
    case 'terminated':
      return failure('internal', 'An operator terminated the run.', stage);
    case 'absent':
      return failure('internal', 'The run is gone and left no result.', stage);
    case 'completed':
    case 'failed':
      return failure('internal', 'The run ended without being able to record its result.', stage);
    default:
      return end satisfies never;
  }
}
