import type { Meters } from '../../telemetry/metrics.ts';

export type ApiMeters = ReturnType<typeof apiMeters>;

/** From a served playlist (1 ms) to a `Prefer: wait` that took its two minutes. */
const SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5, 15, 60, 120];

export function apiMeters(meters: Meters) {
  return {
    duration: meters.histogram(
      'http_request_seconds',
      'Answered requests by route pattern.',
      ['method', 'route', 'status'],
      SECONDS,
    ),
    inFlight: meters.gauge('http_requests_in_flight', 'Requests being answered.', []),
    watchers: meters.gauge('event_watchers', 'Open event streams.', []),
    accepted: meters.counter('videos_accepted_total', 'Accepted requests, repeats excluded.', []),
    reviews: meters.counter('reviews_total', 'Reviews sent, by what became of them.', ['outcome']),
    webhooks: meters.counter('webhooks_total', 'Webhooks received, by what became of them.', [
      'outcome',
    ]),
  };
}
