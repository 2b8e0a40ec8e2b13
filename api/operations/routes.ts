import type { RequestHandler } from 'express';
import type { ObjectStore } from '../../providers/stores/store.ts';
import type { Meters } from '../../telemetry/metrics.ts';
import type { Route } from '../http/operation.ts';
import { answeredBy } from '../http/operation.ts';
import { asProblem } from '../http/problem-answers.ts';
import type { VideoClient } from '../runs/run-client.ts';
import { operations } from './operations.ts';

interface Deps {
  client: Pick<VideoClient, 'check'>;
  store: Pick<ObjectStore, 'check'>;
  meters: Pick<Meters, 'expose'>;
}

export function routes(deps: Deps): Route[] {
  return [
    ...answeredBy(operations, { tellAlive, tellReady: tellReady(deps) }),
    { method: 'get', path: '/metrics', access: 'anybody', handle: tellMetrics(deps) },
  ];
}

const tellAlive: RequestHandler = (_req, res) => {
  res.set('Cache-Control', 'no-store').json({ status: 'alive' });
};

/** 503 with the code of the part that cannot be reached. */
function tellReady({ client, store }: Pick<Deps, 'client' | 'store'>): RequestHandler {
  return async (_req, res) => {
    const [temporal, objects] = await Promise.allSettled([client.check(), store.check()]);
    for (const part of [temporal, objects]) {
      if (part.status === 'rejected') throw asProblem(part.reason);
    }
    res.set('Cache-Control', 'no-store').json({ status: 'ready', temporal: 'ok', store: 'ok' });
  };
}

function tellMetrics({ meters }: Pick<Deps, 'meters'>): RequestHandler {
  return async (_req, res) => {
    const { contentType, text } = await meters.expose();
    res.set('Content-Type', contentType).send(text);
  };
}
