import type { RequestHandler } from 'express';
import { contextOf } from '../http/answer-context.ts';
import type { VideoRecords } from '../../records/videos.ts';
import type { Addresses } from '../addresses.ts';
import { parseListQuery } from './list-query.ts';
import { answerVideo, videoOf } from './answers.ts';
import { pageOfVideos } from './pages.ts';
import { candidateResource, videoResource, withoutSignals } from './resource.ts';
import type { VideoViews } from './views.ts';

export interface ReadDeps {
  at: Addresses;
  records: VideoRecords;
  views: VideoViews;
}

type ViewDeps = Pick<ReadDeps, 'at' | 'views'>;

export function answerGet({ views, at }: ViewDeps): RequestHandler {
  return async (req, res) =>
    answerVideo({ req, res }, await videoOf(req, res, views), { at, status: 200 });
}

export function answerList(deps: ReadDeps): RequestHandler {
  return async (req, res) => {
    const query = parseListQuery(new URL(req.url, 'http://list').searchParams);
    const { videos, nextCursor } = await pageOfVideos(deps, contextOf(res).tenant, query);
    const whole = videos.map((record) => videoResource(record, deps.at));
    const data = query.view === 'summary' ? whole.map(withoutSignals) : whole;
    res.set('Cache-Control', 'private, no-cache').vary('Authorization');
    res.json({ object: 'list', data, has_more: nextCursor !== null, next_cursor: nextCursor });
  };
}

export function listCandidates({ views, at }: ViewDeps): RequestHandler {
  return async (req, res) => {
    const { id, snapshot } = await videoOf(req, res, views);
    const data = snapshot.candidates.map((take) => candidateResource(id, take, at));
    res.set('Cache-Control', 'private, no-cache').vary('Authorization');
    res.json({ object: 'list', data });
  };
}
