import type { RequestHandler } from 'express';
import { isTerminal } from '../../domain/video/status.ts';
import { contextOf } from '../http/answer-context.ts';
import type { Addresses } from '../addresses.ts';
import type { ApiMeters } from '../http/api-meters.ts';
import { videoOf } from './answers.ts';
import { eventFrame, eventSequence } from './events.ts';
import type { VideoViews } from './views.ts';
import type { VideoWatches } from './watches.ts';

export interface WatchDeps {
  at: Addresses;
  views: Pick<VideoViews, 'read'>;
  watches: Pick<VideoWatches, 'watch'>;
  counted: Pick<ApiMeters, 'watchers'>;
  /** Only a test shortens it. */
  pace?: { commentEveryMs?: number };
}

/** Keeps proxies from cutting a silent stream, and shows a watcher that it is not dead. */
const COMMENT_EVERY_MS = 15_000;
/** A watcher that does not read is let go before it costs memory; it resumes by its last event's id. */
const MAX_UNREAD_BYTES = 1_000_000;
const RECONNECT_MS = 2_000;

/** Server-sent events until the video has ended. */
export function watchVideo({ views, watches, counted, at, pace }: WatchDeps): RequestHandler {
  return async (req, res) => {
    const record = await videoOf(req, res, views);
    const seen = req.get('Last-Event-ID');
    const next = eventSequence(at, seen);
    const first = next(record);
    if (first?.last && first.id === seen) {
      // An EventSource reconnects to a stream that ended; this status tells it not to.
      res.status(204).end();
      return;
    }
    res.status(200).set({
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    res.write(`retry: ${RECONNECT_MS}\n\n`);
    if (first !== null) res.write(eventFrame(first));
    if (req.method === 'HEAD' || isTerminal(record.snapshot.status)) {
      res.end();
      return;
    }

    counted.watchers.inc();
    const comment = () => res.write(': still here\n\n');
    const timer = setInterval(comment, pace?.commentEveryMs ?? COMMENT_EVERY_MS);
    const stop = watches.watch(contextOf(res).tenant, record.id, (news) => {
      const event = news.kind === 'video' ? next(news.record) : null;
      if (event !== null) res.write(eventFrame(event));
      if (news.kind !== 'video' || event?.last) res.end();
      else if (res.writableLength > MAX_UNREAD_BYTES) res.destroy();
    });
    res.once('close', () => {
      clearInterval(timer);
      stop();
      counted.watchers.dec();
    });
  };
}
