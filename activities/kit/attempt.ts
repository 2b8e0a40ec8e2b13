import { Context } from '@temporalio/activity';
import { noteFault, readFaults } from '../../domain/purchases/faults.ts';
import type { Fault, Faults } from '../../domain/purchases/faults.ts';
import type { FailureCode } from '../../domain/video/failure.ts';
import type { LiveProgress } from '../../domain/video/live-progress.ts';
import type { ActivityLog } from './deps.ts';
import { activityFailure, toActivityFailure } from './failures.ts';

/**
 * The running of one attempt. Only {@link startAttempt} makes one, and the registration takes nothing
 * else: no activity can be written that has no deadline.
 */
export class Attempt<T> extends Promise<T> {
  readonly #bounded = true;
  /** Never false; reading it here keeps the field, and with it the type, from being dropped. */
  get isBounded(): boolean {
    return this.#bounded;
  }
}

/** The same activities as functions whose every attempt is bounded. */
export type Bounded<T> = {
  [Name in keyof T]: T[Name] extends (...input: infer I) => Promise<infer O>
    ? (...input: I) => Attempt<O>
    : never;
};

/** What the body of an activity is given. Whatever it awaits outside takes `signal`, or one of `within`. */
export interface Work {
  /** Aborts when nobody wants the result any more, the worker shuts down, or the attempt's time is over. */
  signal: AbortSignal;
  /** The same, and no later than in so many milliseconds, of which the attempt keeps `reserve` for after. */
  within: (ms: number, reserve?: number) => AbortSignal;
  /** Milliseconds until the attempt's time is over, and how many there were. */
  left: () => number;
  allMs: number;
  /** 0..1; reaches the server with the next beat, and whoever asks for the video with it. */
  progress: (fraction: number) => void;
  /** Counts one more fault of this cause; the next attempts of this activity go on counting from there. */
  fault: (cause: string, error: unknown) => Fault;
  /** What stood in the way is gone: whatever comes next counts from one. */
  clearFaults: () => void;
}

export interface AttemptOptions {
  live: LiveProgress;
  /** What an error means that no port has named. */
  otherwise: FailureCode;
  log: ActivityLog;
  /** Beats so often; null beats only when there are faults to remember. */
  beatMs: number | null;
  /** False where the run must learn how it went even when it no longer wants the result. */
  cancellable?: boolean;
  /** Of what was paid for, no fault of the network or of our storage is the last word. */
  paid?: boolean;
}

/** Of the time that the server gives an attempt, what is kept back to end it by ourselves. */
const MARGIN_SHARE = 0.1;
const MARGIN_MAX_MS = 5_000;
/** A body that was told to stop gets this share of the margin to do so. */
const STOPPING_SHARE = 0.5;

/** Aborts the work of an attempt whose time is over. */
class AttemptOver extends Error {
  override name = 'AttemptOver';
}

/** Must be called before the first await of an activity. */
export function startAttempt<T>(
  options: AttemptOptions,
  body: (work: Work) => Promise<T>,
): Attempt<T> {
  return new Attempt((resolve, reject) => {
    runAttempt(options, body).then(resolve, reject);
  });
}

async function runAttempt<T>(
  options: AttemptOptions,
  body: (work: Work) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  const clock = startClock(context.info.startToCloseTimeoutMs);
  const beats = startBeats(options, readFaults(context.info.heartbeatDetails));
  const signals = options.cancellable === false ? [] : [context.cancellationSignal];
  const signal = AbortSignal.any([...signals, clock.signal]);
  try {
    const work: Work = {
      signal,
      within: (ms, reserve = 0) => {
        const most = Math.max(1, Math.round(Math.min(ms, clock.left() - reserve)));
        return AbortSignal.any([signal, AbortSignal.timeout(most)]);
      },
      left: clock.left,
      allMs: context.info.startToCloseTimeoutMs,
      progress: beats.progress,
      fault: beats.fault,
      clearFaults: beats.clearFaults,
    };
    return await Promise.race([body(work), clock.over]);
  } catch (error) {
    return await fail(options, error, clock.signal.aborted);
  } finally {
    clock.stop();
    beats.stop();
  }
}

/**
 * Two moments: the work is told to stop, and a little later the attempt ends whether it has or not, so
 * that its slot is free before the server gives it up.
 */
function startClock(startToCloseMs: number) {
  const margin = Math.min(startToCloseMs * MARGIN_SHARE, MARGIN_MAX_MS);
  const endsAt = performance.now() + startToCloseMs - margin;
  const stopping = new AbortController();
  const { promise: over, reject } = Promise.withResolvers<never>();
  over.catch(() => undefined);
  const told = setTimeout(() => stopping.abort(new AttemptOver()), startToCloseMs - margin);
  const ended = setTimeout(
    () => reject(new AttemptOver()),
    startToCloseMs - margin * STOPPING_SHARE,
  );
  return {
    signal: stopping.signal,
    over,
    left: () => endsAt - performance.now(),
    stop() {
      clearTimeout(told);
      clearTimeout(ended);
    },
  };
}

type Beats = Pick<Work, 'progress' | 'fault' | 'clearFaults'> & { stop: () => void };

function startBeats(options: AttemptOptions, earlier: Faults): Beats {
  const context = Context.current();
  let { live } = options;
  let faults = earlier;
  // A beat is what a reader believes first: once there was one, every attempt renews it.
  const quiet = options.beatMs === null && context.info.heartbeatDetails === undefined;
  const beat = (): void =>
    context.heartbeat(Object.keys(faults).length === 0 ? live : { ...live, faults });
  if (options.beatMs !== null) beat();
  const timer = options.beatMs === null ? undefined : setInterval(beat, options.beatMs);
  return {
    progress(fraction: number): void {
      live = { ...live, fraction: Math.round(fraction * 1e3) / 1e3 };
    },
    fault(cause: string, error: unknown): Fault {
      faults = noteFault(faults, cause, Date.now());
      options.log.warn(
        { err: error, cause, ...whichAttempt() },
        'stands in the way of a paid take',
      );
      // The last beat of an attempt that fails reaches the server with its failure.
      beat();
      return faults[cause] ?? { looks: 1, since: Date.now() };
    },
    clearFaults(): void {
      faults = {};
      if (!quiet) beat();
    },
    stop: () => clearInterval(timer),
  };
}

async function fail(options: AttemptOptions, error: unknown, isOver: boolean): Promise<never> {
  const { cancellationSignal, cancelled } = Context.current();
  // Rejects with the reason: called off by the run, or by this worker's shutdown.
  if (cancellationSignal.aborted) await cancelled;
  const failure = isOver ? overtime(options, error) : toActivityFailure(error, options);
  if (failure !== error) {
    options.log.warn({ err: error, ...whichAttempt() }, 'an activity failed');
  }
  throw failure;
}

function whichAttempt() {
  const { activityType, attempt, workflowExecution } = Context.current().info;
  return { activity: activityType, attempt, video: workflowExecution?.workflowId };
}

/** Whatever a call says that was broken off because the time was over, it says about the time. */
function overtime({ otherwise: code }: AttemptOptions, error: unknown): Error {
  const message = 'It was not done in the time of one attempt.';
  const named = toActivityFailure(error, { otherwise: code });
  return named === error
    ? named
    : activityFailure({ code, message, retryable: true, cause: error });
}
