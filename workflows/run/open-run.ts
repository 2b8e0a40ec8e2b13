import {
  CancellationScope,
  allHandlersFinished,
  condition,
  isCancellation,
  sleep,
} from '@temporalio/workflow';
import { budget } from '../../domain/video/deadlines.ts';
import type { VideoInput } from '../../domain/video/input.ts';
import { publishedVideo } from '../../domain/video/input.ts';
import { openCompensations } from './compensations.ts';
import { endRun } from './end-run.ts';
import { runFailure } from './failures.ts';
import { handleMessages } from './handlers.ts';
import { openProgress } from './progress.ts';
import { openReviewDesk } from './review-desk.ts';
import type { Run } from './run.ts';
import { openWakeBoard } from './wake-board.ts';

/**
 * A step that keeps failing is given up this much before the run's deadline, so that its own code is
 * what the caller reads.
 */
const REPORTING_MARGIN_MS = 1_500;

/** Registers the handlers, so it belongs before the first `await` of a workflow. */
export function openRun(input: VideoInput): Run {
  const limits = budget(input.plan, Date.parse(input.acceptedAt));
  const progress = openProgress(input, limits);
  const run: Run = {
    input,
    limits,
    progress,
    desk: openReviewDesk(progress.snapshot.review),
    wake: openWakeBoard(),
    compensations: openCompensations(),
    within: (endsAt = limits.runEndsAt) => {
      const end = Math.min(endsAt, limits.runEndsAt - REPORTING_MARGIN_MS);
      return Math.max(1_000, end - Date.now());
    },
    enter: (stage) => run.progress.enter(stage),
    async guard(body) {
      try {
        return publishedVideo(input, await beforeDeadline(input, limits.runEndsAt, body));
      } catch (error) {
        return await CancellationScope.nonCancellable(async () =>
          publishedVideo(input, await endRun(run, error)),
        );
      } finally {
        await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
      }
    },
  };
  handleMessages(run);
  return run;
}

async function beforeDeadline<T>(
  { flow }: VideoInput,
  endsAt: number,
  body: () => Promise<T>,
): Promise<T> {
  const work = new CancellationScope();
  const clock = new CancellationScope();
  let struck = false;
  const strike = async (): Promise<void> => {
    await sleep(Math.max(1, endsAt - Date.now()), { summary: 'deadline of the run' });
    struck = true;
    work.cancel();
  };
  clock.run(strike).catch(() => undefined);
  try {
    const result = await work.run(body);
    // The end of the run ends its timers as well, and calling one off is an event.
    if (flow === undefined) clock.cancel();
    return result;
  } catch (error) {
    clock.cancel();
    if (!struck || !isCancellation(error)) throw error;
    throw runFailure('deadline_exceeded', 'The deadline passed before the video was published.');
  }
}
