import { LRUCache } from 'lru-cache';
import type { TenantLimits } from '../../config/rows/limits.ts';
import type { VideoId } from '../../domain/ids.ts';
import { rateLimited } from '../http/rate-limits.ts';
import type { VideoClient } from '../runs/run-client.ts';

/** Admission by takes in flight: every video that has not ended counts with all of its takes. */
export interface TakeLimits {
  /** Counts them from here on. @throws Problem `rate_limited` when they would be too many. */
  admit(tenant: string, id: VideoId, takes: number): Promise<void>;
}

/** What Temporal tells of open runs is a moment late; what was admitted meanwhile counts from here. */
const VISIBLE_AFTER_MS = 10_000;
const ASK_EVERY_MS = 1_000;
/** Takes are made in minutes: sooner there will hardly be room. */
const RETRY_AFTER_SECONDS = 10;

export function openTakeLimits(
  limits: TenantLimits,
  client: Pick<VideoClient, 'openTakes'>,
): TakeLimits {
  const admitted = new LRUCache<VideoId, { tenant: string; takes: number }>({
    max: 10_000,
    ttl: VISIBLE_AFTER_MS,
  });
  const running = new LRUCache<string, Map<VideoId, number>>({
    max: 1_000,
    ttl: ASK_EVERY_MS,
    fetchMethod: (tenant) => client.openTakes(tenant, limits.get(tenant)?.takes ?? 0),
  });

  return {
    async admit(tenant, id, takes) {
      const limit = limits.get(tenant)?.takes;
      if (limit === undefined) return;
      const inFlight = new Map(await running.fetch(tenant));
      for (const [each, about] of admitted.entries()) {
        if (about.tenant === tenant) inFlight.set(each, about.takes);
      }
      inFlight.delete(id);
      const sum = [...inFlight.values()].reduce((all, each) => all + each, 0);
      if (sum + takes > limit) {
        const left = Math.max(0, limit - sum);
        throw rateLimited(
          `At most ${limit} takes may be in flight, and ${sum} are.`,
          RETRY_AFTER_SECONDS,
          {
            'RateLimit-Policy': `"takes";q=${limit}`,
            RateLimit: `"takes";r=${left};t=${RETRY_AFTER_SECONDS}`,
          },
        );
      }
      admitted.set(id, { tenant, takes });
    },
  };
}
