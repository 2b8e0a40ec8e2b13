import { Context } from '@temporalio/activity';
import type { FailureCode } from '../../domain/video/failure.ts';
import type { LiveProgress } from '../../domain/video/live-progress.ts';
import type { ActivityLog } from './deps.ts';
import { toActivityFailure } from './failures.ts';

export interface Work {
  /** Aborts when the run no longer wants the result, or the worker shuts down. */
  signal: AbortSignal;
  /** 0..1; reaches the server with the next beat, and whoever asks for the video with it. */
  progress: (fraction: number) => void;
}

interface Beating {
  live: LiveProgress;
  /** What an error means that no port has named. */
  otherwise: FailureCode;
  log: ActivityLog;
}

/** Cancellation and the death of this worker are both noticed through beats. */
const BEAT_MS = 1_000;

/**
 * Runs the body of an activity with a beat a second that carries its progress, and turns whatever it
 * throws into a failure with a code.
 */
export async function withHeartbeat<T>(
  options: Beating,
  work: (work: Work) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  let { live } = options;
  const beat = (): void => context.heartbeat(live);
  beat();
  const timer = setInterval(beat, BEAT_MS);
  try {
    return await work({
      signal: context.cancellationSignal,
      progress: (fraction) => {
        live = { ...live, fraction: Math.round(fraction * 1e3) / 1e3 };
      },
    });
  } catch (error) {
    return await fail(options, error);
  } finally {
    clearInterval(timer);
  }
}

/** The same for activities too short to beat. */
export async function withCodedFailures<T>(
  options: Pick<Beating, 'otherwise' | 'log'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return await fail(options, error);
  }
}

async function fail(options: Pick<Beating, 'otherwise' | 'log'>, error: unknown): Promise<never> {
  const { cancellationSignal, cancelled, info } = Context.current();
  // Rejects with the reason: called off by the run, or by this worker's shutdown.
  if (cancellationSignal.aborted) await cancelled;
  const failure = toActivityFailure(error, options.otherwise);
  if (failure !== error) {
    const { activityType, attempt, workflowExecution } = info;
    const video = workflowExecution?.workflowId;
    options.log.warn({ err: error, activity: activityType, attempt, video }, 'an activity failed');
  }
  throw failure;
}
