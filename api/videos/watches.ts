import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoId } from '../../domain/ids.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { isTerminal } from '../../domain/video/status.ts';
import type { Log } from '../../telemetry/log.ts';
import type { VideoViews } from './views.ts';

type WatchNews =
  | { kind: 'video'; record: VideoRecord }
  /** Deleted while it was watched. */
  | { kind: 'gone' }
  /** This server is stopping. */
  | { kind: 'closing' };

type Listener = (news: WatchNews) => void;

/** One look per second and video, however many watch it. */
export interface VideoWatches {
  /** Tells of every look until the video ended; what it answers stops it. */
  watch(tenant: string, id: VideoId, listener: Listener): () => void;
  close(): void;
}

const LOOK_EVERY_MS = 1_000;

type Watch = Set<Listener>;

export function openVideoWatches(deps: {
  views: Pick<VideoViews, 'read'>;
  log: Log;
  lookEveryMs?: number;
}): VideoWatches {
  const { views, log, lookEveryMs = LOOK_EVERY_MS } = deps;
  const watches = new Map<string, Watch>();
  const closing = new AbortController();

  const tell = (watch: Watch, news: WatchNews): void => {
    for (const listener of watch) {
      try {
        listener(news);
      } catch (error) {
        // One that cannot be told must not keep the others from being told.
        watch.delete(listener);
        log.error({ err: error }, 'a watcher could not be told');
      }
    }
  };

  /** Another watch of the same video may have begun since. */
  const drop = (key: string, watch: Watch): void => {
    if (watches.get(key) === watch) watches.delete(key);
  };

  /** Null when the look failed: Temporal or the store may be away for a moment. */
  const look = async (tenant: string, id: VideoId): Promise<WatchNews | null> => {
    try {
      const record = await views.read(tenant, id);
      return record === null ? { kind: 'gone' } : { kind: 'video', record };
    } catch (error) {
      log.warn({ err: error, video: id }, 'a watched video could not be read');
      return null;
    }
  };

  const follow = async (tenant: string, id: VideoId, watch: Watch): Promise<void> => {
    while (watch.size > 0 && !closing.signal.aborted) {
      const news = await look(tenant, id);
      const last = news !== null && isLast(news);
      // Before the news: who joins from here on begins a watch of its own, and is told as well.
      if (last) drop(`${tenant}/${id}`, watch);
      if (news !== null) tell(watch, news);
      if (last) return;
      await sleep(lookEveryMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };

  return {
    watch(tenant, id, listener) {
      const key = `${tenant}/${id}`;
      const known = watches.get(key);
      const watch: Watch = known ?? new Set();
      watch.add(listener);
      if (known === undefined) {
        watches.set(key, watch);
        follow(tenant, id, watch)
          .catch((error: unknown) => {
            log.error({ err: error, video: id }, 'a video is no longer watched');
            tell(watch, { kind: 'closing' });
          })
          .finally(() => drop(key, watch));
      }
      return () => {
        watch.delete(listener);
        if (watch.size === 0) drop(key, watch);
      };
    },

    close() {
      closing.abort();
      for (const watch of watches.values()) tell(watch, { kind: 'closing' });
      watches.clear();
    },
  };
}

/** After this there is no news. */
function isLast(news: WatchNews): boolean {
  return news.kind !== 'video' || isTerminal(news.record.snapshot.status);
}

/** Resolves when the video has ended, after `ms`, or when nobody needs to know any more. */
export async function untilEnded(
  watches: Pick<VideoWatches, 'watch'>,
  video: { tenant: string; id: VideoId },
  limits: { ms: number; signal: AbortSignal },
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = watches.watch(video.tenant, video.id, (news) => {
    if (isLast(news)) resolve();
  });
  const timer = setTimeout(resolve, limits.ms);
  limits.signal.addEventListener('abort', () => resolve(), { once: true });
  if (limits.signal.aborted) resolve();
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
