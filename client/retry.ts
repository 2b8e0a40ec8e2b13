import { isPassing } from './api-error.ts';
import { pause } from './pause.ts';

const FIRST_MS = 500;
const LONGEST_MS = 5000;

export interface RetryOptions {
  forMs: number;
  signal?: AbortSignal | undefined;
  onRetry?: ((reason: string) => void) | undefined;
}

/** Repeats a call while its failure may pass, for up to `forMs`. Only for calls safe to repeat. */
export async function retryPassing<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const deadline = Date.now() + options.forMs;
  for (let delay = FIRST_MS; ; delay = Math.min(LONGEST_MS, delay * 2)) {
    try {
      return await call();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isPassing(error) || Date.now() + delay > deadline) throw error;
      options.onRetry?.(error instanceof Error ? error.message : String(error));
      await pause(delay, options.signal);
    }
  }
}
