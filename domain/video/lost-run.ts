import type { Failure } from './failure.ts';
import { failure } from './failure.ts';
import type { VideoSnapshot } from './snapshot.ts';
import { isTerminal } from './status.ts';

/** How a run ended according to the server, when it could not write its own end. */
export type RunEnd = 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed_out' | 'absent';

/** The end of a video whose run wrote none: what `GET` and the sweep close its record with. */
export function closeLostRun(snapshot: VideoSnapshot, end: RunEnd, at: string): VideoSnapshot {
  if (isTerminal(snapshot.status)) return snapshot;
  const candidates = snapshot.candidates.map((take) =>
    take.status === 'waiting' || take.status === 'generating'
      ? { ...take, status: 'cancelled' as const }
      : take,
  );
  const ended = { ...snapshot, candidates, stage: null, updatedAt: at };
  return end === 'cancelled'
    ? { ...ended, status: 'cancelled' }
    : { ...ended, status: 'failed', failure: reasonFor(end, snapshot) };
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
