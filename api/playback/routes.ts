import type { RequestHandler } from 'express';
import type { VideoId } from '../../domain/ids.ts';
import { isVideoId } from '../../domain/ids.ts';
import { hlsPrefix } from '../../domain/keys.ts';
import type { RouteDeps } from '../api-deps.ts';
import { allowAllOrigins, answerObject } from '../http/object-answer.ts';
import { notFound } from '../http/problem.ts';
import type { ShortMemory } from '../http/short-memory.ts';
import { openShortMemory } from '../http/short-memory.ts';
import { videoIdIn } from '../videos/answers.ts';

/** What a viewer may read, by id alone: published trees and stored takes. */
export interface MediaRoutes {
  hls: RequestHandler;
  take: RequestHandler;
  /** Answers a browser's preflight: any page may ask for ranges. */
  preflight: RequestHandler;
  /** A deleted video is gone at once, not when memory fades. */
  forget(id: VideoId): void;
}

/** How late another server's delete is noticed here. */
const REMEMBER_MS = 3_000;

/** A version never changes; the stable name points at another one after a replacement. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const FOR_NOW = 'public, max-age=5';
const TAKE = 'private, max-age=300';

const CONTENT_TYPES: Record<string, string> = {
  m3u8: 'application/vnd.apple.mpegurl',
  mp4: 'video/mp4',
  m4s: 'video/iso.segment',
  jpg: 'image/jpeg',
  vtt: 'text/vtt',
};

/** What a published tree is made of, and the stable master above it; nothing else is anybody's business. */
const FILE =
  /^(?:master\.m3u8|v\d+\/(?:master\.m3u8|poster\.jpg|[a-z0-9]+\/(?:init\.mp4|index\.m3u8|seg-\d+\.m4s)))$/;

export function serveMedia({ store, records, views }: RouteDeps): MediaRoutes {
  const published: ShortMemory<string> = openShortMemory(REMEMBER_MS);
  const takes: ShortMemory<string> = openShortMemory(REMEMBER_MS);

  const tenantOfPublished = (id: VideoId) =>
    published.recall(id, async () => {
      const record = await records.find(id);
      return record?.snapshot.status === 'published' ? record.tenant : null;
    });

  const keyOfTake = (id: VideoId, candidate: string) =>
    takes.recall(`${id}/${candidate}`, async () => {
      const record = await records.find(id);
      const now = record === null ? null : await views.read(record.tenant, id);
      return now?.snapshot.candidates.find((take) => take.id === candidate)?.key ?? null;
    });

  return {
    async hls(req, res) {
      const { id, path } = req.params;
      const file = Array.isArray(path) ? path.join('/') : '';
      if (typeof id !== 'string' || !isVideoId(id) || !FILE.test(file)) throw notFound();
      const tenant = await tenantOfPublished(id);
      if (tenant === null) throw notFound('There is no such published video.');
      const contentType = CONTENT_TYPES[file.split('.').at(-1) ?? ''];
      const cacheControl = /^v\d+\//.test(file) ? FOR_EVER : FOR_NOW;
      const key = `${hlsPrefix(tenant, id)}${file}`;
      await answerObject(store, key, { req, res }, { contentType, cacheControl });
    },

    async take(req, res) {
      const id = videoIdIn(req);
      const key = await keyOfTake(id, String(req.params['candidate']));
      if (key === null) throw notFound('There is no such take, or it is not stored.');
      await answerObject(store, key, { req, res }, { cacheControl: TAKE });
    },

    preflight(req, res, next) {
      if (req.method !== 'OPTIONS') return next();
      allowAllOrigins(res);
      res.set({
        'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
        'Access-Control-Allow-Headers': 'Range, If-Range, If-None-Match, If-Modified-Since',
        'Access-Control-Max-Age': '86400',
        Allow: 'GET, HEAD, OPTIONS',
      });
      res.status(204).end();
    },

    forget(id) {
      published.forget(id);
      takes.forget(id);
    },
  };
}
