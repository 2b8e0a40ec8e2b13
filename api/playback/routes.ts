import type { RequestHandler } from 'express';
import { isVideoId } from '../../domain/ids.ts';
import { hlsPrefix } from '../../domain/keys.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import { answerObject } from '../http/object-answer.ts';
import type { AnsweredRoute } from '../http/operation.ts';
import { answeredBy } from '../http/operation.ts';
import { notFound, Problem } from '../http/problem.ts';
import { videoIdIn } from '../videos/request-parts.ts';
import { operations } from './operations.ts';
import type { Viewable } from './viewable.ts';

interface Deps {
  store: Pick<ObjectStore, 'head' | 'get'>;
  viewable: Pick<Viewable, 'streamOf' | 'takeKey'>;
}

export const routes = (deps: Deps): AnsweredRoute[] =>
  answeredBy(operations, {
    getPublishedFile: servePublished(deps),
    getCandidateMedia: serveTake(deps),
  });

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

function servePublished({ store, viewable }: Deps): RequestHandler {
  return async (req, res) => {
    const { id, path } = req.params;
    const file = Array.isArray(path) ? path.join('/') : '';
    if (typeof id !== 'string' || !isVideoId(id) || !FILE.test(file)) throw notFound();
    const stream = await viewable.streamOf(id);
    if (stream === null) throw notFound('There is no such published video.');
    if (stream.kind === 'never') {
      throw new Problem('not_published', 'This video has ended, and nothing of it is published.');
    }
    const contentType = CONTENT_TYPES[file.split('.').at(-1) ?? ''];
    const cacheControl = /^v\d+\//.test(file) ? FOR_EVER : FOR_NOW;
    const key = `${hlsPrefix(stream.tenant, id)}${file}`;
    await answerObject(store, key, { req, res }, { contentType, cacheControl });
  };
}

function serveTake({ store, viewable }: Deps): RequestHandler {
  return async (req, res) => {
    const id = videoIdIn(req);
    const key = await viewable.takeKey(id, String(req.params['candidate']));
    if (key === null) throw notFound('There is no such take, or it is not stored.');
    await answerObject(store, key, { req, res }, { cacheControl: TAKE });
  };
}
