import type { RequestHandler } from 'express';
import type { RouteDeps } from '../api-deps.ts';
import { asProblem } from '../http/problem-answers.ts';

export const tellAlive: RequestHandler = (_req, res) => {
  res.set('Cache-Control', 'no-store').json({ status: 'alive' });
};

/** 503 with the code of the part that cannot be reached. */
export function tellReady({ client, store }: RouteDeps): RequestHandler {
  return async (_req, res) => {
    const [temporal, objects] = await Promise.allSettled([client.check(), store.check()]);
    for (const part of [temporal, objects]) {
      if (part.status === 'rejected') throw asProblem(part.reason);
    }
    res.set('Cache-Control', 'no-store').json({ status: 'ready', temporal: 'ok', store: 'ok' });
  };
}

export function tellMetrics({ meters }: RouteDeps): RequestHandler {
  return async (_req, res) => {
    const { contentType, text } = await meters.expose();
    res.set('Content-Type', contentType).send(text);
  };
}
