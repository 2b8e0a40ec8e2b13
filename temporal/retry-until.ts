import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between attempts: what is waited for are caches that are renewed every few seconds. */
const PAUSE = 500;

/**
 * Tries again while `mayPass` says that the error will go away by itself, until `deadline`
 * (milliseconds since the epoch); then the last error stands.
 */
export async function retryUntil<T>(
  deadline: number,
  mayPass: (error: unknown) => boolean,
  attempt: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error) || Date.now() + PAUSE > deadline) throw error;
    }
    await sleep(PAUSE);
  }
}
