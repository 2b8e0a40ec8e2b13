import type { Request, Response } from 'express';
import type { VideoRecord } from '../../domain/video/record.ts';
import { isTerminal } from '../../domain/video/status.ts';
import { contextOf } from '../http/answer-context.ts';
import { sha256 } from '../http/body-digest.ts';
import { readerHas } from '../http/headers.ts';
import type { Addresses } from '../addresses.ts';
import { unknownVideo, videoIdIn } from './request-parts.ts';
import { videoResource } from './resource.ts';
import type { VideoViews } from './views.ts';

/** Seconds until looking again is worth it: a person takes longer than a machine. */
const LOOK_AGAIN = { running: '2', awaiting_review: '30' };

/** With an ETag of what is said; 304 for who read it before. */
export function answerVideo(
  { req, res }: { req: Request; res: Response },
  record: VideoRecord,
  options: { at: Addresses; status: number },
): void {
  const { status } = record.snapshot;
  res.status(options.status).set('Cache-Control', 'private, no-cache').vary('Authorization');
  if (!isTerminal(status)) {
    const waits = status === 'awaiting_review' ? 'awaiting_review' : 'running';
    res.set('Retry-After', LOOK_AGAIN[waits]);
  }
  const body = JSON.stringify(videoResource(record, options.at));
  const etag = `"${sha256(body).slice(0, 32)}"`;
  res.set('ETag', etag);
  if (req.method === 'GET' && readerHas(req, { etag })) res.status(304).end();
  else res.type('json').send(body);
}

export async function videoOf(
  req: Request,
  res: Response,
  views: Pick<VideoViews, 'read'>,
): Promise<VideoRecord> {
  const record = await views.read(contextOf(res).tenant, videoIdIn(req));
  if (record === null) throw unknownVideo();
  return record;
}
