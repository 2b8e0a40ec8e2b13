import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Log } from '../../telemetry/log.ts';
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
      const { route, tenant } = contextOf(res);
      const seconds = (performance.now() - startedAt) / 1_000;
      const { method } = req;
      deps.meters.inFlight.dec();
      deps.meters.duration.observe({ method, route, status: String(res.statusCode) }, seconds);
      const told = { requestId, method, route, tenant, status: res.statusCode, seconds };
      deps.log.info(told, 'answered');
    });
    next();
  };
}
