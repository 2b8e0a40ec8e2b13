import type { LiveProgress } from '../../domain/video/live-progress.ts';
import type { Attempt, AttemptOptions, Work } from './attempt.ts';
import { startAttempt } from './attempt.ts';

export type { Work } from './attempt.ts';

/** Cancellation and the death of this worker are both noticed through beats. */
const BEAT_MS = 1_000;
/** Of work that nobody watches. */
const UNSEEN: LiveProgress = { stage: 'publish', take: null, fraction: 0 };

/**
 * Runs the body of an activity with a beat a second that carries its progress, and turns whatever it
 * throws into a failure with a code.
 */
export function withHeartbeat<T>(
  options: Omit<AttemptOptions, 'beatMs'>,
  body: (work: Work) => Promise<T>,
): Attempt<T> {
  return startAttempt({ ...options, beatMs: BEAT_MS }, body);
}

/** The same for activities too short to beat. */
export function withCodedFailures<T>(
  options: Omit<AttemptOptions, 'beatMs' | 'live'> & { live?: LiveProgress },
  body: (work: Work) => Promise<T>,
): Attempt<T> {
  return startAttempt({ live: UNSEEN, ...options, beatMs: null }, body);
}
