import type { ActivityCall, Answer } from './sandbox.ts';

/** What is wrong with the world, and for how long. */
export type Outage =
  /** Every attempt in these first minutes fails with this, and may be tried again. */
  | { kind: 'away'; minutes: number; type: string }
  /** So many workers die in a row in the middle of an attempt. */
  | { kind: 'killed'; times: number };

/**
 * What becomes of an activity under its own retry policy, as Temporal decides it: an attempt whose
 * worker died is over at its heartbeat's timeout (or its own), the next one waits by the policy, and one
 * that could not begin before `scheduleToClose` is not waited for.
 */
export function underOutage(
  call: ActivityCall,
  outage: Outage & { since: number },
  value: unknown,
): Answer {
  const { initialMs, coefficient, maximumMs, attempts } = call.retry;
  const diesAfter = call.heartbeatMs > 0 ? call.heartbeatMs : call.startToCloseMs;
  let at = 0;
  let wait = initialMs;
  for (let attempt = 1; ; attempt += 1) {
    const fails =
      outage.kind === 'killed'
        ? attempt <= outage.times
        : call.at + at < outage.since + outage.minutes * 60_000;
    if (!fails) return { value, after: at + 10 };
    at += outage.kind === 'killed' ? diesAfter : 10;
    const spent = (attempts > 0 && attempt >= attempts) || at + wait > call.scheduleToCloseMs;
    if (spent) {
      const type = outage.kind === 'killed' ? 'internal' : outage.type;
      return { failure: { type, message: 'given up', retryState: 'TIMEOUT' }, after: at };
    }
    at += wait;
    wait = Math.min(wait * coefficient, maximumMs);
  }
}
