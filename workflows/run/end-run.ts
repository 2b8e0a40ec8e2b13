import { CancelledFailure, isCancellation, patched } from '@temporalio/workflow';
import type { TerminalStatus } from '../../domain/video/status.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import type { Failure } from '../../domain/video/failure.ts';
import { ENDING } from '../../domain/video/deadlines.ts';
import { activities } from './activity-options.ts';
import { runFailure, toFailure } from './failures.ts';
import type { Run } from './run.ts';

/** A step that was given up so that its code could be told counts as ended by the deadline. */
const AT_DEADLINE_MS = 2_000;

/**
 * Brings a run that was cancelled or failed to its one recorded end. The record decides: if a publish
 * had already won, the run ends as published. Always throws otherwise.
 */
export async function endRun(run: Run, error: unknown): Promise<VideoSnapshot> {
  const ended = endedSnapshot(run, error);
  const sideBySide = patched('clean-up-side-by-side');
  const { compensations } = run;
  const cleanUp = (withinMs: number): Promise<void> =>
    sideBySide
      ? compensations.run(withinMs, ended.status)
      : compensations.runInTurn(withinMs, ended.status);
  // Until publish no tree is visible, so what is to be cleaned up can go before the end is told; but
  // nobody waits past the deadline for that.
  const late = Date.now() >= run.limits.runEndsAt - AT_DEADLINE_MS;
  const mayBeVisible = run.progress.stage === 'publish';
  if (!mayBeVisible && !late) await cleanUp(ENDING.firstCleaningMs);

  const closing = close(run, ended);
  // Jobs that still run cost by the minute: they do not wait until a store that is away has come back.
  if (!mayBeVisible && late && sideBySide) await cleanUp(ENDING.firstCleaningMs);
  const standing = await closing;
  run.progress.change(standing);
  if (standing.status === 'published') {
    run.progress.end('published');
    return standing;
  }
  run.progress.end(ended.status);
  await cleanUp(ENDING.lastCleaningMs);
  if (ended.status === 'cancelled') throw new CancelledFailure('The video was cancelled.');
  throw runFailure(standing.failure?.code ?? 'internal', standing.failure?.message ?? 'It failed.');
}

type Ended = VideoSnapshot & { status: Exclude<TerminalStatus, 'published'> };

function endedSnapshot({ progress }: Run, error: unknown): Ended {
  const { snapshot, stage } = progress;
  const cancelled = isCancellation(error);
  const reason: Failure | null = cancelled ? null : toFailure(error, stage);
  const candidates = snapshot.candidates.map((take) => ({
    ...take,
    ...(take.status === 'waiting' || take.status === 'generating'
      ? { status: 'cancelled' as const }
      : {}),
    // A cancelled video keeps nothing; a failed one keeps its takes as evidence.
    ...(cancelled ? { key: null } : {}),
  }));
  const status = cancelled
    ? 'cancelled'
    : reason?.code === 'review_rejected'
      ? 'rejected'
      : 'failed';
  const updatedAt = new Date().toISOString();
  return { ...snapshot, status, stage: null, failure: reason, candidates, updatedAt };
}

async function close(run: Run, ended: Ended): Promise<VideoSnapshot> {
  const { tenant, id: video } = run.input;
  const options = {
    scheduleToCloseTimeout: ENDING.closingMs,
    summary: `record the end: ${ended.status}`,
  };
  try {
    const input = { tenant, video, snapshot: ended };
    return (await activities.closeRecord.executeWithOptions(options, [input])) ?? ended;
  } catch {
    // The run's own end says the same, and the sweep writes it down once storage is back.
    return ended;
  }
}
