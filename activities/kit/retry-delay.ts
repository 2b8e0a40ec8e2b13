import { activityInfo } from '@temporalio/activity';

/** Nobody's wish for patience is longer than this: a day's would end the take. */
const LONGEST_SECONDS = 5 * 60;
/** Zero would end the retries (temporal-practice §2.2), and less than a second is not kept. */
const SHORTEST_MS = 1_000;
/**
 * What the next attempt needs before its deadline. The server gives up at once when a delay would pass
 * the deadline, so the last look is made this long before it instead.
 */
const LAST_ATTEMPT_MS = 5_000;

/**
 * The only way to a `nextRetryDelay`, in milliseconds: as asked for, but never past five minutes, or
 * what we ourselves allow, nor past the deadline.
 */
export function retryDelay(seconds: number, longest = LONGEST_SECONDS): number {
  const { scheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
  const left =
    scheduleToCloseTimeoutMs > 0
      ? scheduledTimestampMs + scheduleToCloseTimeoutMs - Date.now()
      : Number.POSITIVE_INFINITY;
  const wanted = Math.min(Number.isFinite(seconds) ? seconds : longest, longest) * 1_000;
  return Math.round(Math.max(SHORTEST_MS, Math.min(wanted, left - LAST_ATTEMPT_MS)));
}
