import { timingSafeEqual, createHash } from 'node:crypto';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { ApiError, invalid } from './api-error.ts';
import { checkRequest, LIMITS, MODEL } from './check-request.ts';
import { type Job, wireJob } from './job.ts';
import type { Desk } from './desk.ts';
import { fetched, unixNow, type Jobs } from './jobs.ts';
import { readCreateBody } from './read-body.ts';

export interface RoutesOptions {
  jobs: Jobs;
  desk: Desk;
  /** 0–100. */
  progress: (id: string) => number;
  clips: string;
  apiKey: string | null;
}

/**
 * The `/v1/videos` protocol: https://platform.openai.com/docs/api-reference/videos, as of 2026-09.
 */
export function openRoutes({ jobs, desk, progress, clips, apiKey }: RoutesOptions): Express {
  const app = express().disable('x-powered-by').set('etag', false);
  const wire = (job: Job) => wireJob(job, progress(job.id));

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.use('/v1', requireKey(apiKey));
  app.get('/v1/models', (_request, response) => {
    response.json({ object: 'list', data: [modelCard()] });
  });
  app.post('/v1/videos', async (request, response) => {
    const checked = checkRequest(await readCreateBody(request));
    const key = request.get('idempotency-key')?.trim() ?? '';
    if (key.length > 255) throw invalid('Idempotency-Key', 'The Idempotency-Key is too long.');
    response.json(wire(await desk.create({ ...checked, idempotencyKey: key || null })));
  });
  app.get('/v1/videos', (request, response) => {
    response.json(listPage(jobs.all(), request.query, wire));
  });
  app.get('/v1/videos/:id', (request, response) => {
    response.json(wire(find(jobs, request.params.id)));
  });
  app.delete('/v1/videos/:id', async (request, response) => {
    const { id } = request.params;
    if (!(await desk.remove(id))) throw notFound();
    response.json({ id, object: 'video.deleted', deleted: true });
  });
  app.get('/v1/videos/:id/content', (request, response, next) => {
    if ((request.query['variant'] ?? 'video') !== 'video') {
      throw invalid('variant', "This server only has the variant 'video'.");
    }
    const job = find(jobs, request.params.id);
    requireClip(job);
    const headers = { 'content-type': 'video/mp4', 'cache-control': 'private, no-store' };
    response.once('finish', () => {
      if (response.statusCode !== 200 || request.method !== 'GET') return;
      jobs.update(job.id, fetched).catch((error: unknown) => console.error(error));
    });
    response.sendFile(`${job.id}.mp4`, { root: clips, headers, etag: true }, (error) => {
      // A reader that hangs up half-way is no error of ours.
      if (error && !response.headersSent) next(error);
    });
  });
  app.use(() => {
    throw new ApiError(404, 'not_found', 'There is nothing at this address.');
  });
  app.use(answerError);
  return app;
}

function modelCard(): Record<string, unknown> {
  return {
    id: MODEL,
    object: 'model',
    created: 1_764_547_200,
    owned_by: 'promptreel',
    description: 'A procedural painter, not a neural model.',
    // An extension: what a client may rely on beyond the protocol.
    capabilities: {
      idempotency_key: true,
      webhook: true,
      seed: true,
      negative_prompt: true,
      audio: true,
      image: true,
      side: { min: LIMITS.side.min, max: LIMITS.side.max, multiple_of: LIMITS.side.multipleOf },
      seconds: LIMITS.seconds,
      fps: LIMITS.fps,
    },
  };
}

function requireKey(apiKey: string | null) {
  return (request: Request, _response: Response, next: NextFunction) => {
    const given = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
    if (apiKey !== null && !sameText(given, apiKey)) {
      throw new ApiError(401, 'invalid_api_key', 'The API key is missing or wrong.');
    }
    next();
  };
}

/** In constant time, so that the key cannot be guessed letter by letter. */
function sameText(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}

function find(jobs: Jobs, id: string): Job {
  const job = jobs.get(id);
  if (!job) throw notFound();
  return job;
}

function notFound(): ApiError {
  return new ApiError(404, 'not_found', 'There is no such video.', { param: 'video_id' });
}

function requireClip(job: Job): void {
  if (job.status === 'failed') {
    throw new ApiError(404, 'video_failed', 'This video failed; it has no content.');
  }
  if (job.status !== 'completed') {
    throw new ApiError(409, 'video_not_ready', 'The video is not ready yet.');
  }
  if (job.expiresAt !== null && job.expiresAt <= unixNow()) {
    throw new ApiError(404, 'video_expired', 'The content of this video has expired.');
  }
}

/**
 * A page of the list, newest first unless `order=asc`; `after` is the last id of the page before.
 */
function listPage(
  jobs: Job[],
  query: Request['query'],
  wire: (job: Job) => Record<string, unknown>,
): Record<string, unknown> {
  const limit = query['limit'] === undefined ? 20 : Number(query['limit']);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw invalid('limit', 'The limit must be from 1 to 100.');
  }
  const order = query['order'] ?? 'desc';
  if (order !== 'asc' && order !== 'desc') throw invalid('order', 'The order is asc or desc.');
  const sorted = order === 'asc' ? jobs : jobs.toReversed();
  const after = query['after'];
  const index = after === undefined ? -1 : sorted.findIndex((job) => job.id === after);
  if (after !== undefined && index < 0) throw invalid('after', 'There is no such video.');
  const page = sorted.slice(index + 1, index + 1 + limit);
  return {
    object: 'list',
    data: page.map(wire),
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
    has_more: index + 1 + limit < sorted.length,
  };
}

// Express knows an error handler by its four parameters.
function answerError(error: unknown, _request: Request, response: Response, next: NextFunction) {
  if (response.headersSent) return next(error);
  const known = error instanceof ApiError ? error : unexpected(error);
  if (known.retryAfterSeconds !== null) response.set('retry-after', `${known.retryAfterSeconds}`);
  response.status(known.status).json(known.toWire());
}

function unexpected(error: unknown): ApiError {
  // Express's own: a range outside the file, an id that is no UTF-8, a clip that somebody deleted.
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500) {
    return new ApiError(status, 'not_served', 'This cannot be served.', { cause: error });
  }
  console.error(error);
  return new ApiError(500, 'internal', 'The server failed.', { cause: error });
}
