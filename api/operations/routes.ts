import type { RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import type { ObjectStore } from '../../providers/stores/store.ts';
import type { Meters } from '../../telemetry/metrics.ts';
import type { AnsweredRoute } from '../http/operation.ts';
import { answeredBy } from '../http/operation.ts';
import { asProblem } from '../http/problem-answers.ts';
import type { VideoClient } from '../runs/run-client.ts';
import { operations } from './operations.ts';

const READY_FOR_MS = 2_000;

interface Deps {
  client: Pick<VideoClient, 'check'>;
  store: Pick<ObjectStore, 'check'>;
  meters: Pick<Meters, 'expose'>;
}

export function routes(deps: Deps): AnsweredRoute[] {
  return [
    ...answeredBy(operations, { tellAlive, tellReady: tellReady(deps) }),
    { method: 'get', path: '/metrics', access: 'anybody', quiet: true, handle: tellMetrics(deps) },
  ];
}

const tellAlive: RequestHandler = (_req, res) => {
  res.set('Cache-Control', 'no-store').json({ status: 'alive' });
};

/** 503 with the code of the part that cannot be reached. */
function tellReady({ client, store }: Pick<Deps, 'client' | 'store'>): RequestHandler {
  // Whoever asks needs no key, and the store writes at each check: all of a moment get one answer.
  const checks = new LRUCache<string, { faults: unknown[] }>({
    max: 1,
    ttl: READY_FOR_MS,
    fetchMethod: async () => {
      const parts = await Promise.allSettled([client.check(), store.check()]);
      return { faults: parts.flatMap((part) => (part.status === 'rejected' ? [part.reason] : [])) };
    },
  });
  return async (_req, res) => {
    const { faults = [] } = (await checks.fetch('now')) ?? {};
    if (faults.length > 0) throw asProblem(faults[0]);
    res.set('Cache-Control', 'no-store').json({ status: 'ready', temporal: 'ok', store: 'ok' });
  };
}

function tellMetrics({ meters }: Pick<Deps, 'meters'>): RequestHandler {
  return async (_req, res) => {
    const { contentType, text } = await meters.expose();
    res.set('Content-Type', contentType).send(text);
  };
}
