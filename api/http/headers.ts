import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Log } from '../../telemetry/log.ts';
import { withinRequest } from '../../telemetry/request-scope.ts';
import { contextOf, setContext } from './answer-context.ts';
import type { ApiMeters } from './api-meters.ts';

/** What a caller may choose: short, and harmless in any log. */
const SANE_ID = /^[\w.:-]{1,128}$/;

/** Gives every request an id, every answer the same in `X-Request-Id`, and tells of its end. */
export function requestIds(deps: { log: Log; meters: ApiMeters }): RequestHandler {
  return (req, res, next) => {
    const sent = req.get('X-Request-Id') ?? '';
    const requestId = SANE_ID.test(sent) ? sent : randomUUID();
    setContext(res, { requestId });
    res.set('X-Request-Id', requestId);
    res.set('X-Content-Type-Options', 'nosniff');
    const startedAt = performance.now();
    deps.meters.inFlight.inc();
    res.once('close', () => {
      const { route, tenant, video, quiet } = contextOf(res);
      const seconds = Math.round(performance.now() - startedAt) / 1_000;
      const { method } = req;
      deps.meters.inFlight.dec();
      deps.meters.duration.observe({ method, route, status: String(res.statusCode) }, seconds);
      const told = { requestId, method, route, video, tenant, status: res.statusCode, seconds };
      deps.log[quiet ? 'debug' : 'info'](told, 'answered');
    });
    withinRequest(requestId, next);
  };
}

/** What was asked behind the path. Express' own parser is off: it makes objects of a stranger's keys. */
export function searchOf(req: Request): URLSearchParams {
  return new URL(req.originalUrl, 'http://any').searchParams;
}

/** Seconds: below what proxies commonly cut a silent request at. */
export const LONGEST_WAIT = 120;

/** Seconds of `Prefer: wait=N` (RFC 7240 §4.3), cut to {@link LONGEST_WAIT}; null without one. */
export function preferredWait(req: Request): number | null {
  const preferences = (req.get('Prefer') ?? '').split(/[,;]/);
  for (const preference of preferences) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(preference)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), LONGEST_WAIT);
  }
  return null;
}

/**
 * Whether the reader has what it asks for (RFC 9110 §13.1), so that a 304 will do. Express' own test
 * gives up at `Cache-Control: no-cache`, which every `fetch` with a condition sends.
 */
export function readerHas(req: Request, now: { etag: string; modifiedAt?: Date }): boolean {
  const tags = req.get('If-None-Match');
  if (tags !== undefined) {
    const known = tags.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return known.includes('*') || known.includes(now.etag);
  }
  const since = Date.parse(req.get('If-Modified-Since') ?? '');
  // The header has whole seconds; an unreadable one is NaN, which nothing is before.
  return now.modifiedAt !== undefined && wholeSeconds(now.modifiedAt) <= since;
}

/** Milliseconds since the epoch, as precise as an HTTP date. */
export function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1_000) * 1_000;
}
