import type { RequestHandler } from 'express';
import { isTerminal } from '../../domain/video/status.ts';
import { contextOf } from '../http/answer-context.ts';
import type { Addresses } from '../addresses.ts';
import type { ApiMeters } from '../http/api-meters.ts';
import type { StreamPace } from '../http/event-stream.ts';
import { openEventStream } from '../http/event-stream.ts';
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
  pace?: StreamPace;
}

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
    const { tenant } = contextOf(res);
    let leave: (() => void) | null = null;
    const stream = openEventStream(res, pace ?? {}, () => {
      leave?.();
      counted.watchers.dec();
    });
    counted.watchers.inc();
    if (first !== null) stream.send(eventFrame(first));
    if (req.method === 'HEAD' || isTerminal(record.snapshot.status)) {
      stream.end();
      return;
    }
    leave = watches.watch(tenant, record.id, (news) => {
      try {
        const event = news.kind === 'video' ? next(news.record) : null;
        if (event !== null) stream.send(eventFrame(event));
        if (news.kind !== 'video' || event?.last) stream.end();
      } catch (error) {
        // It comes back, and may by then be told by a server that can.
        stream.end();
        throw error;
      }
    });
  };
}
